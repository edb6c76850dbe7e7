"""What waits in a unit and in those directly below, how long it does, and what their officers decided lately."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import CTE, case, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.backlog import OfficerLoad, UnitLoad, Workload
from flows.needs import WorkloadOf
from flows.programme import VIETNAM
from flows.units import UnitTree
from storage.tables import InitiativeRow, PersonRow, RoleRow
from storage.units.subtree import below

_LATELY, _WEEK = timedelta(days=30), timedelta(days=7)
_DECIDED = ("verified", "returned", "rejected")


@dataclass
class _Decided:
    """What was decided lately: how long it had waited, by unit, and how much of it this week, by officer."""

    waits: dict[str, list[timedelta]] = field(default_factory=lambda: defaultdict(list))
    by_officer: Counter[int] = field(default_factory=Counter)


async def workload(session: AsyncSession, need: WorkloadOf, units: UnitTree, now: datetime) -> Workload:
    """Return the loads; what is at the unit itself stands under its own code."""
    subtree = below((need.unit,), now.astimezone(VIETNAM).date())
    codes = (need.unit, *(child.code for child in units.children(need.unit)))
    waiting = await _waiting(session, need, subtree, now)
    decided = await _decided(session, need, subtree, now)
    loads = (_load(code, waiting.get(code), sorted(decided.waits.get(code, ()))) for code in codes)
    return Workload(tuple(loads), await _officers(session, need, subtree, decided.by_officer))


async def _waiting(
    session: AsyncSession, need: WorkloadOf, subtree: CTE, now: datetime
) -> Mapping[str, tuple[int, datetime, int, int]]:
    """Return how many wait, since when the oldest does, and how many are late and long late."""
    child, since = func.coalesce(subtree.c.child, need.unit), col(InitiativeRow.waiting_since)

    def older(than: int) -> object:
        return func.sum(case((since < now - timedelta(days=than), 1), else_=0))

    grouped = (
        select(  # type: ignore[call-overload]
            child, func.count(), func.min(since), older(need.late_days), older(need.escalate_days)
        )
        .join_from(subtree, InitiativeRow, col(InitiativeRow.unit) == subtree.c.code)
        .where(col(InitiativeRow.state) == literal_column("'pending'"))
        .group_by(child)
    )
    return {code: tuple(numbers) for code, *numbers in (await session.execute(grouped)).all()}


async def _decided(session: AsyncSession, need: WorkloadOf, subtree: CTE, now: datetime) -> _Decided:
    """Return what was decided in the last 30 days and stands; what waits again after an undoing is not in it."""
    decided_at = col(InitiativeRow.decided_at)
    rows = await session.stream(
        select(
            func.coalesce(subtree.c.child, need.unit),
            col(InitiativeRow.waiting_since),
            decided_at,
            col(InitiativeRow.decided_by),
        )
        .join_from(subtree, InitiativeRow, col(InitiativeRow.unit) == subtree.c.code)
        .where(col(InitiativeRow.state).in_(_DECIDED), decided_at > now - _LATELY)
    )
    found = _Decided()
    async for code, since, at, officer in rows:
        if since is not None:
            found.waits[code].append(at - since)
        if at > now - _WEEK:
            found.by_officer[officer] += 1
    return found


async def _officers(
    session: AsyncSession, need: WorkloadOf, subtree: CTE, decided: Counter[int]
) -> tuple[OfficerLoad, ...]:
    """Return every verifier below with what they decided this week, also who decided nothing."""
    child = func.coalesce(subtree.c.child, need.unit)
    rows = await session.execute(
        select(col(PersonRow.id), col(PersonRow.name), col(RoleRow.unit), child)
        .join_from(subtree, RoleRow, col(RoleRow.unit) == subtree.c.code)
        .join(PersonRow, col(PersonRow.id) == col(RoleRow.person_id))
        .where(col(RoleRow.name) == "verifier", col(RoleRow.revoked_at).is_(None))
        .order_by(col(RoleRow.id))
    )
    seen = {person: OfficerLoad(name, unit, under, decided[person]) for person, name, unit, under in rows.all()}
    return tuple(seen.values())


def _load(code: str, waiting: tuple[int, datetime, int, int] | None, waits: Sequence[timedelta]) -> UnitLoad:
    count, oldest, overdue, long_overdue = waiting or (0, None, 0, 0)
    half, most = (_quantile(waits, tenths) for tenths in (5, 9))
    return UnitLoad(code, count, oldest, overdue, long_overdue, len(waits), half, most)


def _quantile(ordered: Sequence[timedelta], tenths: int) -> timedelta | None:
    """Return the shortest wait within which so many tenths were decided."""
    return ordered[-(-len(ordered) * tenths // 10) - 1] if ordered else None
