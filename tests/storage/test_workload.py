"""What waits below a unit and who decided how much, as the store counts it (demands 55 and 59)."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update
from sqlmodel import col

from flows.backlog import OfficerLoad, UnitLoad
from flows.needs import WorkloadOf
from flows.person import Person
from storage.database import Database
from storage.packs import Pack
from storage.tables import RoleRow
from tests.conftest import START
from tests.storage.given import ROOT, UNIT, UPPER, appoint, initiative, meet, put
from tests.storage.test_facts import ask

SIBLING, ELSEWHERE, NEXT = "DLK-01-021", "DLK-02-004", "DLK-02"
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


async def loads(database: Database, pack: Pack, top: str) -> dict[str, UnitLoad]:
    """Return the loads of a unit and of those below where there is anything to tell."""
    found = (await ask(database, pack, WorkloadOf(top, late_days=7, escalate_days=14))).units
    return {one.unit: one for one in found if one != UnitLoad(one.unit)}


async def officers(database: Database, pack: Pack, top: str) -> list[OfficerLoad]:
    return list((await ask(database, pack, WorkloadOf(top, late_days=7, escalate_days=14))).officers)


async def waits(database: Database, author: Person, *days: float, first: int = 1, unit: str = UNIT) -> None:
    """Let one wait in a unit for each of these numbers of days."""
    several = enumerate(days, first)
    since = {number: START - timedelta(days=ago) for number, ago in several}
    await put(database, *(initiative(author, number, unit=unit, waiting_since=at) for number, at in since.items()))


async def was_decided(
    database: Database, number: int, author: Person, officer: Person, *, waited: timedelta, ago: timedelta, **more: str
) -> None:
    at = START - ago
    decided = {"decided_at": at, "decided_by": officer.id, "waiting_since": at - waited, "unit": UNIT, **more}
    state = decided.pop("state", "verified")
    await put(database, initiative(author, number, state, **decided))  # type: ignore[arg-type]


async def test_what_waits_is_counted_with_the_unit_directly_below_it_lies_in(database: Database, pack: Pack) -> None:
    an = await meet(database, "an")
    await waits(database, an, 1, 3)
    await waits(database, an, 9, first=3, unit=SIBLING)
    await waits(database, an, 2, first=4, unit=UPPER)
    await waits(database, an, 5, first=5, unit=ELSEWHERE)
    await put(database, initiative(an, 6, "withdrawn"), initiative(an, 7, "returned"))
    assert await loads(database, pack, ROOT) == {
        UPPER: UnitLoad(UPPER, 4, START - 9 * DAY, overdue=1),
        NEXT: UnitLoad(NEXT, 1, START - 5 * DAY),
    }
    assert await loads(database, pack, UPPER) == {
        UPPER: UnitLoad(UPPER, 1, START - 2 * DAY),
        UNIT: UnitLoad(UNIT, 2, START - 3 * DAY),
        SIBLING: UnitLoad(SIBLING, 1, START - 9 * DAY, overdue=1),
    }


async def test_every_unit_below_is_there_also_where_nothing_waits(database: Database, pack: Pack) -> None:
    listed = [one.unit for one in (await ask(database, pack, WorkloadOf(UPPER, late_days=7, escalate_days=14))).units]
    below = [one.unit.code for one in pack.units if one.unit.parent == UPPER]
    assert listed[0] == UPPER
    assert sorted(listed[1:]) == sorted(set(below))
    assert await loads(database, pack, UPPER) == {}


async def test_over_a_week_and_over_two_are_counted_from_the_minute_on(database: Database, pack: Pack) -> None:
    an = await meet(database, "an")
    minute = 1 / 24 / 60
    await waits(database, an, 7, 7 + minute, 14, 14 + minute, 0)
    assert await loads(database, pack, UPPER) == {
        UNIT: UnitLoad(UNIT, 5, START - 14 * DAY - MINUTE, overdue=3, long_overdue=1)
    }


async def test_half_and_nine_tenths_are_of_what_was_decided_in_thirty_days(database: Database, pack: Pack) -> None:
    an, binh = await meet(database, "an"), await meet(database, "binh")
    for number in range(1, 11):
        state = ("verified", "returned", "rejected")[number % 3]
        await was_decided(database, number, an, binh, waited=number * DAY, ago=30 * DAY - MINUTE, state=state)
    await was_decided(database, 11, an, binh, waited=99 * DAY, ago=30 * DAY)
    await was_decided(database, 12, an, binh, waited=99 * DAY, ago=DAY, state="pending")
    (load,) = (await loads(database, pack, UPPER)).values()
    assert (load.decided, load.median, load.ninetieth) == (10, 5 * DAY, 9 * DAY)


async def test_officers_are_listed_with_what_they_decided_here_in_seven_days(database: Database, pack: Pack) -> None:
    an, binh, chi, dung = [await meet(database, user, user) for user in ("an", "binh", "chi", "dung")]
    for person, unit in ((binh, UNIT), (chi, SIBLING), (dung, UPPER)):
        await appoint(database, person, "verifier", unit)
    await appoint(database, an, "staff", UPPER)
    await was_decided(database, 1, an, binh, waited=DAY, ago=7 * DAY - MINUTE)
    await was_decided(database, 2, an, binh, waited=DAY, ago=DAY, state="rejected")
    await was_decided(database, 3, an, binh, waited=DAY, ago=7 * DAY)
    await was_decided(database, 4, an, binh, waited=DAY, ago=DAY, unit=ELSEWHERE)
    assert await officers(database, pack, UPPER) == [
        OfficerLoad("binh", UNIT, UNIT, 2),
        OfficerLoad("chi", SIBLING, SIBLING, 0),
        OfficerLoad("dung", UPPER, UPPER, 0),
    ]
    assert await officers(database, pack, UNIT) == [OfficerLoad("binh", UNIT, UNIT, 2)]
    assert [(one.name, one.under, one.decided) for one in await officers(database, pack, ROOT)] == [
        ("binh", UPPER, 3),
        ("chi", UPPER, 0),
        ("dung", UPPER, 0),
    ]


async def test_who_verifies_no_more_is_not_listed_and_what_they_decided_still_counts_for_the_unit(
    database: Database, pack: Pack
) -> None:
    an, binh = await meet(database, "an"), await meet(database, "binh")
    await appoint(database, binh, "verifier", UNIT)
    await was_decided(database, 1, an, binh, waited=DAY, ago=DAY)
    async with database.transaction() as session:
        gone = update(RoleRow).where(col(RoleRow.person_id) == binh.id)
        await session.execute(gone.values(revoked_at=START))
    assert await officers(database, pack, UPPER) == []
    assert [one.decided for one in (await loads(database, pack, UPPER)).values()] == [1]
