"""Pages for files: known by a hash, closed when the form is handed in; and what was given there until it is judged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Select, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.effects import OpenPage
from flows.said import Fetched
from storage import files
from storage.database import Database, changed
from storage.links import hashed
from storage.objects import Objects
from storage.outbox import Place
from storage.tables import FileRow, InitiativeRow, PersonRow, UploadPageRow, UploadRow

PAGE_LASTS = timedelta(hours=24)
MOST_ARRIVALS = 60
_EXPLAINED_FOR = timedelta(days=7)
_EXPECTED_WITHIN = timedelta(minutes=15)
_KEPT_FOR = timedelta(days=2)  # what is kept may have to be fetched once more (storage/sweep.py)
_LOOKED_AT_AGAIN = timedelta(hours=1)
_BATCH = 100
_REFERENCE = "upload:"
_TO_BE_CHANGED = ("draft", "returned", "pending")


@dataclass(frozen=True, slots=True)
class Page:
    """A page that was found: whose it is, for which initiative, and whether it takes files still."""

    initiative: int
    place: Place
    language: str
    state: Literal["open", "over", "handed in", "replaced"]
    files: int


def reference(key: str) -> str:
    """Return how the file under a key is referred to in place of a reference of a platform."""
    return f"{_REFERENCE}{key}"


def key_in(referred: str) -> str | None:
    """Return the key that a reference names, None for one of a platform."""
    return referred.removeprefix(_REFERENCE) if referred.startswith(_REFERENCE) else None


async def open_page(session: AsyncSession, opened: OpenPage, place: Place, at: datetime) -> None:
    """Keep a new page; where it comes instead of others, they are closed."""
    if opened.instead:
        await close_pages(session, opened.initiative, at)
    where = {"person_id": place.person, "channel": place.channel, "bot": place.bot, "chat": place.chat}
    row = {"token_hash": hashed(opened.token), "initiative": opened.initiative, "expires_at": at + PAGE_LASTS}
    await session.execute(insert(UploadPageRow).values(**row, **where, arrivals=0))


async def close_pages(session: AsyncSession, initiative: int, at: datetime) -> None:
    """Close every page of an initiative."""
    theirs = col(UploadPageRow.initiative) == initiative, col(UploadPageRow.closed_at).is_(None)
    await session.execute(update(UploadPageRow).where(*theirs).values(closed_at=at))


async def close_pages_of(session: AsyncSession, place: Place, at: datetime) -> None:
    """Close every page that somebody asked for in one chat."""
    of_chat = (
        col(UploadPageRow.channel) == place.channel,
        col(UploadPageRow.bot) == place.bot,
        col(UploadPageRow.chat) == place.chat,
    )
    theirs = col(UploadPageRow.person_id) == place.person, col(UploadPageRow.closed_at).is_(None)
    await session.execute(update(UploadPageRow).where(*of_chat, *theirs).values(closed_at=at))


async def find(session: AsyncSession, token: str, at: datetime) -> Page | None:
    """Return a page, None for one that never was, is forgotten, or whose initiative is somebody else's or gone."""
    query = (
        select(UploadPageRow, InitiativeRow, PersonRow)
        .join(InitiativeRow, col(InitiativeRow.id) == col(UploadPageRow.initiative))
        .join(PersonRow, col(PersonRow.id) == col(UploadPageRow.person_id))
        .where(col(UploadPageRow.token_hash) == hashed(token))
    )
    found = (await session.execute(query.execution_options(populate_existing=True))).first()
    if found is None:
        return None
    page, initiative, person = found
    entered = initiative.entered_by is not None and initiative.confirmed_at is None
    if page.person_id != (initiative.entered_by if entered else initiative.author):
        return None
    held = initiative.partials.get("evidence", initiative.answers.get("evidence"))
    place = Place(page.person_id, page.channel, page.bot, page.chat)
    return Page(
        page.initiative,
        place,
        person.language,
        _state(page, initiative, at),
        len(held) if isinstance(held, list) else 0,
    )


async def admit(database: Database, token: str) -> bool:
    """Count one more file on a page, and tell whether that many may be given there."""
    theirs = col(UploadPageRow.token_hash) == hashed(token), col(UploadPageRow.arrivals) < MOST_ARRIVALS
    counted = update(UploadPageRow).where(*theirs).values(arrivals=col(UploadPageRow.arrivals) + 1)
    async with database.transaction() as session:
        return await changed(session, counted) == 1


async def note(database: Database, key: str, page: Page, now: datetime) -> bool:
    """Note a file that is about to be kept under a key; False where it was given before."""
    async with database.transaction() as session:
        if (await session.execute(select(UploadRow).where(col(UploadRow.key) == key))).first():
            return False
        whose = {"initiative": page.initiative, "person_id": page.place.person}
        await session.execute(insert(UploadRow).values(key=key, **whose, given_at=now, due_at=now + _EXPECTED_WITHIN))
        return True


async def became_of(database: Database, key: str, page: Page) -> tuple[Fetched | None, str] | None:
    """Return what became of a file given on a page, and what its twin is called; None where no turn took it.

    What became of it is None itself as long as it is being looked at.
    """
    async with database.transaction() as session:
        row = (await session.execute(_file(key, page.initiative))).scalar()
        if row is None:
            return None
        same = col(FileRow.initiative) == page.initiative, col(FileRow.sha256) == row.sha256, col(FileRow.id) != row.id
        twin = (await session.execute(select(col(FileRow.name)).where(*same, col(FileRow.state) == "kept"))).scalar()
        return await files.became_of(session, row.id), twin or ""


async def forget_pages(session: AsyncSession, now: datetime) -> int:
    """Delete pages that are over for so long that nobody needs to be told why; return how many."""
    return await changed(session, delete(UploadPageRow).where(col(UploadPageRow.expires_at) < now - _EXPLAINED_FOR))


async def forget_contents(database: Database, waiting: Objects, now: datetime) -> int:
    """Forget what was given on pages and need not wait any more; return how much. Raises ObjectsAwayError."""
    forgotten = 0
    async with database.transaction() as session:
        due = select(UploadRow).where(col(UploadRow.due_at) <= now).order_by(col(UploadRow.due_at)).limit(_BATCH)
        rows = (await session.execute(due)).scalars().all()
        over = [row for row in rows if not await _put_off(session, row, now)]
    for row in over:
        await waiting.delete(row.key)
        async with database.transaction() as session:
            forgotten += await changed(session, delete(UploadRow).where(col(UploadRow.key) == row.key))
    return forgotten


async def _put_off(session: AsyncSession, row: UploadRow, now: datetime) -> bool:
    """Put off what is still to be fetched, or may have to be once more."""
    state = (await session.execute(_file(row.key, row.initiative))).scalar()
    again = {"waiting": now + _LOOKED_AT_AGAIN, "kept": row.given_at + _KEPT_FOR}.get(state.state if state else "")
    if again is None or again <= now:
        return False
    await session.execute(update(UploadRow).where(col(UploadRow.key) == row.key).values(due_at=again))
    return True


def _file(key: str, initiative: int) -> Select[FileRow]:
    return select(FileRow).where(col(FileRow.initiative) == initiative, col(FileRow.reference) == reference(key))


def _state(
    page: UploadPageRow, initiative: InitiativeRow, at: datetime
) -> Literal["open", "over", "handed in", "replaced"]:
    if initiative.state not in _TO_BE_CHANGED or (initiative.state == "pending" and page.closed_at):
        return "handed in"
    if page.closed_at:
        return "replaced"
    return "over" if page.expires_at <= at else "open"
