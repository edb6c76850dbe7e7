"""Tokens while nobody writes: renewed all the same, kept at the second try, and their end told of in time."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.app import App
from bot.clock import FrozenClock
from bot.settings import load
from storage.zalo_grants import Grant, Pair, ZaloGrants
from tests.conftest import START
from tests.talk import talk
from tests.zalo.oa.conftest import APP, Process
from tests.zalo.oa.server import Zalo

LIFE = timedelta(seconds=90_000)
A_SECOND = timedelta(seconds=1)

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class Once(asyncio.Event):
    """Lets a loop run for one round without waiting."""

    def __init__(self) -> None:
        super().__init__()
        self._rounds = 0
        self.set()

    def is_set(self) -> bool:
        self._rounds += 1
        return self._rounds > 1


async def told(process: Process) -> list[str]:
    """Return what one look around leaves in the log."""
    with capture_logs() as logs:
        await process.tokens.run(Once())
    return [one["event"] for one in logs]


@pytest.mark.parametrize(
    ("left", "warned"), [(timedelta(days=14), False), (timedelta(days=14) - A_SECOND, True), (timedelta(0), True)]
)
async def test_the_end_of_the_permission_is_told_of_in_its_last_14_days(
    process: Process, left: timedelta, *, warned: bool
) -> None:
    await process.grants.replace(Pair("a0", "r0", START, START + LIFE, START + left))
    assert await told(process) == (["zalo_permission_ends"] if warned else [])


async def test_who_has_no_token_now_looks_again_later(process: Process, zalo: Zalo) -> None:
    zalo.good = 5
    assert await told(process) == ["zalo_consent_needed", "zalo_without_token"]
    await process.grants.replace(Pair("a5", "r5", START, START + LIFE, START + timedelta(days=80)))
    assert await told(process) == []


async def test_a_pair_that_the_database_does_not_take_at_once_is_kept_at_the_next_try(
    process: Process, zalo: Zalo, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep, troubles = ZaloGrants.keep, [OSError("away"), OSError("away")]

    async def late(grants: ZaloGrants, pair: Pair, given: str, spent: Grant) -> bool:
        if troubles:
            raise troubles.pop()
        return await keep(grants, pair, given, spent)

    monkeypatch.setattr("bot.channels.zalo.oa.tokens._KEEP_AGAIN", (0.0, 0.0, 0.0))
    monkeypatch.setattr(ZaloGrants, "keep", late)
    assert await process.tokens.access() == "a1"
    kept = (await process.grants.read()).pair
    assert kept is not None
    assert kept.access == "a1"
    assert len(zalo.grants) == 1


async def test_a_bot_to_which_nobody_writes_renews_its_token(zalo: Zalo, database_url: str, tmp_path: Path) -> None:
    settings = load(
        _env_file=None,
        database_url=database_url,
        files_url=f"file:{tmp_path}/files",
        secret_key="a secret of tests",
        listen="127.0.0.1:0",
        zalo_oa_app_id=APP.id,
        zalo_oa_app_secret=APP.secret,
        zalo_oa_secret_key="the account's secret",
        zalo_oa_refresh_token="r0",
        zalo_openapi_url=zalo.url,
        zalo_oauth_url=zalo.url,
    )
    app, stop = App(settings, FrozenClock(START), talk=talk()), asyncio.Event()
    zalo.holding = True
    running = asyncio.create_task(app.run(stop))
    async with asyncio.timeout(20):
        await zalo.held.wait()
    zalo.released.set()
    stop.set()
    await running
    assert [grant["refresh_token"] for grant in zalo.grants] == ["r0"]


async def test_after_a_new_consent_its_token_is_renewed_like_any_other(
    process: Process, zalo: Zalo, clock: FrozenClock
) -> None:
    zalo.good = 5
    await told(process)
    await process.grants.replace(Pair("a5", "r5", START, START + LIFE, START + timedelta(days=80)))
    clock.forward(LIFE)
    assert await process.tokens.access() == "a6"
