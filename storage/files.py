"""Files people sent: waiting to be fetched, leased by whoever fetches them, settled in a turn, looked after later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.effects import FetchFile
from flows.said import Fetched, Scan, Trouble
from storage.database import Database
from storage.outbox import Place
from storage.tables import FileRow

UNCLAIMED_FOR = timedelta(days=1)
_SCANNED: Mapping[Scan, str] = {"clean": "yes", "none": "not scanned"}


@dataclass(frozen=True, slots=True)
class WaitingFile:
    """A file to be fetched; `sha256` where its content was kept before but not everything about it is known."""

    id: int
    initiative: int
    place: Place
    reference: str
    name: str
    size: int | None
    sha256: str | None
    mime: str
    attempts: int


async def receive(session: AsyncSession, fetch: FetchFile, place: Place, now: datetime) -> None:
    """Note a file that somebody sent, to be fetched at once; `now` is the machine's time, as everywhere here."""
    sent = fetch.attachment
    await session.execute(
        insert(FileRow).values(
            id=fetch.file,
            initiative=fetch.initiative,
            person_id=place.person,
            channel=place.channel,
            bot=place.bot,
            chat=place.chat,
            reference=sent.reference,
            kind=sent.kind,
            name=sent.name,
            size=sent.size,
            state="waiting",
            verdict="",
            mime="",
            scanned="no",
            attempts=0,
            last_error="",
            created_at=now,
            due_at=now,
        )
    )


async def settle(session: AsyncSession, fetched: Fetched, now: datetime) -> None:
    """Write down what became of a file; it is looked after when it may have lost its claim."""
    values: dict[str, object] = {"state": "gone" if fetched.trouble == "unfetched" else "refused"}
    if fetched.trouble is None:
        values = {"state": "kept", "sha256": fetched.sha256, "size": fetched.size, "mime": fetched.mime}
        values["scanned"] = _SCANNED[fetched.scan]
    await session.execute(
        update(FileRow)
        .where(col(FileRow.id) == fetched.file)
        .values(verdict=fetched.trouble or "", due_at=now + UNCLAIMED_FOR, leased_until=None, last_error="", **values)
    )


async def became_of(session: AsyncSession, file: int) -> Fetched | None:
    """Return what was written down of a file, None while nothing was; one that is forgotten cannot be had any more."""
    row = (await session.execute(select(FileRow).where(col(FileRow.id) == file))).scalar()
    if row is None:
        return Fetched(file, 0, "unfetched")
    if row.state == "waiting":
        return None
    if row.state != "kept":
        return Fetched(row.id, row.initiative, cast("Trouble", row.verdict or "unfetched"))
    scans: Mapping[str, Scan] = {written: scan for scan, written in _SCANNED.items()}
    scan = scans.get(row.scanned, "none")
    return Fetched(row.id, row.initiative, None, row.sha256 or "", row.size or 0, row.mime, scan)


async def claim(database: Database, now: datetime, lease: timedelta, limit: int) -> Sequence[WaitingFile]:
    """Lease what is to be fetched now, oldest first; a killed process's leases end by themselves."""
    async with database.transaction() as session:
        free = or_(col(FileRow.leased_until).is_(None), col(FileRow.leased_until) <= now)
        query = (
            select(FileRow)
            .where(col(FileRow.state) == "waiting", col(FileRow.due_at) <= now, free)
            .order_by(col(FileRow.due_at), col(FileRow.id))
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        rows = (await session.execute(query)).scalars().all()
        if rows:
            await session.execute(
                update(FileRow)
                .where(col(FileRow.id).in_([row.id for row in rows]))
                .values(leased_until=now + lease, attempts=col(FileRow.attempts) + 1)
            )
        return [_waiting(row) for row in rows]


async def next_due(database: Database) -> datetime | None:
    """Return when something may next be fetched, None when nothing waits."""
    async with database.transaction() as session:
        rows = await session.execute(
            select(col(FileRow.due_at), col(FileRow.leased_until))
            .where(col(FileRow.state) == "waiting")
            .order_by(col(FileRow.due_at))
            .limit(50)
        )
        return min((max(due, leased or due) for due, leased in rows.all()), default=None)


async def note_content(database: Database, file: int, sha256: str, size: int, mime: str) -> None:
    """Note under which hash a content is about to be kept, so that nobody sweeps it away meanwhile."""
    async with database.transaction() as session:
        await session.execute(
            update(FileRow).where(col(FileRow.id) == file).values(sha256=sha256, size=size, mime=mime)
        )


async def put_off(database: Database, file: int, until: datetime, why: str) -> None:
    """Try again later."""
    async with database.transaction() as session:
        await session.execute(
            update(FileRow)
            .where(col(FileRow.id) == file, col(FileRow.state) == "waiting")
            .values(leased_until=None, due_at=until, last_error=why)
        )


async def release_all(database: Database) -> None:
    """Free what a process that was killed had under way; only for a database that has one process."""
    async with database.transaction() as session:
        await session.execute(update(FileRow).where(col(FileRow.leased_until).is_not(None)).values(leased_until=None))


def _waiting(row: FileRow) -> WaitingFile:
    """Return a file that is being leased, this attempt counted."""
    return WaitingFile(
        id=row.id,
        initiative=row.initiative,
        place=Place(row.person_id, row.channel, row.bot, row.chat),
        reference=row.reference,
        name=row.name,
        size=row.size,
        sha256=row.sha256,
        mime=row.mime,
        attempts=row.attempts + 1,
    )
