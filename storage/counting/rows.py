"""Counts straight from the initiatives themselves: always right, and as slow as there are many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.units import UnitTree
from storage.counting.cells import Cell, Counted
from storage.tables import InitiativeRow
from storage.units.subtree import below


async def within(
    session: AsyncSession, counted: Counted, codes: Collection[str], units: UnitTree
) -> dict[str, Counter[Cell]]:
    """Return the counts of some units, each with everything below it, in every cell that is not empty."""
    unit, state = col(InitiativeRow.unit), col(InitiativeRow.state)
    bloc, group = (func.coalesce(col(one), "") for one in (InitiativeRow.bloc, InitiativeRow.target_group))
    subtree = below(_highest(codes, units), counted.day)
    found = await session.execute(
        select(subtree.c.code, state, bloc, group, func.count())
        .join_from(subtree, InitiativeRow, unit == subtree.c.code)
        .where(_of(counted))
        .group_by(subtree.c.code, state, bloc, group)
    )
    counts: dict[str, Counter[Cell]] = {code: Counter() for code in codes}
    for at, *cell, number in found.all():
        for code in _above(at, counts, units):
            counts[code][Cell(*cell)] += number
    return counts


async def verified_between(
    session: AsyncSession, counted: Counted, codes: Collection[str], units: UnitTree, days: tuple[datetime, datetime]
) -> Counter[str]:
    """Return how many of some units, with all below, were verified from an instant on until before another."""
    subtree = below(_highest(codes, units), counted.day)
    first, end = days
    found = await session.execute(
        select(subtree.c.code, func.count())
        .join_from(subtree, InitiativeRow, col(InitiativeRow.unit) == subtree.c.code)
        .where(
            _of(counted),
            col(InitiativeRow.state) == "verified",
            and_(col(InitiativeRow.decided_at) >= first, col(InitiativeRow.decided_at) < end),
        )
        .group_by(subtree.c.code)
    )
    counts: Counter[str] = Counter(dict.fromkeys(codes, 0))
    for unit, number in found.all():
        for code in _above(unit, counts, units):
            counts[code] += number
    return counts


def _of(counted: Counted) -> ColumnElement[bool]:
    return and_(
        col(InitiativeRow.programme) == counted.programme,
        col(InitiativeRow.phase) == counted.phase,
        col(InitiativeRow.state) != "draft",
    )


def _highest(codes: Iterable[str], units: UnitTree) -> tuple[str, ...]:
    """Return those of some units that lie below none of the others."""
    every = frozenset(codes)
    return tuple(code for code in every if not any(one.code in every for one in units.path(code)[1:]))


def _above(unit: str, wanted: Mapping[str, object], units: UnitTree) -> tuple[str, ...]:
    """Return the wanted units that what lies at a unit counts for, by what stands for one that is no more."""
    return tuple(one.code for one in units.path(unit) if one.code in wanted)
