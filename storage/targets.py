"""Targets as they hold on a day, and all they were before; target_changes.py sets them down."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import cast

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.tallies import TargetEntry, TargetOrigin
from flows.targets import Target, TargetKind
from flows.units import UnitTree
from storage.tables import TargetChangeRow, TargetRow
from storage.units.rows import existed_before

Key = tuple[str, str]
"""A unit and a phase."""
NONE = "none"
ORDER = (col(TargetChangeRow.valid_from).is_not(None), col(TargetChangeRow.valid_from), col(TargetChangeRow.id))

_LISTED = 5_000


async def in_force(
    session: AsyncSession,
    programme: str,
    *,
    day: date | None = None,
    phase: str | None = None,
    units: Collection[str] | None = None,
) -> dict[Key, Target]:
    """Return the targets of a programme as they hold now, or held on a day; of one phase, of some units."""
    now = await session.execute(select(TargetRow).where(*conditions(TargetRow, programme, phase, units)))
    found = {(row.unit, row.phase): target_of(row) for row in now.scalars()}
    if day is None:
        return found
    of = conditions(TargetChangeRow, programme, phase, units)
    changed = select(col(TargetChangeRow.unit), col(TargetChangeRow.phase)).where(
        *of, col(TargetChangeRow.valid_from) > day
    )
    later = {(unit, key) for unit, key in (await session.execute(changed)).all()}
    if not later:
        return found
    until = col(TargetChangeRow.valid_from).is_(None) | (col(TargetChangeRow.valid_from) <= day)
    for one in later:
        found.pop(one, None)
    for row in (await session.execute(select(TargetChangeRow).where(*of, until).order_by(*ORDER))).scalars():
        if (key := (row.unit, row.phase)) in later:
            found.pop(key, None)
            if row.kind != NONE:
                found[key] = target_of(row)
    return found


async def to_reach(
    session: AsyncSession,
    programme: str,
    codes: Sequence[str],
    units: UnitTree,
    *,
    day: date | None = None,
    phase: str | None = None,
) -> dict[Key, tuple[Target, ...]]:
    """Return what units are to reach; a unit takes over the targets of those merged into it (demand 72).

    One that did not exist before the merger takes them over only where it has no target of its own: that one has been
    set.
    """
    formers = {code: former for code in codes if (former := units.formerly(code))}
    every = (*codes, *(one for several in formers.values() for one in several))
    # Beside a very long list, reading them all is less work.
    set_down = await in_force(session, programme, day=day, phase=phase, units=every if len(every) <= _LISTED else None)
    older = await existed_before(session, formers) if formers else frozenset()
    phases = dict.fromkeys(key for _, key in set_down)

    def together(code: str, key: str) -> tuple[Target, ...]:
        own = (set_down[code, key],) if (code, key) in set_down else ()
        taken_over = (set_down[one, key] for one in formers.get(code, ()) if (one, key) in set_down)
        return (*own, *taken_over) if not own or code in older else own

    return {(code, key): targets for code in codes for key in phases if (targets := together(code, key))}


async def entries(session: AsyncSession, programme: str, unit: str, phase: str) -> tuple[TargetEntry, ...]:
    """Return all that was set down for a unit in a phase, in the order it holds; the last is what holds now."""
    at = (
        col(TargetChangeRow.programme) == programme,
        col(TargetChangeRow.unit) == unit,
        col(TargetChangeRow.phase) == phase,
    )
    rows = (await session.execute(select(TargetChangeRow).where(*at).order_by(*ORDER))).scalars()
    kept = tuple(
        TargetEntry(
            target=None if row.kind == NONE else target_of(row),
            since=row.valid_from,
            origin=cast("TargetOrigin", row.origin),
            document=row.document,
            reason=row.reason,
            by=row.by,
            at=row.at,
        )
        for row in rows
    )
    if kept:
        return kept
    found = (await rows_of(session, programme, (unit,))).get((unit, phase))
    return (TargetEntry(target_of(found), None, "pack", found.document),) if found else ()


def conditions(
    table: type[TargetRow | TargetChangeRow], programme: str, phase: str | None, units: Collection[str] | None
) -> list[ColumnElement[bool]]:
    """Return what a row has to be of: a programme, one of its phases, some units."""
    found = [col(table.programme) == programme]
    if phase is not None:
        found.append(col(table.phase) == phase)
    if units is not None:
        found.append(col(table.unit).in_(units))
    return found


async def rows_of(session: AsyncSession, programme: str, units: Collection[str] | None = None) -> dict[Key, TargetRow]:
    """Return the rows of what holds now."""
    found = await session.execute(select(TargetRow).where(*conditions(TargetRow, programme, None, units)))
    return {(row.unit, row.phase): row for row in found.scalars()}


def target_of(row: TargetRow | TargetChangeRow) -> Target:
    """Return the target in a row."""
    kind = cast("TargetKind", row.kind)
    return Target(row.unit, row.phase, kind, row.value, row.count, row.listed, row.spread)
