"""A worker on a Zalo bot, which brings no files, does the whole form and gives files on a page in a real browser."""

from __future__ import annotations

import asyncio
import re
import shutil
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, FilePayload, Page, expect

from bot.app import App, prepare
from bot.clock import MovableClock
from bot.demo import LABELS, START
from bot.sandbox import server
from bot.sandbox.cast import AN
from bot.sandbox.player import Director, Player
from bot.sandbox.samples import picture, sample
from bot.sandbox.script import Act
from bot.sandbox.zalo.bots import server as zalo_bot_server
from bot.sandbox.zalo.bots.state import PREFIX, TOKEN
from bot.sandbox.zalo.bots.world import ZaloBotWorld
from bot.settings import load
from tests.browser.conftest import LAPTOP, PHONE
from tests.browser.trouble import Trouble
from tests.transcripts.habits import Habits
from tests.transcripts.on_zalo import ZaloStage

pytestmark = pytest.mark.asyncio(loop_scope="package")
_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/upload/\S+")
_PATIENCE = 30


class Chat:
    """An in her chat with the Zalo bot, the whole bot running behind it."""

    def __init__(self, world: ZaloBotWorld) -> None:
        """Take her phone."""
        self.world, self._heard = world, 0
        stage = ZaloStage(world)
        habits = Habits(stage)
        self._player = Player(
            stage, Director(self._nobody, self._answered, LABELS, patience=_PATIENCE, shortcut=habits.perform)
        )

    async def does(self, text: str) -> None:
        """Do something and wait for the answer."""
        await self._player.act(Act(0, "an", text))

    async def hears(self, words: str) -> str:
        """Wait for something the bot says, newest first."""
        await self.world.wait(lambda: self._said(words) is not None, _PATIENCE)
        said = self._said(words)
        assert said is not None
        return said

    async def _answered(self) -> None:
        await self.world.wait(lambda: self._newest() > self._heard, _PATIENCE)
        self._heard = self._newest()

    def _newest(self) -> int:
        newest = self.world.last_bot_message("an")
        return newest.id if newest else 0

    def _said(self, words: str) -> str | None:
        said = (one.text for one in reversed(self.world.chat("an").messages) if one.from_bot)
        return next((text for text in said if words in text), None)

    @staticmethod
    async def _nobody(_role: str, _unit: str, _name: str) -> str:
        raise AssertionError("nobody is invited here")


@pytest_asyncio.fixture(loop_scope="package")
async def chat(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Chat]:
    shutil.copy(sqlite_template, tmp_path / "sangkien.db")
    clock = MovableClock(START)
    world = ZaloBotWorld(clock, (AN,))
    runner, port = await server.serve(zalo_bot_server.build(world))
    world.address = address = f"http://127.0.0.1:{port}"
    listen = f"127.0.0.1:{_free_port()}"
    settings = load(
        _env_file=None,
        database_url=f"sqlite+aiosqlite:///{tmp_path}/sangkien.db",
        files_url=f"file:{tmp_path}/files",
        work_folder=tmp_path / "work",
        secret_key="a secret of tests",
        zalo_bot_token=TOKEN,
        zalo_bot_api_url=f"{address}{PREFIX}",
        **dict.fromkeys(("telegram_api_url", "zalo_openapi_url", "zalo_oauth_url"), address),
        clock=START,
        listen=listen,
        log_level="warning",
        webhook_url=f"http://{listen}",
    )
    app, done = App(settings, clock), asyncio.Event()
    await prepare(app.database, app.packs, clock)
    running = asyncio.create_task(app.run(done))
    await world.wait(lambda: world.webhook is not None, _PATIENCE)
    yield Chat(world)
    done.set()
    await running
    await runner.cleanup()


@pytest.mark.parametrize(("screen", "script"), [(PHONE, True), (LAPTOP, False)], ids=["phone", "without a script"])
async def test_a_whole_form_with_a_pdf_and_a_photo_is_handed_in_on_a_zalo_bot(
    chat: Chat, browser: Browser, trouble: Trouble, screen: dict[str, Any], *, script: bool
) -> None:
    await chat.does("(fills in the form up to “Tệp đính kèm”)")
    address = _ADDRESS.search(await chat.hears("/upload/"))
    assert address is not None
    context = await browser.new_context(locale="vi-VN", java_script_enabled=script, **screen)
    page = await context.new_page()
    trouble.watch(page)
    await page.goto(address[0])
    await expect(page.get_by_role("heading", name="Tệp đính kèm cho sáng kiến đang viết")).to_be_visible()
    await _choose(page)
    await page.get_by_role("button", name="Gửi", exact=True).click()
    await expect(page.locator("li.received")).to_have_count(2)
    await expect(page.get_by_text("Đã có 2 tệp, còn gửi được 8 tệp.")).to_be_visible()
    await chat.hears("Đã nhận 2 tệp: QD-15.pdf, sàng rung.png.")
    assert trouble.found == []
    await context.close()

    await chat.does("xong")
    await chat.hears("15. Tệp đính kèm: QD-15.pdf, sàng rung.png")
    await chat.does("nộp")
    assert "Mã: SK-22-" in await chat.hears("Đã nhận sáng kiến “Cải tiến khâu phân loại hạt”")


async def _choose(page: Page) -> None:
    pdf = FilePayload(name="QD-15.pdf", mimeType="application/pdf", buffer=sample("QD-15.pdf", ""))
    photo = FilePayload(name="sàng rung.png", mimeType="image/png", buffer=picture())
    await page.get_by_label("Chọn tệp").set_input_files([pdf, photo])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
