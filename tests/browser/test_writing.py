"""Writing on a phone of the page: corrections, refused files, the bot's keys, and no mouse at all."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, Page, expect

from bot.demo import SandboxedBot
from bot.sandbox.samples import picture
from tests.browser.conftest import LAPTOP, Opens
from tests.browser.dialogues import an_comes_to, dung_begins, dung_tells_her_name
from tests.browser.phones import Upload

pytestmark = pytest.mark.asyncio(loop_scope="package")

IDENTITY = "066199001234"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
    await dung_tells_her_name(sandboxed)
    dung = (await opens(sandboxed.address, **LAPTOP)).dung
    banner = dung.whole.get_by_text("Sửa tin nhắn", exact=True)
    await dung.field.press("ArrowUp")
    await expect(banner).to_be_visible()
    await expect(dung.field).to_have_value("Hồ Thị Dung")
    await dung.field.press("Escape")
    await expect(banner).to_be_hidden()
    await expect(dung.field).to_have_value("")

    await dung.messages.filter(has_text="Hồ Thị Dung").get_by_text("Hồ Thị Dung").dblclick()
    await expect(banner).to_be_visible()
    await dung.field.fill("Hồ Thị Dũng")
    await dung.field.press("Enter")
    await expect(banner).to_be_hidden()
    await expect(dung.message("Hồ Thị Dũng")).to_contain_text("đã sửa")
    await expect(dung.messages.filter(has_text="Hồ Thị Dung").filter(has_not_text="Đang là")).to_have_count(0)
    await dung.hears("Dùng nội dung vừa sửa cho câu “Họ và tên”?", "Vừa sửa: Hồ Thị Dũng")


async def test_a_file_of_a_wrong_kind_is_named_with_what_is_taken_instead(
    sandboxed: SandboxedBot, opens: Opens
) -> None:
    await an_comes_to("AN: (album", sandboxed)
    an = (await opens(sandboxed.address, **LAPTOP)).an
    await an.attach(Upload(name="bang-tinh.xlsx", mimeType=SHEET, buffer=b"1;2"), as_document=True)
    await an.hears("Ở đây không mở được “bang-tinh.xlsx”. Anh/chị gửi ảnh, PDF hoặc Word.", "15/15 · Tệp đính kèm")
    await expect(an.whole.get_by_role("link", name="bang-tinh.xlsx")).to_be_visible()


async def test_a_picture_sent_as_a_file_keeps_its_name(sandboxed: SandboxedBot, opens: Opens) -> None:
    await an_comes_to("AN: (album", sandboxed)
    an = (await opens(sandboxed.address, **LAPTOP)).an
    await an.attach(Upload(name="sang-rung.png", mimeType="image/png", buffer=picture()), as_document=True)
    await an.hears("Đã nhận 1 tệp: sang-rung.png.")


async def test_the_bots_keys_fold_away_after_a_text_and_come_back_by_their_toggle(
    sandboxed: SandboxedBot, opens: Opens
) -> None:
    await dung_tells_her_name(sandboxed)
    dung = (await opens(sandboxed.address, **LAPTOP)).dung
    toggle = dung.whole.get_by_test_id("keyboard")
    await expect(dung.keys).to_be_visible()
    await expect(toggle).to_have_attribute("aria-pressed", "true")

    await dung.field.press_sequentially("12345")
    await expect(dung.keys).to_be_visible()
    await dung.field.press("Enter")
    await dung.hears("Anh/chị đã gõ 5 chữ số.", "2/15 · Số điện thoại")
    await expect(dung.keys).to_be_hidden()
    await expect(toggle).to_have_attribute("aria-pressed", "false")

    await toggle.click()
    await dung.keys.get_by_role("button", name="Gửi số điện thoại của tôi").click()
    await dung.hears("3/15 · Số CCCD hoặc CMND")
    await expect(dung.keys).to_be_hidden()
    await expect(toggle).to_be_hidden()


async def test_keys_that_answer_a_text_are_open(sandboxed: SandboxedBot, opens: Opens) -> None:
    await dung_begins(sandboxed)
    dung = (await opens(sandboxed.address, **LAPTOP)).dung
    await dung.write("Hồ Thị Dung")
    await dung.hears("2/15 · Số điện thoại")
    await expect(dung.keys).to_be_visible()


async def test_everything_can_be_done_without_a_mouse(sandboxed: SandboxedBot, opens: Opens) -> None:
    phones = await opens(sandboxed.address, **LAPTOP)
    page, dung = phones.page, phones.dung
    await tab_to(page, dung.button("Bắt đầu"))
    await page.keyboard.press("Enter")
    await expect(dung.field).to_be_focused()
    await dung.hears("Chào anh/chị!")

    submit = dung.button("Nộp sáng kiến")
    await tab_to(page, submit, "Shift+Tab")
    await expect(submit).to_have_css("outline-style", "solid")
    await page.keyboard.press("Enter")
    await dung.hears("Trước khi bắt đầu")
    await tab_to(page, dung.button("Tôi đồng ý"))
    await page.keyboard.press("Enter")
    await dung.hears("1/15 · Họ và tên")

    await tab_to(page, dung.field)
    await page.keyboard.type("/tro")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(dung.message("/trogiup")).to_be_visible()
    await tab_to(page, dung.whole.get_by_test_id("more"), "Shift+Tab")
    await page.keyboard.press("Enter")
    await page.keyboard.press("End")
    await expect(page.get_by_role("menuitem", name="Chặn bot")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(dung.whole.get_by_test_id("more")).to_be_focused()


async def test_a_card_number_typed_on_telegram_leaves_the_page_again(sandboxed: SandboxedBot, opens: Opens) -> None:
    await dung_tells_her_name(sandboxed)
    phones = await opens(sandboxed.address, **LAPTOP)
    dung = phones.dung
    await dung.keys.get_by_role("button", name="Gửi số điện thoại của tôi").click()
    await expect(dung.message("+84900000004")).to_be_visible()
    await dung.hears("3/15 · Số CCCD hoặc CMND")
    await dung.write(IDENTITY)
    await dung.hears("Đã nhận số ••••1234.", "4/15 · Nơi công tác")
    await expect(dung.message(IDENTITY)).to_have_count(0)
    await expect(phones.page.locator("body")).not_to_contain_text(IDENTITY)
    assert IDENTITY not in await phones.page.content()


async def test_a_phone_with_zalo_offers_no_corrections_no_keys_and_no_commands(
    sandboxed: SandboxedBot, opens: Opens
) -> None:
    await an_comes_to("AN: 0900 000 001", sandboxed)
    an = (await opens(sandboxed.address, **LAPTOP)).an
    await an.field.press("ArrowUp")
    await expect(an.field).to_have_value("")
    own = an.messages.filter(has_text="Trần Thị An").get_by_text("Trần Thị An")
    await own.dblclick()
    await expect(an.whole.get_by_text("Sửa tin nhắn", exact=True)).to_be_hidden()
    for hidden in (an.keys, an.whole.get_by_test_id("keyboard"), an.whole.get_by_test_id("commands")):
        await expect(hidden).to_be_hidden()


async def test_a_press_on_zalo_leaves_nothing_in_the_chat_and_a_number_does_the_same(
    sandboxed: SandboxedBot, opens: Opens
) -> None:
    await an_comes_to("AN: [Nộp sáng kiến]", sandboxed)
    an = (await opens(sandboxed.address, **LAPTOP)).an
    own = an.whole.get_by_role("article", name="Trần Thị An")
    await expect(own).to_have_count(1)
    await an.press("Nộp sáng kiến")
    await an.hears("Trước khi bắt đầu", "1. Tôi đồng ý")
    await expect(own).to_have_count(1)
    await an.write("1")
    await an.hears("1/15 · Họ và tên")
    await expect(own).to_have_count(2)
