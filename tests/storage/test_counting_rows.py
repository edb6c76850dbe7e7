"""Counts straight from the rows: each unit with all below it, in cells of state, bloc and target group."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from flows.programme import VIETNAM
from flows.units import UnitTree
from storage.counting.cells import Cell, Counted
from storage.counting.rows import verified_between, within
from storage.database import Database
from storage.packs import Pack
from tests.conftest import START
from tests.storage.given import PHASE, PROGRAMME, ROOT, UNIT, UPPER, initiative, meet, put

COUNTED = Counted(PROGRAMME, PHASE, START.astimezone(VIETNAM).date())


async def test_a_unit_is_counted_with_all_below_it_even_beside_those_it_lies_under(
    database: Database, pack: Pack
) -> None:
    an, units = await meet(database, "an"), UnitTree.of(dated.unit for dated in pack.units)
    day = START - timedelta(days=1)
    places = ((UNIT, "verified"), (UNIT, "pending"), (UPPER, "verified"), ("DLK-02", "verified"))
    several = (
        initiative(an, number, state, unit=unit, decided_at=day if state == "verified" else None)  # type: ignore[arg-type]
        for number, (unit, state) in enumerate(places)
    )
    await put(database, *several)
    async with database.transaction() as session:
        counts = await within(session, COUNTED, (ROOT, UPPER, UNIT), units)
        lately = await verified_between(session, COUNTED, (ROOT, UPPER, UNIT), units, (day, START))
        later = await verified_between(session, COUNTED, (ROOT,), units, (START, START + timedelta(days=9)))
    states = {code: Counter[str]() for code in counts}
    for code, cells in counts.items():
        for cell, number in cells.items():
            states[code][cell.state] += number
    assert states == {
        ROOT: Counter(verified=3, pending=1),
        UPPER: Counter(verified=2, pending=1),
        UNIT: Counter(verified=1, pending=1),
    }
    assert all(isinstance(cell, Cell) for cells in counts.values() for cell in cells)
    assert lately == Counter({ROOT: 3, UPPER: 2, UNIT: 1})
    assert later == Counter({ROOT: 0})
