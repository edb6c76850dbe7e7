"""Sends officers their digests: everything that waits, at hours of their own, at most two a day (demand 56)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot import rounds
from bot.clock import Clock
from flows.desk import digest, hearing
from flows.programme import Programme
from flows.rights import acting, desks_of
from flows.screen import Screen
from flows.sieve import View
from flows.units import UnitTree
from storage import delegations, desks, people
from storage.cipher import Cipher
from storage.database import Database
from storage.desks import Due
from storage.initiatives import Initiatives
from storage.loading import Snapshot
from storage.outbox import BROADCAST, Outbox, Place
from storage.queue import Waitings

log = structlog.get_logger(__name__)
_A_SECOND = 20

Shared = Callable[[AsyncSession, datetime], Awaitable[Snapshot]]


@dataclass(frozen=True, slots=True)
class _Round:
    """The hours whose digests are due at an instant, with the programmes and units there are."""

    day: date
    hours: range
    programmes: tuple[Programme, ...]
    units: UnitTree
    now: datetime


class Digests:
    """Puts digests into the outbox, behind everything else; several processes send nobody two for one hour.

    An hour counts as dealt with once it was looked at, so that what comes later waits for the next one.
    """

    def __init__(self, database: Database, cipher: Cipher, shared: Shared, clock: Clock, *, machine: Clock) -> None:
        """Take what all turns share; `clock` tells whose hour has come, `machine` paces the sending."""
        self._database, self._cipher, self._shared = database, cipher, shared
        self._clock, self._machine = clock, machine

    async def run(self, stop: asyncio.Event, wake: Callable[[], None]) -> None:
        """Send what is due every minute until told to stop; `wake` has the sender look into the outbox."""
        await rounds.keep_sending(self.send, stop, wake, failure="no_digests")

    async def send(self) -> int:
        """Send every digest that is due and has something to tell, and return how many these were."""
        now = self._clock.now()
        day, hours = digest.due(now)
        if not hours:
            return 0
        async with self._database.transaction() as session:
            shared = await self._shared(session, now)
        sent = await self._send_all(_Round(day, hours, shared.programmes, shared.units, now))
        if sent:
            log.info("digests", officers=sent)
        return sent

    async def _send_all(self, this: _Round) -> int:
        """Go through the officers whose hour has come."""

        async def some(session: AsyncSession, last: Due | None) -> Sequence[Due]:
            after = last.officer if last else 0
            return await desks.due(session, this.day, this.hours, this.now, after=after, limit=rounds.AT_ONCE)

        async def send(session: AsyncSession, one: Due, wait: timedelta) -> bool:
            return await self._send(session, one, this, wait)

        return await rounds.one_by_one(self._database, some, send, a_second=_A_SECOND)

    async def _send(self, session: AsyncSession, one: Due, this: _Round, wait: timedelta) -> bool:
        """Send somebody a digest if they can be reached and enough waits, unless another process dealt with it."""
        if not await desks.settle(session, one, this.day, this.now):
            return False
        accounts = await people.accounts_of(session, one.officer)
        screen = await self._digest(session, one.officer, this) if accounts else None
        if screen is None:
            return False
        if not await desks.may_send(session, one.officer, this.day, this.now, most=digest.MOST_A_DAY):
            return False
        place = Place(one.officer, accounts[0].channel, accounts[0].bot, accounts[0].chat_id)
        await Outbox(session, self._machine.now()).post(place, screen, lane=BROADCAST, wait=wait)
        return True

    async def _digest(self, session: AsyncSession, officer: int, this: _Round) -> Screen | None:
        """Return what an officer is told, None where too little waits, they are away or verify for no unit now."""
        person = acting(await people.by_id(session, officer, this.now), this.units)
        view = View(desks_of(person))
        if not view.desks or await delegations.deputies_of(session, (officer,), this.now):
            return None
        waitings = Waitings(session, Initiatives(session, self._cipher), this.units, this.now)
        late_days = digest.late_days(person, this.programmes, this.units, this.now)
        since, most = await desks.last_digest(session, officer), digest.MOST_NAMED
        found = await desks.backlog(waitings, view, late_days=late_days, since=since, most=most)
        wanted = hearing.gets_digest(await desks.choice(session, officer), found.total)
        return digest.screen(found, this.units, this.now, late_days) if wanted else None
