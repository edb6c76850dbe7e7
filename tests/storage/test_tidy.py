"""The tidying of a running bot: every job, again and again, each in its own transaction."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession
from structlog.testing import capture_logs

from bot.clock import FrozenClock
from bot.tidy import Job, Tidy, jobs
from flows.programme import Extension
from storage import inbox
from storage.database import Database
from storage.extensions import Grant, grant
from storage.packs import Pack
from storage.tables import InboxRow, InitiativeRow, OutboxRow
from tests.conftest import START
from tests.storage.given import draft, every, meet, put
from tests.storage.posting import chat, post, sent_in_order

WEEK = timedelta(days=7)


async def test_all_of_it_is_done_at_once_and_the_sender_is_woken_for_what_is_to_be_said(
    database: Database, pack: Pack
) -> None:
    woken: list[bool] = []
    await post(database, await chat(database, "chi"), "old")
    await sent_in_order(database)
    await put(database, draft(await meet(database, "an")))
    async with database.transaction() as session:
        await inbox.first_time(session, "telegram", "main", "1", START)
    late = FrozenClock(pack.programme.ends + timedelta(days=89))
    tidy = Tidy(database, jobs([pack.programme], late, late, WEEK), lambda: woken.append(True))
    await tidy.once(asyncio.Event())
    assert await every(database, InboxRow) == []
    old, told = await every(database, OutboxRow)
    assert (old.body, told.state) == ({}, "waiting")
    assert woken
    late.move_to(late.now() + WEEK)
    await tidy.once(asyncio.Event())
    assert await every(database, InitiativeRow) == []


async def test_whoever_was_given_more_time_keeps_drafts_and_numbers_longer(database: Database, pack: Pack) -> None:
    await put(database, draft(await meet(database, "an")))
    late = FrozenClock(pack.programme.ends + timedelta(days=89))
    longer = Extension("gd2", pack.programme.root, pack.programme.ends + timedelta(days=30), "Mất điện do bão")
    async with database.transaction() as session:
        await grant(session, Grant(pack.programme.key, longer, "", START))
    tidy = Tidy(database, jobs([pack.programme], late, late, WEEK), lambda: None)
    await tidy.once(asyncio.Event())
    assert await every(database, OutboxRow) == []
    late.move_to(late.now() + timedelta(days=30))
    await tidy.once(asyncio.Event())
    assert len(await every(database, OutboxRow)) == 1


async def test_a_job_is_repeated_until_nothing_is_left_and_one_that_fails_stops_no_other(database: Database) -> None:
    left = [3]

    async def some(_: AsyncSession) -> int:
        left[0] -= 1
        return left[0]

    async def fails(_: AsyncSession) -> int:
        raise OperationalError("…", None, Exception("gone"))

    with capture_logs() as logged:
        await Tidy(database, (Job("fails", fails), Job("some", some)), lambda: None).once(asyncio.Event())
    assert left == [0]
    assert [(line["event"], line["job"]) for line in logged] == [("not_tidied", "fails")]
