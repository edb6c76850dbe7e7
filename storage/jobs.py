"""Jobs: ordered in a turn, leased by whoever makes the files, settled, and forgotten once they have expired."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from typing import cast as known

from sqlalchemy import String, and_, cast, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.effects import Order
from flows.needs import JobsOf
from flows.records import Job, JobState
from storage.database import Database, changed
from storage.outbox import Place
from storage.tables import JobRow, LinkRow

OPEN = ("waiting", "working")
MOST_ATTEMPTS = 3
_BATCH = 50


@dataclass(frozen=True, slots=True)
class Made:
    """A file that was made: its name, its size in bytes, the hash it is kept under, and what kind of content it is."""

    name: str
    size: int
    sha256: str
    mime: str


@dataclass(frozen=True, slots=True)
class Ordered:
    """A job in the hands of whoever makes it; `attempt` proves that it is theirs still.

    `left` is what a killed process may have left behind.
    """

    job: Job
    place: Place
    language: str
    reason: str
    ordered_at: datetime
    anew: bool
    attempt: int
    wish: str
    left: tuple[Made, ...] = ()


async def order(
    session: AsyncSession, order: Order, place: Place, language: str, *, at: datetime, now: datetime
) -> None:
    """Note an order; ConflictError where the same is under way. `now` is the machine's time."""
    await session.execute(
        insert(JobRow).values(
            id=order.job,
            person_id=place.person,
            channel=place.channel,
            bot=place.bot,
            chat=place.chat,
            language=language,
            kind=order.kind,
            programme=order.programme,
            unit=order.unit,
            phase=order.phase,
            options=dict(order.options),
            reason=order.reason,
            wish=wish(order),
            anew=order.anew,
            state="waiting",
            done=0,
            total=0,
            attempts=0,
            due_at=now,
            ordered_at=at,
            fingerprint="",
            files=[],
        )
    )


def wish(order: Order) -> str:
    """Return what makes two orders of a person the same, fit for an index."""
    options = sorted(order.options.items())
    return sha256(repr((order.kind, order.programme, order.unit, order.phase, options)).encode()).hexdigest()


async def of_person(session: AsyncSession, need: JobsOf) -> tuple[Job, ...]:
    """Return what somebody ordered, the newest first."""
    mine = select(JobRow).where(col(JobRow.person_id) == need.person).order_by(col(JobRow.id).desc()).limit(need.limit)
    rows = (await session.execute(mine.execution_options(populate_existing=True))).scalars().all()
    linked = select(col(LinkRow.job)).where(col(LinkRow.job).in_([row.id for row in rows]))
    by_link = frozenset((await session.execute(linked.where(col(LinkRow.called_off_at).is_(None)))).scalars())
    return tuple(_job(row, by_link=row.id in by_link) for row in rows)


async def call_off(session: AsyncSession, job: int, person: int, at: datetime) -> None:
    """Stop what somebody ordered; whoever makes it notices at their next word, and its links open nothing any more."""
    mine = col(JobRow.id) == job, col(JobRow.person_id) == person, col(JobRow.state).in_(OPEN)
    await session.execute(update(JobRow).where(*mine).values(state="called off", finished_at=at))
    links = col(LinkRow.job) == job, col(LinkRow.person_id) == person, col(LinkRow.called_off_at).is_(None)
    await session.execute(update(LinkRow).where(*links).values(called_off_at=at))


async def claim(database: Database, now: datetime, lease: timedelta, limit: int) -> Sequence[Ordered]:
    """Lease what is to be made now, the oldest first; a killed process's leases end by themselves."""
    async with database.transaction() as session:
        free = or_(col(JobRow.leased_until).is_(None), col(JobRow.leased_until) <= now)
        query = (
            select(JobRow)
            .where(col(JobRow.state).in_(OPEN), col(JobRow.due_at) <= now, free)
            .order_by(col(JobRow.due_at), col(JobRow.id))
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        rows = (await session.execute(query)).scalars().all()
        ordered = [_ordered(row, row.attempts + 1) for row in rows]
        taken = {"state": "working", "leased_until": now + lease, "attempts": col(JobRow.attempts) + 1, "done": 0}
        await session.execute(update(JobRow).where(col(JobRow.id).in_([row.id for row in rows])).values(**taken))
        return ordered


async def next_due(database: Database) -> datetime | None:
    """Return when something may next be made, None when nothing waits."""
    async with database.transaction() as session:
        rows = await session.execute(
            select(col(JobRow.due_at), col(JobRow.leased_until))
            .where(col(JobRow.state).in_(OPEN))
            .order_by(col(JobRow.due_at))
            .limit(50)
        )
        return min((max(due, leased or due) for due, leased in rows.all()), default=None)


async def go_on(session: AsyncSession, one: Ordered, until: datetime, far: tuple[int, int] | None = None) -> bool:
    """Keep the lease, and note how far it is; False where it was called off or is somebody else's by now."""
    values: dict[str, Any] = {"leased_until": until}
    if far is not None:
        values |= {"done": far[0], "total": far[1]}
    return await changed(session, update(JobRow).where(*_theirs(one)).values(**values)) == 1


async def note(session: AsyncSession, one: Ordered, files: Sequence[Made]) -> bool:
    """Note what is about to be kept, so that it is found if we are killed; False where it is not ours any more."""
    return await changed(session, update(JobRow).where(*_theirs(one)).values(files=_kept(files))) == 1


async def finish(
    session: AsyncSession, one: Ordered, files: Sequence[Made], fingerprint: str, *, at: datetime, lasts: timedelta
) -> bool:
    """Note what was made; False where nobody wants it any more or somebody else makes it by now."""
    values = {
        "state": "done",
        "files": _kept(files),
        "fingerprint": fingerprint,
        "finished_at": at,
        "expires_at": at + lasts,
    }
    ended = update(JobRow).where(*_theirs(one)).values(leased_until=None, **values)
    return await changed(session, ended) == 1


async def fail(session: AsyncSession, one: Ordered, at: datetime) -> bool:
    """Note that it cannot be made."""
    failed = update(JobRow).where(*_theirs(one)).values(state="failed", finished_at=at, leased_until=None)
    return await changed(session, failed) == 1


async def put_off(session: AsyncSession, one: Ordered, until: datetime) -> None:
    """Let it be tried again from the start later."""
    later = {"state": "waiting", "leased_until": None, "due_at": until}
    await session.execute(update(JobRow).where(*_theirs(one)).values(**later))


async def earlier(session: AsyncSession, one: Ordered, fingerprint: str, at: datetime) -> JobRow | None:
    """Return the last job by which the same person was given the same from the same state of the data."""
    same = (
        col(JobRow.person_id) == one.place.person,
        col(JobRow.wish) == one.wish,
        col(JobRow.state) == "done",
        col(JobRow.fingerprint) == fingerprint,
        col(JobRow.expires_at) > at,
    )
    found = await session.execute(select(JobRow).where(*same).order_by(col(JobRow.finished_at).desc()).limit(1))
    return found.scalar_one_or_none()


def made(row: JobRow) -> tuple[Made, ...]:
    """Return the files of a job."""
    return tuple(Made(**file) for file in row.files)


async def expire(session: AsyncSession, at: datetime) -> tuple[str, ...]:
    """Let some jobs expire whose time is over, and return the hashes of what is not to be kept any more.

    What was called off or failed keeps nothing either. Empty when nothing is left.
    """
    over = and_(col(JobRow.state) == "done", col(JobRow.expires_at) <= at)
    unwanted = and_(col(JobRow.state).in_(("called off", "failed")), func.length(cast(col(JobRow.files), String)) > 2)
    some = select(JobRow).where(or_(over, unwanted)).limit(_BATCH).with_for_update()
    rows = (await session.execute(some)).scalars().all()
    hashes = tuple(file.sha256 for row in rows for file in made(row))
    ids = [row.id for row in rows]
    done = [row.id for row in rows if row.state == "done"]
    gone: Mapping[str, Any] = {"state": "expired", "expires_at": None}
    await session.execute(update(JobRow).where(col(JobRow.id).in_(done)).values(**gone))
    await session.execute(update(JobRow).where(col(JobRow.id).in_(ids)).values(files=[]))
    await session.execute(update(LinkRow).where(col(LinkRow.job).in_(ids)).values(called_off_at=at))
    return hashes


async def needed(session: AsyncSession, sha256: str) -> bool:
    """Tell whether a job that has not expired has a content."""
    rows = await session.execute(select(col(JobRow.files)).where(col(JobRow.state) == "done"))
    return any(file["sha256"] == sha256 for files in rows.scalars() for file in files)


async def release_all(database: Database) -> None:
    """Free what a process that was killed had under way; only for a database that has one process."""
    async with database.transaction() as session:
        await session.execute(update(JobRow).where(col(JobRow.leased_until).is_not(None)).values(leased_until=None))


def _kept(files: Sequence[Made]) -> list[dict[str, Any]]:
    return [asdict(file) for file in files]


def _theirs(one: Ordered) -> tuple[Any, ...]:
    return (
        col(JobRow.id) == one.job.id,
        col(JobRow.state) == "working",
        col(JobRow.attempts) == one.attempt,
    )


def _job(row: JobRow, *, by_link: bool = False) -> Job:
    return Job(
        id=row.id,
        kind=row.kind,
        programme=row.programme,
        unit=row.unit,
        phase=row.phase,
        options=dict(row.options),
        state=known("JobState", row.state),
        done=row.done,
        total=row.total,
        finished_at=row.finished_at,
        by_link=by_link,
    )


def _ordered(row: JobRow, attempt: int) -> Ordered:
    return Ordered(
        job=_job(row),
        place=Place(row.person_id, row.channel, row.bot, row.chat),
        language=row.language,
        reason=row.reason,
        ordered_at=row.ordered_at,
        anew=row.anew,
        attempt=attempt,
        wish=row.wish,
        left=made(row),
    )
