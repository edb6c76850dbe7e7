"""The access log: who saw whose whole identity number, and when. It is a part of the audit."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.needs import LooksAt
from flows.records import Look
from storage.tables import AuditRow, InitiativeRow, PersonRow

LOOKED = "look at identity"


def subject(person: int) -> str:
    """Return what the audit calls a person."""
    return f"person {person}"


async def looks(session: AsyncSession, need: LooksAt) -> tuple[Look, ...]:
    """Return who looked at an author's number, the newest first."""
    rows = await session.execute(
        select(col(PersonRow.name), col(AuditRow.new), col(AuditRow.at))
        .join(PersonRow, col(PersonRow.id) == col(AuditRow.actor))
        .where(col(AuditRow.subject) == subject(need.author), col(AuditRow.action) == LOOKED)
        .order_by(col(AuditRow.id).desc())
        .limit(need.limit)
    )
    found = [(officer, int(new.removeprefix("initiative ")), at) for officer, new, at in rows.all()]
    codes = await _codes(session, {initiative for _, initiative, _ in found})
    return tuple(Look(officer, codes.get(initiative, ""), at) for officer, initiative, at in found)


async def _codes(session: AsyncSession, initiatives: set[int]) -> dict[int, str]:
    rows = await session.execute(
        select(col(InitiativeRow.id), col(InitiativeRow.code)).where(col(InitiativeRow.id).in_(initiatives))
    )
    return {identifier: code or "" for identifier, code in rows.all()}
