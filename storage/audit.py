"""The audit trail: one line for each deliberate change, in the transaction that makes it (demand 66)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import AuditRow, InitiativeRow

_INITIATIVE = "initiative "


@dataclass(frozen=True, slots=True)
class AuditLine:
    """What was changed, for what reason; `programme` is empty where it is about none.

    A line about an initiative that is still there need not name it. `stood_for` is the officer whose right was used by
    whoever stands in for them.
    """

    action: str
    subject: str
    old: str = ""
    new: str = ""
    reason: str = ""
    programme: str = ""
    stood_for: int | None = None


async def write(session: AsyncSession, line: AuditLine, *, actor: int | None, channel: str, at: datetime) -> None:
    """Write a line; it is sealed soon after it was committed."""
    await session.execute(
        insert(AuditRow).values(
            at=at,
            actor=actor,
            channel=channel,
            action=line.action,
            subject=line.subject,
            old=line.old,
            new=line.new,
            reason=line.reason,
            programme=line.programme or _programme_of(line.subject),
            stood_for=line.stood_for,
            reason_hash=hashed(line.reason),
        )
    )


def about(initiative: int) -> str:
    """Return what the audit calls an initiative."""
    return f"{_INITIATIVE}{initiative}"


def _programme_of(subject: str) -> Any:
    """Return the programme of the initiative a line is about, empty where it is about none."""
    number = subject.removeprefix(_INITIATIVE)
    if number == subject or not number.isdigit():
        return ""
    programme = select(col(InitiativeRow.programme)).where(col(InitiativeRow.id) == int(number)).scalar_subquery()
    return func.coalesce(programme, "")


def hashed(reason: str) -> str:
    """Return what stands for a reason in the sealed line, so that its words can be erased; empty for no words."""
    return sha256(reason.encode()).hexdigest() if reason else ""
