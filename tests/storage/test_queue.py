"""What waits, as the store finds it: by the desk, oldest first, page by page, and counted as it is shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import col

from flows.backlog import Queue
from flows.desk.notes import noted
from flows.draft import Initiative, Likeness
from flows.facts import Facts, Fresh
from flows.needs import Several, Waiting, WaitingFor, WaitingPage
from flows.person import Person
from flows.sieve import Bounds, Desks, Sieve, View
from flows.units import UnitTree
from storage.database import Database
from storage.packs import Pack
from storage.tables import InitiativeRow
from tests.conftest import START
from tests.storage.given import COMPLETE, ROOT, UNIT, UPPER, appoint, found, initiative, meet, put
from tests.storage.test_facts import ask

SIBLING, ELSEWHERE = "DLK-01-021", "DLK-02-004"


def view(*units: str, without: tuple[int, ...] = (), **sieve: Any) -> View:
    return View((Desks(units, without),), Sieve(**sieve))


def waiting(author: Person, number: int, days: float = 0, **changes: Any) -> Initiative:
    """Return one that waits since so many days."""
    return initiative(author, number, **{"waiting_since": START - timedelta(days=days), **changes})


async def page(database: Database, pack: Pack, seen: View, limit: int = 50, **more: Any) -> list[int]:
    return [one.id for one in await ask(database, pack, WaitingPage(seen, limit, **more))]


async def count(database: Database, pack: Pack, seen: View) -> int:
    return (await ask(database, pack, Waiting(seen))).count


async def test_the_oldest_comes_first_and_of_one_instant_the_lower_number(database: Database, pack: Pack) -> None:
    an = await meet(database, "an")
    await put(database, waiting(an, 3, 1), waiting(an, 1, 0), waiting(an, 4, 2), waiting(an, 2, 1))
    assert await page(database, pack, view(UNIT)) == [4, 2, 3, 1]
    queue = await ask(database, pack, Waiting(view(UNIT)))
    assert queue == Queue(4, await found(database, 4))


async def test_only_what_waits_at_the_desk_or_was_escalated_to_it(database: Database, pack: Pack) -> None:
    an = await meet(database, "an")
    await put(
        database,
        waiting(an, 1),
        waiting(an, 2, desk=UPPER),
        waiting(an, 3, escalated=UPPER),
        waiting(an, 4, desk=None),
        waiting(an, 5, unit=SIBLING),
        initiative(an, 6, "verified"),
        initiative(an, 7, "returned", escalated=UPPER),
    )
    assert await page(database, pack, view(UNIT)) == [1, 3]
    assert await page(database, pack, view(UPPER)) == [2, 3]
    assert await page(database, pack, view(ROOT)) == []
    assert await page(database, pack, view("GONE")) == []
    assert await page(database, pack, View(())) == []
    assert await ask(database, pack, Waiting(View(()))) == Queue(0, None)


async def test_one_at_two_of_somebodys_desks_is_there_once(database: Database, pack: Pack) -> None:
    an = await meet(database, "an")
    await put(database, waiting(an, 1, escalated=UPPER), waiting(an, 2, desk=UPPER, escalated=ROOT))
    several = View((Desks((UNIT, UPPER)), Desks((ROOT,))))
    assert await page(database, pack, several) == [1, 2]
    assert await count(database, pack, several) == 2


async def test_pages_neither_repeat_nor_skip_while_what_was_shown_is_decided(database: Database, pack: Pack) -> None:
    an = await meet(database, "an")
    await put(
        database,
        *(waiting(an, number, 20 - number, escalated=UPPER if number % 3 else None) for number in range(1, 11)),
    )
    seen = view(UNIT, UPPER)
    first = await page(database, pack, seen, 4)
    await _decide(database, 2, 4, 5)
    second = await page(database, pack, seen, 4, after=first[-1])
    third = await page(database, pack, seen, 4, after=second[-1])
    assert (first, second, third) == ([1, 2, 3, 4], [6, 7, 8, 9], [10])
    assert await page(database, pack, seen, 4, after=third[-1]) == []


async def test_a_page_behind_what_never_was_is_the_first(database: Database, pack: Pack) -> None:
    an = await meet(database, "an")
    await put(database, waiting(an, 1), waiting(an, 2))
    assert await page(database, pack, view(UNIT), after=99) == [1, 2]


async def test_own_work_is_neither_shown_nor_counted(database: Database, pack: Pack) -> None:
    an, binh, chi = [await meet(database, name) for name in ("an", "binh", "chi")]
    await put(
        database, waiting(an, 1), waiting(binh, 2), waiting(an, 3, entered_by=binh.id), waiting(chi, 4, desk=UPPER)
    )
    without_binh = view(UNIT, UPPER, without=(binh.id,))
    assert await page(database, pack, without_binh) == [1, 4]
    assert await count(database, pack, without_binh) == 2
    assert await page(database, pack, view(UNIT, UPPER, without=(binh.id, chi.id))) == [1]
    assert await page(database, pack, without_binh.with_own_work) == [1, 2, 3, 4]


async def test_what_waits_for_an_officer_waits_at_their_own_desks(database: Database, pack: Pack) -> None:
    an, binh = await meet(database, "an"), await meet(database, "binh")
    await put(database, waiting(an, 1, 1), waiting(an, 2, desk=UPPER), waiting(binh, 3, 9, desk=UPPER))
    assert await ask(database, pack, WaitingFor(binh.id)) == Queue(0, None)
    await appoint(database, binh, "staff", UNIT)
    await appoint(database, binh, "verifier", UPPER)
    assert await ask(database, pack, WaitingFor(binh.id)) == Queue(1, await found(database, 2))
    await appoint(database, binh, "verifier", UNIT)
    assert await ask(database, pack, WaitingFor(binh.id)) == Queue(2, await found(database, 1))


async def test_what_a_colleague_has_in_hand_is_passed_over_for_ten_minutes(database: Database, pack: Pack) -> None:
    an, binh, chi = [await meet(database, name) for name in ("an", "binh", "chi")]
    held: dict[str, Any] = {"claimed_by": chi.id, "claimed_at": START - timedelta(minutes=9)}
    ended: dict[str, Any] = {"claimed_by": chi.id, "claimed_at": START - timedelta(minutes=10)}
    own: dict[str, Any] = {"claimed_by": binh.id, "claimed_at": START}
    await put(database, waiting(an, 1, **held), waiting(an, 2, **ended), waiting(an, 3, **own), waiting(an, 4))
    assert await page(database, pack, view(UNIT), free_for=binh.id) == [2, 3, 4]
    assert await page(database, pack, view(UNIT)) == [1, 2, 3, 4]
    assert await count(database, pack, view(UNIT)) == 4


async def test_all_below_is_the_whole_subtree_whoever_decides(database: Database, pack: Pack) -> None:
    an = await meet(database, "an")
    await put(
        database,
        waiting(an, 1),
        waiting(an, 2, desk=None),
        waiting(an, 3, unit=SIBLING),
        waiting(an, 4, unit=ELSEWHERE),
    )
    assert await page(database, pack, view(UPPER, below=True)) == [1, 2, 3]
    assert await page(database, pack, view(UPPER, below=True, unit=SIBLING)) == [3]
    assert await page(database, pack, view(UNIT, below=True)) == [1, 2]
    assert await page(database, pack, view(ROOT, below=True)) == [1, 2, 3, 4]
    two = View((Desks((UNIT,)), Desks((ELSEWHERE,))), Sieve(below=True))
    assert await page(database, pack, two) == [1, 2, 4]
    assert await page(database, pack, view(UPPER, unit=SIBLING)) == []


async def test_more_than_a_thousand_are_not_counted(database: Database, pack: Pack) -> None:
    an = await meet(database, "an")
    await put(database, *(waiting(an, number) for number in range(1, 1_001)))
    assert (await ask(database, pack, Waiting(view(UNIT)))).more is False
    await put(database, waiting(an, 1_001, 3, desk=UPPER, escalated=UNIT))
    assert await ask(database, pack, Waiting(view(UNIT))) == Queue(1_000, await found(database, 1_001), more=True)


async def test_initiatives_by_their_ids_come_in_that_order(database: Database, pack: Pack) -> None:
    an = await meet(database, "an")
    await put(database, waiting(an, 1), waiting(an, 2), waiting(an, 3))
    assert [one.id for one in await ask(database, pack, Several((3, 99, 1)))] == [3, 1]
    assert await ask(database, pack, Several(())) == ()


INSIDE, OUTSIDE = date(2022, 1, 2), date(2020, 1, 2)
ODD: dict[str, dict[str, Any]] = {
    "nothing": {},
    "alike": {"alike": (Likeness(1, 90),)},
    "applied outside": {"applied_on": OUTSIDE},
    "applied later than it may be": {"applied_on": date(2030, 1, 1)},
    "recognised outside": {"recognised_on": OUTSIDE},
    "not recognised": {"recognised_on": None},
    "declared": {"declaration": "against_public_order"},
    "a large benefit": {"benefit": 10**10 + 1},
    "the largest that is none": {"benefit": 10**10},
    "no figures": {"benefit": None},
    "no day": {"applied_on": None},
    "handed in too late": {"submitted_at": START.replace(year=2024)},
}


def odd(author: Person, number: int, changes: dict[str, Any]) -> Initiative:
    """Return one with something odd in its answers and in the columns copied from them."""
    day: dict[str, Any] = {"applied_on": INSIDE, "recognised_on": INSIDE, "benefit": 5, **changes}
    answers = {**COMPLETE, "declaration": day.get("declaration", "given"), "benefit": day["benefit"] or "Đỡ đau lưng"}
    answers["applied_on"] = day["applied_on"].isoformat() if day["applied_on"] else ""
    recognised = {"date": day["recognised_on"].isoformat(), "number": "1"} if day["recognised_on"] else "none"
    instant = day.get("submitted_at", START)
    plain = waiting(author, number, answers={**answers, "recognition": recognised}, submitted_at=instant)
    return replace(plain, alike=day.get("alike", ()))


async def test_what_needs_attention_is_the_same_to_the_store_and_to_a_line_of_the_list(
    database: Database, pack: Pack
) -> None:
    an = await meet(database, "an")
    every = [odd(an, number, changes) for number, changes in enumerate(ODD.values(), 1)]
    await put(database, *every)
    programme = pack.programme
    facts = Facts(START, an, (programme,), UnitTree.of([]), Fresh(0, ""))
    expected = [one.id for one in every if noted(one, facts)]
    assert 0 < len(expected) < len(every)
    bounds = Bounds.of((programme,))
    for remarked, ids in ((True, expected), (False, [one.id for one in every if one.id not in expected])):
        seen = replace(view(UNIT, remarked=remarked), bounds=bounds)
        assert await page(database, pack, seen) == ids


async def test_only_what_has_waited_longer_than_so_many_days(database: Database, pack: Pack) -> None:
    an = await meet(database, "an")
    await put(database, waiting(an, 1, 10.01), waiting(an, 2, 10), waiting(an, 3, 8))
    assert await page(database, pack, view(UNIT, overdue=10)) == [1]
    assert await page(database, pack, view(UNIT, overdue=7)) == [1, 2, 3]


@pytest.mark.parametrize("below", [False, True])
async def test_counts_equal_the_rows_in_every_filter(below: bool, database: Database, pack: Pack) -> None:
    an, binh = await meet(database, "an"), await meet(database, "binh")
    put_down = []
    for number, (days, alike, marks, unit) in enumerate(
        product((1, 8), ((), (Likeness(1, 90),)), ({}, {"title": "vì sao"}), (UNIT, SIBLING)), 1
    ):
        answers = {**COMPLETE, "benefit": 10**11} if number % 3 == 0 else {**COMPLETE, "benefit": 5}
        put_down.append(waiting(an, number, days, answers=answers, alike=alike, marks=marks, unit=unit))
    await put(database, *put_down, waiting(binh, 90), waiting(an, 91, entered_by=binh.id))
    bounds = Bounds.of((pack.programme,))
    sizes = set()
    for overdue, remarked, corrected, unit in product((0, 7), (None, False, True), (False, True), ("", SIBLING)):
        sieve = Sieve(overdue, remarked, corrected, below, unit)
        seen = View((Desks((UNIT, UPPER) if below else (UNIT, SIBLING), (binh.id,)),), sieve, bounds)
        shown = await page(database, pack, seen)
        assert len(shown) == len(set(shown)) == await count(database, pack, seen)
        sizes.add(len(shown))
    assert len(sizes) > 3


async def _decide(database: Database, *numbers: int) -> None:
    async with database.transaction() as session:
        await session.execute(update(InitiativeRow).where(col(InitiativeRow.id).in_(numbers)).values(state="verified"))
