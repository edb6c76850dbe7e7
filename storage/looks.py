"""The access log: who saw whose whole identity number, and when. It is a part of the audit."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.needs import LooksAt
from flows.records import Look
from storage.audit import about
from storage.tables import AuditRow, InitiativeRow, PersonRow

LOOKED = "look at identity"


def subject(person: int) -> str:
    """Return what the audit calls a person."""
    return f"person {person}"


async def looks(session: AsyncSession, need: LooksAt) -> tuple[Look, ...]:
    """Return who looked at an author's number, the newest first.

    They are found through the initiatives: a line stays as it was written when the worker whom an officer spoke of
    becomes a person.
    """
    mine = select(col(InitiativeRow.id), col(InitiativeRow.code)).where(col(InitiativeRow.author) == need.author)
    codes = {about(number): code or "" for number, code in (await session.execute(mine)).all()}
    rows = await session.execute(
        select(col(PersonRow.name), col(AuditRow.subject), col(AuditRow.at))
        .join(PersonRow, col(PersonRow.id) == col(AuditRow.actor))
        .where(col(AuditRow.subject).in_(codes), col(AuditRow.action) == LOOKED)
        .order_by(col(AuditRow.id).desc())
        .limit(need.limit)
    )
    return tuple(Look(officer, codes[initiative], at) for officer, initiative, at in rows.all())
