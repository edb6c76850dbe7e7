"""Keeps the officers' desks: what waits lies where it belongs, what waits too long goes up, deputies learn when."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from flows.programme import VIETNAM
from storage import routing, standing_in
from storage.cipher import Cipher
from storage.database import Database
from storage.loading import Snapshot
from storage.outbox import Outbox
from storage.routing import Round

log = structlog.get_logger(__name__)
_DAYTIME = range(7, 21)

Shared = Callable[[AsyncSession, datetime], Awaitable[Snapshot]]


class Desks:
    """Does what time brings to the desks; several processes that do it at once tell nobody twice."""

    def __init__(self, cipher: Cipher, shared: Shared, clock: Clock, *, machine: Clock) -> None:
        """Take what all turns share; `clock` tells what time it is for officers, `machine` when messages are due."""
        self._cipher, self._shared, self._clock, self._machine = cipher, shared, clock, machine

    async def keep(self, database: Database) -> int:
        """Do some of what is to be done, and return how much that was; nobody is woken at night."""
        now = self._clock.now()
        if now.astimezone(VIETNAM).hour not in _DAYTIME:
            return 0
        done = await self._reroute(database, now)
        done += await self._escalate(database, now)
        return done + await self._tell_deputies(database, now)

    async def _reroute(self, database: Database, now: datetime) -> int:
        async with database.transaction() as session:
            this = self._round(session, await self._shared(session, now), now)
            moved = sum((await routing.reroute(this, some=True)).values())
        if moved:
            log.info("rerouted", initiatives=moved)
        return moved

    async def _escalate(self, database: Database, now: datetime) -> int:
        async with database.transaction() as session:
            shared = await self._shared(session, now)
            this = self._round(session, shared, now)
            passed = sum([await routing.escalate(this, programme) for programme in shared.programmes])
        if passed:
            log.info("escalated", initiatives=passed)
        return passed

    async def _tell_deputies(self, database: Database, now: datetime) -> int:
        async with database.transaction() as session:
            this = self._round(session, await self._shared(session, now), now)
            return await standing_in.tell(this, self._cipher)

    def _round(self, session: AsyncSession, shared: Snapshot, now: datetime) -> Round:
        return Round(session, Outbox(session, self._machine.now()), shared.units, now)
