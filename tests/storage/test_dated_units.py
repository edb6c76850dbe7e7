"""Dated units on both databases: nothing about them is ever lost, nothing is counted twice (demand 72)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert

from flows.needs import Need, ProgressOf, SupportFor, TreeOn, VerifiersOf, Waiting, WaitingFor
from flows.records import Support
from flows.said import Tap
from flows.screen import Action
from flows.sieve import Desks, Sieve, View
from flows.submission import LIBRARY
from flows.units import Unit, UnitTree
from storage import facts, loading, support
from storage.database import Database
from storage.initiatives import Initiatives
from storage.packs import DatedUnit, Pack, read_pack
from storage.tables import AuditRow, OutboxRow, TargetRow, UnitRow
from storage.units import changes, rows, trees
from storage.units.versions import Version, timeline
from tests.conftest import START
from tests.storage.given import CIPHER, PHASE, PROGRAMME, ROOT, UNIT, UPPER, appoint, every, initiative, meet, put
from tests.storage.speaking import event, turns_on

T = TypeVar("T")
TODAY = START.date()
DAY = timedelta(days=1)
A, B, C = UNIT, "DLK-01-021", "DLK-01-090"
PACKS = Path(loading.__file__).with_name("programmes")
LAST_DAY, MERGED_ON = TODAY - 10 * DAY, TODAY - 9 * DAY
NEW = Unit(C, "Công đoàn Cà phê và Ánh Dương", "CĐ Cà phê và Ánh Dương", UPPER, "grassroots")


async def merge(
    database: Database, into: Unit = NEW, *, is_new: bool = True, codes: Sequence[str] = (A, B)
) -> rows.Changes:
    async with database.transaction() as session:
        merger = changes.Merger(tuple(codes), into, is_new, MERGED_ON, "QĐ 15")
        return await changes.merge(session, merger)


async def tree(database: Database, day: date = TODAY) -> UnitTree:
    async with database.transaction() as session:
        return await trees.tree_of(session, day)


async def ask(database: Database, need: Need[T]) -> T:
    async with database.transaction() as session:
        units = await trees.tree_of(session, TODAY)
        return cast("T", await facts.load(need, session, Initiatives(session, CIPHER), units, START))


async def bring(database: Database, units: Sequence[DatedUnit], origin: str = "import", root: str = "") -> rows.Changes:
    async with database.transaction() as session:
        return await loading.bring(session, units, origin, root)


async def hand_in_for(database: Database, *units: str) -> None:
    an = await meet(database, "an")
    await put(database, *(initiative(an, number, unit=unit) for number, unit in enumerate(units, 1)))


async def targets(database: Database, **values: int) -> None:
    """Set the targets of units, named without their province and with underscores."""
    async with database.transaction() as session:
        for name, value in values.items():
            code = "DLK-" + name.replace("_", "-")
            row = {"programme": PROGRAMME, "unit": code, "phase": PHASE, "kind": "fixed", "value": value}
            await session.execute(insert(TargetRow).values(row))


async def test_demand_72_past_reports_show_the_units_there_were_and_new_ones_what_took_over(
    own_database: Database,
) -> None:
    await merge(own_database)
    await hand_in_for(own_database, A, A, B, C)
    past = await ask(own_database, ProgressOf(PROGRAMME, UPPER, PHASE, LAST_DAY))
    present = await ask(own_database, ProgressOf(PROGRAMME, UPPER, PHASE))
    counted_then = {tally.unit: tally.pending for tally in past.children}
    counted_now = {tally.unit: tally.pending for tally in present.children}
    assert (counted_then[A], counted_then[B]) == (2, 1)
    assert C not in counted_then
    assert counted_now[C] == 4
    assert not {A, B} & counted_now.keys()
    for progress in (past, present):
        assert progress.total.pending == 4


async def test_demand_72_what_was_handed_in_keeps_its_unit(own_database: Database) -> None:
    await hand_in_for(own_database, A, B)
    await merge(own_database)
    async with own_database.transaction() as session:
        kept = [await Initiatives(session, CIPHER).by_id(number) for number in (1, 2)]
    assert [one.unit for one in kept if one] == [A, B]


async def test_demand_72_the_target_of_what_took_over_is_the_sum_unless_one_is_set(own_database: Database) -> None:
    await targets(own_database, **{"01_017": 10, "01_021": 5})
    await merge(own_database)
    total = (await ask(own_database, ProgressOf(PROGRAMME, C, PHASE))).total
    assert total.target == 15
    await targets(own_database, **{"01_090": 40})
    total = (await ask(own_database, ProgressOf(PROGRAMME, C, PHASE))).total
    assert total.target == 40


@pytest.mark.parametrize(
    ("rules", "target", "uncounted"),
    [
        ([("per_member", 2, 30, False), ("fixed", 5, None, False)], 65, False),
        ([("per_member", 2, None, False), ("fixed", 5, None, False)], None, True),
        ([("per_unit", 3, None, True), ("per_unit", 3, None, True)], 3, False),
    ],
)
async def test_rules_of_merged_units_add_up_and_no_union_is_counted_twice(
    own_database: Database, rules: list[tuple[str, int, int | None, bool]], target: int | None, uncounted: bool
) -> None:
    async with own_database.transaction() as session:
        for unit, (kind, value, counted, listed) in zip((A, B), rules, strict=True):
            row = {"programme": PROGRAMME, "unit": unit, "phase": PHASE, "kind": kind, "value": value}
            await session.execute(insert(TargetRow).values(row | {"count": counted, "listed": listed}))
    await merge(own_database)
    total = (await ask(own_database, ProgressOf(PROGRAMME, C, PHASE))).total
    assert (total.target, total.uncounted) == (target, uncounted)


async def test_who_was_named_for_a_merged_unit_helps_the_people_of_what_took_over(own_database: Database) -> None:
    hoa = Support(A, "Cô Hoa", "0900 000 007")
    async with own_database.transaction() as session:
        await support.name(session, replace(hoa, unit=UPPER))
        await support.name(session, hoa)
    await merge(own_database)
    assert await ask(own_database, SupportFor((C, UPPER))) == hoa


async def test_the_union_of_the_shipbuilders_goes_on_as_part_of_the_transport_union(own_database: Database) -> None:
    nation = read_pack(PACKS / "01-trieu", LIBRARY)
    async with own_database.transaction() as session:
        await loading.store(session, nation, START)
    last = date(2022, 3, 31)
    before, after = await tree(own_database, last), await tree(own_database, last + DAY)
    assert before.units["TW-20"].short == "CĐ Công nghiệp Tàu thủy Việt Nam"
    assert after.get("TW-20") == after.units["TW-08"]
    assert [unit.code for unit in after.search("tau thuy", top="TLD")] == ["TW-08"]


async def test_a_unit_that_was_there_before_takes_the_targets_of_others_on_top_of_its_own(
    own_database: Database,
) -> None:
    await targets(own_database, **{"01_017": 10, "01_021": 5, "01_032": 7})
    into = (await tree(own_database)).units["DLK-01-032"]
    await merge(own_database, into, is_new=False)
    now = await ask(own_database, ProgressOf(PROGRAMME, "DLK-01-032", PHASE))
    before = await ask(own_database, ProgressOf(PROGRAMME, "DLK-01-032", PHASE, LAST_DAY))
    assert (now.total.target, before.total.target) == (22, 7)


async def test_demand_72_the_officers_of_merged_units_are_those_of_what_took_over(own_database: Database) -> None:
    await hand_in_for(own_database, A, B, C)
    binh, chi = await meet(own_database, "binh"), await meet(own_database, "chi")
    await appoint(own_database, binh, "verifier", A)
    await appoint(own_database, chi, "verifier", B)
    await merge(own_database)
    assert await ask(own_database, VerifiersOf((C, UPPER, ROOT), without=0)) == (binh.id, chi.id)
    assert (await ask(own_database, WaitingFor(binh.id))).count == 3
    assert (await ask(own_database, Waiting(View((Desks((C,)),))))).count == 3


async def test_the_officer_of_a_unit_that_closed_has_nothing_waiting_and_those_above_have(
    own_database: Database,
) -> None:
    await hand_in_for(own_database, A)
    binh = await meet(own_database, "binh")
    await appoint(own_database, binh, "verifier", A)
    gone = (await tree(own_database)).units[A]
    await bring(own_database, [DatedUnit(gone, None, LAST_DAY)])
    assert (await ask(own_database, WaitingFor(binh.id))).count == 0
    assert (await ask(own_database, Waiting(View((Desks((UPPER,)),), Sieve(below=True))))).count == 1
    assert [unit.code for unit in (await tree(own_database)).path(A)] == [UPPER, ROOT]


async def test_merging_the_same_again_changes_nothing(own_database: Database) -> None:
    first = await merge(own_database)
    before = [row.model_dump() for row in await every(own_database, UnitRow)]
    again = await merge(own_database, is_new=False)
    assert (set(first.changed), first.added) == ({A, B}, (C,))
    assert (again.added, again.changed) == ((), ())
    assert [row.model_dump() for row in await every(own_database, UnitRow)] == before


async def test_a_pack_loaded_again_takes_no_merger_back_and_deletes_no_imported_unit(
    own_database: Database, pack: Pack
) -> None:
    await merge(own_database)
    await bring(own_database, [DatedUnit(replace(NEW, code="DLK-01-700", name="Công đoàn nhập thêm"))])
    changed = replace(pack, programme=replace(pack.programme, version=pack.programme.version + 1))
    async with own_database.transaction() as session:
        assert await loading.store(session, changed, START)
    now = await tree(own_database)
    assert now.get(A) == now.units[C]
    assert now.units["DLK-01-700"].name == "Công đoàn nhập thêm"
    assert A in (await tree(own_database, LAST_DAY)).units


async def test_a_renamed_unit_has_its_old_name_in_the_past_and_is_found_by_it_now(own_database: Database) -> None:
    unit = (await tree(own_database)).units["DLK-02"]
    renamed = replace(unit, name="Liên đoàn Lao động thành phố Hồ Mới", short="LĐLĐ TP Hồ Mới")
    async with own_database.transaction() as session:
        await changes.rename(session, renamed, MERGED_ON, "")
    now, then = await tree(own_database), await ask(own_database, TreeOn(LAST_DAY))
    assert (now.units["DLK-02"].short, then.units["DLK-02"].short) == ("LĐLĐ TP Hồ Mới", unit.short)
    assert [one.code for one in now.search("buon ho", top=ROOT)] == ["DLK-02"]


async def test_a_merged_unit_is_found_by_its_name_as_what_took_over(own_database: Database) -> None:
    await merge(own_database, replace(NEW, name="Công đoàn Mới", short="CĐ Mới"))
    found = (await tree(own_database)).search("cong doan cong ty cp ca phe buon ma thuot", top=ROOT)
    assert [unit.code for unit in found] == [C]


@pytest.mark.parametrize(
    ("code", "on", "why"),
    [("XX", MERGED_ON, "unknown"), (C, LAST_DAY, "changes later"), (A, MERGED_ON + DAY, "not there")],
)
async def test_what_cannot_be_changed_on_a_day_is_refused_and_changes_nothing(
    own_database: Database, code: str, on: date, why: str
) -> None:
    await merge(own_database)
    before = [row.model_dump() for row in await every(own_database, UnitRow)]
    with pytest.raises(changes.UnitChangeError) as refused:
        async with own_database.transaction() as session:
            await changes.rename(session, Unit(code, "Tên", "Tên", None), on, "")
    assert (refused.value.code, refused.value.why) == (code, why)
    assert [row.model_dump() for row in await every(own_database, UnitRow)] == before


@pytest.mark.parametrize("nation_first", [True, False])
async def test_packs_side_by_side_make_one_tree_whichever_is_loaded_first(
    own_database: Database, pack: Pack, nation_first: bool
) -> None:
    nation = Pack(
        replace(pack.programme, key="nation", root="TLD"),
        (
            DatedUnit(Unit("TLD", "Tổng Liên đoàn Lao động Việt Nam", "Tổng LĐLĐ", None)),
            DatedUnit(Unit("DLK", "Liên đoàn Lao động tỉnh Đắk Lắk", "LĐLĐ tỉnh Đắk Lắk", "TLD", order=42)),
        ),
        (),
        {},
        pack.source,
    )
    newer = replace(pack, programme=replace(pack.programme, version=pack.programme.version + 1))
    for one in (nation, newer) if nation_first else (newer, nation):
        async with own_database.transaction() as session:
            await loading.store(session, one, START)
    now = await tree(own_database)
    assert [unit.code for unit in now.path(A)] == [A, UPPER, ROOT, "TLD"]
    assert (now.units[ROOT].parent, now.units[ROOT].order) == ("TLD", 42)
    assert now.search("ca phe bmt", top="TLD")


async def test_a_code_may_have_several_names_and_parents_one_after_the_other(own_database: Database) -> None:
    early = Unit("DLK-01-800", "Công đoàn Trạm Cũ", "CĐ Trạm Cũ", UPPER)
    late = replace(early, name="Công đoàn Trạm Mới", short="CĐ Trạm Mới", parent="DLK-02")
    await bring(own_database, [DatedUnit(early, None, LAST_DAY), DatedUnit(late, MERGED_ON)])
    await hand_in_for(own_database, early.code)
    then = await ask(own_database, TreeOn(LAST_DAY))
    assert [unit.code for unit in then.path(early.code)][1] == UPPER
    assert [unit.code for unit in (await tree(own_database)).path(early.code)][1] == "DLK-02"
    for unit, day, count in ((UPPER, LAST_DAY, 1), (UPPER, None, 0), ("DLK-02", None, 1), ("DLK-02", LAST_DAY, 0)):
        counted = await ask(own_database, ProgressOf(PROGRAMME, unit, PHASE, day))
        assert counted.total.pending == count, (unit, day)


async def test_the_tree_of_a_day_without_changes_is_todays_itself(own_database: Database) -> None:
    async with own_database.transaction() as session:
        today = await trees.tree_of(session, TODAY)
        assert await trees.tree_on(session, today, LAST_DAY, TODAY) is today


versions = st.builds(
    Version,
    st.just(NEW),
    st.one_of(st.none(), st.integers(0, 30).map(lambda n: TODAY + n * DAY)),
    st.one_of(st.none(), st.integers(0, 30).map(lambda n: TODAY + n * DAY)),
).filter(lambda one: one.valid_from is None or one.valid_to is None or one.valid_from <= one.valid_to)


@given(versions, st.sampled_from([None, "X"]), st.integers(-5, 40))
def test_on_every_day_there_is_one_version_of_a_unit(one: Version, successor: str | None, offset: int) -> None:
    line = timeline([one], merged=successor)
    day = TODAY + offset * DAY
    (there,) = [version for version in line if version.on(day)]
    assert (there.presence == "there") == one.on(day)
    if successor and one.valid_to and day > one.valid_to:
        assert (there.presence, there.unit.parent) == ("merged", successor)


async def test_demand_29_a_moved_initiative_counts_once_in_its_new_unit_with_a_line_in_the_log(
    own_database: Database, pack: Pack
) -> None:
    an, binh, chi = [await meet(own_database, name) for name in ("an", "binh", "chi")]
    await appoint(own_database, binh, "verifier", A)
    await appoint(own_database, chi, "verifier", "DLK-02-004")
    await put(own_database, initiative(an, 1))
    turns = turns_on(own_database, pack)
    move = Tap(Action("move-to", ("1", "1", "DLK-02-004")))
    for number in (1, 2):
        await turns.take(event(number, "binh", move))
    counts = {unit: await ask(own_database, ProgressOf(PROGRAMME, unit, PHASE)) for unit in (UPPER, "DLK-02", ROOT)}
    assert {unit: one.total.pending for unit, one in counts.items()} == {UPPER: 0, "DLK-02": 1, ROOT: 1}
    (line,) = [row for row in await every(own_database, AuditRow) if row.action == "move"]
    assert (line.actor, line.subject, line.reason) == (binh.id, "initiative 1", f"{A} → DLK-02-004")
    cards = [row for row in await every(own_database, OutboxRow) if row.about == 1 and row.kind == "post"]
    assert [(row.person_id, row.state) for row in cards] == [(chi.id, "waiting")]


async def test_units_below_a_merged_one_have_their_own_figures_below_what_took_over(own_database: Database) -> None:
    into = (await tree(own_database)).units[UPPER]
    await merge(own_database, into, is_new=False, codes=("DLK-02",))
    await hand_in_for(own_database, "DLK-02-004", "DLK-02")
    counted = await ask(own_database, ProgressOf(PROGRAMME, UPPER, PHASE))
    assert {tally.unit: tally.pending for tally in counted.children if tally.pending} == {"DLK-02-004": 1}
    assert counted.total.pending == 2
