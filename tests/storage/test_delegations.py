"""Who stands in for whom: by dates alone, without loops, and only while they are officers (demand 58)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.clock import FrozenClock
from bot.desks import Desks
from flows.needs import DelegationsOf
from flows.person import Person, Role
from flows.programme import VIETNAM
from flows.records import Delegation
from storage import delegations, loading, people, roles
from storage.database import ConflictError, Database
from storage.tables import OutboxRow
from tests.conftest import START
from tests.storage.given import CIPHER, UNIT, UPPER, account, appoint, every, initiative, meet, put

DAY = timedelta(days=1)
MORNING = START.replace(hour=8)


async def stands_in(
    database: Database, one: Person, to: Person, *, number: int = 1, begins: int = 0, days: int = 3
) -> None:
    begins_at = START + begins * DAY
    new = Delegation(number, one.id, to.id, begins_at, begins_at + days * DAY)
    async with database.transaction() as session:
        await delegations.begin(session, new, START)


async def seen(database: Database, user: str, days: float = 0) -> Person:
    return await meet(database, user, at=START + days * DAY)


async def told(database: Database, units: tuple[str, ...], *, days: float = 0, without: int = 0) -> tuple[int, ...]:
    async with database.transaction() as session:
        return await people.verifiers(session, {one: one for one in units}, without, at=START + days * DAY)


async def keep_desks(database: Database, at_day: float) -> int:
    clock = FrozenClock(MORNING + at_day * DAY)

    async def shared(session, now):  # type: ignore[no-untyped-def]
        return await loading.snapshot(session, (), now.astimezone(VIETNAM).date())

    return await Desks(CIPHER, shared, clock, machine=clock).keep(database)


async def test_a_deputy_has_the_roles_from_the_first_instant_to_the_last_and_no_longer(database: Database) -> None:
    binh, chi = await meet(database, "binh", "Bình"), await meet(database, "chi", "Chi")
    await appoint(database, binh, "verifier", UNIT)
    await appoint(database, chi, "verifier", "DLK-02-004")
    await stands_in(database, binh, chi, begins=1)
    own = Role("verifier", "DLK-02-004")
    for days, expected in ((0.99, (own,)), (1, (own, Role("verifier", UNIT, binh.id, "Bình"))), (4, (own,))):
        assert (await seen(database, "chi", days)).roles == expected
    assert (await seen(database, "binh", 2)).roles == (Role("verifier", UNIT),)


async def test_staff_roles_are_not_handed_on_and_whoever_is_no_officer_stands_in_for_nobody(database: Database) -> None:
    binh, chi = await meet(database, "binh", "Bình"), await meet(database, "chi")
    await appoint(database, binh, "verifier", UNIT)
    await appoint(database, binh, "staff", UPPER)
    await stands_in(database, binh, chi)
    assert (await seen(database, "chi", 1)).roles == ()
    await appoint(database, chi, "verifier", UPPER)
    assert (await seen(database, "chi", 1)).roles == (
        Role("verifier", UPPER),
        Role("verifier", UNIT, binh.id, "Bình"),
    )


async def test_new_cards_go_to_whoever_is_there_in_the_end(database: Database) -> None:
    binh, chi, dung = [await meet(database, user) for user in ("binh", "chi", "dung")]
    for officer, unit in ((binh, UNIT), (chi, "DLK-02-004"), (dung, "DLK-02-004")):
        await appoint(database, officer, "verifier", unit)
    await stands_in(database, binh, chi, days=3)
    await stands_in(database, chi, dung, number=2, days=1)
    assert await told(database, (UNIT,), days=0.5) == (dung.id,)
    assert await told(database, (UNIT,), days=2) == (chi.id,)
    assert await told(database, (UNIT,), days=3) == (binh.id,)


async def test_where_the_deputy_wrote_it_the_other_officers_are_told_else_the_absent_one(database: Database) -> None:
    binh, chi, dung = [await meet(database, user) for user in ("binh", "chi", "dung")]
    await appoint(database, binh, "verifier", UNIT)
    await appoint(database, chi, "verifier", "DLK-02-004")
    await stands_in(database, binh, chi)
    assert await told(database, (UNIT,), without=chi.id) == (binh.id,)
    await appoint(database, dung, "verifier", UNIT)
    assert await told(database, (UNIT,), without=chi.id) == (dung.id,)
    assert await told(database, (UNIT,)) == (chi.id, dung.id)


@pytest.mark.parametrize("third", [False, True])
async def test_a_loop_is_refused_on_any_day_and_not_on_others(database: Database, *, third: bool) -> None:
    binh, chi, dung = [await meet(database, user) for user in ("binh", "chi", "dung")]
    await stands_in(database, binh, chi, begins=0, days=5)
    last = dung if third else chi
    if third:
        await stands_in(database, chi, dung, number=2, begins=2, days=10)
    with pytest.raises(ConflictError):
        await stands_in(database, last, binh, number=3, begins=4, days=3)
    await stands_in(database, last, binh, number=3, begins=5, days=3)


async def test_two_at_the_same_time_and_a_second_end_are_refused(database: Database) -> None:
    binh, chi, dung = [await meet(database, user) for user in ("binh", "chi", "dung")]
    await stands_in(database, binh, chi)
    with pytest.raises(ConflictError):
        await stands_in(database, binh, dung, number=2, begins=2)
    async with database.transaction() as session:
        await delegations.end(session, 1, START + DAY)
    with pytest.raises(ConflictError):
        async with database.transaction() as session:
            await delegations.end(session, 1, START + DAY)
    async with database.transaction() as session:
        assert await delegations.of(session, DelegationsOf(binh.id), START + DAY) == ()
    await stands_in(database, binh, dung, number=2, begins=2)


async def test_with_an_officers_last_role_ends_what_they_stood_in_for(database: Database) -> None:
    binh, chi = await meet(database, "binh", "Bình"), await meet(database, "chi")
    await appoint(database, binh, "verifier", UNIT)
    await appoint(database, chi, "verifier", UPPER)
    await stands_in(database, binh, chi)
    async with database.transaction() as session:
        (held,) = await roles.holders(session, (UPPER,))
        assert held.accounts == (f"telegram:{account('chi').user}",)
        assert await roles.revoke(session, held, channel="command line", now=START + DAY) == 1
    assert (await seen(database, "chi", 1.5)).roles == ()
    assert await told(database, (UNIT,), days=1.5) == (binh.id,)


async def test_both_are_told_once_when_it_begins_and_once_when_it_is_over(database: Database, second: Database) -> None:
    an, binh, chi = await meet(database, "an"), await meet(database, "binh", "Bình"), await meet(database, "chi", "Chi")
    await appoint(database, binh, "verifier", UNIT)
    await appoint(database, chi, "verifier", "DLK-02-004")
    await put(database, *(initiative(an, number, waiting_since=START, desk=UNIT) for number in (1, 2, 3)))
    await keep_desks(database, 0)
    before = len(await every(database, OutboxRow))
    await stands_in(database, binh, chi, begins=1)
    for day, messages in ((0.5, 0), (2, 2), (2, 2), (3, 2), (5, 4), (5, 4)):
        await keep_desks(database if day != 2 else second, day)
        assert len(await every(database, OutboxRow)) - before == messages, day
    begun = (await every(database, OutboxRow))[before]
    assert begun.person_id == chi.id
    assert '"count": 3' in str(begun.body).replace("'", '"')
