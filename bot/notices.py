"""Tells people what time brings: a phase that has opened, one that is about to close, one that has closed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from flows.programme import Programme
from flows.reminders import Occasion, message, occasions, opened, openings
from flows.rights import acting
from flows.units import UnitTree
from storage import notices, participants, people
from storage.cipher import Cipher
from storage.database import Database
from storage.initiatives import Initiatives
from storage.loading import Snapshot
from storage.outbox import BROADCAST, Outbox, Place
from storage.participants import Opening

log = structlog.get_logger(__name__)
_AT_ONCE = 50
_A_SECOND = 20
_AT_REST = timedelta(hours=3)

Shared = Callable[[AsyncSession, datetime], Awaitable[Snapshot]]


@dataclass(frozen=True, slots=True)
class _Round:
    """One occasion at one instant, with what is needed to say what it means for a draft."""

    programme: Programme
    occasion: Occasion
    units: UnitTree
    now: datetime


class Notices:
    """Puts messages nobody asked for into the outbox, behind everything else; several processes tell nobody twice.

    Who is writing just now is left alone: the next answer tells them.
    """

    def __init__(self, cipher: Cipher, shared: Shared, clock: Clock, *, machine: Clock) -> None:
        """Take what all turns share; `clock` tells what day it is for the programme, `machine` paces the sending."""
        self._cipher, self._shared, self._clock, self._machine = cipher, shared, clock, machine

    async def send(self, database: Database) -> int:
        """Tell everybody whose turn it is, and return how many that were; they wait in the outbox for the sender."""
        now, told = self._clock.now(), 0
        async with database.transaction() as session:
            shared = await self._shared(session, now)
        for programme in shared.programmes:
            for occasion in occasions(programme, now):
                told += await self._tell_all(database, _Round(programme, occasion, shared.units, now), told)
            alike = tuple(one.key for one in shared.programmes if one.root == programme.root)
            for occasion in openings(programme, now):
                told += await self._announce(database, _Round(programme, occasion, shared.units, now), alike, told)
        if told:
            log.info("told", people=told)
        return told

    async def _tell_all(self, database: Database, this: _Round, before: int) -> int:
        """Go through those who have drafts of the phase and do not know yet, some in each transaction."""
        told, last, more = 0, 0, True
        while more:
            async with database.transaction() as session:
                some = await notices.untold(
                    session,
                    this.programme.key,
                    this.occasion.phase.key,
                    this.occasion.event,
                    left_since=this.now - _AT_REST,
                    after=last,
                    limit=_AT_ONCE,
                )
                more = len(some) == _AT_ONCE
                for person in some:
                    last, wait = person, timedelta(seconds=(before + told) / _A_SECOND)
                    told += await self._tell(session, person, this, wait)
        return told

    async def _announce(self, database: Database, this: _Round, alike: Sequence[str], before: int) -> int:
        """Go through those who take part and do not know yet that a phase has opened, some in each transaction."""
        told, last, more = 0, 0, True
        while more:
            async with database.transaction() as session:
                some = await participants.untold(
                    session,
                    Opening(alike, this.programme.key, this.occasion.phase.key, this.occasion.event),
                    slots=this.occasion.slots(this.now),
                    after=last,
                    limit=_AT_ONCE,
                )
                more = len(some) == _AT_ONCE
                for person in some:
                    last, wait = person, timedelta(seconds=(before + told) / _A_SECOND)
                    told += await self._say_opened(session, person, this, wait)
        return told

    async def _say_opened(self, session: AsyncSession, person: int, this: _Round, wait: timedelta) -> bool:
        """Put the news for somebody who takes part here and can be reached, unless another process just did."""
        roles = acting(await people.by_id(session, person, this.now), this.units).own_roles
        officer = any(this.units.within(role.unit, this.programme.root) for role in roles)
        accounts = await people.accounts_of(session, person)
        if not accounts or not (officer or await participants.agreed(session, person)):
            return False
        if not await notices.once(session, person, this.programme.key, this.occasion.event, this.now):
            return False
        place = Place(person, accounts[0].channel, accounts[0].bot, accounts[0].chat_id)
        screen = opened(this.programme, this.occasion.phase, officer=officer)
        await Outbox(session, self._machine.now()).post(place, screen, lane=BROADCAST, wait=wait)
        return True

    async def _tell(self, session: AsyncSession, person: int, this: _Round, wait: timedelta) -> bool:
        """Put a message for somebody who can be reached and whose turn it is, unless another process just did."""
        if not this.occasion.includes(person, this.now):
            return False
        drafts = await Initiatives(session, self._cipher).drafts(person)
        screen = message(this.occasion, drafts, this.programme, this.units, this.now)
        accounts = await people.accounts_of(session, person) if screen else ()
        if not screen or not accounts:
            return False
        if not await notices.once(session, person, this.programme.key, this.occasion.event, this.now):
            return False
        place = Place(person, accounts[0].channel, accounts[0].bot, accounts[0].chat_id)
        await Outbox(session, self._machine.now()).post(place, screen, lane=BROADCAST, wait=wait)
        return True
