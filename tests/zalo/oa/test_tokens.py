"""Tokens: renewed early and once, by one process alone; what cannot be renewed is said plainly."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from bot.channels.channel import LaterError
from bot.channels.zalo.oa.tokens import LEASE
from bot.clock import FrozenClock
from storage import rotation
from storage.cipher import Cipher
from storage.database import Database
from storage.tables import ZaloGrantRow
from storage.zalo_grants import Pair, ZaloGrants
from tests.conftest import START
from tests.storage.crowd import at_once
from tests.zalo.oa.conftest import APP, CIPHER, Process
from tests.zalo.oa.server import Answer, Zalo

LIFE = timedelta(seconds=90_000)
OLD = Pair("a0", "r0", START - LIFE, START - timedelta(hours=1), START + timedelta(days=80))


async def test_the_first_token_of_the_settings_gives_a_pair_that_is_kept_sealed(process: Process) -> None:
    assert await process.tokens.access() == "a1"
    assert process.zalo.grants == [
        {"refresh_token": "r0", "grant_type": "refresh_token", "app_id": APP.id, "secret_key": APP.secret}
    ]
    async with process.database.transaction() as session:
        row = (await session.execute(select(ZaloGrantRow))).scalar_one()
    assert CIPHER.open(row.sealed, "zalo grant 4242") == '["a1", "r1"]'
    assert (await process.grants.read()).pair == Pair("a1", "r1", START, START + LIFE, START + timedelta(days=90))


async def test_a_token_is_renewed_at_four_fifths_of_its_life_and_not_before(
    process: Process, clock: FrozenClock
) -> None:
    await process.tokens.access()
    clock.forward(LIFE * 0.79)
    assert await process.tokens.access() == "a1"
    clock.forward(LIFE * 0.02)
    assert await process.tokens.access() == "a2"
    assert [grant["refresh_token"] for grant in process.zalo.grants] == ["r0", "r1"]


async def test_another_process_uses_what_the_first_has_kept(process: Process, another: Callable[..., Process]) -> None:
    await process.tokens.access()
    assert await another().tokens.access() == "a1"
    assert len(process.zalo.grants) == 1


async def test_of_two_processes_that_renew_at_once_one_does_and_the_other_waits(
    process: Process, another: Callable[..., Process]
) -> None:
    await process.grants.replace(OLD)
    first, second = another(None), another(None)
    got = await at_once(process.database, "zalo_grant", first.tokens.access(), second.tokens.access())
    assert got == ["a1", "a1"]
    assert len(process.zalo.grants) == 1


async def test_a_process_waits_while_another_renews(
    process: Process, another: Callable[..., Process], zalo: Zalo
) -> None:
    await process.grants.replace(OLD)
    zalo.holding = True
    first = asyncio.create_task(process.tokens.access())
    await zalo.held.wait()
    second = asyncio.create_task(another().tokens.access())
    done, _ = await asyncio.wait({second}, timeout=0.3)
    assert not done
    zalo.released.set()
    assert (await first, await second) == ("a1", "a1")
    assert len(zalo.grants) == 1


async def test_many_in_one_process_share_one_renewal(process: Process) -> None:
    assert set(await asyncio.gather(*(process.tokens.access() for _ in range(20)))) == {"a1"}
    assert len(process.zalo.grants) == 1


async def test_a_renewal_goes_on_when_whoever_waits_is_called_off(process: Process, zalo: Zalo) -> None:
    zalo.holding = True
    waiting = asyncio.create_task(process.tokens.access())
    await zalo.held.wait()
    waiting.cancel()
    zalo.released.set()
    await process.tokens.close()
    assert (await process.grants.read()).pair is not None
    assert await process.tokens.access() == "a1"
    assert len(zalo.grants) == 1


async def test_what_zalo_refuses_is_renewed_unless_another_process_has_done_so(
    process: Process, another: Callable[..., Process]
) -> None:
    other = another()
    assert await other.tokens.access() == await process.tokens.access() == "a1"
    assert await other.tokens.access(refused="a1") == "a2"
    assert await process.tokens.access(refused="a1") == "a2"
    assert len(process.zalo.grants) == 2


async def test_a_refused_refresh_token_needs_an_administrator(process: Process, zalo: Zalo) -> None:
    zalo.good = 5
    with capture_logs() as logs, pytest.raises(LaterError, match="administrator must consent"):
        await process.tokens.access()
    assert [(one["event"], one["log_level"], one["way_out"]) for one in logs] == [
        ("zalo_consent_needed", "error", "sangkien zalo connect")
    ]
    with pytest.raises(LaterError, match=r"consent at Zalo again \(error -14014\)"):
        await process.tokens.access()
    assert len(zalo.grants) == 1
    await process.grants.replace(Pair("a5", "r5", START, START + LIFE, START + LIFE))
    assert await process.tokens.access() == "a5"


async def test_another_token_in_the_settings_replaces_a_kept_one_that_zalo_refuses(
    process: Process, another: Callable[..., Process], zalo: Zalo, clock: FrozenClock
) -> None:
    await process.tokens.access()
    zalo.good = 7
    clock.forward(LIFE)
    assert await another("r7").tokens.access() == "a8"
    assert [grant["refresh_token"] for grant in zalo.grants] == ["r0", "r1", "r7"]


async def test_a_kept_token_is_preferred_to_another_one_in_the_settings(
    process: Process, another: Callable[..., Process], clock: FrozenClock
) -> None:
    await process.tokens.access()
    clock.forward(LIFE)
    assert await another("other").tokens.access() == "a2"


async def test_while_zalo_is_away_the_present_token_is_used_and_nobody_asks_again_at_once(
    process: Process, zalo: Zalo, clock: FrozenClock
) -> None:
    await process.tokens.access()
    clock.forward(LIFE * 0.9)
    zalo.of_grants.append(Answer(b"<html>", 502))
    assert await process.tokens.access() == "a1"
    assert await process.tokens.access() == "a1"
    assert len(zalo.grants) == 2
    clock.forward(timedelta(seconds=15))
    assert await process.tokens.access() == "a2"


async def test_an_answer_that_was_lost_is_named_when_the_token_turns_out_to_be_spent(
    process: Process, zalo: Zalo, clock: FrozenClock
) -> None:
    zalo.of_grants.append(Answer(b"", 500))
    with pytest.raises(LaterError, match="gives no token now"):
        await process.tokens.access()
    assert (await process.grants.read()).unsure
    zalo.good = 1
    clock.forward(timedelta(seconds=15))
    with pytest.raises(LaterError, match="after an answer that was lost"):
        await process.tokens.access()


async def test_too_many_requests_is_no_refusal(process: Process, zalo: Zalo, clock: FrozenClock) -> None:
    zalo.of_grants.append(Answer({"error": -32}))
    with pytest.raises(LaterError, match="gives no token now"):
        await process.tokens.access()
    clock.forward(timedelta(seconds=15))
    assert await process.tokens.access() == "a1"


async def test_nobody_uses_a_pair_that_could_not_be_kept(
    process: Process, zalo: Zalo, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> bool:
        raise OSError("the database is away")

    monkeypatch.setattr("bot.channels.zalo.oa.tokens._KEEP_AGAIN", (0.0,))
    with monkeypatch.context() as away:
        away.setattr(ZaloGrants, "keep", broken)
        with pytest.raises(LaterError, match="cannot be read"):
            await process.tokens.access()
    assert await process.tokens.access() == "a1"
    assert (await process.grants.read()).pair is not None
    assert len(zalo.grants) == 1


async def test_whoever_was_too_slow_still_keeps_the_only_pair_there_is(
    process: Process, zalo: Zalo, another: Callable[..., Process], clock: FrozenClock
) -> None:
    await process.grants.replace(OLD)
    zalo.holding = True
    slow = asyncio.create_task(process.tokens.access())
    await zalo.held.wait()
    clock.forward(LEASE)
    with pytest.raises(LaterError, match="consent"):
        await another(None).tokens.access()
    zalo.released.set()
    assert await slow == "a1"
    assert await another(None).tokens.access() == "a1"
    assert (await process.grants.read()).refused == ""


async def test_what_an_administrator_has_just_been_given_is_not_overwritten(process: Process, zalo: Zalo) -> None:
    await process.grants.replace(OLD)
    zalo.holding = True
    slow = asyncio.create_task(process.tokens.access())
    await zalo.held.wait()
    newest = Pair("a9", "r9", START, START + LIFE, START + LIFE)
    await process.grants.replace(newest)
    zalo.released.set()
    with pytest.raises(LaterError, match="somebody else"):
        await slow
    assert (await process.grants.read()).pair == newest
    assert await process.tokens.access() == "a9"


async def test_near_its_end_the_permission_is_warned_of(process: Process, clock: FrozenClock) -> None:
    soon = START + timedelta(days=13)
    await process.grants.replace(Pair("a0", "r0", START, START + LIFE, soon))
    stop = asyncio.Event()
    stop.is_set = iter((False, True)).__next__  # type: ignore[method-assign]
    stop.set()
    with capture_logs() as logs:
        await process.tokens.run(stop)
    assert [one["event"] for one in logs] == ["zalo_permission_ends"]


async def test_tokens_are_brought_under_a_new_key(process: Process, database: Database) -> None:
    await process.grants.replace(OLD)
    new = Cipher(("a new secret", "a secret of tests"), os.urandom)
    steps = [step async for step in rotation.rotate(database, new)]
    assert sum(step.rotated for step in steps) == 1
    only_new = Cipher(("a new secret",), os.urandom)
    assert (await ZaloGrants(database, only_new, APP.id).read()).pair == OLD
    assert CIPHER.is_present(await _sealed(database)) is False


async def _sealed(database: Database) -> str:
    async with database.transaction() as session:
        return (await session.execute(select(ZaloGrantRow))).scalar_one().sealed
