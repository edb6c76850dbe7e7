"""Fetches files: leased, judged by content, scanned, kept; what became of one is one more event, taken in a turn."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Literal

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.channel import LaterError, NeverError
from bot.clock import Clock
from bot.event import Address, Event
from bot.files.judge import judge
from bot.files.scanner import Scanner, ScannerAwayError
from bot.files.source import FileSource, TooLargeError
from bot.leasing import LeaseLoop, Work
from bot.metrics import Metrics
from flows.fields.evidence import LARGEST
from flows.said import UPLOAD, Fetched, Scan
from storage import files
from storage.database import Database
from storage.files import WaitingFile
from storage.objects import Objects, ObjectsAwayError
from storage.uploads import key_in

log = structlog.get_logger(__name__)
LEASE = timedelta(minutes=6)
MOST_ATTEMPTS = 100  # with an hour between them about four days
_LONGEST_FETCHING = 300.0  # within the lease
_AT_ONCE = 3  # each holds its file in memory
_LONGEST_WAIT = 3600.0


class Fetcher:
    """Fetches what turns have noted; several processes share the work by leases, and a killed one loses nothing."""

    def __init__(
        self,
        *,
        database: Database,
        sources: Mapping[str, FileSource],
        objects: Objects,
        scanner: Scanner | None,
        take: Callable[[Event], Awaitable[None]],
        clock: Clock,
        machine: Clock,
        metrics: Metrics,
    ) -> None:
        """Take where files come from and go to.

        `take` takes an event in a turn, which happens when `clock` says; `machine` paces the fetching.
        """
        self._database, self._sources, self._objects, self._scanner = database, sources, objects, scanner
        self._take, self._clock, self._machine, self._metrics = take, clock, machine, metrics
        logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it quotes what it cannot read
        self._loop = LeaseLoop(Work("files", _AT_ONCE, self._claim, self._settle, self._next_due, machine.now))
        self.wake, self.run, self.drain = self._loop.wake, self._loop.run, self._loop.drain

    async def _claim(self, room: int) -> Sequence[WaitingFile]:
        return await files.claim(self._database, self._machine.now(), LEASE, room)

    async def _next_due(self) -> datetime | None:
        return await files.next_due(self._database)

    async def _settle(self, file: WaitingFile) -> None:
        """Let a turn take in what became of a file, or try again later; nothing of its content is ever logged."""
        try:
            async with asyncio.timeout(_LONGEST_FETCHING):
                fetched = await self._fetched(file)
            await self._take(self._event(file, fetched))
        except (LaterError, ObjectsAwayError, ScannerAwayError) as error:
            await self._later(file, str(error), error.after if isinstance(error, LaterError) else None)
        except Exception as error:  # noqa: BLE001 - one strange file must not hold back the others
            await self._later(file, type(error).__name__, None)
        else:
            self._metrics.files.labels(fetched.trouble or "kept").inc()

    async def _fetched(self, file: WaitingFile) -> Fetched:
        """Return what becomes of a file; raises LaterError, ObjectsAwayError or ScannerAwayError to try again."""
        kept = await self._objects.get(file.sha256) if file.sha256 else None
        if kept is not None:
            return await self._scanned(file, kept, file.mime)
        if file.attempts > MOST_ATTEMPTS:
            return Fetched(file.id, file.initiative, "unfetched")
        try:
            content = await self._content(file)
        except TooLargeError:
            return Fetched(file.id, file.initiative, "large")
        except NeverError as error:
            log.info("file_given_up", file=file.id, why=str(error))
            return Fetched(file.id, file.initiative, "unfetched")
        judged = await asyncio.to_thread(judge, content)
        if judged.trouble:
            return Fetched(file.id, file.initiative, judged.trouble)
        return await self._scanned(file, content, judged.mime, keep=True)

    async def _scanned(self, file: WaitingFile, content: bytes, mime: str, *, keep: bool = False) -> Fetched:
        """Scan a content and keep it; while the scanner is away it is kept all the same, and scanned later."""
        verdict = await self._scan(content)
        if verdict == "found":
            return Fetched(file.id, file.initiative, "virus")
        digest = sha256(content).hexdigest()
        if keep:
            await files.note_content(self._database, file.id, digest, len(content), mime)
            await self._objects.put(digest, content)
        if verdict == "away" and file.attempts <= MOST_ATTEMPTS:
            raise ScannerAwayError("the scanner is away")
        scan: Scan = "clean" if verdict == "clean" else "none"
        return Fetched(file.id, file.initiative, sha256=digest, size=len(content), mime=mime, scan=scan)

    async def _scan(self, content: bytes) -> Literal["clean", "found", "none", "away"]:
        if self._scanner is None:
            return "none"
        try:
            return "found" if await self._scanner.finds(content) else "clean"
        except ScannerAwayError as error:
            log.warning("scanner_away", why=str(error))
            return "away"

    async def _content(self, file: WaitingFile) -> bytes:
        source = self._sources.get(file.place.channel if key_in(file.reference) is None else UPLOAD)
        if source is None:
            raise LaterError("the channel is switched off")
        address = Address(file.place.channel, file.place.bot, file.place.chat)
        return await source.fetch(address, file.reference, LARGEST)

    def _event(self, file: WaitingFile, fetched: Fetched) -> Event:
        """Return the event of our own; taken twice it changes nothing more."""
        place = file.place
        return Event(
            id=f"file {file.id} {file.attempts}",
            address=Address(place.channel, place.bot, place.chat),
            user="",
            said=fetched,
            received_at=self._clock.now(),
            about=place.person,
        )

    async def _later(self, file: WaitingFile, why: str, after: float | None) -> None:
        """Try again after a while; where even that cannot be stored, the lease ends by itself."""
        seconds = after if after is not None else min(_LONGEST_WAIT, 2.0 ** min(file.attempts, 12))
        self._metrics.files.labels("put off").inc()
        log.info("file_put_off", file=file.id, why=why, seconds=seconds, attempts=file.attempts)
        with suppress(SQLAlchemyError, OSError):
            await files.put_off(self._database, file.id, self._machine.now() + timedelta(seconds=seconds), why)
