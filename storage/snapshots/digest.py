"""The digest of a snapshot: one number for everything in it, in the order it was taken."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col

from storage.tables import SnapshotCandidateRow, SnapshotRow, SnapshotUnitRow

_PART = 2_000


def _columns(table: type[SQLModel], *without: str) -> tuple[str, ...]:
    return tuple(name for name in table.model_fields if name not in without)


HEAD = _columns(SnapshotRow, "id", "digest")
UNIT = _columns(SnapshotUnitRow, "snapshot")
CANDIDATE = _columns(SnapshotCandidateRow, "snapshot", "ticked")


class Digest:
    """Takes in one row after the other."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._hash = sha256()

    def add(self, *values: object) -> None:
        """Take in a row; where one value ends and the next begins cannot be mistaken."""
        self._hash.update(json.dumps([_plain(value) for value in values], ensure_ascii=False).encode() + b"\n")

    def __str__(self) -> str:
        """Return the digest of all that was taken in."""
        return self._hash.hexdigest()


async def computed(session: AsyncSession, snapshot: SnapshotRow) -> str:
    """Return the digest of a stored snapshot as its rows are now; what was ticked later is no part of it."""
    digest = Digest()
    digest.add(*(getattr(snapshot, name) for name in HEAD))
    units = select(*(col(getattr(SnapshotUnitRow, name)) for name in UNIT))
    candidates = select(*(col(getattr(SnapshotCandidateRow, name)) for name in CANDIDATE))
    for rows in (
        units.where(col(SnapshotUnitRow.snapshot) == snapshot.id).order_by(col(SnapshotUnitRow.place)),
        candidates.where(col(SnapshotCandidateRow.snapshot) == snapshot.id, ~col(SnapshotCandidateRow.ticked)).order_by(
            col(SnapshotCandidateRow.initiative)
        ),
    ):
        async for part in (await session.stream(rows)).partitions(_PART):
            for row in part:
                digest.add(*row)
    return str(digest)


def _plain(value: object) -> object:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case _:
            return value
