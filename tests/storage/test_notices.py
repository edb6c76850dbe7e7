"""Demand 68 on both databases: people with drafts are told at most once, whoever tells them, and nobody else is."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import col

from bot.clock import FrozenClock
from bot.notices import Notices
from flows.draft import Initiative
from flows.person import Person
from flows.programme import VIETNAM
from flows.said import Tap, Text
from flows.screen import Action
from flows.session import Filling, Session
from storage.database import Database
from storage.initiatives import Initiatives
from storage.outbox import BROADCAST
from storage.packs import Pack
from storage.tables import AccountRow, NoticeRow, OutboxRow
from tests.conftest import START
from tests.storage.given import CIPHER, COMPLETE, draft, every, found, initiative, meet, put, set_down
from tests.storage.speaking import event, turns_on

MORNING = datetime(2022, 6, 1, 9, tzinfo=VIETNAM)
BEGUN = {"title": "Cải tiến khâu phân loại hạt"}


def notices_on(database: Database, pack: Pack, now: datetime = MORNING) -> Notices:
    turns = turns_on(database, pack)
    return Notices(CIPHER, turns.shared, FrozenClock(now), machine=FrozenClock(START))


async def begun(database: Database, person: Person, number: int, **changes: object) -> Initiative:
    """Let somebody have left a draft of the first phase behind."""
    one = replace(draft(person, number, BEGUN), phase="gd1", **changes)  # type: ignore[arg-type]
    async with database.transaction() as session:
        await Initiatives(session, CIPHER).keep(one, START)
    return one


async def test_whoever_left_a_draft_is_told_once_behind_everything_else(database: Database, pack: Pack) -> None:
    an, binh, chi = [await meet(database, user) for user in ("an", "binh", "chi")]
    await begun(database, an, 1)
    await begun(database, an, 2)
    await begun(database, binh, 3)
    await put(database, initiative(chi, 4))
    notices = notices_on(database, pack)
    assert await notices.send(database) == 2
    assert await notices.send(database) == 0
    first, second = await every(database, OutboxRow)
    assert {first.person_id, second.person_id} == {an.id, binh.id}
    assert first.lane == second.lane == BROADCAST
    assert timedelta() < second.due_at - first.due_at < timedelta(seconds=1)
    assert {row.event for row in await every(database, NoticeRow)} == {"open gd2"}


async def test_two_processes_at_once_tell_nobody_twice(database: Database, second: Database, pack: Pack) -> None:
    people = [await meet(database, f"worker {number}") for number in range(20)]
    for number, person in enumerate(people):
        await begun(database, person, number + 1)
    told = await asyncio.gather(*(notices_on(one, pack).send(one) for one in (database, second)))
    assert sum(told) == 20
    assert len(await every(database, OutboxRow)) == 20


async def test_more_people_than_one_transaction_takes_are_all_told(database: Database, pack: Pack) -> None:
    for number in range(1, 121):
        await begun(database, await meet(database, f"worker {number}"), number)
    assert await notices_on(database, pack).send(database) == 120


async def test_who_writes_just_now_or_has_written_nothing_is_left_alone(database: Database, pack: Pack) -> None:
    an, binh = await meet(database, "an"), await meet(database, "binh")
    await begun(database, an, 1, answers={})
    one = await begun(database, binh, 2)
    async with database.transaction() as session:
        await Initiatives(session, CIPHER).keep(one, MORNING - timedelta(hours=1))
    assert await notices_on(database, pack).send(database) == 0
    assert await notices_on(database, pack, MORNING + timedelta(hours=3)).send(database) == 1


async def test_who_cannot_be_reached_is_told_when_they_are_back(database: Database, pack: Pack) -> None:
    an = await meet(database, "an")
    await begun(database, an, 1)
    for reachable, told in ((False, 0), (True, 1)):
        async with database.transaction() as session:
            here = col(AccountRow.person_id) == an.id
            await session.execute(update(AccountRow).where(here).values(reachable=reachable))
        assert await notices_on(database, pack).send(database) == told


async def test_a_warning_and_the_end_are_two_things_to_be_told(database: Database, pack: Pack) -> None:
    await begun(database, await meet(database, "an"), 1)
    for days, told in ((-10, 0), (-1, 1), (0, 1), (1, 0)):
        assert await notices_on(database, pack, MORNING + timedelta(days=days)).send(database) == told
    assert {row.event for row in await every(database, NoticeRow)} == {"closing gd1", "open gd2"}


async def test_who_was_told_in_the_conversation_gets_no_message(database: Database, pack: Pack) -> None:
    an = await meet(database, "an")
    one = await begun(database, an, 1)
    await set_down(database, an, Session(Filling(one.id)))
    await turns_on(database, pack).take(event(1, "an", Text("Trần Thị An"), MORNING))
    assert [row.event for row in await every(database, NoticeRow)] == ["open gd2"]
    assert await notices_on(database, pack, MORNING + timedelta(days=1)).send(database) == 0


async def test_a_draft_is_carried_on_by_one_press_and_counts_nowhere_until_it_is_handed_in(
    database: Database, pack: Pack
) -> None:
    an = await meet(database, "an")
    await begun(database, an, 1, answers=COMPLETE)
    turns = turns_on(database, pack)
    await turns.take(event(1, "an", Tap(Action("carry", ("1", "gd2"))), MORNING))
    await turns.take(event(1, "an", Tap(Action("carry", ("1", "gd2"))), MORNING))
    carried = await found(database)
    assert carried is not None
    assert (carried.state, carried.phase, carried.unit, carried.version) == ("draft", "gd2", None, 0)
