"""Counts against targets, for a unit and those directly below it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import CTE, ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.facts import Progress, ProgressOf, Tally
from flows.programme import VIETNAM
from flows.units import UnitTree
from storage.tables import InitiativeRow, TargetRow
from storage.units.rows import existed_before
from storage.units.subtree import below

_WEEK = timedelta(days=7)


async def progress(session: AsyncSession, need: ProgressOf, units: UnitTree, now: datetime) -> Progress:
    """Return the figures of a unit's subtree and of each child's; what is withdrawn is not counted as submitted.

    `units` is the tree of the day that is asked for, else of today.
    """
    subtree = below((need.unit,), need.day or now.astimezone(VIETNAM).date())
    codes = (need.unit, *(child.code for child in units.children(need.unit)))
    counts = await _counts(session, need, subtree)
    targets = await _targets(session, need, codes, units)

    def tally(code: str, states: Counter[str]) -> Tally:
        submitted = sum(number for state, number in states.items() if state != "withdrawn")
        return Tally(code, targets.get(code), states["verified"], states["pending"], submitted)

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


async def _targets(session: AsyncSession, need: ProgressOf, codes: Sequence[str], units: UnitTree) -> dict[str, int]:
    """Return the targets that are known; a unit takes over those of units merged into it (demand 72).

    One that did not exist before the merger has their sum only where it has none of its own: that one has been set.
    """
    formers = {code: former for code in codes if (former := units.formerly(code))}
    set_down = await _set_down(session, need, (*codes, *(one for several in formers.values() for one in several)))
    older = await existed_before(session, formers) if formers else frozenset()
    for code, several in formers.items():
        taken_over = [set_down[one] for one in several if one in set_down]
        if taken_over and (code in older or code not in set_down):
            set_down[code] = set_down.get(code, 0) + sum(taken_over)
    return set_down


async def _set_down(session: AsyncSession, need: ProgressOf, codes: Sequence[str]) -> dict[str, int]:
    found = await session.execute(
        select(col(TargetRow.unit), col(TargetRow.value)).where(
            col(TargetRow.programme) == need.programme,
            col(TargetRow.phase) == need.phase,
            col(TargetRow.kind) == "fixed",
            col(TargetRow.unit).in_(codes),
        )
    )
    return dict(iter(found))


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
