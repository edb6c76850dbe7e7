"""Makes what was ordered: one thing at a time, leased, called off at a word, never lost by a kill and never doubled."""

from __future__ import annotations

import asyncio
import hashlib
import shutil
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.event import Address
from bot.leasing import LeaseLoop, Work
from bot.logs import place_of
from bot.making.handing_over import Finished, HandingOver
from bot.making.making import CalledOffError, Materials, Wish
from bot.making.records import line_of
from bot.making.registry import Making
from bot.talk import Talk
from flows.making import under_way
from flows.rights import acting, granted
from flows.screen import Line
from storage import audit, jobs, people
from storage.cipher import Cipher
from storage.database import ConflictError, Database
from storage.jobs import MOST_ATTEMPTS, Made, Ordered
from storage.loading import Snapshot
from storage.objects import Objects, ObjectsAwayError
from storage.outbox import Outbox

log = structlog.get_logger(__name__)
LEASE = timedelta(seconds=60)
_BEAT = 15.0
_LOOK_AGAIN = timedelta(minutes=1)
_TELL_EVERY = timedelta(seconds=5)
_ASK_EVERY = timedelta(seconds=1)
_WHOLE_KEPT = timedelta(hours=24)
_MIME = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "png": "image/png",
    "zip": "application/zip",
}
Shared = Callable[[AsyncSession, datetime], Awaitable[Snapshot]]


class TooOftenError(Exception):
    """Making it has ended its process several times: it is not tried again."""


class NoRightError(Exception):
    """Whoever ordered it may not have it any more."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where things are made and kept: the folder to work in, the contents people sent, the contents made here."""

    folder: Path
    objects: Objects
    made: Objects
    kept: timedelta


class Workshop:
    """Takes up jobs by leases; a job whose process was killed is made again from the start."""

    def __init__(
        self,
        *,
        database: Database,
        cipher: Cipher,
        talk: Talk,
        shared: Shared,
        place: Place,
        makers: Mapping[str, Making],
        handing_over: HandingOver,
        clock: Clock,
        machine: Clock,
        wake: Callable[[], None],
    ) -> None:
        """Take what things are made from and with.

        `clock` tells when what people see is as of, `machine` paces the work, `wake` has the sender look.
        """
        self._database, self._cipher, self._talk, self._shared = database, cipher, talk, shared
        self._place, self._makers, self._handing_over = place, makers, handing_over
        self._clock, self._machine, self._wake_sender = clock, machine, wake
        self._loop = LeaseLoop(Work("jobs", 1, self._claim, self._do, self._next_due, machine.now))
        self.wake, self.run, self.drain = self._loop.wake, self._loop.run, self._loop.drain

    async def tidy(self, database: Database) -> int:
        """Forget what has expired, with its contents; return how many contents that were."""
        async with database.transaction() as session:
            gone = await jobs.expire(session, self._clock.now())
        await self._forget(gone)
        return len(gone)

    async def _claim(self, room: int) -> Sequence[Ordered]:
        return await jobs.claim(self._database, self._machine.now(), LEASE, room)

    async def _next_due(self) -> datetime | None:
        return await jobs.next_due(self._database)

    async def _do(self, one: Ordered) -> None:
        """Make what was ordered, or write down why not; nothing that happens here ends the loop."""
        folder = self._place.folder / str(one.job.id)
        making = asyncio.create_task(self._make(one, folder))
        beating = asyncio.create_task(self._beat(one, making))
        try:
            await asyncio.wait([making])
            await self._settle(one, making)
        finally:
            making.cancel()
            beating.cancel()
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
            self._wake_sender()

    async def _beat(self, one: Ordered, making: asyncio.Task[None]) -> None:
        """Keep the lease while something is made, however rarely its maker says how far it is."""
        while True:
            await asyncio.sleep(_BEAT)
            with suppress(SQLAlchemyError, OSError, ConflictError):
                async with self._database.transaction() as session:
                    ours = await jobs.go_on(session, one, self._machine.now() + LEASE)
                if not ours:
                    making.cancel()
                    return

    async def _settle(self, one: Ordered, making: asyncio.Task[None]) -> None:
        if making.cancelled():
            log.info("job_called_off", job=one.job.id)
            return
        error = making.exception()
        match error:
            case None:
                log.info("job_done", job=one.job.id, kind=one.job.kind)
            case CalledOffError():
                log.info("job_called_off", job=one.job.id)
            case SQLAlchemyError() | OSError() | ConflictError() | ObjectsAwayError() if one.attempt < MOST_ATTEMPTS:
                log.warning("job_put_off", job=one.job.id, error=type(error).__name__)
                with suppress(SQLAlchemyError, OSError):
                    async with self._database.transaction() as session:
                        await jobs.put_off(session, one, self._machine.now() + _LOOK_AGAIN)
            case _:
                log.error("job_failed", job=one.job.id, error=type(error).__name__, at=place_of(error))
                await self._fail(one)

    async def _fail(self, one: Ordered) -> None:
        with suppress(SQLAlchemyError, OSError):
            async with self._database.transaction() as session:
                shared = await self._shared(session, self._clock.now())
                if await jobs.fail(session, one, self._clock.now()):
                    outbox = Outbox(session, self._machine.now())
                    await self._handing_over.failed(outbox, one, shared)

    async def _make(self, one: Ordered, folder: Path) -> None:
        """Make the files, keep them, and hand them over; the last step is one transaction."""
        if one.attempt > MOST_ATTEMPTS:
            raise TooOftenError
        await self._forget(file.sha256 for file in one.left)
        now = self._clock.now()
        async with self._database.transaction() as session:
            shared = await self._shared(session, now)
            await self._check(session, one, shared, now)
        making, wish = self._makers[one.job.kind], _wish(one, now)
        materials = self._materials(one, shared)
        fingerprint, earlier = await self._earlier(one, making, materials, wish)
        if earlier:
            files, rows, since = earlier
        else:
            how_far = _HowFar(self, one, shared)
            paths = await self._made(one, _Task(making, materials, wish, folder), how_far)
            files, rows, since = await self._keep(one, paths), how_far.total, None
        done = Finished(files, rows, fingerprint, since)
        try:
            await self._finish(one, wish, done, shared)
        except CalledOffError:
            await self._forget(file.sha256 for file in files)
            raise

    async def _check(self, session: AsyncSession, one: Ordered, shared: Snapshot, now: datetime) -> None:
        """Look once more whether whoever ordered it may have it."""
        person = acting(await people.by_id(session, one.place.person, now), shared.units)
        unit, units = one.job.unit, shared.units
        whole = one.job.options.get("identities") == "yes"
        if not granted(person, "export", unit, units) or (whole and not granted(person, "identities", unit, units)):
            raise NoRightError

    def _materials(self, one: Ordered, shared: Snapshot) -> Materials:
        def say(line: Line) -> str:
            return self._talk.say(line, one.language)

        objects = self._place.objects
        return Materials(self._database, self._cipher, objects, shared.programmes, shared.units, say)

    async def _earlier(
        self, one: Ordered, making: Making, materials: Materials, wish: Wish
    ) -> tuple[str, tuple[tuple[Made, ...], int, datetime | None] | None]:
        """Return the fingerprint of the data, and what was made from the same data before, where there is any."""
        if making.fingerprint is None:
            return "", None
        async with self._database.snapshot() as session:
            fingerprint = await making.fingerprint(session, materials, wish)
            if one.anew or "identities" in one.job.options:
                return fingerprint, None
            row = await jobs.earlier(session, one, fingerprint, self._clock.now())
        return fingerprint, (jobs.made(row), row.total, row.finished_at) if row else None

    async def _made(self, one: Ordered, task: _Task, how_far: _HowFar) -> tuple[Path, ...]:
        """Make the files, once more in parts where they turn out to be too large for where they are to go."""
        paths = await task.made(task.wish, how_far)
        parts = self._handing_over.parts(one.place, [path.stat().st_size for path in paths])
        if parts == 1 or not task.making.splits:
            return paths
        return await task.made(replace(task.wish, options={**task.wish.options, "parts": str(parts)}), how_far)

    async def _keep(self, one: Ordered, paths: Sequence[Path]) -> tuple[Made, ...]:
        """Keep the contents; what they are called is noted before, so that nothing is left behind by a kill."""
        files = tuple([await asyncio.to_thread(_measured, path) for path in paths])
        async with self._database.transaction() as session:
            if not await jobs.note(session, one, files):
                raise CalledOffError
        for file, path in zip(files, paths, strict=True):
            await self._place.made.put_file(file.sha256, path)
        return files

    async def _finish(self, one: Ordered, wish: Wish, done: Finished, shared: Snapshot) -> None:
        whole = "identities" in one.job.options
        lasts = min(self._place.kept, _WHOLE_KEPT) if whole else self._place.kept
        at = self._clock.now()
        async with self._database.transaction() as session:
            await self._check(session, one, shared, at)
            await jobs.go_on(session, one, self._machine.now() + LEASE, (done.rows, done.rows))
            if not await jobs.finish(session, one, done.files, done.fingerprint, at=at, lasts=lasts):
                raise CalledOffError
            if whole:
                line, place = line_of(wish, done.rows, one.reason), one.place
                await audit.write(session, line, actor=place.person, channel=place.channel, at=at)
            job = replace(one.job, state="done", done=done.rows, total=done.rows, finished_at=at)
            outbox = Outbox(session, self._machine.now())
            await self._handing_over.hand_over(outbox, replace(one, job=job), done, at + lasts, shared)

    async def say_how_far(self, one: Ordered, shared: Snapshot, done: int, total: int, *, tell: bool) -> None:
        """Note how far a job is, and tell it in its chat; raises CalledOffError once nobody wants it any more."""
        async with self._database.transaction() as session:
            if not await jobs.go_on(session, one, self._machine.now() + LEASE, (done, total)):
                raise CalledOffError
            if tell and self._handing_over.redraws(one.place):
                job = replace(one.job, state="working", done=done, total=total)
                screen = under_way(job, shared.programmes, shared.units)
                await Outbox(session, self._machine.now()).redraw_job(one.place, job.id, screen)
        if tell:
            self._wake_sender()

    def now(self) -> datetime:
        """Return the machine's time."""
        return self._machine.now()

    async def _forget(self, hashes: Iterable[str]) -> None:
        """Delete contents that no job has any more."""
        for sha256 in dict.fromkeys(hashes):
            async with self._database.transaction() as session:
                needed = await jobs.needed(session, sha256)
            if not needed:
                await self._place.made.delete(sha256)


class _HowFar:
    """Hears how far a job is; asks now and then whether it is wanted still, and tells its chat a little less often."""

    def __init__(self, workshop: Workshop, one: Ordered, shared: Snapshot) -> None:
        self.total = 0
        self._workshop, self._one, self._shared = workshop, one, shared
        self._asked: datetime | None = None
        self._told = workshop.now()

    async def __call__(self, done: int, total: int) -> None:
        self.total, now = total, self._workshop.now()
        if self._asked is not None and now - self._asked < _ASK_EVERY:
            return
        tell = now - self._told >= _TELL_EVERY
        self._asked, self._told = now, now if tell else self._told
        await self._workshop.say_how_far(self._one, self._shared, done, total, tell=tell)


@dataclass(frozen=True, slots=True)
class _Task:
    """What is to be made by whom, from what and where."""

    making: Making
    materials: Materials
    wish: Wish
    folder: Path

    async def made(self, wish: Wish, how_far: _HowFar) -> tuple[Path, ...]:
        """Make it from the start."""
        await asyncio.to_thread(_empty, self.folder)
        return await self.making.make(self.materials, wish, self.folder, how_far)


def _wish(one: Ordered, now: datetime) -> Wish:
    job, place = one.job, one.place
    language, options, chat = one.language, dict(job.options), Address(place.channel, place.bot, place.chat)
    return Wish(job.kind, job.programme, job.unit, job.phase, place.person, now, language, options, chat)


def _empty(folder: Path) -> None:
    """Leave an empty folder, for its owner only, whatever a killed process has left in it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)


def _measured(path: Path) -> Made:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    mime = _MIME.get(path.suffix.removeprefix("."), "application/octet-stream")
    return Made(path.name, path.stat().st_size, digest, mime)
