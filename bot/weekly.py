"""Sends staff the digest of the week, on Monday at an hour of their own; several processes send it once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot import rounds
from bot.clock import Clock
from flows import weekly as digest
from flows.needs import ProgressOf, WorkloadOf
from flows.programme import ESCALATE_DAYS, VIETNAM, Programme, over
from flows.rights import acting, units_for
from flows.screen import Screen
from flows.units import UnitTree
from storage import people, weekly
from storage.database import Database
from storage.loading import Snapshot
from storage.outbox import BROADCAST, Outbox, Place
from storage.progress import progress
from storage.weekly import Week
from storage.workload import workload

log = structlog.get_logger(__name__)
_A_SECOND = 15

Shared = Callable[[AsyncSession, datetime], Awaitable[Snapshot]]


@dataclass(frozen=True, slots=True)
class _Round:
    """The week whose digests are due at an instant, with the programmes and units there are."""

    week: Week
    programmes: tuple[Programme, ...]
    units: UnitTree
    now: datetime


class WeeklyDigests:
    """Puts the digests into the outbox, behind everything else."""

    def __init__(self, database: Database, shared: Shared, clock: Clock, *, machine: Clock) -> None:
        """Take what all turns share; `clock` tells which day it is, `machine` paces the sending."""
        self._database, self._shared, self._clock, self._machine = database, shared, clock, machine

    async def run(self, stop: asyncio.Event, wake: Callable[[], None]) -> None:
        """Send what is due every minute until told to stop; `wake` has the sender look into the outbox."""
        await rounds.keep_sending(self.send, stop, wake, failure="no_weekly_digests")

    async def send(self) -> int:
        """Send every digest that is due and has something to tell, and return how many these were."""
        now = self._clock.now()
        due = digest.due(now)
        if due is None:
            return 0
        async with self._database.transaction() as session:
            shared = await self._shared(session, now)
        sent = await self._send_all(_Round(Week(*due), shared.programmes, shared.units, now))
        if sent:
            log.info("weekly_digests", staff=sent)
        return sent

    async def _send_all(self, this: _Round) -> int:
        """Go through staff whose hour has come."""
        begun = datetime.combine(this.week.monday, time.min, VIETNAM)

        async def some(session: AsyncSession, last: int | None) -> Sequence[int]:
            return await weekly.due(session, this.week, begun, after=last or 0, limit=rounds.AT_ONCE)

        async def send(session: AsyncSession, person: int, wait: timedelta) -> bool:
            return await self._send(session, person, this, wait)

        return await rounds.one_by_one(self._database, some, send, a_second=_A_SECOND)

    async def _send(self, session: AsyncSession, person: int, this: _Round, wait: timedelta) -> bool:
        """Send somebody the digest if a programme is running there, unless another process dealt with it."""
        if not await weekly.settle(session, person, this.week, this.now):
            return False
        accounts = await people.accounts_of(session, person)
        screen = await self._digest(session, person, this) if accounts else None
        if screen is None:
            return False
        place = Place(person, accounts[0].channel, accounts[0].bot, accounts[0].chat_id)
        await Outbox(session, self._machine.now()).post(place, screen, lane=BROADCAST, wait=wait)
        return True

    async def _digest(self, session: AsyncSession, person: int, this: _Round) -> Screen | None:
        theirs = units_for(acting(await people.by_id(session, person, this.now), this.units), "push")
        standings = [await _standing(session, unit, this) for unit in theirs[: digest.MOST_UNITS]]
        running = tuple(one for one in standings if one)
        return digest.screen(running, this.units, this.now) if running else None


async def _standing(session: AsyncSession, unit: str, this: _Round) -> digest.Standing | None:
    """Return where a unit stands in the phase that is open, None where none is."""
    programme = over([one.code for one in this.units.path(unit)], this.programmes, this.now)
    phase = programme.phase_at(this.now)
    if phase is None:
        return None
    figures = await progress(session, ProgressOf(programme.key, unit, phase.key), this.units, this.now)
    loads = await workload(session, WorkloadOf(unit, digest.LATE_DAYS, ESCALATE_DAYS), this.units, this.now)
    return digest.Standing(unit, phase, figures, sum(load.overdue for load in loads.units))
