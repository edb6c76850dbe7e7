"""A snapshot is taken from one view, adds up at every level and is never changed, on both databases (71, 85)."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, text, update
from sqlmodel import col

from flows.needs import ProgressOf
from flows.units import Unit
from storage import progress
from storage.database import Database, LockedError
from storage.packs import Pack
from storage.snapshots import counts as counting
from storage.snapshots import reading
from storage.snapshots import taking as taking_module
from storage.snapshots.digest import computed
from storage.snapshots.proof import prove
from storage.snapshots.taking import NameTakenError, NoSuchUnitError
from storage.tables import AuditRow, InitiativeRow, SnapshotCandidateRow, SnapshotRow, SnapshotUnitRow
from storage.units import changes, trees
from tests.conftest import START
from tests.storage.given import PROGRAMME, ROOT, UNIT, UPPER, every, initiative, meet, put
from tests.storage.snapshots.chronicle import (
    CUT,
    NAME,
    listed,
    row_of,
    rows,
    rules,
    snapshot,
    verified,
)

OTHER = "DLK-02-004"
NUMBERS = ("pending", "verified", "returned", "rejected", "counted", "benefits")


async def many(database: Database) -> None:
    """Let there be initiatives in all states, at unions, at a unit with unions below it, and in both phases."""
    an, binh = await meet(database, "an", "Trần Thị An"), await meet(database, "binh", "Lê Văn Bình")
    await put(
        database,
        verified(an, 1, 60_000_000),
        verified(an, 2, 49_000_000),
        verified(binh, 3, 80_000_000, unit=OTHER),
        verified(binh, 4, "Xã hội", unit=UPPER),
        verified(an, 5, 90_000_000, phase="gd2"),
        verified(an, 6, 99_000_000, submitted_at=CUT),
        verified(an, 7, 70_000_000, submitted_at=CUT - timedelta(microseconds=1)),
        initiative(an, 8, "pending"),
        initiative(an, 9, "returned"),
        initiative(binh, 10, "rejected", unit=OTHER),
        initiative(binh, 11, "withdrawn", unit=OTHER),
        replace(verified(binh, 12), programme="other"),
    )


async def test_what_is_handed_in_until_the_cut_counts_for_awards_and_everything_is_shown(
    database: Database, pack: Pack
) -> None:
    await many(database)
    taken = await snapshot(database, pack)
    union = await row_of(database, UNIT)
    assert [getattr(union, name) for name in NUMBERS] == [1, 4, 1, 0, 3, 179_000_000]
    assert (union.highest, union.highest_of) == (70_000_000, 7)
    whole = await row_of(database, ROOT, "")
    assert [getattr(whole, name) for name in NUMBERS] == [1, 7, 1, 1, 6, 349_000_000]
    assert (whole.highest, whole.highest_of) == (90_000_000, 5)
    assert (taken.units, taken.candidates) == (len(await rows(database)), 4)
    assert {row.initiative for row in await every(database, SnapshotCandidateRow)} == {1, 3, 5, 7}


async def test_children_and_what_is_the_units_own_add_up_to_the_unit_at_every_level(
    database: Database, pack: Pack
) -> None:
    await many(database)
    await snapshot(database, pack)
    everything = await rows(database)
    below: Counter[tuple[str, str, str]] = Counter()
    for row in everything:
        for name in NUMBERS:
            below[row.phase, row.parent, name] += getattr(row, name)
    for row in everything:
        for name in NUMBERS:
            assert getattr(row, name) == below[row.phase, row.unit, name] + getattr(row, f"own_{name}"), (row, name)
    phases = [await row_of(database, UPPER, phase) for phase in ("gd1", "gd2", "")]
    assert [row.verified for row in phases] == [5, 1, 6]


async def test_chat_and_snapshot_show_the_same_figures(database: Database, pack: Pack) -> None:
    await many(database)
    await snapshot(database, pack)
    async with database.transaction() as session:
        units = await trees.tree_of(session, START.date())
        shown = await progress.progress(session, ProgressOf(PROGRAMME, ROOT, "gd1"), units, START)
    for tally in (shown.total, *shown.children):
        row = await row_of(database, tally.unit)
        submitted = row.pending + row.verified + row.returned + row.rejected
        assert (row.verified, row.pending, submitted) == (tally.verified, tally.pending, tally.submitted)
        assert (row.target, row.uncounted) == (tally.target, tally.uncounted)


async def test_targets_of_both_phases_make_the_whole_and_a_missing_one_makes_none(
    database: Database, pack: Pack
) -> None:
    await snapshot(database, pack)
    assert [(await row_of(database, ROOT, phase)).target for phase in ("gd1", "gd2", "")] == [1500, 3500, 5000]
    assert (await row_of(database, UNIT, "")).target is None
    upper = await row_of(database, UPPER)
    assert (upper.direct, upper.level, upper.unions, upper.members) == (UPPER, 1, 50, None)
    assert (await row_of(database, UNIT)).direct == UPPER


async def test_whoever_has_the_largest_share_is_credited_and_a_tie_is_marked(database: Database, pack: Pack) -> None:
    """Decision 15: of two with the same largest share, the first named."""
    an = await meet(database, "an")
    shares = ({1: ()}, {2: (30,)}, {3: (60,)}, {4: (50,)}, {5: (20, 40, 40)})
    for one in shares:
        ((number, others),) = one.items()
        named = tuple({"name": f"Út {share}", "share": share} for share in others)
        await put(database, verified(an, number, answers={"co_authors": named}))
    await snapshot(database, pack)
    found = [(row.credited, row.shared) for row in await every(database, SnapshotCandidateRow)]
    assert found == [(0, False), (0, False), (1, False), (0, True), (2, True)]


async def test_the_same_snapshot_gives_the_same_lists_after_undo_move_and_merger(
    own_database: Database, pack: Pack
) -> None:
    await many(own_database)
    await snapshot(own_database, pack)
    before = [await listed(own_database, award) for award in ("UNITS", "UNIONS", "PERSONS")]
    async with own_database.transaction() as session:
        one = update(InitiativeRow).where(col(InitiativeRow.id) == 3)
        await session.execute(one.values(state="pending", told_at=None, decided_at=None))
        await session.execute(one.values(unit=UNIT))
        into = Unit("DLK-01-090", "Gộp", "Gộp", UPPER, "grassroots")
        merger = changes.Merger((UNIT, OTHER), into, True, START.date(), "QĐ 15")
        await changes.merge(session, merger)
    assert [await listed(own_database, award) for award in ("UNITS", "UNIONS", "PERSONS")] == before
    await snapshot(own_database, pack, "sau")
    after = [await listed(own_database, award, "sau") for award in ("UNITS", "UNIONS", "PERSONS")]
    assert [one.candidates for one in after] != [one.candidates for one in before]
    assert (await row_of(own_database, "DLK-01-090", name="sau")).verified == 4
    assert [proof.as_taken for proof in await prove(own_database)] == [True, True]


async def test_a_list_stays_as_it_was_when_the_pack_changes_its_rules(database: Database, pack: Pack) -> None:
    await many(database)
    await snapshot(database, pack)
    source = rules().source.replace("50_000_000", "75_000_000")
    await snapshot(database, pack, "theo-luat-moi", rules=rules(source))
    old, new = [await listed(database, "PERSONS", name) for name in (NAME, "theo-luat-moi")]
    assert [one.code for one in old.met] == ["SK-22-000005", "SK-22-000003"]
    assert [one.code for one in new.met] == ["SK-22-000005", "SK-22-000003"]
    assert len(old.candidates) == len(new.candidates) == 2
    assert (await listed(database, "PERSONS")).award.ways[0] != new.award.ways[0]


@pytest.mark.parametrize("table", [SnapshotRow, SnapshotUnitRow, SnapshotCandidateRow])
@pytest.mark.parametrize("act", ["change", "remove"])
async def test_the_database_refuses_to_change_or_remove_what_a_snapshot_holds(
    table: type[SnapshotRow | SnapshotUnitRow | SnapshotCandidateRow], act: str, database: Database, pack: Pack
) -> None:
    await many(database)
    await snapshot(database, pack)
    column = {SnapshotRow: "taken_by", SnapshotUnitRow: "name", SnapshotCandidateRow: "unit"}[table]
    with pytest.raises(LockedError):
        async with database.transaction() as session:
            await session.execute(update(table).values({column: "x"}) if act == "change" else delete(table))
    assert [proof.as_taken for proof in await prove(database)] == [True]


async def test_nothing_is_added_to_a_sealed_snapshot_but_what_is_ticked(database: Database, pack: Pack) -> None:
    await many(database)
    await snapshot(database, pack)
    (row, *_), (candidate, *_) = await rows(database), await every(database, SnapshotCandidateRow)
    for more in ({**row.model_dump(), "place": 9_999}, {**candidate.model_dump(), "initiative": 9_999}):
        table = SnapshotUnitRow if "place" in more else SnapshotCandidateRow
        with pytest.raises(LockedError):
            async with database.transaction() as session:
                await session.execute(insert(table).values(**more))


async def test_a_name_is_given_once(database: Database, pack: Pack) -> None:
    await snapshot(database, pack)
    with pytest.raises(NameTakenError):
        await snapshot(database, pack)
    assert [row.id for row in await every(database, SnapshotRow)] == [1]


async def test_a_unit_that_does_not_exist_gives_no_snapshot(database: Database, pack: Pack) -> None:
    with pytest.raises(NoSuchUnitError):
        await snapshot(database, pack, unit="NOWHERE")
    assert await every(database, SnapshotRow) == []


async def test_one_that_was_broken_off_is_none_and_is_taken_anew(
    database: Database, pack: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    await many(database)

    async def ends(_self: object, _rows: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(taking_module._Writing, "candidates", ends)
        with pytest.raises(KeyboardInterrupt):
            await snapshot(database, pack)
    assert await every(database, SnapshotUnitRow) != []
    assert await prove(database) == []
    await snapshot(database, pack)
    assert len(await every(database, SnapshotUnitRow)) == len(await rows(database))
    assert [proof.as_taken for proof in await prove(database)] == [True]


async def test_what_is_handed_in_meanwhile_is_in_none_of_its_figures(
    database: Database, second: Database, pack: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everything is read from one view: also what is read last."""
    await many(database)
    counts = counting.counts

    async def and_then_others_write(*arguments: object) -> object:
        found = await counts(*arguments)  # type: ignore[arg-type]
        an = await meet(second, "an")
        await put(second, verified(an, 50, 95_000_000))
        return found

    monkeypatch.setattr(taking_module, "counts", and_then_others_write)
    await snapshot(database, pack)
    assert (await row_of(database, ROOT, "")).verified == 7
    assert 50 not in {row.initiative for row in await every(database, SnapshotCandidateRow)}
    assert len(await every(database, InitiativeRow)) == 13


async def test_a_forged_figure_is_found_by_its_digest_and_a_forged_digest_by_the_trail(
    own_database: Database, pack: Pack
) -> None:
    await many(own_database)
    await snapshot(own_database, pack)
    assert [(one.as_taken, one.as_written_down) for one in await prove(own_database)] == [(True, True)]
    async with own_database.transaction() as session:
        await _unlock(own_database, session)
        await session.execute(text("UPDATE snapshot_unit SET counted = counted - 1 WHERE counted = 3"))
    (forged,) = await prove(own_database)
    assert (forged.as_taken, forged.as_written_down) == (False, False)
    async with own_database.transaction() as session:
        await _unlock(own_database, session)
        row = await reading.by_name(session, NAME)
        assert row is not None
        await session.execute(update(SnapshotRow).values(digest=await computed(session, row)))
    (covered,) = await prove(own_database)
    assert (covered.as_taken, covered.as_written_down) == (True, False)


async def _unlock(database: Database, session: object) -> None:
    statements: tuple[str, ...] = ("SET session_replication_role = replica",)
    if database.is_sqlite:
        names = ("snapshot_unit_update", "snapshot_update")
        statements = tuple(f"DROP TRIGGER IF EXISTS {name}" for name in names)
    for statement in statements:
        await session.execute(text(statement))  # type: ignore[attr-defined]


async def test_taking_is_written_down_with_the_digest(database: Database, pack: Pack) -> None:
    taken = await snapshot(database, pack)
    (line,) = await every(database, AuditRow)
    assert (line.action, line.subject, line.new) == ("take snapshot", f"snapshot {NAME}", taken.head.digest)
    assert line.programme == PROGRAMME
