"""Figures of several units at one moment: they add up at every level, by bloc and by when they were verified."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

from sqlalchemy import insert

from flows.draft import State
from flows.needs import ProgressOf, TalliesOf
from flows.tallies import Tally
from flows.unit import Label, Unit
from flows.units import UnitTree
from storage import loading
from storage.database import Database
from storage.packs import DatedUnit, Pack
from storage.progress import progress, tallies
from storage.tables import InitiativeRow
from storage.units.trees import tree_of, tree_on
from tests.conftest import START
from tests.storage.given import PHASE, PROGRAMME, ROOT, UNIT, UPPER, columns, meet, put
from tests.storage.test_progress import NEIGHBOUR, decided, tree

DAY = timedelta(days=1)
STATES: tuple[State, ...] = ("pending", "verified", "returned", "rejected", "withdrawn")


async def several(database: Database, need: TalliesOf, pack: Pack) -> tuple[Tally, ...]:
    async with database.transaction() as session:
        return await tallies(session, need, tree(pack), START)


async def test_demand_85_children_and_own_are_the_parents_at_every_level(database: Database, pack: Pack) -> None:
    an, units = await meet(database, "an"), tree(pack)
    places = product((UNIT, NEIGHBOUR, UPPER, "DLK-02-004", "DLK-02", ROOT), STATES)
    await put(database, *(decided(an, number, state, unit=unit) for number, (unit, state) in enumerate(places, 1)))
    for top in (ROOT, UPPER, UNIT):
        async with database.transaction() as session:
            found = await progress(session, ProgressOf(PROGRAMME, top, PHASE, among=ROOT), units, START)
            alone = await tallies(session, TalliesOf(PROGRAMME, PHASE, (top,)), units, START)
        own = [1, 1, 4, 1, 1]
        sums = [sum(figures) for figures in zip(*(counts(one) for one in found.children), strict=True)] or [0] * 5
        assert counts(found.total) == [one + mine for one, mine in zip(sums, own, strict=True)]
        assert alone == (found.total,)
        assert sum(part.verified for part in found.parts) == found.total.verified
        assert sum(part.submitted for part in found.parts) == found.total.submitted
        assert [one.unit for one in found.siblings] == [unit.code for unit in units.children(ROOT)]


def counts(tally: Tally) -> list[int]:
    return [tally.verified, tally.pending, tally.submitted, tally.returned, tally.rejected]


async def test_only_what_falls_to_a_bloc_is_counted_where_one_is_named(database: Database, pack: Pack) -> None:
    an = await meet(database, "an")
    async with database.transaction() as session:
        for number, bloc in enumerate(("enterprise", "enterprise", "office"), 1):
            row = columns(decided(an, number, "verified")) | {"bloc": bloc, "target_group": "2"}
            await session.execute(insert(InitiativeRow).values(**row))
    found = await several(database, TalliesOf(PROGRAMME, PHASE, (UNIT, ROOT), bloc="enterprise"), pack)
    assert [(one.unit, one.verified, one.submitted) for one in found] == [(UNIT, 2, 2), (ROOT, 2, 2)]
    everything = await several(database, TalliesOf(PROGRAMME, PHASE, (ROOT,)), pack)
    assert everything[0].verified == 3


async def test_what_was_verified_between_two_instants_the_second_left_out(database: Database, pack: Pack) -> None:
    an, instant = await meet(database, "an"), timedelta(microseconds=1)
    when = (START - DAY - instant, START - DAY, START - instant, START)
    await put(database, *(decided(an, n, "verified", decided_at=at) for n, at in enumerate(when, 1)))
    found = await several(database, TalliesOf(PROGRAMME, PHASE, (UNIT, ROOT), between=(START - DAY, START)), pack)
    assert [(one.unit, one.verified, one.target) for one in found] == [(UNIT, 2, None), (ROOT, 2, 1500)]


async def test_demand_73_labels_are_kept_and_dated_with_the_unit(own_database: Database) -> None:
    labels = (Label("cluster", "Cụm 1"), Label("sector", "Dệt may"), Label("bloc", "Doanh nghiệp"))
    before = Unit("T-1", "Công đoàn 1", "CĐ 1", ROOT, "upper", labels=labels)
    after = Unit("T-1", "Công đoàn 1", "CĐ 1", ROOT, "upper", labels=(Label("cluster", "Cụm 2"),))
    last, first = date(2022, 6, 30), date(2022, 7, 1)
    async with own_database.transaction() as session:
        dated = [DatedUnit(before, valid_to=last), DatedUnit(after, valid_from=first)]
        assert (await loading.bring(session, dated, origin="import")).added == ("T-1",)
        assert not (await loading.bring(session, dated, origin="import")).changed
        then, now = await tree_of(session, last), await tree_of(session, first)
        back = await tree_on(session, now, last, first)
    assert then.units["T-1"].labels == back.units["T-1"].labels == labels
    assert now.units["T-1"].labels == (Label("cluster", "Cụm 2"),)
    assert [unit.code for unit in now.labelled("cluster", ROOT)] == ["T-1"]
    assert now.labelled("sector", ROOT) == ()


async def test_a_unit_among_thousands_is_compared_with_all_of_them(own_database: Database, pack: Pack) -> None:
    an = await meet(own_database, "an")
    many = [Unit(f"N{number}", "n", "n", UPPER) for number in range(1_000)]
    async with own_database.transaction() as session:
        await loading.bring(session, [DatedUnit(unit) for unit in many], origin="import")
    await put(own_database, decided(an, 1, "verified", unit="N7"), decided(an, 2, "verified", unit=UNIT))
    units = UnitTree.of([*tree(pack).units.values(), *many])
    codes = tuple(unit.code for unit in units.children(UPPER))
    async with own_database.transaction() as session:
        found = await progress(session, ProgressOf(PROGRAMME, "N7", PHASE, among=UPPER), units, START)
        ranked = await tallies(session, TalliesOf(PROGRAMME, PHASE, codes), units, START)
        days = (START - 30 * DAY, START + DAY)
        lately = await tallies(session, TalliesOf(PROGRAMME, PHASE, codes, between=days), units, START)
    for several in (found.siblings, ranked, lately):
        assert len(several) == len(codes)
        assert {one.unit for one in several if one.verified} == {"N7", UNIT}


async def test_a_pack_without_labels_takes_none_away_on_any_day(own_database: Database, pack: Pack) -> None:
    (hamlet,) = (dated.unit for dated in pack.units if dated.unit.code == "DLK-02")
    last, first = date(2022, 6, 30), date(2022, 7, 1)
    ones, twos = ((Label("cluster", name),) for name in ("Cụm 1", "Cụm 2"))
    async with own_database.transaction() as session:
        imported = [
            DatedUnit(replace(hamlet, labels=ones), valid_to=last),
            DatedUnit(replace(hamlet, labels=twos), valid_from=first),
        ]
        await loading.bring(session, imported, origin="import")
        again = replace(pack, programme=replace(pack.programme, version=pack.programme.version + 1))
        assert await loading.store(session, again, START)
        then, now = await tree_of(session, last), await tree_of(session, first)
        assert (then.units["DLK-02"].labels, now.units["DLK-02"].labels) == (ones, twos)
        assert now.units["DLK-02"].name == hamlet.name
        await loading.bring(session, [DatedUnit(hamlet)], origin="import")
        assert (await tree_of(session, first)).units["DLK-02"].labels == ()
