"""Sends pushes: some people at a time, at a pace that leaves room for answers, never at night, each person once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.telegram.updates import pause
from bot.clock import Clock
from bot.metrics import Metrics
from flows.programme import Phase, Programme
from flows.pushing import pace, running
from flows.pushing.messages import Letter, letter
from flows.pushing.preview import aim_in_words
from flows.rights import acting
from flows.units import UnitTree
from storage import people
from storage.database import ConflictError, Database
from storage.loading import Snapshot
from storage.outbox import BROADCAST, CARD, Outbox, Place
from storage.pushing import ending, feeding, pushes
from storage.tables import PushRow

log = structlog.get_logger(__name__)
_EVERY = 1.0
_AT_ONCE = 75
_MOST_WAITING = 2 * _AT_ONCE

Shared = Callable[[AsyncSession, datetime], Awaitable[Snapshot]]


@dataclass(frozen=True, slots=True)
class _Round:
    """One look at what there is to send: when it is for people, and the programmes and units there are."""

    now: datetime
    programmes: tuple[Programme, ...]
    units: UnitTree

    def phase(self, row: PushRow) -> Phase:
        """Return the phase a push is about."""
        programme = next((one for one in self.programmes if one.key == row.programme), self.programmes[0])
        return programme.phase(row.phase) or programme.reference_phase(self.now)


class Pushes:
    """Puts what is pushed into the outbox, behind everything else; several processes tell nobody twice.

    Of each push only as much waits there as is sent within seconds, so that stopping it stops it, and so that it never
    stands in anybody's way.
    """

    def __init__(self, database: Database, shared: Shared, clock: Clock, metrics: Metrics, *, machine: Clock) -> None:
        """Take what all turns share; `clock` tells whether it is night for people, `machine` paces the sending."""
        self._database, self._shared, self._metrics = database, shared, metrics
        self._clock, self._machine = clock, machine

    async def run(self, stop: asyncio.Event, wake: Callable[[], None]) -> None:
        """Send what is due every second until told to stop; `wake` has the sender look into the outbox."""
        while not stop.is_set():
            try:
                if await self.send():
                    wake()
                await self.count()
            except (SQLAlchemyError, OSError, ConflictError) as error:
                log.warning("no_pushes", error=type(error).__name__)
            await pause(stop, _EVERY)

    async def send(self) -> int:
        """Put the next of every push whose turn it is, report those that are over; return how many messages it was."""
        now = self._clock.now()
        if not pace.is_day(now):
            async with self._database.transaction() as session:
                await ending.hold(session, self._machine.now(), pace.next_day(now) - now)
            return 0
        put = 0
        while (some := await self._feed(now)) is not None:
            put += some
        return put + await self._report(now)

    async def count(self) -> None:
        """Tell the figures: how many pushes are under way, and how many messages wait that nobody asked for."""
        async with self._database.transaction() as session:
            self._metrics.pushes.set(await pushes.under_way(session))
            self._metrics.broadcasts.set(await ending.waiting(session))

    async def _feed(self, now: datetime) -> int | None:
        """Put the next of one push, in a transaction of its own; None where no push has its turn."""
        machine = self._machine.now()
        async with self._database.transaction() as session:
            row = await feeding.claim(session, now, machine)
            if row is None:
                return None
            turn = timedelta(seconds=_AT_ONCE / pace.A_SECOND)
            on_time = max(row.next_at, machine - timedelta(seconds=_EVERY))
            later = on_time + turn * await pushes.under_way(session)
            if await pushes.waiting(session, row.id) > _MOST_WAITING:
                await feeding.put_off(session, row, later)
                return 0
            shared = await self._shared(session, now)
            this = _Round(now, shared.programmes, shared.units)
            some = await feeding.some(session, row, this.units, now, _AT_ONCE)
            await self._put(session, row, some, this)
            await feeding.note(session, row, some, now, later)
        told = sum(one.outcome == "put" for one in some.recipients)
        if some.recipients:
            log.info("pushed", push=row.id, people=told)
        return told

    async def _put(self, session: AsyncSession, row: PushRow, some: feeding.Some, this: _Round) -> None:
        """Put a message for everybody who can and may be told, spread over the seconds until the next."""
        sender = await people.by_id(session, row.sender, this.now)
        text = Letter(pushes.aim_of(row), row.words, acting(sender, this.units), this.phase(row))
        outbox, number = Outbox(session, self._machine.now()), 0
        for one in some.recipients:
            if one.outcome == "put" and one.place:
                screen = letter(text, one.units, one.draft, this.units, this.now)
                wait = timedelta(seconds=number / pace.A_SECOND)
                await outbox.post(one.place, screen, lane=BROADCAST, push=row.id, wait=wait)
                number += 1

    async def _report(self, now: datetime) -> int:
        """Tell whoever sent a push that it is over, and whom to call."""
        async with self._database.transaction() as session:
            over = await ending.ended(session, now)
            if not over:
                return 0
            shared = await self._shared(session, now)
            this = _Round(now, shared.programmes, shared.units)
            return sum([await self._tell(session, row, this) for row in over])

    async def _tell(self, session: AsyncSession, row: PushRow, this: _Round) -> bool:
        found = await pushes.progressing(session, row.id)
        accounts = await people.accounts_of(session, row.sender)
        if found is None or not accounts:
            return False
        rings = await ending.to_ring(session, row.id, this.units)
        about = aim_in_words(found.push.aim, this.phase(row), this.units)
        place = Place(row.sender, accounts[0].channel, accounts[0].bot, accounts[0].chat_id)
        screen = running.report(found, about, rings, this.units)
        await Outbox(session, self._machine.now()).post(place, screen, lane=CARD)
        return True
