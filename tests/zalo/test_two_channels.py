"""An has Telegram and Zalo: what she begins on one she finishes on the other, and hears of it where she wrote last."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.demo import LABELS, SandboxedBot, sandboxed_bot
from bot.sandbox.cast import AN, BINH
from bot.sandbox.hands import Hands
from bot.sandbox.player import Director, Player
from bot.sandbox.script import Act
from bot.sandbox.stage import Stage
from tests.transcripts.habits import Habits
from tests.transcripts.on_zalo import ZaloStage

_CODE = r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b"
_PATIENCE = 30
_TEN_MINUTES = timedelta(minutes=10)


class Phone:
    """One phone with one app, the whole bot running behind it."""

    def __init__(self, sandboxed: SandboxedBot, world: Hands, stage: Stage, person: str) -> None:
        self._world, self._person, self._heard = world, person, 0
        habits = Habits(stage)
        director = Director(sandboxed.invite, self._answered, LABELS, patience=_PATIENCE, shortcut=habits.perform)
        self._player = Player(stage, director)

    async def does(self, *several: str) -> str:
        """Do some things, each after the answer to the one before; return the last answer."""
        for text in several:
            self._heard = self._newest()
            await self._player.act(Act(0, self._person, text))
        return self._said()[-1]

    async def hears(self, words: str) -> str:
        """Wait for something the bot says that has these words, a pattern; return it, the newest first."""
        pattern = re.compile(words)
        await self._world.wait(lambda: any(map(pattern.search, self._said())), _PATIENCE)
        return next(text for text in reversed(self._said()) if pattern.search(text))

    async def _answered(self) -> None:
        await self._world.wait(lambda: self._newest() > self._heard, _PATIENCE)
        self._heard = self._newest()

    def _newest(self) -> int:
        newest = self._world.last_bot_message(self._person)
        return newest.id if newest else 0

    def _said(self) -> list[str]:
        return [one.text for one in self._world.chat(self._person).messages if one.from_bot]


@pytest.fixture
async def sandboxed(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[SandboxedBot]:
    shutil.copy(sqlite_template, tmp_path / "sangkien.db")
    async with sandboxed_bot(tmp_path, on_telegram=(AN, BINH)) as sandboxed:
        yield sandboxed


async def test_a_draft_begun_on_telegram_is_handed_in_on_zalo_and_its_author_is_told_there(
    sandboxed: SandboxedBot,
) -> None:
    telegram, zalo = sandboxed.town.on("telegram"), sandboxed.town.on("zalo")
    there = Phone(sandboxed, telegram, Stage(telegram), "an")
    here = Phone(sandboxed, zalo, ZaloStage(zalo), "an")
    officer = Phone(sandboxed, telegram, Stage(telegram), "binh")
    await officer.does("(invited as verifier of DLK-01-017)")

    await there.does("(fills in the form up to “Mô tả sáng kiến”)")
    await there.does("/dulieu", "[Nối với Zalo/Telegram]")
    code = re.findall(_CODE, await there.hears(_CODE))[0]
    asked = await here.does("/start", f"noi {code.lower()}")
    assert "T••• T••• A•••" in asked
    assert "Trần" not in asked
    await here.does("[Nối]")
    await there.hears("Nếu không phải anh/chị nối")

    assert "· Mô tả sáng kiến" in await here.does("/nop", "[Làm tiếp]")
    await here.does(
        "Trước đây phân loại hạt bằng tay, chậm và không đều. Nay dùng sàng rung tự chế nên nhanh gấp bốn lần.",
        "2/1/2022",
        "Quyết định số 15/QĐ-CT ngày 20/02/2022 của Giám đốc Công ty CP Cà phê Buôn Ma Thuột",
        "120 triệu",
        "[Chỉ mình tôi]",
        "[Tôi cam đoan đúng như vậy]",
        "[Bỏ qua]",
    )
    assert "Đã nhận sáng kiến “Cải tiến khâu phân loại hạt”" in await here.does("[Nộp]")

    await officer.hears("Sáng kiến mới cần xác nhận")
    await officer.does("[Xác nhận]")
    zalo.move_clock(sandboxed.app.clock.now() + _TEN_MINUTES)
    await sandboxed.app.releaser.drain()
    await here.hears("đã được xác nhận và được tính cho đơn vị")
    assert "đang viết dở" not in await there.does("/start")
