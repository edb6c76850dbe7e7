"""Counts against targets, for a unit and those directly below it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import CTE, ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.needs import ProgressOf
from flows.programme import VIETNAM
from flows.records import Progress, Tally
from flows.targets import Target, TargetKind
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
        number = _amount(targets[code], units) if code in targets else None
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


async def _targets(
    session: AsyncSession, need: ProgressOf, codes: Sequence[str], units: UnitTree
) -> dict[str, tuple[Target, ...]]:
    """Return what is to be reached together; a unit takes over the targets of those merged into it (demand 72).

    One that did not exist before the merger takes them over only where it has no target of its own: that one has been
    set.
    """
    formers = {code: former for code in codes if (former := units.formerly(code))}
    set_down = await _set_down(session, need, (*codes, *(one for several in formers.values() for one in several)))
    older = await existed_before(session, formers) if formers else frozenset()

    def together(code: str) -> tuple[Target, ...]:
        own = (set_down[code],) if code in set_down else ()
        taken_over = (set_down[one] for one in formers.get(code, ()) if one in set_down)
        return (*own, *taken_over) if not own or code in older else own

    return {code: targets for code in codes if (targets := together(code))}


def _amount(targets: Sequence[Target], units: UnitTree) -> int | None:
    """Return how many initiatives that is together, None where the count of one is missing.

    Rules for the unions listed in the tree all count those of the same unit, so the highest of them stands for all.
    """
    amounts = [target.amount(units) for target in targets if not target.listed]
    listed = [target.amount(units) for target in targets if target.listed]
    known = [amount for amount in (*amounts, *listed) if amount is not None]
    if len(known) < len(targets):
        return None
    return sum(known[: len(amounts)]) + max(known[len(amounts) :], default=0)


async def _set_down(session: AsyncSession, need: ProgressOf, codes: Sequence[str]) -> dict[str, Target]:
    found = await session.execute(
        select(TargetRow).where(
            col(TargetRow.programme) == need.programme,
            col(TargetRow.phase) == need.phase,
            col(TargetRow.unit).in_(codes),
        )
    )
    return {row.unit: _target(row) for row in found.scalars()}


def _target(row: TargetRow) -> Target:
    kind = cast("TargetKind", row.kind)
    return Target(row.unit, row.phase, kind, row.value, row.count, row.listed)


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
    found = await _targets(session, ProgressOf(programme, "", phase), codes, units)
    return {code: _amount(targets, units) for code, targets in found.items()}
