"""What was done with an initiative, read from the audit trail as people may read it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from flows.needs import HistoryOf
from flows.records import HistoryLine
from storage.audit import about
from storage.tables import AuditRow, PersonRow


async def history(session: AsyncSession, need: HistoryOf) -> tuple[HistoryLine, ...]:
    """Return every line about an initiative, the oldest first, sealed or not."""
    actor, absent = aliased(PersonRow), aliased(PersonRow)
    lines = (
        select(AuditRow, col(actor.name), col(absent.name))
        .outerjoin(actor, col(actor.id) == col(AuditRow.actor))
        .outerjoin(absent, col(absent.id) == col(AuditRow.stood_for))
        .where(col(AuditRow.subject) == about(need.initiative))
        .order_by(col(AuditRow.id))
    )
    return tuple(
        HistoryLine(
            at=row.at,
            action=row.action,
            actor=row.actor,
            by=by or "",
            stood_for=stood_for or "",
            old=row.old,
            new=row.new,
            reason=row.reason,
            channel=row.channel,
        )
        for row, by, stood_for in (await session.execute(lines)).all()
    )
