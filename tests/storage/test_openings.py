"""A phase that opens, on both databases: those who take part are told once, over two days, and nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, update
from sqlmodel import col

from bot.clock import FrozenClock
from bot.notices import Notices
from flows.consent import SUBMIT, VERSIONS
from flows.person import Person
from flows.programme import VIETNAM
from flows.reminders import SLOTS
from storage.database import Database
from storage.packs import Pack
from storage.tables import AccountRow, ConsentRow, OutboxRow, PersonRow
from tests.conftest import START
from tests.storage.given import CIPHER, UNIT, agree, appoint, every, initiative, meet, put
from tests.storage.speaking import turns_on
from tests.storage.test_notices import begun

OPENS = datetime(2022, 6, 1, tzinfo=VIETNAM)
LATER = OPENS + timedelta(days=3, hours=9)


def notices_on(database: Database, pack: Pack, now: datetime = LATER) -> Notices:
    return Notices(CIPHER, turns_on(database, pack).shared, FrozenClock(now), machine=FrozenClock(START))


async def workers(database: Database, count: int) -> list[int]:
    """Let so many have handed in, one in each half of a day and again from the start."""
    persons = [SLOTS * (1_000 + number) + SLOTS // 4 * (number % 4) for number in range(count)]
    rows = [{"id": one, "language": "vi", "name": "", "created_at": START} for one in persons]
    accounts = [
        {"person_id": one, "channel": "telegram", "bot": "main", "user_id": f"u{one}", "chat_id": f"u{one}"}
        for one in persons
    ]
    agreed = {"purpose": SUBMIT, "text_version": VERSIONS[SUBMIT], "text_hash": "…", "given": True}
    async with database.transaction() as session:
        await session.execute(insert(PersonRow), rows)
        await session.execute(insert(AccountRow), [one | {"reachable": True, "seen_at": START} for one in accounts])
        consents = [agreed | {"person_id": one, "channel": "telegram", "at": START} for one in persons]
        await session.execute(insert(ConsentRow), consents)
    await put(database, *(initiative(Person(one), number) for number, one in enumerate(persons, 1)))
    return persons


async def told(database: Database) -> Sequence[int]:
    return [row.person_id for row in await every(database, OutboxRow)]


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


async def test_people_are_told_over_two_days_by_day_and_not_after_a_week(
    database: Database, pack: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.notices._AT_ONCE", 3)
    people = await workers(database, 16)
    assert await notices_on(database, pack, OPENS + timedelta(hours=3)).send(database) == 0
    assert await notices_on(database, pack, OPENS + timedelta(hours=12)).send(database) == 8
    first = [one for one in people if one % SLOTS <= SLOTS // 4]
    assert await told(database) == first
    assert await notices_on(database, pack, OPENS + timedelta(hours=12)).send(database) == 0
    assert await notices_on(database, pack, OPENS + timedelta(days=8, hours=9)).send(database) == 0
    assert await notices_on(database, pack, OPENS + timedelta(days=2, hours=9)).send(database) == 8
    assert sorted(await told(database)) == people


async def test_two_processes_tell_nobody_twice(
    database: Database, second: Database, pack: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.notices._AT_ONCE", 3)
    people = await workers(database, 7)
    sent = await asyncio.gather(*(notices_on(one, pack).send(one) for one in (database, second)))
    assert sum(sent) == 7
    assert sorted(await told(database)) == people
