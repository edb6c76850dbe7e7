"""Totals of units with all below, made from those of each unit alone, in short transactions."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.units import UnitTree
from storage.counting.shift import Shift
from storage.counting.totals import DAY, OWN, TOTAL, Sums, add, add_rows
from storage.counting.trees import Wanted
from storage.tables import CountTreeRow

_PART = 2_000
_FEW = 2_000
Moved = Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]


async def moved(before: UnitTree, now: UnitTree) -> Moved | None:
    """Return the units that count for others than before: for which then, and for which now; None if they are many."""
    found = await asyncio.to_thread(_moved, before, now)
    return found if len(found) <= _FEW else None


async def build(shift: Shift, wanted: Wanted) -> int:
    """Return the id of the totals made for a tree, from all there are of its phase."""
    async with shift.transaction() as session:
        tree = CountTreeRow(programme=wanted.phase[0], phase=wanted.phase[1])
        session.add(tree)
        await session.flush()
        identifier = int(tree.id or 0)
    sums = Sums()
    await _add_up(shift, wanted, TOTAL, identifier, sums.cells)
    await _add_up(shift, wanted, DAY, identifier, sums.days)
    for table, rows in sums.rows():
        every = iter(rows)
        while part := list(islice(every, _PART)):
            async with shift.transaction() as session:
                await add_rows(session, table, part)
    async with shift.transaction() as session:
        await _stamp(session, identifier, wanted)
    return identifier


async def change(shift: Shift, identifier: int, moved: Moved, wanted: Wanted) -> None:
    """Let totals made for one tree be for another, in which some units count for others than before."""
    async with shift.transaction() as session:
        sums = Sums()
        for table, counter in ((TOTAL, sums.cells), (DAY, sums.days)):
            mine = select(table).where(_own(table, wanted.phase), table.c.unit.in_(list(moved)))
            for row in (await session.execute(mine)).all():
                _tree, programme, phase, unit, *cell, number = row
                for by, holders in zip((-1, 1), moved[unit], strict=True):
                    for code in holders:
                        counter[identifier, programme, phase, code, *cell] += by * number
        await add(session, sums)
        await _stamp(session, identifier, wanted)


async def set_aside(session: AsyncSession, identifiers: Sequence[int]) -> None:
    """Let nobody read some totals any more."""
    await session.execute(update(CountTreeRow).where(col(CountTreeRow.id).in_(identifiers)).values(version=None))


async def remove(shift: Shift, identifier: int) -> None:
    """Delete totals that nobody may read any more."""
    for table in (TOTAL, DAY):
        removed = True
        while removed:
            async with shift.transaction() as session:
                some = select(table.c.unit).where(table.c.tree == identifier).limit(_PART)
                units = set((await session.execute(some)).scalars())
                removed = bool(units)
                await session.execute(delete(table).where(table.c.tree == identifier, table.c.unit.in_(units)))
    async with shift.transaction() as session:
        await session.execute(delete(CountTreeRow).where(col(CountTreeRow.id) == identifier))


async def _add_up(shift: Shift, wanted: Wanted, table: Table, identifier: int, counter: Counter[Any]) -> None:
    """Add what each unit has alone to all it counts for; read part by part, so that nobody waits for the reading."""
    key = [column for column in table.primary_key if column.name not in ("tree", "programme", "phase")]
    after: ColumnElement[bool] | None = None
    while True:
        query = select(*key, table.c.number).where(_own(table, wanted.phase)).order_by(*key).limit(_PART)
        async with shift.transaction() as session:
            rows = (await session.execute(query if after is None else query.where(after))).all()
        holders = {unit: wanted.units.holders(unit) for unit in {row.unit for row in rows}}
        for unit, *cell, number in rows:
            for code in holders[unit]:
                counter[identifier, *wanted.phase, code, *cell] += number
        if len(rows) < _PART:
            return
        after = tuple_(*key) > tuple_(*rows[-1][:-1])


def _own(table: Table, phase: tuple[str, str]) -> ColumnElement[bool]:
    of_phase = (table.c.programme == phase[0]) & (table.c.phase == phase[1])
    return (table.c.tree == OWN) & of_phase & (table.c.number != 0)


async def _stamp(session: AsyncSession, identifier: int, wanted: Wanted) -> None:
    """Say for which tree totals are complete, so that they may be read."""
    made_for = {"version": wanted.units.version, "first_day": wanted.first, "until_day": wanted.until}
    await session.execute(update(CountTreeRow).where(col(CountTreeRow.id) == identifier).values(made_for))


def _moved(before: UnitTree, now: UnitTree) -> Moved:
    codes = {code for tree in (before, now) for several in (tree.units, tree.stand_ins) for code in several}
    both = ((code, (before.holders(code), now.holders(code))) for code in codes)
    return {code: (then, later) for code, (then, later) in both if set(then) != set(later)}
