"""What is around the phones: the clock, the colours of the night, and a connection that breaks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Literal

import pytest
from playwright.async_api import Locator, expect

from bot.clock import FrozenClock
from bot.demo import START, SandboxedBot
from bot.sandbox import server
from bot.sandbox.cast import AN, BINH, BOT
from bot.sandbox.world import World
from tests.browser.conftest import LAPTOP, Opens
from tests.browser.phones import Phone
from tests.browser.trouble import Trouble

pytestmark = pytest.mark.asyncio(loop_scope="package")

CONTRAST = """(one) => {
    const light = (colour) => {
        const parts = colour.match(/[\\d.]+/g).slice(0, 3).map((part) => part / 255);
        const [r, g, b] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const opaque = (at) => /^rgb\\(/.test(getComputedStyle(at).backgroundColor);
    let ground = one;
    while (!opaque(ground)) ground = ground.parentElement;
    const [low, high] = [getComputedStyle(one).color, getComputedStyle(ground).backgroundColor].map(light).sort();
    return (high + 0.05) / (low + 0.05);
}"""
"""How much letters stand out from the nearest opaque ground behind them, 1 to 21."""


@asynccontextmanager
async def served(world: World, port: int = 0) -> AsyncIterator[tuple[str, int]]:
    runner, port = await server.serve(server.build(world), port=port)
    try:
        yield f"http://127.0.0.1:{port}", port
    finally:
        await runner.cleanup()


async def contrast(text: Locator) -> float:
    return float(await text.evaluate(CONTRAST))


async def test_moving_the_clock_on_the_page_changes_what_the_bot_says(sandboxed: SandboxedBot, opens: Opens) -> None:
    phones = await opens(sandboxed.address, **LAPTOP)
    await expect(phones.clock).to_contain_text("21/03/2022 14:0")
    await phones.an.press("Quan tâm")
    await phones.an.hears("(còn 71 ngày)")

    await phones.clock.click()
    panel = phones.page.get_by_role("dialog", name="Đồng hồ của bàn thử")
    await panel.get_by_role("button", name="+7 ngày").click()
    await expect(phones.clock).to_contain_text("28/03/2022 14:0")
    await phones.an.write("/start")
    await phones.an.hears("(còn 64 ngày)")

    await phones.clock.click()
    await panel.get_by_label("Ngày và giờ").fill("2022-05-31T08:00")
    await panel.get_by_role("button", name="Đặt giờ").click()
    await expect(phones.clock).to_contain_text("31/05/2022 08:0")
    await phones.an.write("/start")
    await phones.an.hears("hôm nay là ngày cuối")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_letters_stand_out_by_day_and_by_night(
    scheme: Literal["light", "dark"], sandboxed: SandboxedBot, opens: Opens
) -> None:
    phones = await opens(sandboxed.address, color_scheme=scheme, **LAPTOP)
    dung = phones.dung
    await dung.press("Bắt đầu")
    await dung.hears("Chào anh/chị!")
    own, answer = dung.message("/start"), dung.message("Chào anh/chị!")
    for text in (
        own.get_by_text("/start"),
        own.locator("time"),
        answer.get_by_text("Chào anh/chị!"),
        answer.locator("time"),
        answer.get_by_role("button").first,
        dung.whole.get_by_text("Cán bộ tổng hợp", exact=True),
        phones.clock,
    ):
        await expect(text).to_be_visible()
        assert await contrast(text) >= 4.5, await text.text_content()
    ground = "rgb(34, 30, 26)" if scheme == "dark" else "rgb(255, 253, 250)"
    await expect(dung.whole).to_have_css("background-color", ground)


async def test_a_page_whose_stream_was_cut_says_so_and_catches_up_by_itself(trouble: Trouble, opens: Opens) -> None:
    trouble.forgive(r"ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING")
    world = World(FrozenClock(START), (AN, BINH), (BOT,), rates=None)
    world.start("an")
    async with served(world) as (address, port):
        phones = await opens(address, **LAPTOP)
        an = Phone(phones.page, "an")
        await expect(an.message("/start")).to_be_visible()

    banner = phones.page.get_by_text("Mất kết nối, đang nối lại…")
    await expect(banner).to_be_visible()
    await an.write("Có ai không?")
    await expect(an.whole.get_by_text("Chưa gửi được.")).to_be_visible()
    await expect(an.field).to_have_value("Có ai không?")
    world.say("an", "Viết ở máy khác")

    async with served(world, port):
        await expect(an.message("Viết ở máy khác")).to_be_visible()
        await expect(banner).to_be_hidden()
        await an.field.press("Enter")
        await expect(an.message("Có ai không?")).to_be_visible()
        await expect(an.field).to_have_value("")


async def test_trouble_in_a_page_is_noticed(sandboxed: SandboxedBot, trouble: Trouble, opens: Opens) -> None:
    page = (await opens(sandboxed.address, **LAPTOP)).page
    assert trouble.found == []
    async with page.expect_response("**/page/nothing.js"):
        await page.evaluate("console.error('ouch'); fetch('/page/nothing.js').then(() => document.title = 'over')")
    await expect(page).to_have_title("over")
    assert [one.partition(":")[0] for one in sorted(trouble.found)] == ["error", "error", "refused"]
    trouble.forgive("ouch|nothing.js|404")
