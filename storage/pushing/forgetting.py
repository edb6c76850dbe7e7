"""Forgetting pushes that were over long ago: whom each told, which units it was about, and then the push itself."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.database import changed
from storage.tables import PushRecipientRow, PushRow, PushUnitRow

BATCH = 500


async def forget(session: AsyncSession, *, before: datetime) -> int:
    """Forget some of a push that ended before an instant; return how many rows, 0 when no such push is left.

    The audit trail keeps who sent it, to whom in numbers and in which words.
    """
    over = col(PushRow.state) != "running", col(PushRow.ended_at) < before
    oldest = select(col(PushRow.id)).where(*over).order_by(col(PushRow.ended_at), col(PushRow.id)).limit(1)
    push = (await session.execute(oldest)).scalar_one_or_none()
    if push is None:
        return 0
    people = col(PushRecipientRow.person_id)
    told = select(people).where(col(PushRecipientRow.push_id) == push).limit(BATCH)
    units = select(col(PushUnitRow.unit)).where(col(PushUnitRow.push_id) == push).limit(BATCH)
    gone = await changed(
        session, delete(PushRecipientRow).where(col(PushRecipientRow.push_id) == push, people.in_(told))
    ) + await changed(
        session, delete(PushUnitRow).where(col(PushUnitRow.push_id) == push, col(PushUnitRow.unit).in_(units))
    )
    return gone or await changed(session, delete(PushRow).where(col(PushRow.id) == push))
