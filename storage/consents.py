"""Consent as proof: to which words, when and where somebody said yes or no, and when they took it back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.effects import Consent
from flows.records import ConsentRecord
from storage.tables import ConsentRow


async def record(
    session: AsyncSession,
    person: int,
    consent: Consent,
    *,
    words: Sequence[str],
    channel: str,
    now: datetime,
    by: int | None = None,
) -> None:
    """Record a yes or no, with the hash of the words as they were read; `by` is who declares it for the person."""
    await session.execute(
        insert(ConsentRow).values(
            person_id=person,
            purpose=consent.purpose,
            text_version=consent.text_version,
            text_hash=text_hash(words),
            given=consent.given,
            channel=channel,
            at=now,
            by=by,
        )
    )


async def withdraw(session: AsyncSession, person: int, purpose: str, now: datetime) -> None:
    """Note that a yes was taken back; the record of it stays, as proof."""
    await session.execute(
        update(ConsentRow)
        .where(
            col(ConsentRow.person_id) == person,
            col(ConsentRow.purpose) == purpose,
            col(ConsentRow.given),
            col(ConsentRow.withdrawn_at).is_(None),
        )
        .values(withdrawn_at=now)
    )


async def records(session: AsyncSession, person: int) -> tuple[ConsentRecord, ...]:
    """Return everything somebody said yes or no to, the oldest first."""
    rows = (
        await session.execute(
            select(ConsentRow).where(col(ConsentRow.person_id) == person).order_by(col(ConsentRow.id))
        )
    ).scalars()
    return tuple(
        ConsentRecord(row.purpose, row.text_version, row.given, row.channel, row.at, row.withdrawn_at) for row in rows
    )


def text_hash(words: Sequence[str]) -> str:
    """Return the SHA-256 of words, one a line, in UTF-8."""
    return sha256("\n".join(words).encode()).hexdigest()
