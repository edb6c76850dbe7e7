"""The audit trail is sealed: each line's digest covers the one before, and the newest is signed with the secret key.

Lines are written without a number, so that decisions never wait for one another; they are sealed soon after.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC
from hashlib import sha256
from typing import cast

from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.audit import hashed
from storage.cipher import Cipher, UnreadableSecretError
from storage.database import ConflictError, Database
from storage.tables import AuditHeadRow, AuditRow

_BATCH = 100
_BEFORE_THE_FIRST = ""


class BrokenTrailError(Exception):
    """A trail's end is not as it was sealed: to go on from there would hide what was done to it."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """What was sealed at once: how many lines, and the programmes whose trail cannot go on."""

    lines: int
    broken: frozenset[str]


async def seal(database: Database, cipher: Cipher, without: Collection[str] = ()) -> Sealed:
    """Seal some of the oldest committed lines, each programme in a transaction of its own; no lines: none is left."""
    async with database.transaction() as session:
        oldest = select(col(AuditRow.id), col(AuditRow.programme)).where(
            col(AuditRow.number).is_(None), col(AuditRow.programme).not_in(without)
        )
        waiting = (await session.execute(oldest.order_by(col(AuditRow.id)).limit(_BATCH))).all()
    lines, broken = 0, set[str]()
    for programme in dict.fromkeys(programme for _, programme in waiting):
        try:
            async with database.transaction() as session:
                lines += await _seal(session, cipher, programme, upto=cast("int", waiting[-1][0]))
        except (BrokenTrailError, ConflictError):
            broken.add(programme)
    return Sealed(lines, frozenset(broken))


async def _seal(session: AsyncSession, cipher: Cipher, programme: str, upto: int) -> int:
    """Seal a programme's lines; a second process that would do the same waits here for the first."""
    head = await _locked_head(session, cipher, programme)
    unsealed = select(AuditRow).where(
        col(AuditRow.number).is_(None), col(AuditRow.programme) == programme, col(AuditRow.id) <= upto
    )
    rows = (await session.execute(unsealed.order_by(col(AuditRow.id)).limit(_BATCH))).scalars().all()
    number, digest = head.number, head.digest
    sealed = []
    for row in rows:
        number, reason_hash = number + 1, row.reason_hash or hashed(row.reason)
        digest = digest_of(row, number, reason_hash, digest)
        sealed.append({"id": row.id, "number": number, "digest": digest, "reason_hash": reason_hash})
    if sealed:
        await session.execute(update(AuditRow), sealed)
    await session.execute(
        update(AuditHeadRow)
        .where(col(AuditHeadRow.programme) == programme)
        .values(number=number, digest=digest, signature=cipher.sign(signed_text(programme, number, digest)))
    )
    return len(sealed)


async def _locked_head(session: AsyncSession, cipher: Cipher, programme: str) -> AuditHeadRow:
    """Return where a trail ends, begun if it is not there; raises BrokenTrailError where that is not as it was left.

    Lines taken away from the end do not matter here: going on leaves a gap in the numbers.
    """
    insert_new = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    first = signed_text(programme, 0, _BEFORE_THE_FIRST)
    begun = {"programme": programme, "number": 0, "digest": _BEFORE_THE_FIRST, "signature": cipher.sign(first)}
    await session.execute(insert_new(AuditHeadRow).values(begun).on_conflict_do_nothing())
    this = select(AuditHeadRow).where(col(AuditHeadRow.programme) == programme).with_for_update()
    head = (await session.execute(this)).scalar_one()
    newest = select(func.max(col(AuditRow.number))).where(col(AuditRow.programme) == programme)
    if ((await session.execute(newest)).scalar_one() or 0) > head.number or not _is_signed(head, cipher):
        raise BrokenTrailError(programme)
    return head


def _is_signed(head: AuditHeadRow, cipher: Cipher) -> bool:
    try:
        return cipher.signed(signed_text(head.programme, head.number, head.digest), head.signature)
    except UnreadableSecretError:
        return False


async def sign_anew(session: AsyncSession, cipher: Cipher) -> tuple[int, int]:
    """Bring the signatures under the present key; return how many were, and of how many no key given made them.

    One that does not fit is left as it is, so that it stays noticed.
    """
    signed = unreadable = 0
    for head in (await session.execute(select(AuditHeadRow).with_for_update())).scalars().all():
        if cipher.is_present(head.signature):
            continue
        text = signed_text(head.programme, head.number, head.digest)
        try:
            fits = cipher.signed(text, head.signature)
        except UnreadableSecretError:
            unreadable += 1
            continue
        if fits:
            this = update(AuditHeadRow).where(col(AuditHeadRow.programme) == head.programme)
            await session.execute(this.values(signature=cipher.sign(text)))
            signed += 1
    return signed, unreadable


def digest_of(row: AuditRow, number: int, reason_hash: str, before: str) -> str:
    """Return what stands for a line and all lines before it."""
    sealed = {
        "number": number,
        "programme": row.programme,
        "at": row.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": row.actor,
        "stood_for": row.stood_for,
        "channel": row.channel,
        "action": row.action,
        "subject": row.subject,
        "old": row.old,
        "new": row.new,
        "reason_hash": reason_hash,
        "before": before,
    }
    return sha256(json.dumps(sealed, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def signed_text(programme: str, number: int, digest: str) -> str:
    """Return what is signed of the end of a trail."""
    return f"audit|{programme}|{number}|{digest}"
