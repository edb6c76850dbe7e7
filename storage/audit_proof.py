"""Going through a sealed audit trail, line by line: the first thing that is not as it was sealed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import func, select
from sqlmodel import col

from storage.audit import hashed
from storage.audit_chain import digest_of, signed_text
from storage.cipher import Cipher, UnreadableSecretError
from storage.database import Database
from storage.tables import AuditHeadRow, AuditRow, InitiativeRow

_PAGE = 1_000
Kind = Literal["altered", "missing", "reason", "cut off", "beyond", "no end", "forged", "another key", "nothing"]


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a trail, at which number; `at` is when the line was written, or the last one before it."""

    kind: Kind
    number: int = 0
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Trail:
    """What was found of a programme's trail; `waiting_since` is the oldest line that is not sealed yet."""

    programme: str
    lines: int = 0
    newest: datetime | None = None
    waiting_since: datetime | None = None
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class _Ends:
    """Where a trail ends by its lines, and by what was signed."""

    number: int
    head: AuditHeadRow | None
    unsealed: int
    waiting_since: datetime | None
    handed_in: bool


async def programmes(database: Database) -> tuple[str, ...]:
    """Return what has a trail, or should have one: programmes by their keys, empty for what is about none."""
    async with database.transaction() as session:
        found: set[str] = set()
        for column in (AuditHeadRow.programme, AuditRow.programme):
            found |= set((await session.execute(select(col(column)).distinct())).scalars())
        handed_in = select(col(InitiativeRow.programme)).where(col(InitiativeRow.code).is_not(None)).distinct()
        return tuple(sorted(found.union((await session.execute(handed_in)).scalars())))


async def verify(database: Database, cipher: Cipher, programme: str) -> Trail:
    """Go through a programme's trail, a page a transaction, so that nobody waits for it."""
    ends = await _ends(database, programme)
    number, digest, at = 0, "", None
    trouble: Trouble | None = None
    while trouble is None and (rows := await _page(database, programme, number, ends.number)):
        for row in rows:
            trouble = _wrong(row, number, digest, at)
            if trouble:
                break
            number, digest, at = number + 1, row.digest or "", row.at
    return Trail(programme, number, at, ends.waiting_since, trouble or _end_wrong(ends, cipher, number, digest, at))


def _wrong(row: AuditRow, before: int, digest: str, at: datetime | None) -> Trouble | None:
    number = row.number or 0
    if number != before + 1:
        return Trouble("missing", before + 1, at)
    if digest_of(row, number, row.reason_hash, digest) != row.digest:
        return Trouble("altered", number, row.at)
    if row.reason and hashed(row.reason) != row.reason_hash:
        return Trouble("reason", number, row.at)
    return None


def _end_wrong(ends: _Ends, cipher: Cipher, number: int, digest: str, at: datetime | None) -> Trouble | None:
    """Compare the last line with what was signed as the end."""
    head = ends.head
    if head is None:
        if number:
            return Trouble("no end", number, at)
        return Trouble("nothing") if ends.handed_in and not ends.unsealed else None
    try:
        if not cipher.signed(signed_text(head.programme, head.number, head.digest), head.signature):
            return Trouble("forged", head.number, at)
    except UnreadableSecretError:
        return Trouble("another key", head.number, at)
    if number < head.number:
        return Trouble("cut off", number + 1, at)
    if number > head.number:
        return Trouble("beyond", head.number + 1, at)
    return None if digest == head.digest else Trouble("forged", head.number, at)


async def _ends(database: Database, programme: str) -> _Ends:
    """Read both ends at one instant: what is sealed meanwhile comes after them."""
    here = col(AuditRow.programme) == programme
    async with database.transaction() as session:
        newest = (await session.execute(select(func.max(col(AuditRow.number))).where(here))).scalar_one()
        head = select(AuditHeadRow).where(col(AuditHeadRow.programme) == programme)
        signed = (await session.execute(head)).scalar_one_or_none()
        waiting = select(func.count(), func.min(col(AuditRow.at))).where(here, col(AuditRow.number).is_(None))
        unsealed, since = (await session.execute(waiting)).one()
        handed_in = select(col(InitiativeRow.id)).where(
            col(InitiativeRow.programme) == programme, col(InitiativeRow.code).is_not(None)
        )
        known = (await session.execute(handed_in.limit(1))).first() is not None
    return _Ends(newest or 0, signed, unsealed, since, handed_in=known)


async def _page(database: Database, programme: str, after: int, last: int) -> list[AuditRow]:
    number = col(AuditRow.number)
    page = select(AuditRow).where(col(AuditRow.programme) == programme, number > after, number <= last)
    async with database.transaction() as session:
        return list((await session.execute(page.order_by(number).limit(_PAGE))).scalars())
