"""The week of staff on both databases: once, by day, at an hour of their own, about a programme that runs."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from bot.clock import FrozenClock
from bot.weekly import WeeklyDigests
from flows.person import Person
from flows.programme import VIETNAM
from storage import weekly
from storage.database import Database
from storage.outbox import BROADCAST, SCREEN
from storage.packs import Pack
from storage.tables import NoticeRow, OutboxRow
from tests.conftest import START
from tests.storage.given import ROOT, appoint, every, initiative, meet, put
from tests.storage.speaking import turns_on

MONDAY = datetime(2022, 3, 28, 8, tzinfo=VIETNAM)


def digests_on(database: Database, pack: Pack, now: datetime = MONDAY) -> WeeklyDigests:
    return WeeklyDigests(database, turns_on(database, pack).shared, FrozenClock(now), machine=FrozenClock(START))


async def staff(database: Database, user: str = "dung") -> Person:
    person = await meet(database, user)
    await appoint(database, person, "staff", ROOT)
    return person


async def test_staff_get_it_once_and_officers_do_not(database: Database, pack: Pack) -> None:
    dung, binh = await staff(database), await meet(database, "binh")
    await appoint(database, binh, "verifier", ROOT)
    assert await digests_on(database, pack, MONDAY - timedelta(minutes=1)).send() == 0
    assert [await digests_on(database, pack).send() for _ in range(2)] == [1, 0]
    (row,) = await every(database, OutboxRow)
    assert (row.person_id, row.lane) == (dung.id, BROADCAST)


async def test_two_processes_at_once_send_it_once(database: Database, second: Database, pack: Pack) -> None:
    for number in range(5):
        await staff(database, f"staff {number}")
    sent = await asyncio.gather(digests_on(database, pack).send(), digests_on(second, pack).send())
    assert sum(sent) == len(await every(database, OutboxRow)) == 5


async def test_what_was_missed_on_monday_comes_on_tuesday_by_day_and_never_at_night(
    database: Database, pack: Pack
) -> None:
    await staff(database)
    for hours, sent in ((15, 0), (20, 0), (22, 1), (23, 0)):
        assert await digests_on(database, pack, MONDAY + timedelta(hours=hours)).send() == sent
    await staff(database, "chi")
    assert await digests_on(database, pack, MONDAY + timedelta(hours=37)).send() == 0


async def test_an_hour_of_ones_own_or_never(database: Database, pack: Pack) -> None:
    dung, chi = await staff(database), await staff(database, "chi")
    async with database.transaction() as session:
        await weekly.choose(session, dung.id, 12)
        await weekly.choose(session, chi.id, 7)
        await weekly.choose(session, chi.id, None)
    assert await digests_on(database, pack).send() == 0
    assert await digests_on(database, pack, MONDAY + timedelta(hours=4)).send() == 1
    assert [row.person_id for row in await every(database, OutboxRow)] == [dung.id]


async def test_when_no_programme_runs_nothing_comes_and_it_is_dealt_with(database: Database, pack: Pack) -> None:
    await staff(database)
    over = datetime(2024, 1, 1, 8, tzinfo=VIETNAM)
    assert await digests_on(database, pack, over).send() == 0
    assert await every(database, OutboxRow) == []
    assert [row.event for row in await every(database, NoticeRow)] == ["weekly 2024-01-01"]


async def test_it_counts_what_waits_longer_than_a_week(database: Database, pack: Pack) -> None:
    await staff(database)
    an = await meet(database, "an")
    waits = MONDAY - timedelta(days=3)
    await put(database, initiative(an, 1), initiative(an, 2, waiting_since=waits))
    await put(database, initiative(an, 3, waiting_since=MONDAY - timedelta(days=8)))
    assert await digests_on(database, pack).send() == 1
    (row,) = await every(database, OutboxRow)
    lines = SCREEN.validate_python(row.body["screen"]).lines
    assert {"pending": 3, "days": 7, "late": 1} in [getattr(line, "args", None) for line in lines]
