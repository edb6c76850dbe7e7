"""The page for files in a real browser: a worker gives a PDF and a photo there, and the chat says what was received."""

from __future__ import annotations

import asyncio
import re
import shutil
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from bot.app import App, prepare
from bot.channels.capabilities import TELEGRAM
from bot.clock import MovableClock
from bot.demo import START
from bot.sandbox import server
from bot.sandbox.cast import AN, BOT
from bot.sandbox.samples import picture, sample
from bot.sandbox.world import World
from bot.settings import load
from flows.session import Filling, Session
from storage import people
from storage.people import Account
from tests.browser.conftest import LAPTOP, PHONE
from tests.browser.trouble import Trouble
from tests.files.desk import DRAFT, UNANSWERED
from tests.storage.given import COMPLETE, draft, put, set_down

pytestmark = pytest.mark.asyncio(loop_scope="package")
_GIVEN = UNANSWERED | {"identity": COMPLETE["identity"]}


@dataclass
class Chat:
    """An in a chat that brings no files, with the whole bot running."""

    world: World

    async def hears(self, words: str) -> str:
        """Wait for something the bot says."""
        await self.world.wait(lambda: self._said(words) is not None, 20)
        said = self._said(words)
        assert said is not None
        return said

    def _said(self, words: str) -> str | None:
        said = (one.text for one in reversed(self.world.chat("an").messages) if one.from_bot)
        return next((text for text in said if words in text), None)

    async def address(self) -> str:
        """Ask something at the question for files; return the address that stands there."""
        self.world.say("an", "gửi tệp ở đâu?")
        found = re.search(r"http://127\.0\.0\.1:\d+/upload/\S+", await self.hears("/upload/"))
        assert found is not None
        return found[0]


@pytest_asyncio.fixture(loop_scope="package")
async def chat(sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Chat]:
    shutil.copy(sqlite_template, tmp_path / "sangkien.db")
    clock = MovableClock(START)
    world = World(clock, (AN,), (BOT,), rates=None)
    runner, port = await server.serve(server.build(world), "127.0.0.1", 0)
    listen = f"127.0.0.1:{_free_port()}"
    settings = load(
        _env_file=None,
        database_url=f"sqlite+aiosqlite:///{tmp_path}/sangkien.db",
        files_url=f"file:{tmp_path}/files",
        work_folder=tmp_path / "work",
        secret_key="a secret of tests",
        telegram_token=BOT.token,
        telegram_api_url=f"http://127.0.0.1:{port}",
        clock=START,
        listen=listen,
        log_level="warning",
        webhook_url=f"http://{listen}",
    )
    app, done = App(settings, clock), asyncio.Event()
    monkeypatch.setattr(app.telegram, "capabilities", replace(TELEGRAM, receives_files=False))
    await prepare(app.database, app.packs, clock)
    number = str(AN.user_id)
    async with app.database.transaction() as session:
        an = await people.recognise(session, Account("telegram", "main", number, number), "An", "vi", START)
    await put(app.database, draft(an, DRAFT, _GIVEN))
    await set_down(app.database, an, replace(Session(), doing=Filling(DRAFT)))
    running = asyncio.create_task(app.run(done))
    world.start("an", "")
    yield Chat(world)
    done.set()
    await running
    await runner.cleanup()


@pytest.mark.parametrize(("screen", "script"), [(PHONE, True), (LAPTOP, False)], ids=["phone", "without a script"])
async def test_a_pdf_and_a_photo_given_on_the_page_are_told_in_the_chat(
    chat: Chat, browser: Browser, trouble: Trouble, screen: dict[str, object], *, script: bool
) -> None:
    address = await chat.address()
    context = await browser.new_context(locale="vi-VN", java_script_enabled=script, **screen)  # type: ignore[arg-type]
    page = await context.new_page()
    trouble.watch(page)
    await page.goto(address)
    await expect(page.get_by_role("heading", name="Tệp đính kèm cho sáng kiến đang viết")).to_be_visible()
    await _choose(page)
    await page.get_by_role("button", name="Gửi", exact=True).click()
    await expect(page.locator("li.received")).to_have_count(2)
    await expect(page.get_by_text("Đã có 2 tệp, còn gửi được 8 tệp.")).to_be_visible()
    await chat.hears("Đã nhận 2 tệp: QD-15.pdf, sàng rung.png.")
    assert trouble.found == []
    await context.close()


async def _choose(page: Page) -> None:
    await page.get_by_label("Chọn tệp").set_input_files(
        [
            {"name": "QD-15.pdf", "mimeType": "application/pdf", "buffer": sample("QD-15.pdf", "")},
            {"name": "sàng rung.png", "mimeType": "image/png", "buffer": picture()},
        ]
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
