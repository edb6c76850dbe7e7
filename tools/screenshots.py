"""Takes the pictures of the documentation: the page of phones after the demo's dialogue has been played.

Run it with `python -m tools.screenshots`; it needs Chromium and writes docs/images/.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from playwright.async_api import Browser, ViewportSize, expect

from bot.command_line.console import out
from bot.demo import DIALOGUE, sandboxed_bot
from bot.logs import configure
from bot.settings import load
from tools import chromium

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "images"
_COUNTED, _CARD = ("an@zalo", "đã được xác nhận và được tính cho đơn vị"), ("binh", "Sáng kiến mới cần xác nhận")
_FIGURES = (("dung", "Đã xác nhận 1/190"),)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the page: its size in CSS pixels, and whose messages it must show."""

    name: str
    width: int
    height: int
    shows: tuple[tuple[str, str], ...]
    screen: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


PICTURES = (
    Picture("page-laptop", 1440, 900, (_COUNTED, _CARD, *_FIGURES)),
    Picture("page-dark", 1440, 900, (_COUNTED, _CARD, *_FIGURES), {"color_scheme": "dark"}),
    Picture("page-phone", 390, 844, (_COUNTED,), {"device_scale_factor": 2, "is_mobile": True, "has_touch": True}),
)


async def take(picture: Picture, address: str, browser: Browser, folder: Path) -> Path:
    """Write one picture and return its file; raises AssertionError when it would not show what it is to show."""
    size = ViewportSize(width=picture.width, height=picture.height)
    context = await browser.new_context(locale="vi-VN", viewport=size, **picture.screen)
    page = await context.new_page()
    await page.goto(address)
    for person, words in picture.shows:
        message = page.locator(f'[data-phone="{person}"]').get_by_role("article").filter(has_text=words).last
        await expect(message).to_be_in_viewport()
    await page.evaluate("document.fonts.ready")
    file = folder / f"{picture.name}.png"
    await page.screenshot(path=file, animations="disabled")
    await context.close()
    return file


async def main() -> None:
    """Play the demo and take all pictures."""
    program = chromium.program()
    if program is None:
        sys.exit("Chromium is not on this machine; install it to take pictures.")
    configure(load(_env_file=None, log_level="warning"))
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="sangkien-pictures-") as folder:
        async with sandboxed_bot(Path(folder)) as sandboxed, chromium.launched(program) as browser:
            await sandboxed.play(DIALOGUE.read_text(encoding="utf-8"), lambda _: None)
            for picture in PICTURES:
                out.print(await take(picture, sandboxed.address, browser, FOLDER))


if __name__ == "__main__":
    asyncio.run(main())
