"""The tree of units as it is on a day, read in parts, and made outside the event loop because it may be very large."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, not_, or_, select
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncSession

from flows.unit import spelled
from flows.unit_index import IndexBuilder
from flows.units import StandIn, Unit, UnitTree
from storage.tables import TreeRow
from storage.units.rows import UNIT, labels_of

_PART = 5_000
_TREE = TreeRow.__table__  # type: ignore[attr-defined] # SQLModel does not declare it
VERSION = select(_TREE.c.version).scalar_subquery()
_UNIT = tuple(
    UNIT.c[name]
    for name in (
        "code",
        "parent",
        "name",
        "short",
        "kind",
        "aliases",
        "place",
        "example",
        "labels",
        "presence",
        "folded",
    )
)


def on(day: date) -> ColumnElement[bool]:
    """Return the condition that a row of the table is the one of a day."""
    first, last = UNIT.c.valid_from, UNIT.c.valid_to
    return and_(or_(first.is_(None), first <= day), or_(last.is_(None), last >= day))


async def tree_of(session: AsyncSession, day: date) -> UnitTree:
    """Return all units there are on a day, ready to be searched.

    The version is read first: where somebody changes the tree meanwhile, it is too old, which is noticed, and never too
    new, which is not.
    """
    version = (await session.execute(select(VERSION))).scalar_one() or 0
    gathered = _Gathered()
    rows = await session.stream(select(*_UNIT).where(on(day)).order_by(func.length(UNIT.c.name), UNIT.c.code))
    async for part in rows.partitions(_PART):
        await asyncio.to_thread(gathered.take, part)
    return await asyncio.to_thread(gathered.tree, version)


async def tree_on(session: AsyncSession, today: UnitTree, day: date, now: date) -> UnitTree:
    """Return the tree of another day: today's, with what was otherwise then; searching it is not what it is for."""
    rows = await session.execute(select(*_UNIT).where(on(day), not_(on(now))))
    different = rows.all()
    return await asyncio.to_thread(_changed, today, different) if different else today


async def days_alike(session: AsyncSession, day: date) -> tuple[date | None, date | None]:
    """Return the first day from which the tree is as on a day, and the day from which it no longer is; None: open."""
    first = select(func.max(UNIT.c.valid_from)).where(UNIT.c.valid_from <= day).scalar_subquery()
    until = select(func.min(UNIT.c.valid_from)).where(UNIT.c.valid_from > day).scalar_subquery()
    found = (await session.execute(select(first, until))).one()
    return found[0], found[1]


async def changes_between(session: AsyncSession, one: date, other: date) -> bool:
    """Tell whether the tree of a day is not that of another; every change begins with a row's first day."""
    first, last = sorted((one, other))
    begun = select(func.count()).where(UNIT.c.valid_from > first, UNIT.c.valid_from <= last)
    return bool((await session.execute(begun)).scalar_one())


class _Gathered:
    """What has been read so far, in as little memory as a hundred thousand units allow."""

    def __init__(self) -> None:
        self._units: dict[str, Unit] = {}
        self._stand_ins: dict[str, StandIn] = {}
        self._formerly: list[tuple[str, str]] = []
        self._index = IndexBuilder()
        self._shared: dict[str, str] = {}

    def take(self, rows: Sequence[Row[Any]]) -> None:
        """Take rows in the order of the lengths of their names."""
        for row in rows:
            unit = _unit(row, self._shared)
            folded = row.folded or spelled(unit)
            if row.presence == "there":
                self._units[unit.code] = unit
                self._index.add(unit, folded)
            else:
                self._stand_ins[unit.code] = _stand_in(row)
                self._formerly.append((unit.code, folded))

    def tree(self, version: int) -> UnitTree:
        """Return the tree; a unit is also found by the names of those that were merged into it."""
        plain = UnitTree(self._units, version, self._stand_ins)
        now = ((plain.get(code), folded) for code, folded in self._formerly)
        index = self._index.built(plain.parent_of, [(unit.code, folded) for unit, folded in now if unit])
        return UnitTree(self._units, version, self._stand_ins, index)


def _changed(today: UnitTree, rows: Sequence[Row[Any]]) -> UnitTree:
    units, stand_ins = dict(today.units), dict(today.stand_ins)
    for row in rows:
        for held in (units, stand_ins):
            held.pop(row.code, None)
        if row.presence == "there":
            units[row.code] = _unit(row, {})
        else:
            stand_ins[row.code] = _stand_in(row)
    return UnitTree(units, today.version, stand_ins)


def _unit(row: Row[Any], shared: dict[str, str]) -> Unit:
    code, parent, name, short, kind, aliases, place, example, labels, *_ = tuple(row)
    return Unit(
        code=code,
        name=name,
        short=name if short == name else short,
        parent=parent and shared.setdefault(parent, parent),
        kind=shared.setdefault(kind, kind),
        aliases=tuple(aliases),
        order=place,
        example=example,
        labels=labels_of(labels),
    )


def _stand_in(row: Row[Any]) -> StandIn:
    return StandIn(row.code, row.parent or "", row.presence == "merged")
