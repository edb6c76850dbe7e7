"""A phase that opens, on both databases: those who take part are told once, over two days, and nobody else."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import col

from bot.clock import FrozenClock
from bot.notices import Notices
from flows.programme import VIETNAM
from storage.database import Database
from storage.packs import Pack
from storage.tables import ConsentRow, OutboxRow
from tests.conftest import START
from tests.storage.given import CIPHER, UNIT, agree, appoint, every, initiative, meet, put
from tests.storage.speaking import turns_on
from tests.storage.test_notices import begun

OPENS = datetime(2022, 6, 1, tzinfo=VIETNAM)
LATER = OPENS + timedelta(days=3, hours=9)


def notices_on(database: Database, pack: Pack, now: datetime = LATER) -> Notices:
    return Notices(CIPHER, turns_on(database, pack).shared, FrozenClock(now), machine=FrozenClock(START))


async def test_who_handed_in_or_is_an_officer_is_told_once_and_nobody_else(database: Database, pack: Pack) -> None:
    an, binh, chi, dung, _ = [await meet(database, one) for one in ("an", "binh", "chi", "dung", "stranger")]
    await put(database, initiative(an, 1), initiative(chi, 2), initiative(dung, 3))
    await agree(database, an)
    await agree(database, dung)
    await appoint(database, binh, "verifier", UNIT)
    async with database.transaction() as session:
        taken_back = update(ConsentRow).where(col(ConsentRow.person_id) == dung.id)
        await session.execute(taken_back.values(withdrawn_at=START))
    assert [await notices_on(database, pack).send(database) for _ in range(2)] == [2, 0]
    assert [row.person_id for row in await every(database, OutboxRow)] == [an.id, binh.id]


async def test_who_is_told_of_their_draft_is_not_told_again(database: Database, pack: Pack) -> None:
    an = await meet(database, "an")
    await agree(database, an)
    await put(database, initiative(an, 1))
    await begun(database, an, 2)
    assert [await notices_on(database, pack).send(database) for _ in range(2)] == [1, 0]


async def test_people_are_told_over_two_days_by_day_and_not_after_a_week(database: Database, pack: Pack) -> None:
    people = [await meet(database, f"worker {number}") for number in range(60)]
    await put(database, *(initiative(one, number) for number, one in enumerate(people, 1)))
    for one in people:
        await agree(database, one)
    assert await notices_on(database, pack, OPENS + timedelta(hours=3)).send(database) == 0
    first = await notices_on(database, pack, OPENS + timedelta(hours=12)).send(database)
    assert 10 < first < 30
    assert await notices_on(database, pack, OPENS + timedelta(hours=12)).send(database) == 0
    assert await notices_on(database, pack, OPENS + timedelta(days=8, hours=9)).send(database) == 0
    assert await notices_on(database, pack, OPENS + timedelta(days=2, hours=9)).send(database) == 60 - first


async def test_two_processes_tell_nobody_twice(database: Database, second: Database, pack: Pack) -> None:
    people = [await meet(database, f"worker {number}") for number in range(20)]
    await put(database, *(initiative(one, number) for number, one in enumerate(people, 1)))
    for one in people:
        await agree(database, one)
    told = await asyncio.gather(*(notices_on(one, pack).send(one) for one in (database, second)))
    assert sum(told) == len(await every(database, OutboxRow)) == 20
