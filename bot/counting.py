"""Folds what was written down about counts into their totals, beside the turns."""

from __future__ import annotations

import asyncio

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.telegram.updates import pause
from bot.clock import Clock
from storage.counting.folding import Folder, Shared
from storage.database import ConflictError, Database

log = structlog.get_logger(__name__)
_EVERY = 5.0


class Counting:
    """Folds in small transactions; of several processes one does so at a time."""

    def __init__(self, database: Database, shared: Shared, clock: Clock, *, machine: Clock) -> None:
        """Take what all turns share; `clock` tells which phases are over, `machine` how long others wait for us."""
        self._folder, self._clock, self._machine = Folder(database, shared), clock, machine

    async def run(self, stop: asyncio.Event) -> None:
        """Fold until told to stop; a database that is away for a while is tried again the next time."""
        while not stop.is_set():
            await self.once(stop)
            await pause(stop, _EVERY)

    async def once(self, stop: asyncio.Event) -> None:
        """Fold all that waits."""
        try:
            while not stop.is_set():
                done = await self._folder.some(self._clock.now(), self._machine.now)
                if done.trees:
                    log.info("totals_for_another_tree", trees=done.trees)
                if not done.folded:
                    return
        except (SQLAlchemyError, OSError, ConflictError) as error:
            log.warning("counts_not_folded", error=type(error).__name__)
