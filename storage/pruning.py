"""Forgetting what was said: bodies of delivered messages and the last screens of people who have been away."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import ColumnElement, and_, delete, exists, null, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.database import changed
from storage.desks import DIGEST
from storage.tables import InitiativeRow, NoticeRow, OutboxRow, PersonRow, SessionRow
from storage.weekly import WEEKLY

BATCH = 500
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)  # “after it” finds by the index what “is not null” does not in SQLite
_SETTLED = ("verified", "rejected", "withdrawn")


async def prune_messages(session: AsyncSession, now: datetime, *, before: datetime, settled_before: datetime) -> int:
    """Take the bodies off some messages that were put before an instant; return how many lost theirs.

    A card keeps what its redrawing needs until its initiative has been settled for as long. `before` is in the time of
    the machine, `settled_before` in that of what people did.
    """
    unsettled = exists().where(
        col(InitiativeRow.id) == col(OutboxRow.about),
        or_(
            col(InitiativeRow.state).not_in(_SETTLED),
            col(InitiativeRow.decided_at).is_(None),
            col(InitiativeRow.decided_at) >= settled_before,
        ),
    )
    some = (
        select(col(OutboxRow.id))
        .where(
            col(OutboxRow.pruned_at).is_(None),
            col(OutboxRow.created_at) < before,
            col(OutboxRow.state) != "waiting",
            ~unsettled,
        )
        .order_by(col(OutboxRow.created_at))
        .limit(BATCH)
    )
    return await empty(session, now, col(OutboxRow.id).in_((await session.execute(some)).scalars().all()))


async def forget_erased(session: AsyncSession) -> int:
    """Delete the last words to people who were erased, once they are sent; return how many."""
    erased = select(col(PersonRow.id)).where(col(PersonRow.erased_at) > _LONG_AGO)
    said = col(OutboxRow.state) != "waiting", col(OutboxRow.person_id).in_(erased)
    return await changed(session, delete(OutboxRow).where(*said))


async def drop_screens(session: AsyncSession, *, before: datetime) -> int:
    """Forget the screens that people saw last who have not written since an instant; return how many."""
    idle = and_(col(SessionRow.updated_at) < before, col(SessionRow.screen).is_not(None))
    some = (await session.execute(select(col(SessionRow.person_id)).where(idle).limit(BATCH))).scalars().all()
    return await changed(
        session, update(SessionRow).where(col(SessionRow.person_id).in_(some), idle).values(screen=null())
    )


async def forget_digests(session: AsyncSession, *, before: datetime) -> int:
    """Forget whose hours were dealt with before an instant, and which digests were sent; return how many."""
    digests = or_(*(col(NoticeRow.event).startswith(f"{one} ") for one in (DIGEST, WEEKLY)))
    old = col(NoticeRow.programme) == "", digests, col(NoticeRow.at) < before
    return await changed(session, delete(NoticeRow).where(*old))


async def empty(session: AsyncSession, now: datetime, *which: ColumnElement[bool]) -> int:
    """Take the bodies off messages that do not wait any more; return how many lost theirs."""
    return await changed(
        session,
        update(OutboxRow)
        .where(*which, col(OutboxRow.state) != "waiting", col(OutboxRow.pruned_at).is_(None))
        .values(body={}, pruned_at=now),
    )
