"""The page of phones in a reader's hands: finds by what a person sees or hears read out, never by page structure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict

from playwright.async_api import Locator, Page, expect


class Upload(TypedDict):
    """A file as a picker hands it over."""

    name: str
    mimeType: str
    buffer: bytes


@dataclass(frozen=True, slots=True)
class Phone:
    """One phone of the page."""

    page: Page
    key: str

    @property
    def whole(self) -> Locator:
        return self.page.locator(f'[data-phone="{self.key}"]')

    @property
    def field(self) -> Locator:
        return self.whole.get_by_test_id("composer")

    @property
    def keys(self) -> Locator:
        """The bot's reply keyboard."""
        return self.whole.get_by_role("group", name="Bàn phím của bot")

    @property
    def messages(self) -> Locator:
        return self.whole.get_by_role("article")

    def message(self, words: str) -> Locator:
        """The newest message with these words."""
        return self.messages.filter(has_text=words).last

    def button(self, label: str) -> Locator:
        """The newest button of this name."""
        return self.whole.get_by_role("button", name=label, exact=True).last

    async def write(self, text: str) -> None:
        """Touch the field, type, send."""
        await self.field.click()
        await self.field.press_sequentially(text)
        await self.field.press("Enter")

    async def paste(self, text: str) -> None:
        """Send a text that was written elsewhere."""
        await self.field.fill(text)
        await self.whole.get_by_test_id("send").click()

    async def press(self, label: str) -> None:
        await self.button(label).click()

    async def hears(self, *words: str) -> None:
        """Wait until the newest message is the bot's and has all these words."""
        newest = self.messages.last
        for one in words:
            await expect(newest).to_contain_text(one)

    async def follow_link(self, payload: str) -> None:
        """Open the bot by a link or a QR code."""
        await self.whole.get_by_test_id("more").click()
        await self.page.get_by_role("menuitem", name="Mở liên kết có mã…").click()
        dialog = self.whole.get_by_role("dialog", name="Mở liên kết có mã")
        await dialog.get_by_label("Mã trong liên kết").fill(payload)
        await dialog.get_by_role("button", name="Mở", exact=True).click()

    async def attach(self, *files: Upload, as_document: bool = False) -> None:
        """Choose files and send them."""
        picker = self.whole.get_by_test_id("attach-document" if as_document else "attach-photo")
        await picker.set_input_files(list(files))
        await expect(self.whole.get_by_role("listitem")).to_have_count(len(files))
        await self.whole.get_by_test_id("send").click()


class Phones:
    """The whole page: An has Zalo, Bình and Dung have Telegram."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.an, self.binh, self.dung = (Phone(page, key) for key in ("an@zalo", "binh", "dung"))

    def tab(self, key: str) -> Locator:
        return self.page.get_by_test_id(f"tab-{key}")

    @property
    def clock(self) -> Locator:
        return self.page.get_by_test_id("clock")
