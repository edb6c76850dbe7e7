"""Seals the audit trail: a few seconds after they were committed, its lines can no longer be altered unnoticed."""

from __future__ import annotations

import asyncio

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.telegram.updates import pause
from storage import audit_chain
from storage.cipher import Cipher
from storage.database import ConflictError, Database

log = structlog.get_logger(__name__)
_EVERY = 5.0
_LAST_BATCHES = 20


class Sealing:
    """Seals in small transactions beside the turns; several processes share the work."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        """Begin with no trail known to be broken."""
        self._database, self._cipher = database, cipher
        self._broken: frozenset[str] = frozenset()

    async def run(self, stop: asyncio.Event) -> None:
        """Seal until told to stop; a database that is away for a while is tried again the next time."""
        while not stop.is_set():
            await self.once(stop)
            await pause(stop, _EVERY)

    async def last(self) -> None:
        """Seal what the last turns wrote; what is left of very much is sealed after the next start."""
        await self.once(asyncio.Event(), batches=_LAST_BATCHES)

    async def once(self, stop: asyncio.Event, batches: int | None = None) -> None:
        """Seal all that waits; of a trail that cannot go on, say so once and leave its lines to `doctor`."""
        broken: frozenset[str] = frozenset()
        try:
            while not stop.is_set() and batches != 0:
                done = await audit_chain.seal(self._database, self._cipher, broken)
                if not done.lines and done.broken <= broken:
                    break
                broken, batches = broken | done.broken, None if batches is None else batches - 1
        except (SQLAlchemyError, OSError, ConflictError) as error:
            log.warning("audit_not_sealed", error=type(error).__name__)
            return
        for programme in broken - self._broken:
            log.error("audit_trail_broken", programme=programme, way_out="sangkien doctor")
        self._broken = broken
