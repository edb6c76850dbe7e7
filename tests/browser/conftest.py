"""One browser for all these tests; for each of them a bot of its own and pages that must stay without trouble."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from bot.demo import SandboxedBot, sandboxed_bot
from tests.browser.phones import Phones
from tests.browser.trouble import Trouble
from tests.servers import missing
from tools import chromium

LAPTOP = {"viewport": {"width": 1440, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True, "is_mobile": True}
SMALL_PHONE = {**PHONE, "viewport": {"width": 360, "height": 740}}

Opens = Callable[..., Awaitable[Phones]]
_PATIENCE = 30_000  # what is expected is waited for, also on a machine that has much else to do


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def browser() -> AsyncIterator[Browser]:
    program = chromium.program()
    if program is None:
        missing("Chromium")
        raise AssertionError
    expect.set_options(timeout=_PATIENCE)
    async with chromium.launched(program) as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="package")
async def sandboxed(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[SandboxedBot]:
    """The production bot at full speed; nobody has started it, no officer is invited yet."""
    shutil.copy(sqlite_template, tmp_path / "sangkien.db")
    async with sandboxed_bot(tmp_path) as sandboxed:
        yield sandboxed


@pytest.fixture
def trouble() -> Trouble:
    """What went wrong in the page; a test that expects some forgives it by name."""
    return Trouble()


@pytest_asyncio.fixture(loop_scope="package")
async def opens(browser: Browser, trouble: Trouble) -> AsyncIterator[Opens]:
    """Opens the page of phones at an address on a screen such as LAPTOP."""
    contexts = []

    async def open_page(address: str, **screen: Any) -> Phones:
        context = await browser.new_context(locale="vi-VN", timezone_id="Europe/Lisbon", **screen)
        context.set_default_timeout(_PATIENCE)
        contexts.append(context)
        page = await context.new_page()
        trouble.watch(page)
        await page.goto(address)
        return Phones(page)

    yield open_page
    found = list(trouble.found)
    for context in contexts:
        await context.close()
    assert found == []
