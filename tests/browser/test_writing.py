"""Writing on a phone of the page: corrections, refused files, the bot's keys, and no mouse at all."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, Page, expect

from bot.demo import DIALOGUE, SandboxedBot
from bot.sandbox.samples import picture
from tests.browser.conftest import LAPTOP, Opens
from tests.browser.phones import Upload

pytestmark = pytest.mark.asyncio(loop_scope="package")

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def play_until(line: str, sandboxed: SandboxedBot) -> None:
    """Let An come as far as the demo's dialogue, up to a line that is not played."""
    before, found, _ = DIALOGUE.read_text(encoding="utf-8").partition(line)
    assert found
    await sandboxed.play(before, lambda _: None)


async def tab_to(page: Page, wanted: Locator, key: str = "Tab") -> None:
    """Press a key until the focus is where it is wanted, which must be soon."""
    for _ in range(40):
        await page.keyboard.press(key)
        if await wanted.evaluate("(one) => one === document.activeElement"):
            return
    raise AssertionError(f"{key} never comes to {wanted}")


async def test_a_corrected_message_is_marked_and_the_bot_says_how_an_answer_is_changed(
    sandboxed: SandboxedBot, opens: Opens
) -> None:
    await play_until("AN: [Gửi số điện thoại của tôi]", sandboxed)
    an = (await opens(sandboxed.address, **LAPTOP)).an
    banner = an.whole.get_by_text("Sửa tin nhắn", exact=True)
    await an.field.press("ArrowUp")
    await expect(banner).to_be_visible()
    await expect(an.field).to_have_value("Trần Thị An")
    await an.field.press("Escape")
    await expect(banner).to_be_hidden()
    await expect(an.field).to_have_value("")

    await an.messages.filter(has_text="Trần Thị An").get_by_text("Trần Thị An").dblclick()
    await expect(banner).to_be_visible()
    await an.field.fill("Trần Thị Ân")
    await an.field.press("Enter")
    await expect(banner).to_be_hidden()
    await expect(an.message("Trần Thị Ân")).to_contain_text("đã sửa")
    await expect(an.messages.filter(has_text="Trần Thị An")).to_have_count(0)
    await an.hears("Sửa tin nhắn cũ thì câu trả lời không đổi.", "2/15 · Số điện thoại")


async def test_a_file_of_a_wrong_kind_is_named_with_what_is_taken_instead(
    sandboxed: SandboxedBot, opens: Opens
) -> None:
    await play_until("AN: (album", sandboxed)
    an = (await opens(sandboxed.address, **LAPTOP)).an
    await an.attach(Upload(name="bang-tinh.xlsx", mimeType=SHEET, buffer=b"1;2"), as_document=True)
    await an.hears("Ở đây không mở được “bang-tinh.xlsx”. Anh/chị gửi ảnh, PDF hoặc Word.", "15/15 · Tệp đính kèm")
    await expect(an.whole.get_by_role("link", name="bang-tinh.xlsx")).to_be_visible()


async def test_a_picture_sent_as_a_file_keeps_its_name(sandboxed: SandboxedBot, opens: Opens) -> None:
    await play_until("AN: (album", sandboxed)
    an = (await opens(sandboxed.address, **LAPTOP)).an
    await an.attach(Upload(name="sang-rung.png", mimeType="image/png", buffer=picture()), as_document=True)
    await an.hears("Đã nhận 1 tệp: sang-rung.png.")


async def test_the_bots_keys_fold_away_after_a_text_and_come_back_by_their_toggle(
    sandboxed: SandboxedBot, opens: Opens
) -> None:
    await play_until("AN: [Gửi số điện thoại của tôi]", sandboxed)
    an = (await opens(sandboxed.address, **LAPTOP)).an
    toggle = an.whole.get_by_test_id("keyboard")
    await expect(an.keys).to_be_visible()
    await expect(toggle).to_have_attribute("aria-pressed", "true")

    await an.field.press_sequentially("12345")
    await expect(an.keys).to_be_visible()
    await an.field.press("Enter")
    await an.hears("Anh/chị đã gõ 5 chữ số.", "2/15 · Số điện thoại")
    await expect(an.keys).to_be_hidden()
    await expect(toggle).to_have_attribute("aria-pressed", "false")

    await toggle.click()
    await an.keys.get_by_role("button", name="Gửi số điện thoại của tôi").click()
    await an.hears("3/15 · Số CCCD hoặc CMND")
    await expect(an.keys).to_be_hidden()
    await expect(toggle).to_be_hidden()


async def test_keys_that_answer_a_text_are_open(sandboxed: SandboxedBot, opens: Opens) -> None:
    await play_until("AN: Trần Thị An", sandboxed)
    an = (await opens(sandboxed.address, **LAPTOP)).an
    await an.write("Trần Thị An")
    await an.hears("2/15 · Số điện thoại")
    await expect(an.keys).to_be_visible()


async def test_everything_can_be_done_without_a_mouse(sandboxed: SandboxedBot, opens: Opens) -> None:
    phones = await opens(sandboxed.address, **LAPTOP)
    page, an = phones.page, phones.an
    await tab_to(page, an.button("Bắt đầu"))
    await page.keyboard.press("Enter")
    await expect(an.field).to_be_focused()
    await an.hears("Chào anh/chị!")

    submit = an.button("Nộp sáng kiến")
    await tab_to(page, submit, "Shift+Tab")
    await expect(submit).to_have_css("outline-style", "solid")
    await page.keyboard.press("Enter")
    await an.hears("Trước khi bắt đầu")
    await tab_to(page, an.button("Tôi đồng ý"))
    await page.keyboard.press("Enter")
    await an.hears("1/15 · Họ và tên")

    await tab_to(page, an.field)
    await page.keyboard.type("/tro")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(an.message("/trogiup")).to_be_visible()
    await tab_to(page, an.whole.get_by_test_id("more"), "Shift+Tab")
    await page.keyboard.press("Enter")
    await page.keyboard.press("End")
    await expect(page.get_by_role("menuitem", name="Chặn bot")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(an.whole.get_by_test_id("more")).to_be_focused()
