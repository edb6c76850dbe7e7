"""Files that nothing claims any more are forgotten after a day, and contents that no file needs with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlmodel import col

from storage.database import Database
from storage.files import UNCLAIMED_FOR
from storage.objects import Objects
from storage.tables import FileRow, InitiativeRow

_BATCH = 100
_SETTLED = ("kept", "refused", "gone")
_CLAIMED_FOR = {"draft": UNCLAIMED_FOR, "returned": UNCLAIMED_FOR}
_SETTLED_FOR = timedelta(days=30)


async def sweep(database: Database, objects: Objects, now: datetime) -> int:
    """Forget what nothing claims and return how many files that were; raises ObjectsAwayError.

    A piece taken out of an answer, a deleted draft, a refused file: their rows are due a day after they were settled.
    What a draft claims is looked at every day, what was handed in every month.
    """
    forgotten = 0
    while True:
        looked_at, unclaimed = await _look_at(database, now)
        for file in unclaimed:
            await _forget(database, objects, file, now)
        forgotten += len(unclaimed)
        if looked_at < _BATCH:
            return forgotten


async def _look_at(database: Database, now: datetime) -> tuple[int, Sequence[FileRow]]:
    """Look at some files that are due, put off the claimed ones, and return how many there were and the others."""
    async with database.transaction() as session:
        query = (
            select(FileRow, InitiativeRow)
            .outerjoin(InitiativeRow, col(InitiativeRow.id) == col(FileRow.initiative))
            .where(col(FileRow.state).in_(_SETTLED), col(FileRow.due_at) <= now)
            .order_by(col(FileRow.due_at))
            .limit(_BATCH)
        )
        rows = (await session.execute(query)).all()
        for file, initiative in rows:
            if _claimed(file, initiative):
                again = now + _CLAIMED_FOR.get(initiative.state, _SETTLED_FOR)
                await session.execute(update(FileRow).where(col(FileRow.id) == file.id).values(due_at=again))
        return len(rows), [file for file, initiative in rows if not _claimed(file, initiative)]


async def _forget(database: Database, objects: Objects, file: FileRow, now: datetime) -> None:
    """Delete a file, and its content if no other has the same; nothing is locked while contents are reached.

    Who gets the same content meanwhile has noted its hash before storing it, and is fetched once more; who had it and
    is forgotten at the same time leaves the content to us.
    """
    if file.sha256 is None:
        await _delete(database, file)
        return
    needed = await _is_needed(database, file)
    if not needed:
        await objects.delete(file.sha256)
    await _delete(database, file)
    if needed and not await _is_needed(database, file):
        await objects.delete(file.sha256)
    elif not needed:
        again = {"state": "waiting", "sha256": None, "due_at": now, "leased_until": None}
        async with database.transaction() as session:
            await session.execute(update(FileRow).where(col(FileRow.sha256) == file.sha256).values(**again))


async def _delete(database: Database, file: FileRow) -> None:
    async with database.transaction() as session:
        await session.execute(delete(FileRow).where(col(FileRow.id) == file.id))


async def _is_needed(database: Database, file: FileRow) -> bool:
    """Tell whether another file has the same content."""
    others = select(col(FileRow.id)).where(col(FileRow.sha256) == file.sha256, col(FileRow.id) != file.id).limit(1)
    async with database.transaction() as session:
        return (await session.execute(others)).first() is not None


def _claimed(file: FileRow, initiative: InitiativeRow | None) -> bool:
    if initiative is None or file.state != "kept":
        return False
    return file.id in {*_files_in(initiative.answers), *_files_in(initiative.partials)}


def _files_in(answers: Mapping[str, Any]) -> Iterator[int]:
    for value in answers.values():
        for piece in value if isinstance(value, list) else ():
            if isinstance(piece, dict) and isinstance(piece.get("file"), int):
                yield piece["file"]
