"""Tidying up: everything that is to be forgotten, now and then, in small transactions."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.telegram.updates import pause
from bot.clock import Clock
from flows.programme import Programme
from storage import inbox, pruning, retention, uploads
from storage.database import ConflictError, Database
from storage.extensions import extended
from storage.objects import Objects, ObjectsAwayError
from storage.outbox import Outbox
from storage.pushing import forgetting
from storage.sweep import sweep

log = structlog.get_logger(__name__)
_EVERY = 3600.0
_REPEATED_FOR = timedelta(days=3)
_AWAY_FOR = timedelta(days=30)
_DIGESTS_KEPT = timedelta(days=30)
_PUSHES_KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Job:
    """One thing to tidy: `run` does some of it in a transaction and returns how much, 0 when nothing is left."""

    name: str
    run: Callable[[AsyncSession], Awaitable[int]]


@dataclass(frozen=True, slots=True)
class Errand:
    """One thing to tidy that reaches further than the database and makes its own transactions."""

    name: str
    run: Callable[[Database], Awaitable[int]]


def jobs(programmes: Sequence[Programme], clock: Clock, machine: Clock, messages_kept: timedelta) -> tuple[Job, ...]:
    """Return everything that is tidied; `clock` tells the time of what people did, `machine` that of the outbox."""

    async def messages(session: AsyncSession) -> int:
        now = machine.now()
        settled_before = clock.now() - messages_kept
        return await pruning.prune_messages(session, now, before=now - messages_kept, settled_before=settled_before)

    return (
        Job("inbox", lambda session: inbox.prune(session, clock.now() - _REPEATED_FOR)),
        Job("messages", messages),
        Job("last words", pruning.forget_erased),
        Job("digests", lambda session: pruning.forget_digests(session, before=clock.now() - _DIGESTS_KEPT)),
        Job("pushes", lambda session: forgetting.forget(session, before=clock.now() - _PUSHES_KEPT)),
        Job("pages for files", lambda session: uploads.forget_pages(session, clock.now())),
        Job("screens", lambda session: pruning.drop_screens(session, before=clock.now() - _AWAY_FOR)),
        *(job for programme in programmes for job in _retention(programme, clock, machine)),
    )


def sweeping(objects: Objects, machine: Clock) -> Errand:
    """Return the errand that forgets files nothing claims any more."""
    return Errand("files", lambda database: sweep(database, objects, machine.now()))


def emptying(waiting: Objects, machine: Clock) -> Errand:
    """Return the errand that forgets what was given on pages once it has been judged."""
    return Errand("uploads", lambda database: uploads.forget_contents(database, waiting, machine.now()))


def _retention(programme: Programme, clock: Clock, machine: Clock) -> tuple[Job, ...]:
    async def announced(session: AsyncSession) -> int:
        outbox = Outbox(session, machine.now())
        return await retention.announce_deletions(session, outbox, await extended(session, programme), clock.now())

    async def erased(session: AsyncSession) -> int:
        return await retention.erase_identities(session, await extended(session, programme), clock.now())

    return (
        Job("announce deletions", announced),
        Job("delete drafts", lambda session: retention.delete_drafts(session, programme, clock.now())),
        Job("erase identities", erased),
    )


class Tidy:
    """Does all jobs every hour."""

    def __init__(self, database: Database, jobs: Sequence[Job | Errand], wake: Callable[[], None]) -> None:
        """Take the jobs; `wake` has the sender look at what they put into the outbox."""
        self._database, self._jobs, self._wake = database, jobs, wake

    async def run(self, stop: asyncio.Event) -> None:
        """Tidy until told to stop; a database that is away for a while is tried again the next time."""
        while not stop.is_set():
            await self.once(stop)
            await pause(stop, _EVERY)

    async def once(self, stop: asyncio.Event) -> None:
        """Do every job until nothing is left of it, and then forget the log where deleted things linger."""
        for job in self._jobs:
            try:
                while await self._some(job) and not stop.is_set():
                    self._wake()
            except (SQLAlchemyError, OSError, ConflictError, ObjectsAwayError) as error:
                log.warning("not_tidied", job=job.name, error=type(error).__name__)
        try:
            await self._database.forget_log()
        except (SQLAlchemyError, OSError) as error:
            log.warning("log_not_forgotten", error=type(error).__name__)

    async def _some(self, job: Job | Errand) -> int:
        if isinstance(job, Errand):
            return await job.run(self._database)
        async with self._database.transaction() as session:
            return await job.run(session)
