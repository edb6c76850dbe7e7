"""How far somebody has come before a test begins: An on Zalo as in the demo, Dung on Telegram up to her number."""

from __future__ import annotations

from bot.demo import DIALOGUE, SandboxedBot

_BEGIN = """
DUNG: /start u-DLK-01-017
BOT: Chào anh/chị! …
     …
DUNG: [Nộp sáng kiến]
BOT: Trước khi bắt đầu: …
     …
DUNG: [Tôi đồng ý]
BOT: 1/15 · Họ và tên
     …
"""
_HER_NAME = """
DUNG: Hồ Thị Dung
BOT: 2/15 · Số điện thoại
     …
"""


async def an_comes_to(line: str, sandboxed: SandboxedBot) -> None:
    """Let An come as far as the demo's dialogue, up to a line that is not played."""
    before, found, _ = DIALOGUE.read_text(encoding="utf-8").partition(line)
    assert found
    await sandboxed.play(before, lambda _: None)


async def dung_begins(sandboxed: SandboxedBot) -> None:
    """Let Dung begin to hand in on Telegram; she is asked for her name."""
    await sandboxed.play(_BEGIN, lambda _: None)


async def dung_tells_her_name(sandboxed: SandboxedBot) -> None:
    """Let Dung begin to hand in on Telegram; she has told her name and is asked for her number."""
    await sandboxed.play(_BEGIN + _HER_NAME, lambda _: None)
