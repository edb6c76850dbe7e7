"""Counts against targets, for a unit and those directly below it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import CTE, ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.needs import ProgressOf
from flows.programme import VIETNAM
from flows.records import Progress, Tally
from flows.targets import together
from flows.units import UnitTree
from storage.tables import InitiativeRow
from storage.targets import to_reach
from storage.units.subtree import below

_WEEK = timedelta(days=7)


async def progress(session: AsyncSession, need: ProgressOf, units: UnitTree, now: datetime) -> Progress:
    """Return the figures of a unit's subtree and of each child's; what is withdrawn is not counted as submitted.

    `units` is the tree of the day that is asked for, else of today.
    """
    subtree = below((need.unit,), need.day or now.astimezone(VIETNAM).date())
    codes = (need.unit, *(child.code for child in units.children(need.unit)))
    counts = await _counts(session, need, subtree)
    found = await to_reach(session, need.programme, codes, units, day=need.day, phase=need.phase)
    targets = {code: several for (code, _), several in found.items()}

    def tally(code: str, states: Counter[str]) -> Tally:
        submitted = sum(number for state, number in states.items() if state != "withdrawn")
        number = together(targets[code], units) if code in targets else None
        uncounted = code in targets and number is None
        return Tally(code, number, states["verified"], states["pending"], submitted, uncounted)

    whole: Counter[str] = sum(counts.values(), Counter())
    return Progress(
        total=tally(need.unit, whole),
        children=tuple(tally(code, counts.get(code, Counter())) for code in codes[1:]),
        last_week=await _last_week(session, need, subtree, now),
    )


async def _counts(session: AsyncSession, need: ProgressOf, subtree: CTE) -> dict[str, Counter[str]]:
    """Return how many there are in each state, by the child they lie under or the unit itself."""
    child, state = func.coalesce(subtree.c.child, need.unit), col(InitiativeRow.state)
    grouped = (
        select(child, state, func.count())
        .join_from(subtree, InitiativeRow, col(InitiativeRow.unit) == subtree.c.code)
        .where(_asked_for(need))
        .group_by(child, state)
    )
    counts: dict[str, Counter[str]] = {}
    for code, in_state, number in (await session.execute(grouped)).all():
        counts.setdefault(code, Counter())[in_state] += number
    return counts


async def _last_week(session: AsyncSession, need: ProgressOf, subtree: CTE, now: datetime) -> int:
    recent = (
        select(func.count())
        .select_from(InitiativeRow)
        .where(
            _asked_for(need),
            col(InitiativeRow.state) == "verified",
            col(InitiativeRow.decided_at) > now - _WEEK,
            col(InitiativeRow.unit).in_(select(subtree.c.code)),
        )
    )
    return int((await session.execute(recent)).scalar_one())


def _asked_for(need: ProgressOf) -> ColumnElement[bool]:
    return and_(col(InitiativeRow.programme) == need.programme, col(InitiativeRow.phase) == need.phase)


async def targets_of(
    session: AsyncSession, programme: str, phase: str, codes: Sequence[str], units: UnitTree
) -> dict[str, int | None]:
    """Return what those of some units that have a target are to reach in a phase, None where a count is missing."""
    found = await to_reach(session, programme, codes, units, day=None, phase=phase)
    return {code: together(targets, units) for (code, _), targets in found.items()}
