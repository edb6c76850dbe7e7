"""Changes are written down by the database and folded once; nobody who decides waits for anybody."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from importlib import import_module

import pytest
from sqlalchemy import delete, select, text, update
from sqlmodel import col

from storage import schema
from storage.counting import proof, rows, trees
from storage.counting.cells import Counted
from storage.counting.figures import within
from storage.counting.folding import Done
from storage.counting.shift import Shift, begin
from storage.database import ConflictError, Database
from storage.packs import Pack
from storage.tables import (
    CountChangeRow,
    CountDayRow,
    CountFolderRow,
    CountTotalRow,
    CountTreeRow,
    InitiativeRow,
)
from storage.units.trees import tree_of
from tests.conftest import START
from tests.storage.counting.ledger import DAY, Ledger
from tests.storage.given import PHASE, PROGRAMME, ROOT, UNIT, UPPER, draft, every, initiative, meet, put

COUNTING = import_module("storage.migrations.versions.0013_counting")
DECIDED = {"state": "verified", "decided_at": START}
WEEK = (START - 7 * DAY, START + DAY)


@pytest.fixture
async def ledger(database: Database, pack: Pack) -> Ledger:
    """A database in which nothing was handed in yet; its units stay as they are."""
    return await _ledger(database, pack)


@pytest.fixture
async def own_ledger(own_database: Database, pack: Pack) -> Ledger:
    """The same where a test may change units and tables."""
    return await _ledger(own_database, pack)


async def _ledger(database: Database, pack: Pack) -> Ledger:
    one = Ledger(database, pack)
    one.author = await meet(database, "an")
    return one


async def changes(database: Database) -> list[tuple[str, str, int]]:
    """Return what is written down and not folded."""
    return [(row.unit, row.state, row.number) for row in await every(database, CountChangeRow)]


async def totals(database: Database, code: str = ROOT) -> dict[str, int]:
    """Return the figures of a unit by state."""
    async with database.transaction() as session:
        units = await tree_of(session, START.date())
        counts = await within(session, Counted(PROGRAMME, PHASE, START.date()), (code,), units)
        return {cell.state: number for cell, number in counts[code].items()}


async def test_the_database_writes_down_what_enters_and_leaves_a_cell_and_nothing_else(database: Database) -> None:
    an = await meet(database, "an")
    await put(database, draft(an, 1), initiative(an, 2))
    assert await changes(database) == [(UNIT, "pending", 1)]
    async with database.transaction() as session:
        await session.execute(update(InitiativeRow).values(told_at=START, benefit=5, version=9))
    assert await changes(database) == [(UNIT, "pending", 1)]
    async with database.transaction() as session:
        handed_in = {"state": "pending", "code": "SK-1", "unit": UPPER, "phase": PHASE, "submitted_at": START}
        await session.execute(update(InitiativeRow).where(col(InitiativeRow.id) == 1).values(**handed_in))
        await session.execute(update(InitiativeRow).where(col(InitiativeRow.id) == 2).values(**DECIDED))
    later = [(UPPER, "pending", 1), (UNIT, "pending", -1), (UNIT, "verified", 1)]
    assert await changes(database) == [(UNIT, "pending", 1), *later]
    (last,) = [row for row in await every(database, CountChangeRow) if row.state == "verified"]
    assert (last.bloc, last.target_group, last.day) == ("", "", START.date())


async def test_what_was_verified_in_the_evening_of_utc_belongs_to_the_next_day_of_vietnam(database: Database) -> None:
    an = await meet(database, "an")
    midnight = START.replace(hour=0)
    for number, at in enumerate((midnight - timedelta(microseconds=1), midnight)):
        await put(database, initiative(an, number, "verified", decided_at=at))
    assert [row.day for row in await every(database, CountChangeRow)] == [START.date() - DAY, START.date()]


async def test_a_decision_that_is_dated_back_leaves_its_day(ledger: Ledger) -> None:
    number = await ledger.enter(UNIT, "verified")
    await ledger.fold()
    await ledger.set(number, decided_at=START - DAY)
    rows = [(row.day, row.number) for row in await every(ledger.database, CountChangeRow)]
    assert rows == [(START.date(), -1), (START.date() - DAY, 1)]
    yesterday = (START.replace(hour=0) - DAY, START.replace(hour=0))
    await ledger.agree(yesterday)
    await ledger.fold()
    await ledger.agree(yesterday)


async def test_an_initiative_that_is_deleted_by_whoever_owns_the_database_is_no_longer_counted(
    database: Database,
) -> None:
    an = await meet(database, "an")
    await put(database, initiative(an, 1))
    async with database.transaction() as session:
        lock = "DROP TRIGGER initiative_stays" + ("" if database.is_sqlite else " ON initiative")
        await session.execute(text(lock))
        await session.execute(delete(InitiativeRow))
        found = (await session.execute(select(col(CountChangeRow.number)))).scalars().all()
        assert list(found) == [1, -1]
        await session.rollback()


async def test_a_fold_takes_everything_once_and_writes_nothing_where_nothing_is_to_be_done(ledger: Ledger) -> None:
    await ledger.enter(UNIT, "verified")
    await ledger.enter(UPPER, "pending")
    assert (await ledger.fold()).folded == 2
    assert await changes(ledger.database) == []
    assert await totals(ledger.database) == {"verified": 1, "pending": 1}
    before = [await every(ledger.database, table) for table in (CountTotalRow, CountDayRow, CountFolderRow)]
    assert await ledger.fold() == Done()
    assert before == [await every(ledger.database, table) for table in (CountTotalRow, CountDayRow, CountFolderRow)]


async def test_two_processes_that_fold_at_once_count_nothing_twice(
    ledger: Ledger, second: Database, pack: Pack
) -> None:
    await ledger.fold()
    for _ in range(5):
        await ledger.enter(UNIT, "pending")
    other = Ledger(second, pack)
    done = await asyncio.gather(ledger.fold(), other.fold())
    assert sum(one.folded for one in done) == 5
    assert await totals(ledger.database) == {"pending": 5}
    await ledger.agree(WEEK)


async def test_a_process_that_was_thought_dead_folds_nothing_when_it_comes_back(ledger: Ledger) -> None:
    async with ledger.database.transaction() as session:
        first = await begin(session, START)
    assert first is not None
    async with ledger.database.transaction() as session:
        assert await begin(session, START) is None
        second = await begin(session, START + timedelta(minutes=1))
    assert second == first + 1
    with pytest.raises(ConflictError, match="another process folds now"):
        async with Shift(ledger.database, first, lambda: START).transaction():
            pass


async def test_who_is_killed_while_folding_loses_nothing(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    await ledger.enter(UNIT, "verified")
    await ledger.fold()
    await ledger.enter(UNIT, "pending")
    monkeypatch.setattr("storage.counting.folding.add", _killed)
    with pytest.raises(InterruptedError):
        await ledger.fold()
    assert await changes(ledger.database) == [(UNIT, "pending", 1)]
    await ledger.agree(WEEK)
    monkeypatch.undo()
    assert (await ledger.fold()).folded == 1
    await ledger.agree(WEEK)


async def test_who_is_killed_while_making_totals_for_a_tree_leaves_nothing_that_is_read(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ledger.enter(UNIT, "verified")
    monkeypatch.setattr("storage.counting.building._stamp", _killed)
    with pytest.raises(InterruptedError):
        await ledger.fold()
    assert [row.version for row in await every(ledger.database, CountTreeRow)] == [None]
    await ledger.agree(WEEK)
    monkeypatch.undo()
    await ledger.fold()
    made = await every(ledger.database, CountTreeRow)
    assert all(row.version for row in made)
    assert {row.tree for row in await every(ledger.database, CountTotalRow)} <= {0, *(row.id for row in made)}
    await ledger.agree(WEEK)


async def _killed(*_: object) -> None:
    raise InterruptedError


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)  # SQLite has one writer at a time whatever is counted
async def test_two_decisions_of_one_unit_and_a_fold_do_not_wait_for_one_another(
    database: Database, second: Database, pack: Pack
) -> None:
    an = await meet(database, "an")
    await put(database, *(initiative(an, number) for number in range(1, 4)))
    folder = Ledger(second, pack)
    await folder.fold()
    async with database.transaction() as session:
        await session.execute(update(InitiativeRow).where(col(InitiativeRow.id) == 1).values(**DECIDED))
        async with second.transaction() as other:
            await other.execute(text("SET LOCAL lock_timeout = '1ms'"))
            await other.execute(update(InitiativeRow).where(col(InitiativeRow.id) == 2).values(**DECIDED))
        assert (await folder.fold()).folded == 2
    assert (await folder.fold()).folded == 2
    assert await totals(database) == {"verified": 2, "pending": 1}


@pytest.mark.parametrize("into", [UNIT, "DLK-02"])
async def test_a_merger_changes_the_totals_and_makes_none_anew(own_ledger: Ledger, into: str) -> None:
    await own_ledger.enter("DLK-01-021", "verified")
    await own_ledger.enter(UNIT, "pending")
    await own_ledger.fold()
    before = {row.id for row in await every(own_ledger.database, CountTreeRow)}
    assert await own_ledger.merge(("DLK-01-021",), into, START.date())
    merged = {"verified": 1} | ({"pending": 1} if into == UNIT else {})
    assert await totals(own_ledger.database, into) == merged
    await own_ledger.fold()
    assert await totals(own_ledger.database, into) == merged
    assert {row.id for row in await every(own_ledger.database, CountTreeRow)} == before
    assert await askew(own_ledger) == set()
    await own_ledger.agree(WEEK)


async def test_the_totals_of_tomorrows_tree_are_there_before_midnight(
    own_ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    await own_ledger.enter(UNIT, "verified")
    assert await own_ledger.merge((UNIT,), "DLK-02", START.date() + DAY)
    await own_ledger.fold()
    await own_ledger.agree(WEEK)
    made = [(row.phase, row.first_day) for row in await every(own_ledger.database, CountTreeRow)]
    assert made.count((PHASE, START.date() + DAY)) == 1
    own_ledger.now += DAY
    await own_ledger.agree(WEEK)
    monkeypatch.setattr(rows, "within", _killed)
    async with own_ledger.database.transaction() as session:
        units = await tree_of(session, own_ledger.today)
        counted = Counted(PROGRAMME, PHASE, own_ledger.today)
        counts = await within(session, counted, ("DLK-02", UPPER), units)
    assert {code: cells.total() for code, cells in counts.items()} == {"DLK-02": 1, UPPER: 0}


async def test_what_does_not_add_up_is_found_and_put_right(ledger: Ledger) -> None:
    await ledger.enter(UNIT, "verified")
    await ledger.enter(UPPER, "pending")
    await ledger.fold()
    assert await wrong(ledger) == {}
    async with ledger.database.transaction() as session:
        own = col(CountTotalRow.tree) == 0, col(CountTotalRow.unit) == UNIT
        await session.execute(update(CountTotalRow).where(*own).values(number=4))
        await session.execute(delete(CountDayRow).where(col(CountDayRow.tree) == 0))
        await session.execute(update(CountTotalRow).where(col(CountTotalRow.unit) == ROOT).values(number=9))
    assert await wrong(ledger) == {(UNIT, "verified"): -3, (UNIT, START.date()): 1}
    assert await askew(ledger) == {ROOT, UPPER}
    assert await proof.put_right(ledger.database) == 2
    await ledger.agree(WEEK)
    await ledger.fold()
    assert (await wrong(ledger), await askew(ledger)) == ({}, set())
    assert await totals(ledger.database) == {"verified": 1, "pending": 1}
    await ledger.agree(WEEK)


async def wrong(ledger: Ledger) -> dict[tuple[object, object], int]:
    """Return which totals are wrong, and by how many."""
    return {(one.unit, one.key[-1]): one.missing async for one in proof.wrong(ledger.database)}


async def askew(ledger: Ledger) -> set[str]:
    """Return the units whose total with all below is not the sum of its parts."""
    async with ledger.database.transaction() as session:
        wanted = await trees.wanted(session, await ledger.shared(session, ledger.now), ledger.now)
    return {code for one in wanted async for code in proof.askew(ledger.database, one)}


async def test_what_was_there_before_counts_were_kept_is_in_the_totals(own_ledger: Ledger) -> None:
    await own_ledger.enter(UNIT, "verified", bloc="office")
    await own_ledger.enter(UNIT, "verified")
    await own_ledger.enter(UPPER, "pending")
    await own_ledger.enter(UPPER, "draft")
    await schema.downgrade(own_ledger.database, COUNTING.down_revision)
    await schema.upgrade(own_ledger.database)
    assert await changes(own_ledger.database) == []
    assert {(row.unit, row.state, row.bloc, row.number) for row in await every(own_ledger.database, CountTotalRow)} == {
        (UNIT, "verified", "office", 1),
        (UNIT, "verified", "", 1),
        (UPPER, "pending", "", 1),
    }
    assert [(row.unit, row.day, row.number) for row in await every(own_ledger.database, CountDayRow)] == [
        (UNIT, START.date(), 2)
    ]
    await own_ledger.enter(UNIT, "rejected")
    await own_ledger.fold()
    await own_ledger.agree(WEEK)
