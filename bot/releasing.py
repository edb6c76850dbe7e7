"""What becomes due with time or after a failed delivery: each is an event of our own, taken once in a turn."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.telegram.updates import pause
from bot.clock import Clock
from bot.event import OURS, Event
from bot.logs import place_of
from flows.desk.telling import HOLD
from flows.said import Released, Stranded
from storage import telling
from storage.database import ConflictError, Database
from storage.telling import StrandedCard, Untold

log = structlog.get_logger(__name__)
_AT_ONCE = 50
_LONGEST_REST = 2.0  # a clock of a demo may be moved, and other processes decide too
_SHORTEST_REST = 0.05
_BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)


class Releaser:
    """Has authors told of decisions that can be taken back no more, and passes on cards that reached no officer.

    Several processes may find the same thing due; the turn lets one of them do it, and a killed one loses nothing.
    """

    def __init__(self, database: Database, take: Callable[[Event], Awaitable[None]], clock: Clock) -> None:
        """Take what takes an event in a turn; `clock` tells when people did something."""
        self._database, self._take, self._clock = database, take, clock

    async def run(self, stop: asyncio.Event) -> None:
        """Look for what is due until told to stop; a database that is away for a while is tried again."""
        while not stop.is_set():
            rest = _LONGEST_REST
            try:
                await self.drain()
                rest = await self._idle_seconds()
            except (SQLAlchemyError, OSError) as error:
                log.warning("work_not_reached", work="telling", error=type(error).__name__)
            await pause(stop, rest)

    async def drain(self) -> int:
        """Have everything taken that is due now, and return how much that was."""
        return await self._release() + await self._pass_on()

    async def _release(self) -> int:
        """Have the authors told, the oldest decision first; one that fails is left for the next time."""
        until, after, taken = self._clock.now() - HOLD, (_BEFORE_ALL, 0), 0
        while some := await self._untold(until, after):
            for one in some:
                after = (one.decided_at, one.initiative)
                said = Released(one.initiative, one.version)
                taken += await self._taken(f"told {one.initiative} {one.version}", said, one.editor)
        return taken

    async def _pass_on(self) -> int:
        after, taken = 0, 0
        while some := await self._stranded(after):
            for one in some:
                after = one.message
                said = Stranded(one.message, one.initiative)
                taken += await self._taken(f"stranded {one.message}", said, one.officer)
        return taken

    async def _untold(self, until: datetime, after: tuple[datetime, int]) -> Sequence[Untold]:
        async with self._database.transaction() as session:
            return await telling.untold(session, until, after, _AT_ONCE)

    async def _stranded(self, after: int) -> Sequence[StrandedCard]:
        async with self._database.transaction() as session:
            return await telling.stranded(session, after, _AT_ONCE)

    async def _taken(self, name: str, said: Released | Stranded, about: int) -> bool:
        try:
            await self._take(Event(name, OURS, "", said, self._clock.now(), about=about))
        except (SQLAlchemyError, OSError):
            raise
        except Exception as error:  # noqa: BLE001 - one strange initiative must not hold back the others
            where = "" if isinstance(error, ConflictError) else place_of(error)
            log.warning("not_released", what=name, error=type(error).__name__, at=where)
            return False
        return True

    async def _idle_seconds(self) -> float:
        """Return how long nothing becomes due, as far as this process knows."""
        async with self._database.transaction() as session:
            decided = await telling.next_decided(session)
        if decided is None:
            return _LONGEST_REST
        return min(_LONGEST_REST, max(_SHORTEST_REST, (decided + HOLD - self._clock.now()).total_seconds()))
