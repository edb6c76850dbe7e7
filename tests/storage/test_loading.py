"""Packs into the database: the new replaces the old, the same changes nothing, what is past is not shown."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy.event
from sqlalchemy import delete, select
from sqlmodel import col

from flows.records import Support
from flows.said import Command
from flows.submission import LIBRARY
from flows.targets import Target
from flows.units import Unit, UnitTree
from storage import loading, support
from storage.database import Database
from storage.packs import DatedUnit, Pack, read_pack
from storage.tables import ProgrammeRow, SessionRow, SupportRow, TargetRow, UnitRow
from tests.conftest import START
from tests.storage.given import PHASE, PROGRAMME, ROOT, UNIT, UPPER, every
from tests.storage.speaking import event, turns_on

LATER = START + timedelta(hours=1)
NEW = Unit("DLK-01-099", "Công đoàn Công ty Mẫu", "CĐ Công ty Mẫu", UPPER, "grassroots", ("Mẫu",), 99, example=True)


async def store(database: Database, pack: Pack, now: datetime = LATER) -> bool:
    async with database.transaction() as session:
        return await loading.store(session, pack, now)


async def snapshot(database: Database, today: date = date(2022, 3, 21)) -> loading.Snapshot:
    async with database.transaction() as session:
        return await loading.snapshot(session, (), today)


async def loaded_at(database: Database) -> datetime | None:
    async with database.transaction() as session:
        return await loading.loaded_at(session)


def with_unit(pack: Pack, unit: Unit, valid_from: date | None = None, valid_to: date | None = None) -> Pack:
    """Return a pack in which a unit is new, or another."""
    kept = tuple(dated for dated in pack.units if dated.unit.code != unit.code)
    return replace(pack, units=(*kept, DatedUnit(unit, valid_from, valid_to)))


async def test_a_pack_comes_out_as_it_was_put_in(own_database: Database, pack: Pack) -> None:
    shown = await snapshot(own_database)
    assert dict(shown.units.units) == {dated.unit.code: dated.unit for dated in pack.units}
    assert shown.loaded_at == START
    stored = {(row.unit, row.phase, row.kind, row.value) for row in await every(own_database, TargetRow)}
    assert stored == {(one.unit, one.phase, one.kind, one.value) for one in pack.targets}
    assert {row.programme for row in await every(own_database, TargetRow)} == {PROGRAMME}


async def test_the_same_pack_again_changes_nothing(own_database: Database, pack: Pack) -> None:
    before = [row.model_dump() for row in await every(own_database, UnitRow)]
    assert not await store(own_database, pack)
    assert await loaded_at(own_database) == START
    assert [row.model_dump() for row in await every(own_database, UnitRow)] == before


async def test_a_changed_unit_replaces_what_was(own_database: Database, pack: Pack) -> None:
    before = await snapshot(own_database)
    renamed = replace(before.units.units[UNIT], name="Tên mới", aliases=("A", "B"), order=77)
    assert await store(own_database, with_unit(with_unit(pack, renamed), NEW))
    after = await snapshot(own_database)
    assert (after.units.units[UNIT], after.units.units[NEW.code]) == (renamed, NEW)
    assert len(after.units.units) == len(before.units.units) + 1
    assert await loaded_at(own_database) == after.loaded_at == LATER.astimezone(UTC)
    assert after.units.version > before.units.version
    assert not await store(own_database, with_unit(with_unit(pack, renamed), NEW))


async def test_changed_targets_replace_all_there_were(own_database: Database, pack: Pack) -> None:
    assert await store(own_database, replace(pack, targets=(Target(ROOT, PHASE, "per_member", 3),)))
    (row,) = await every(own_database, TargetRow)
    assert (row.programme, row.unit, row.phase, row.kind, row.value) == (PROGRAMME, ROOT, PHASE, "per_member", 3)


async def test_a_pack_leaves_the_units_and_targets_of_others_alone(own_database: Database, pack: Pack) -> None:
    other = Pack(
        replace(pack.programme, key="other", version=3),
        (DatedUnit(replace(NEW, code="X", parent=None)),),
        (Target("X", PHASE, "fixed", 5), Target(ROOT, PHASE, "fixed", 6)),
        {},
        pack.source,
    )
    assert await store(own_database, other)
    assert len((await snapshot(own_database)).units.units) == len(pack.units) + 1
    assert len(await every(own_database, TargetRow)) == len(pack.targets) + 2
    versions = {row.key: row.version for row in await every(own_database, ProgrammeRow)}
    assert versions == {PROGRAMME: pack.programme.version, "other": 3}


async def test_a_unit_a_pack_no_longer_names_is_not_deleted(own_database: Database, pack: Pack) -> None:
    fewer = tuple(dated for dated in pack.units if dated.unit.code != UNIT)
    assert await store(own_database, replace(pack, units=fewer))
    assert UNIT in (await snapshot(own_database)).units.units


async def test_a_unit_is_there_from_its_first_to_its_last_day(own_database: Database, pack: Pack) -> None:
    first, last, day = date(2022, 4, 1), date(2022, 4, 30), timedelta(days=1)
    await store(own_database, with_unit(pack, NEW, first, last))
    days = (first - day, first, last, last + day)
    there = [NEW.code in (await snapshot(own_database, today)).units.units for today in days]
    assert there == [False, True, True, False]


@pytest.mark.parametrize(("valid_from", "valid_to"), [(date(2022, 3, 22), None), (None, date(2022, 3, 20))])
async def test_a_unit_with_one_open_end_is_shown_on_that_side_only(
    own_database: Database, pack: Pack, valid_from: date | None, valid_to: date | None
) -> None:
    await store(own_database, with_unit(pack, NEW, valid_from, valid_to))
    assert NEW.code not in (await snapshot(own_database)).units.units
    other_side = date(2030, 1, 1) if valid_from else date(2000, 1, 1)
    assert NEW.code in (await snapshot(own_database, other_side)).units.units


async def test_a_pack_of_thousands_of_units_is_stored_whole(own_database: Database, pack: Pack) -> None:
    many = tuple(DatedUnit(replace(NEW, code=f"N{number}")) for number in range(2_500))
    assert await store(own_database, replace(pack, units=(*pack.units, *many)))
    assert len((await snapshot(own_database)).units.units) == len(pack.units) + 2_500
    renamed = tuple(DatedUnit(replace(one.unit, name="Tên mới")) for one in many)
    assert await store(own_database, replace(pack, units=(*pack.units, *renamed)), LATER + timedelta(hours=1))
    async with own_database.transaction() as session:
        names = await session.execute(select(col(UnitRow.name)).where(col(UnitRow.code).like("N%")).distinct())
        assert names.scalars().all() == ["Tên mới"]


async def test_a_pack_that_cannot_be_stored_leaves_everything_as_it_was(own_database: Database, pack: Pack) -> None:
    twice = replace(pack, targets=(*pack.targets, pack.targets[0]))
    with pytest.raises(Exception, match=r"(?i)unique"):
        await store(own_database, with_unit(twice, NEW))
    assert len((await snapshot(own_database)).units.units) == len(pack.units)
    assert len(await every(own_database, TargetRow)) == len(pack.targets)
    assert await loaded_at(own_database) == START


async def test_before_any_pack_there_is_an_empty_tree(own_database: Database) -> None:
    async with own_database.transaction() as session:
        for table in (UnitRow, TargetRow, ProgrammeRow):
            await session.execute(delete(table))
    assert await loaded_at(own_database) is None
    assert (await snapshot(own_database)).units == UnitTree({}, (await snapshot(own_database)).units.version)


async def test_a_running_process_sees_a_pack_that_another_has_loaded(own_database: Database, pack: Pack) -> None:
    turns = turns_on(own_database, pack)
    link = Command("start", f"u-{NEW.code}")
    await turns.take(event(1, "an", link))
    assert await proposed(own_database) is None
    await store(own_database, with_unit(pack, NEW))
    await turns.take(event(2, "an", link))
    assert await proposed(own_database) == NEW.code


async def test_turns_that_find_the_units_out_of_date_load_them_once(own_database: Database, pack: Pack) -> None:
    turns, numbers = turns_on(own_database, pack), count(1)

    async def five() -> None:
        said = [event(next(numbers), f"user {user}", Command("start")) for user in range(5)]
        await asyncio.gather(*(turns.take(one) for one in said))

    with statements(own_database, "length(unit.name)") as loads:
        await five()
        assert len(loads) == 1
        await five()
        assert len(loads) == 1
        await store(own_database, with_unit(pack, NEW))
        await five()
        assert len(loads) == 2


async def test_a_pack_that_changes_no_unit_lets_the_tree_be(own_database: Database, pack: Pack) -> None:
    before = await snapshot(own_database)
    await store(own_database, replace(pack, targets=()))
    async with own_database.transaction() as session:
        after = await loading.snapshot(session, (), before.day, before)
        tomorrow = await loading.snapshot(session, (), before.day + timedelta(days=1), before)
    assert after.loaded_at > before.loaded_at
    assert after.units is before.units
    assert tomorrow.units is before.units


async def test_the_tree_is_another_on_the_day_that_a_unit_ends(own_database: Database, pack: Pack) -> None:
    last_day = date(2022, 3, 21)
    await store(own_database, with_unit(pack, NEW, None, last_day))
    before = await snapshot(own_database)
    async with own_database.transaction() as session:
        tomorrow = await loading.snapshot(session, (), last_day + timedelta(days=1), before)
    assert NEW.code in before.units.units
    assert NEW.code not in tomorrow.units.units


@contextmanager
def statements(database: Database, part: str) -> Iterator[list[str]]:
    """Collect the statements that contain some words."""
    seen: list[str] = []

    def note(*call: object) -> None:
        if part in str(call[2]):
            seen.append(str(call[2]))

    engine = database.engine.sync_engine
    sqlalchemy.event.listen(engine, "before_cursor_execute", note)
    yield seen
    sqlalchemy.event.remove(engine, "before_cursor_execute", note)


async def proposed(database: Database) -> object:
    """Return the unit that a link has proposed to the only person there is."""
    (row,) = await every(database, SessionRow)
    return row.state["proposed_unit"]


async def test_the_root_of_a_pack_may_hang_below_a_unit_of_another_whichever_comes_first(
    own_database: Database,
) -> None:
    nation, district = (read_pack(Path("storage/programmes") / key, LIBRARY) for key in ("01-trieu", "01-trieu-gialam"))
    await store(own_database, district)
    alone = (await snapshot(own_database)).units
    assert [unit.code for unit in alone.path("HNI-12-042")] == ["HNI-12-042", "HNI-12"]
    assert [unit.code for unit in alone.search("lixil", top="HNI-12")] == ["HNI-12-043"]
    for hours, pack in enumerate((nation, replace(district, targets=())), 1):
        await store(own_database, pack, LATER + timedelta(hours=hours))
        together = (await snapshot(own_database)).units
        assert [unit.code for unit in together.path("HNI-12-042")] == ["HNI-12-042", "HNI-12", "HNI", "TLD"]


async def named(database: Database) -> set[tuple[str, str, str | None]]:
    return {(row.unit, row.name, row.programme) for row in await every(database, SupportRow)}


async def test_the_persons_of_a_pack_replace_those_it_named_before_but_not_who_was_named_by_hand(
    own_database: Database, pack: Pack
) -> None:
    first = replace(pack, support=(Support(UNIT, "Bình", "0900 000 002"), Support(UPPER, "Chi", "0900 000 003")))
    await store(own_database, first)
    assert await named(own_database) == {(UNIT, "Bình", PROGRAMME), (UPPER, "Chi", PROGRAMME)}
    async with own_database.transaction() as session:
        await support.name(session, Support(UNIT, "Dung", "0900 000 004"))
    await store(own_database, replace(pack, support=(Support(UNIT, "Bình", "0900 000 002"),)))
    assert await named(own_database) == {(UNIT, "Dung", None)}
    await store(own_database, pack)
    assert await named(own_database) == {(UNIT, "Dung", None)}


async def test_a_pack_that_differs_only_in_whom_to_call_is_a_new_one(own_database: Database, pack: Pack) -> None:
    changed = replace(pack, support=(Support(UNIT, "Bình", "0900 000 002"),))
    assert await store(own_database, changed)
    assert not await store(own_database, changed)
