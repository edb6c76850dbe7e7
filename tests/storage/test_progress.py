"""Counts against targets: a unit's whole subtree, each unit directly below it, and the last seven days."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import count

from flows.draft import Initiative, State
from flows.needs import ProgressOf
from flows.person import Person
from flows.programme import VIETNAM
from flows.tallies import Progress, Tally
from flows.targets import Target
from flows.units import Unit, UnitTree
from storage import loading
from storage.database import Database
from storage.loading import store
from storage.packs import DatedUnit, Pack
from storage.progress import progress
from tests.conftest import START
from tests.storage.given import PHASE, PROGRAMME, ROOT, UNIT, UPPER, draft, initiative, meet, put

WEEK = timedelta(days=7)
INSTANT = timedelta(microseconds=1)
NEIGHBOUR = "DLK-01-021"


def tree(pack: Pack) -> UnitTree:
    return UnitTree.of(dated.unit for dated in pack.units)


async def figures(
    database: Database, units: UnitTree, unit: str, *, phase: str = PHASE, programme: str = PROGRAMME
) -> Progress:
    async with database.transaction() as session:
        return await progress(session, ProgressOf(programme, unit, phase), units, START)


async def hand_in(database: Database, author: Person, *several: tuple[str, State]) -> None:
    """Store one initiative for each unit and state."""
    numbers = count(1)
    await put(database, *(decided(author, next(numbers), state, unit=unit) for unit, state in several))


def decided(author: Person, number: int, state: State, **changes: str | datetime) -> Initiative:
    """Return an initiative in a state, decided some days ago unless said otherwise."""
    instant = START - WEEK / 2 if state in ("verified", "returned", "rejected") else None
    return initiative(author, number, state, **{"decided_at": instant, **changes})


async def test_a_units_figures_are_those_of_everything_below_it(database: Database, pack: Pack) -> None:
    an = await meet(database, "an")
    await hand_in(
        database,
        an,
        (UNIT, "verified"),
        (UNIT, "pending"),
        (NEIGHBOUR, "verified"),
        (UPPER, "verified"),
        ("DLK-02", "pending"),
        (ROOT, "verified"),
    )
    units = tree(pack)
    assert (await figures(database, units, UNIT)).total == Tally(UNIT, None, 1, 1, 2)
    assert (await figures(database, units, UPPER)).total == Tally(UPPER, 190, 3, 1, 4)
    assert (await figures(database, units, ROOT)).total == Tally(ROOT, 1500, 4, 2, 6)


async def test_each_unit_directly_below_has_its_own_figures_in_the_plans_order(database: Database, pack: Pack) -> None:
    an = await meet(database, "an")
    await hand_in(database, an, (UNIT, "verified"), (UPPER, "pending"), ("DLK-02", "returned"), (ROOT, "verified"))
    units = tree(pack)
    children = (await figures(database, units, ROOT)).children
    assert [tally.unit for tally in children] == [unit.code for unit in units.children(ROOT)]
    assert children[:3] == (
        Tally(UPPER, 190, 1, 1, 2),
        Tally("DLK-02", 70, 0, 0, 1, returned=1),
        Tally("DLK-03", 45, 0, 0, 0),
    )
    below = {tally.unit: tally for tally in (await figures(database, units, UPPER)).children}
    assert below[UNIT] == Tally(UNIT, None, 1, 0, 1)
    assert (await figures(database, units, UNIT)).children == ()


async def test_drafts_and_what_was_withdrawn_are_not_counted_as_handed_in(database: Database, pack: Pack) -> None:
    an = await meet(database, "an")
    states: tuple[State, ...] = ("pending", "verified", "returned", "rejected", "withdrawn")
    await hand_in(database, an, *((UNIT, state) for state in states))
    await put(database, draft(an, 99))
    assert (await figures(database, tree(pack), UNIT)).total == Tally(UNIT, None, 1, 1, 4, returned=1, rejected=1)


async def test_another_phase_and_another_programme_have_their_own_figures(database: Database, pack: Pack) -> None:
    an = await meet(database, "an")
    await put(
        database,
        decided(an, 1, "verified"),
        decided(an, 2, "verified", phase="gd2"),
        decided(an, 3, "verified", programme="other"),
    )
    units = tree(pack)
    assert (await figures(database, units, UPPER)).total == Tally(UPPER, 190, 1, 0, 1)
    assert (await figures(database, units, UPPER, phase="gd2")).total == Tally(UPPER, 420, 1, 0, 1)
    assert (await figures(database, units, UPPER, programme="other")).total == Tally(UPPER, None, 1, 0, 1)
    assert (await figures(database, units, UPPER, phase="gd2")).last_week == 1


async def test_the_last_week_is_the_seven_whole_days_before_today(database: Database, pack: Pack) -> None:
    an, midnight = await meet(database, "an"), datetime.combine(START.astimezone(VIETNAM), time.min, VIETNAM)
    await put(
        database,
        decided(an, 1, "verified", decided_at=midnight - WEEK - INSTANT),
        decided(an, 2, "verified", decided_at=midnight - WEEK),
        decided(an, 3, "verified", decided_at=midnight - INSTANT),
        decided(an, 4, "verified", decided_at=midnight),
        decided(an, 5, "rejected", decided_at=midnight - INSTANT),
        decided(an, 6, "verified", unit="DLK-02", decided_at=midnight - INSTANT),
    )
    units = tree(pack)
    upper, root = await figures(database, units, UPPER), await figures(database, units, ROOT)
    assert (upper.last_week, upper.today) == (2, 1)
    assert (root.last_week, root.today) == (3, 1)


async def test_today_begins_at_midnight_in_vietnam_whatever_the_clock_of_the_machine(
    database: Database, pack: Pack
) -> None:
    midnight, units = datetime.combine(START.astimezone(VIETNAM), time.min, VIETNAM), tree(pack)
    await put(database, decided(await meet(database, "an"), 1, "verified", decided_at=midnight))
    need = ProgressOf(PROGRAMME, UPPER, PHASE)
    async with database.transaction() as session:
        found = await progress(session, need, units, (midnight + timedelta(minutes=30)).astimezone(UTC))
    assert (found.last_week, found.today) == (0, 1)


async def test_a_unit_nobody_handed_in_for_has_zeros(database: Database, pack: Pack) -> None:
    nothing = await figures(database, tree(pack), UPPER)
    assert nothing.total == Tally(UPPER, 190, 0, 0, 0)
    assert nothing.last_week == 0
    assert {(tally.verified, tally.pending, tally.submitted) for tally in nothing.children} == {(0, 0, 0)}


async def test_a_unit_with_thousands_of_units_below_is_counted_alike(own_database: Database, pack: Pack) -> None:
    an = await meet(own_database, "an")
    await hand_in(
        own_database, an, (UNIT, "verified"), ("N7", "verified"), ("N5999", "pending"), ("DLK-02", "verified")
    )
    many = [Unit(f"N{number}", "n", "n", UPPER) for number in range(6_000)]
    async with own_database.transaction() as session:
        await loading.bring(session, [DatedUnit(unit) for unit in many], origin="import")
    units = UnitTree.of([*tree(pack).units.values(), *many])
    counted = await figures(own_database, units, UPPER)
    assert counted.total == Tally(UPPER, 190, 2, 1, 3)
    assert {tally.unit for tally in counted.children if tally.submitted} == {UNIT, "N7", "N5999"}
    assert counted.last_week == 2


async def test_a_rule_is_computed_at_the_moment_of_asking_and_says_where_its_count_is_missing(
    own_database: Database, pack: Pack
) -> None:
    rules = (
        Target(UPPER, PHASE, "per_unit", 2, count=152),
        Target("DLK-02", PHASE, "per_unit", 1),
        Target("DLK-03", PHASE, "per_member", 1),
        Target("DLK-04", PHASE, "per_unit", 3, listed=True),
    )
    async with own_database.transaction() as session:
        await store(session, replace(pack, targets=rules), START)
    units = tree(pack)
    more = UnitTree.of([*units.units.values(), *(Unit(f"N{n}", "n", "n", "DLK-04", "grassroots") for n in range(4))])

    async def targets(units: UnitTree) -> dict[str, tuple[int | None, bool]]:
        children = (await figures(own_database, units, ROOT)).children
        return {tally.unit: (tally.target, tally.uncounted) for tally in children}

    before, after = await targets(units), await targets(more)
    assert before[UPPER] == (304, False)
    assert before["DLK-02"] == before["DLK-03"] == (None, True)
    assert (before["DLK-04"], after["DLK-04"]) == ((None, True), (12, False))
    assert before["DLK-05"] == (None, False)
    assert (await figures(own_database, units, ROOT)).total == Tally(ROOT, None, 0, 0, 0)
