"""A misfiled initiative counts in one unit at a time: moved, both units' figures change exactly once (demand 29)."""

from __future__ import annotations

from flows.said import Tap
from flows.screen import Action
from flows.units import UnitTree
from storage.database import Database
from storage.packs import Pack
from storage.tables import AuditRow, InitiativeRow
from tests.storage.given import ROOT, UNIT, UPPER, appoint, every, initiative, meet, put
from tests.storage.speaking import event, turns_on
from tests.storage.test_progress import figures, tree

FACTORY, ABOVE_FACTORY = "DLK-02-004", "DLK-02"


async def _pending(database: Database, units: UnitTree) -> tuple[int, ...]:
    codes = (UNIT, UPPER, FACTORY, ABOVE_FACTORY, ROOT)
    totals = [(await figures(database, units, code)).total for code in codes]
    assert all(one.pending == one.submitted for one in totals)
    return tuple(one.pending for one in totals)


async def test_moved_once_pressed_three_times_it_counts_in_the_other_unit_only(database: Database, pack: Pack) -> None:
    an, binh = await meet(database, "an"), await meet(database, "binh", "Lê Văn Bình")
    await appoint(database, binh, "verifier", UNIT)
    await appoint(database, await meet(database, "chi"), "verifier", FACTORY)
    await put(database, initiative(an, 1), initiative(an, 2))
    units, turns = tree(pack), turns_on(database, pack)
    assert await _pending(database, units) == (2, 2, 0, 0, 2)
    press = Tap(Action("move-to", ("1", "1", FACTORY)))
    for number in (1, 1, 2):
        await turns.take(event(number, "binh", press))
    assert await _pending(database, units) == (1, 1, 1, 1, 2)
    first, second = await every(database, InitiativeRow)
    assert (first.unit, first.desk, first.version, first.code) == (FACTORY, FACTORY, 2, "SK-22-000001")
    assert (second.unit, second.version) == (UNIT, 1)
    assert [row.reason for row in await every(database, AuditRow) if row.action == "move"] == [f"{UNIT} → {FACTORY}"]
