"""`doctor` asks Zalo's Bot Platform: does it know our bot, and how does it hand over what people write."""

from __future__ import annotations

import pytest

from bot.command_line.checks import zalo_bot
from bot.command_line.checks.finding import Finding
from bot.sandbox.zalo.bots.state import TOKEN, Webhook
from bot.settings import SettingsError, load
from tests.sandbox.zalo.bots import quiet_world, served

HOOK = "https://bot.example.org"


async def _found(url: str, token: str | None = TOKEN, *, offline: bool = False, **more: object) -> list[Finding]:
    settings = load(_env_file=None, zalo_bot_token=token, zalo_bot_api_url=url, **more)
    return [finding async for finding in zalo_bot.check(settings, offline=offline)]


async def test_a_bot_that_polls_is_well_and_its_quota_is_named() -> None:
    async with served(quiet_world()) as url:
        found = await _found(url)
    assert [finding.state for finding in found] == ["mind", "well", "well"]
    assert "50 people" in found[0].text
    assert [finding.text for finding in found[1:]] == [
        "Zalo knows the bot as bot.sangkien (BASIC).",
        "The Zalo bot hears of people by polling.",
    ]


@pytest.mark.parametrize(
    ("present", "wanted", "state"),
    [
        (f"{HOOK}/zalo/bot", HOOK, "well"),
        ("", HOOK, "ill"),
        (f"{HOOK}/zalo/bot", None, "ill"),
        ("https://other.example.org/zalo/bot", HOOK, "ill"),
    ],
)
async def test_the_webhook_must_be_the_one_of_the_settings(present: str, wanted: str | None, state: str) -> None:
    world = quiet_world()
    world.webhook = Webhook(present, "only-Zalo") if present else None
    async with served(world) as url:
        assert (await _found(url, webhook_url=wanted))[-1].state == state


async def test_a_refused_token_and_a_silent_platform_are_ill_and_nothing_is_shown() -> None:
    async with served(quiet_world()) as url:
        refused = await _found(url, "12345689:guess")
    silent = await _found("http://127.0.0.1:1")
    assert (refused[-1].state, silent[-1].state) == ("ill", "ill")
    assert "ZALO_BOT_TOKEN" in refused[-1].text
    assert "guess" not in refused[-1].text
    assert TOKEN not in silent[-1].text


async def test_offline_nobody_is_asked_and_without_a_bot_nothing_is_said() -> None:
    assert [one.state for one in await _found("http://127.0.0.1:1", offline=True)] == ["mind", "mind"]
    assert await _found("http://127.0.0.1:1", None) == []


def test_a_secret_too_short_for_zalo_is_named() -> None:
    with pytest.raises(SettingsError, match="WEBHOOK_SECRET: Zalo takes"):
        load(_env_file=None, zalo_bot_token=TOKEN, webhook_secret="seven77")
    assert load(_env_file=None, webhook_secret="seven77").webhook_token() == "seven77"
