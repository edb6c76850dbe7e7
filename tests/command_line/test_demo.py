"""The demo plays its dialogue against the real bot."""

from __future__ import annotations

from tests.command_line.operator import Operator


async def test_the_demo_plays_to_its_end(newcomer: Operator) -> None:
    done = await newcomer.process("demo", "--once", "--port", "0")
    assert done.code == 0, done.err
    decided, told = done.out.split("CLOCK: +10 minutes\n")
    assert "[Hoàn tác trong 10 phút]" in decided
    assert "đã được xác nhận và được tính cho đơn vị" not in decided
    assert "đã được xác nhận và được tính cho đơn vị" in told
    assert "Đã xác nhận 1/1.500 (0,1%)" in done.out
    assert "Đã xác nhận 1/190 (0,5%)" in done.out
