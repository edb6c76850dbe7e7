"""For which trees totals with all below are kept: for each phase those by which it is shown, or soon will be."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.programme import VIETNAM, Phase, Programme
from flows.units import UnitTree
from storage.database import ConflictError
from storage.loading import Snapshot
from storage.tables import CountTreeRow
from storage.units import trees

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A phase on the tree of some days, from the first until before another; None leaves that end open."""

    phase: tuple[str, str]
    units: UnitTree
    first: date | None
    until: date | None

    def is_of(self, row: CountTreeRow) -> bool:
        """Tell whether totals were made for exactly this."""
        made_for = (row.programme, row.phase), row.version, row.first_day, row.until_day
        return made_for == (self.phase, self.units.version, self.first, self.until)


async def wanted(session: AsyncSession, shared: Snapshot, now: datetime) -> tuple[Wanted, ...]:
    """Return what is to be kept now; the tree of tomorrow with it, so that nobody waits for it at midnight.

    Raises ConflictError where somebody changed the tree of units while it was read: its version would be wrong.
    """
    today = now.astimezone(VIETNAM).date()
    alike: dict[date, tuple[date | None, date | None]] = {}
    different: dict[date | None, UnitTree] = {}
    found: dict[tuple[tuple[str, str], date | None], Wanted] = {}
    for phase, day in days(shared.programmes, now):
        if day not in alike:
            alike[day] = await trees.days_alike(session, day)
        first, until = alike[day]
        if first not in different:
            different[first] = await trees.tree_on(session, shared.units, day, today)
            await asyncio.to_thread(_prepare, different[first])
        found[phase, first] = Wanted(phase, different[first], first, until)
    if ((await session.execute(select(trees.VERSION))).scalar_one() or 0) != shared.units.version:
        raise ConflictError("the tree of units was changed meanwhile")
    return tuple(found.values())


def days(programmes: Sequence[Programme], now: datetime) -> tuple[tuple[tuple[str, str], date], ...]:
    """Return each phase with the days on whose units it is shown: its last once it is over, else today and tomorrow."""
    each = ((programme, phase) for programme in programmes for phase in programme.phases)
    return tuple(((one.key, phase.key), day) for one, phase in each for day in _days(one, phase, now))


async def kept(session: AsyncSession, programmes: list[str]) -> list[CountTreeRow]:
    """Return all that there are of some programmes, complete or not."""
    mine = select(CountTreeRow).where(col(CountTreeRow.programme).in_(programmes)).order_by(col(CountTreeRow.id))
    return list((await session.execute(mine)).scalars())


def _days(programme: Programme, phase: Phase, now: datetime) -> Iterator[date]:
    today, settled = now.astimezone(VIETNAM).date(), phase.settled_on(now)
    if settled:
        yield settled
    if not settled or now < programme.closing(phase) + _DAY:
        yield from (today, today + _DAY)


def _prepare(units: UnitTree) -> None:
    """Find out what counts for others, which takes a while the first time."""
    len(units.holding)
