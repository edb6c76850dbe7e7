"""`doctor` asks Telegram: does it know our bots, does it hand over what people write, what time is it there."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels.telegram.bots import make_bot
from bot.clock import FrozenClock, SystemClock
from bot.command_line.checks import platform
from bot.command_line.checks.finding import Finding
from bot.sandbox.cast import BOT
from bot.settings import load
from tests.command_line.conftest import SECOND, Telegram
from tests.command_line.operator import Operator
from tests.telegram.server import TOKEN, Api, ok

HOOK = "http://127.0.0.1:9/hooks"


@pytest.fixture
async def api() -> AsyncIterator[Api]:
    """A Bot API that answers as it is told."""
    api = Api()
    server = await api.serve()
    yield api
    await server.close()


async def _found(url: str, token: str = BOT.token, *, webhook_url: str | None = None) -> list[Finding]:
    settings = load(_env_file=None, telegram_token=token, telegram_api_url=url, webhook_url=webhook_url)
    return [finding async for finding in platform.check(settings, SystemClock(), offline=False)]


def _ill(findings: Sequence[Finding]) -> list[str]:
    return [finding.text for finding in findings if finding.state == "ill"]


async def test_a_bot_that_polls_is_well(operator: Operator, telegram: Telegram) -> None:
    telegram.world.start("an")
    done = await operator.process("doctor", **telegram.settings)
    assert done.code == 0
    assert f"Telegram knows bot “main” as @{BOT.username}." in done.marked("✓")
    assert "Bot “main” gets its updates by polling. Updates waiting there: 1." in done.marked("✓")
    assert "This machine's clock is right." in done.marked("✓")
    assert BOT.token not in done.said
    assert "token-of-no-value" not in done.said


async def test_every_one_of_several_bots_is_asked(telegram: Telegram) -> None:
    found = await _found(telegram.url, f"daklak={BOT.token},gialai={SECOND.token}")
    texts = [finding.text for finding in found]
    assert f"Telegram knows bot “daklak” as @{BOT.username}." in texts
    assert f"Telegram knows bot “gialai” as @{SECOND.username}." in texts


async def test_a_refused_token_is_ill_and_is_not_shown(operator: Operator, telegram: Telegram) -> None:
    done = await operator("doctor", TELEGRAM_TOKEN="123:stolen", TELEGRAM_API_URL=telegram.url)
    assert done.code == 1
    assert "Telegram refuses the token of bot “main”." in "".join(done.marked("✗"))
    assert "stolen" not in done.said


async def test_a_telegram_that_does_not_answer_is_ill(operator: Operator) -> None:
    done = await operator("doctor", TELEGRAM_TOKEN=BOT.token, TELEGRAM_API_URL="http://127.0.0.1:1")
    assert done.code == 1
    assert "Telegram does not answer at 127.0.0.1:1 (NetworkError)." in "".join(done.marked("✗"))
    assert "This machine's clock was not compared" in "".join(done.marked("–"))
    assert BOT.token not in done.said


async def test_offline_nobody_is_asked(operator: Operator, api: Api) -> None:
    done = await operator("doctor", "--offline", TELEGRAM_TOKEN=TOKEN, TELEGRAM_API_URL=api.url)
    assert "Telegram was not asked (--offline)." in done.marked("–")
    assert api.calls == []


async def test_the_webhook_must_be_the_one_of_the_settings(telegram: Telegram) -> None:
    (none,) = _ill(await _found(telegram.url, webhook_url=HOOK))
    assert none.startswith("WEBHOOK_URL is set, but Telegram has no webhook for bot “main”.")
    async with make_bot("main", BOT.token, telegram.url) as bot:
        await bot.set_webhook(f"{HOOK}/telegram/main")
    assert _ill(await _found(telegram.url, webhook_url=HOOK)) == []
    (polls,) = _ill(await _found(telegram.url))
    assert polls.startswith("WEBHOOK_URL is not set, but Telegram has a webhook for bot “main” at 127.0.0.1:9.")
    (others,) = _ill(await _found(telegram.url, f"other={BOT.token}", webhook_url=HOOK))
    assert others.startswith(f"Telegram has a webhook for bot “other” at 127.0.0.1:9, not at {HOOK}/telegram/other.")
    assert all("sangkien run" in line for line in (none, polls, others))


@pytest.mark.parametrize(("age", "told"), [(timedelta(minutes=5), True), (timedelta(hours=5), False)])
async def test_what_went_wrong_at_the_webhook_of_late_is_ill(api: Api, age: timedelta, *, told: bool) -> None:
    api.ordinary["getWebhookInfo"] = ok(
        {
            "url": f"{HOOK}/telegram/main",
            "has_custom_certificate": False,
            "pending_update_count": 12,
            "last_error_date": int((datetime.now(UTC) - age).timestamp()),
            "last_error_message": "Wrong response from the webhook: 502 Bad Gateway",
        }
    )
    ill = _ill(await _found(api.url, TOKEN, webhook_url=HOOK))
    assert bool(ill) == told
    assert all("502 Bad Gateway. Updates waiting there: 12." in line for line in ill)


async def test_a_server_that_is_no_bot_api_is_ill(api: Api) -> None:
    api.ordinary["getWebhookInfo"] = ok("as you like")
    (line,) = _ill(await _found(api.url, TOKEN))
    assert line.startswith("Telegram does not answer at ")


@pytest.mark.parametrize(
    ("off", "words"),
    [
        (timedelta(seconds=10), "is right"),
        (timedelta(minutes=5), "is 300 seconds ahead"),
        (timedelta(minutes=-2), "is 120 seconds behind"),
    ],
)
async def test_the_machines_clock_is_compared_with_telegrams(api: Api, off: timedelta, words: str) -> None:
    there = datetime(2022, 3, 21, 2, tzinfo=UTC)

    async def answer(_: web.Request) -> web.Response:
        return web.Response(headers={"Date": format_datetime(there, usegmt=True)})

    app = web.Application()
    app.router.add_get("/", answer)
    server = TestServer(app)
    await server.start_server()
    settings = load(_env_file=None, telegram_token=TOKEN, telegram_api_url=str(server.make_url("")))
    found = [one async for one in platform.check(settings, FrozenClock(there + off), offline=False)]
    await server.close()
    assert words in found[-1].text
    assert (found[-1].state == "well") == (words == "is right")
