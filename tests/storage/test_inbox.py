"""Every event is taken once, however often and wherever it is delivered."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from storage import inbox
from storage.database import Database
from storage.tables import InboxRow
from tests.conftest import START
from tests.storage.crowd import at_once
from tests.storage.given import every


async def take(database: Database, event: str = "1", *, channel: str = "telegram", bot: str = "main") -> bool:
    async with database.transaction() as session:
        return await inbox.first_time(session, channel, bot, event, START)


async def test_an_event_delivered_again_is_known(database: Database) -> None:
    assert [await take(database) for _ in range(3)] == [True, False, False]
    assert len(await every(database, InboxRow)) == 1


async def test_the_same_number_from_another_bot_or_channel_is_another_event(database: Database) -> None:
    assert await take(database)
    assert await take(database, bot="other")
    assert await take(database, channel="zalo")


async def test_an_event_whose_turn_failed_is_new_again(database: Database) -> None:
    async with database.transaction() as session:
        assert await inbox.first_time(session, "telegram", "main", "1", START)
        await session.rollback()
    assert await take(database)


async def test_an_event_delivered_twice_at_once_is_taken_once(database: Database, second: Database) -> None:
    taken = await at_once(database, "inbox", take(database), take(second))
    assert sorted(taken) == [False, True]


async def test_two_processes_taking_the_same_events_take_each_once(database: Database, second: Database) -> None:
    events = [str(number) for number in range(25)]

    async def all_of_them(process: Database) -> list[bool]:
        return [await take(process, event) for event in events]

    here, there = await asyncio.gather(all_of_them(database), all_of_them(second))
    assert [a + b for a, b in zip(here, there, strict=True)] == [1] * len(events)
    assert len(await every(database, InboxRow)) == len(events)


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_nobody_else_may_write_to_the_file_between_a_turns_first_look_and_its_commit(database: Database) -> None:
    def write_at_once() -> None:
        with closing(sqlite3.connect(str(database.url.database), timeout=0)) as other:
            other.execute("BEGIN IMMEDIATE")

    async with database.transaction() as session:
        assert await inbox.word(session, "telegram", "main", "1") is None
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            write_at_once()
    write_at_once()


async def test_the_word_that_answered_a_press_is_remembered_with_its_event(database: Database) -> None:
    await take(database, "1")
    await take(database, "2")
    async with database.transaction() as session:
        await inbox.remember_word(session, "telegram", "main", "1", "Đã nhận rồi.")
    async with database.transaction() as session:
        words = [await inbox.word(session, "telegram", "main", event) for event in ("1", "2", "3")]
    assert words == ["Đã nhận rồi.", None, None]


async def test_only_old_events_are_forgotten(database: Database) -> None:
    for event, age in (("old", 73), ("just", 72), ("new", 1)):
        async with database.transaction() as session:
            await inbox.first_time(session, "telegram", "main", event, START - timedelta(hours=age))
    async with database.transaction() as session:
        await inbox.prune(session, START - timedelta(hours=72))
    assert {row.event for row in await every(database, InboxRow)} == {"just", "new"}
