"""Counts against targets, for a unit and those directly below it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.facts import Progress, ProgressOf, Tally
from flows.targets import Target, TargetKind
from flows.units import UnitTree
from storage.tables import InitiativeRow, TargetRow

_WEEK = timedelta(days=7)
_LARGEST_LIST = 5_000


async def progress(session: AsyncSession, need: ProgressOf, units: UnitTree, now: datetime) -> Progress:
    """Return the figures of a unit's subtree and of each child's; what is withdrawn is not counted as submitted."""
    children = units.children(need.unit)
    owner = {unit.code: child.code for child in children for unit in units.below(child.code)}
    owner[need.unit] = need.unit
    counts = await _counts(session, need, owner)
    targets = await _targets(session, need, [need.unit, *(child.code for child in children)])

    def tally(code: str, states: Counter[str]) -> Tally:
        submitted = sum(number for state, number in states.items() if state != "withdrawn")
        target = targets.get(code)
        number = target.amount(units) if target else None
        uncounted = target is not None and number is None
        return Tally(code, number, states["verified"], states["pending"], submitted, uncounted)

    whole: Counter[str] = sum(counts.values(), Counter())
    return Progress(
        total=tally(need.unit, whole),
        children=tuple(tally(child.code, counts.get(child.code, Counter())) for child in children),
        last_week=await _last_week(session, need, owner, now),
    )


async def _counts(session: AsyncSession, need: ProgressOf, owner: dict[str, str]) -> dict[str, Counter[str]]:
    grouped = (
        select(col(InitiativeRow.unit), col(InitiativeRow.state), func.count())
        .where(col(InitiativeRow.programme) == need.programme, col(InitiativeRow.phase) == need.phase)
        .group_by(col(InitiativeRow.unit), col(InitiativeRow.state))
    )
    if len(owner) <= _LARGEST_LIST:
        grouped = grouped.where(col(InitiativeRow.unit).in_(owner))
    counts: dict[str, Counter[str]] = {}
    for unit, state, number in (await session.execute(grouped)).all():
        if unit in owner:
            counts.setdefault(owner[unit], Counter())[state] += number
    return counts


async def _targets(session: AsyncSession, need: ProgressOf, codes: Iterable[str]) -> dict[str, Target]:
    found = await session.execute(
        select(TargetRow).where(
            col(TargetRow.programme) == need.programme,
            col(TargetRow.phase) == need.phase,
            col(TargetRow.unit).in_(list(codes)),
        )
    )
    return {row.unit: _target(row) for row in found.scalars()}


def _target(row: TargetRow) -> Target:
    kind = cast("TargetKind", row.kind)
    return Target(row.unit, row.phase, kind, row.value, row.count, row.listed)


async def _last_week(session: AsyncSession, need: ProgressOf, owner: dict[str, str], now: datetime) -> int:
    recent = (
        select(col(InitiativeRow.unit), func.count())
        .where(
            col(InitiativeRow.programme) == need.programme,
            col(InitiativeRow.phase) == need.phase,
            col(InitiativeRow.state) == "verified",
            col(InitiativeRow.decided_at) > now - _WEEK,
        )
        .group_by(col(InitiativeRow.unit))
    )
    return sum(number for unit, number in (await session.execute(recent)).all() if unit in owner)
