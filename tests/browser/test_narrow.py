"""On a phone's screen one phone shows at a time, its tabs tell of news, and nothing sticks out."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, Page, expect

from bot.demo import DIALOGUE, SandboxedBot
from tests.browser.conftest import PHONE, SMALL_PHONE, Opens
from tests.browser.dialogues import dung_tells_her_name

pytestmark = pytest.mark.asyncio(loop_scope="package")

STICKING_OUT = """() => [...document.querySelectorAll("body *")]
    .filter((one) => !one.closest("[inert]") && one.checkVisibility())
    .filter((one) => one.matches("button, a, input, textarea, article, header, nav, [role=dialog], [role=menu]"))
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 0.5 || one.getBoundingClientRect().left < -0.5)
    .map((one) => `${one.tagName}.${one.className}: ${one.textContent.slice(0, 40)}`)"""
SCROLLING_SIDEWAYS = """() => [document.documentElement, document.body, ...document.querySelectorAll(".tabs, .phone *")]
    .filter((one) => ["auto", "scroll"].includes(getComputedStyle(one).overflowX) || one.contains(document.body))
    .filter((one) => one.scrollWidth > one.clientWidth)
    .map((one) => `${one.tagName}.${one.className}`)"""


def dot(tab: Locator) -> Locator:
    return tab.get_by_role("img", name="có tin mới")


async def reached_by_keyboard(page: Page) -> set[str]:
    """The phones that get the focus while it goes around the page."""
    reached = set()
    for _ in range(24):
        await page.keyboard.press("Tab")
        reached.add(await page.evaluate("document.activeElement.closest('[data-phone]')?.dataset.phone ?? ''"))
    return reached - {""}


async def fits(page: Page) -> None:
    assert await page.evaluate(STICKING_OUT) == []
    assert await page.evaluate(SCROLLING_SIDEWAYS) == []


async def test_a_tab_shows_a_dot_for_news_until_its_phone_is_looked_at(sandboxed: SandboxedBot, opens: Opens) -> None:
    phones = await opens(sandboxed.address, **PHONE)
    await expect(phones.tab("an@zalo")).to_have_attribute("aria-current", "true")
    await expect(dot(phones.tab("binh"))).to_be_hidden()

    sandboxed.town.start("binh")
    await expect(dot(phones.tab("binh"))).to_be_in_viewport()
    await expect(phones.binh.whole).not_to_be_in_viewport()

    await phones.tab("binh").tap()
    await expect(phones.binh.message("Chào anh/chị!")).to_be_in_viewport()
    await expect(phones.an.whole).not_to_be_in_viewport()
    await expect(dot(phones.tab("binh"))).to_be_hidden()

    sandboxed.town.say("binh", "/trogiup")
    await expect(phones.binh.message("Những việc làm được ở đây")).to_be_in_viewport()
    await expect(dot(phones.tab("binh"))).to_be_hidden()
    sandboxed.town.start("dung")
    await expect(dot(phones.tab("dung"))).to_be_in_viewport(ratio=1)


async def test_the_keyboard_reaches_only_the_phone_in_view(sandboxed: SandboxedBot, opens: Opens) -> None:
    for person in sandboxed.town.people:
        sandboxed.town.start(person)
    phones = await opens(sandboxed.address, **PHONE)
    await phones.an.hears("Chào anh/chị!")
    assert await reached_by_keyboard(phones.page) == {"an@zalo"}
    await phones.tab("dung").tap()
    await phones.dung.hears("Chào anh/chị!")
    assert await reached_by_keyboard(phones.page) == {"dung"}


async def test_nothing_sticks_out_of_a_screen_360_pixels_wide(sandboxed: SandboxedBot, opens: Opens) -> None:
    await sandboxed.play(DIALOGUE.read_text(encoding="utf-8"), lambda _: None)
    phones = await opens(sandboxed.address, **SMALL_PHONE)
    for phone in (phones.an, phones.binh, phones.dung):
        await phones.tab(phone.key).tap()
        await expect(phone.whole).to_be_in_viewport(ratio=1)
        await fits(phones.page)


async def test_keys_menus_and_the_clock_fit_a_screen_360_pixels_wide(sandboxed: SandboxedBot, opens: Opens) -> None:
    await dung_tells_her_name(sandboxed)
    phones = await opens(sandboxed.address, **SMALL_PHONE)
    await phones.tab("dung").tap()
    await expect(phones.dung.keys).to_be_in_viewport(ratio=1)
    await fits(phones.page)
    await phones.dung.whole.get_by_test_id("more").tap()
    await expect(phones.page.get_by_role("menu")).to_be_in_viewport(ratio=1)
    await fits(phones.page)
    await phones.clock.tap()
    await expect(phones.page.get_by_role("dialog")).to_be_in_viewport(ratio=1)
    await fits(phones.page)
