"""What people were told without having asked, each thing once, however many processes would tell it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.needs import Told
from storage.database import changed
from storage.tables import InitiativeRow, NoticeRow


async def told(session: AsyncSession, need: Told) -> bool:
    """Tell whether somebody has been told of an event."""
    row = select(col(NoticeRow.at)).where(
        col(NoticeRow.person_id) == need.person,
        col(NoticeRow.programme) == need.programme,
        col(NoticeRow.event) == need.event,
    )
    return (await session.execute(row)).first() is not None


async def once(session: AsyncSession, person: int, programme: str, event: str, now: datetime) -> bool:
    """Note that somebody is told of an event; False if they were told before, by whatever process."""
    dialect = session.get_bind().dialect.name
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    row = {"person_id": person, "programme": programme, "event": event, "at": now}
    return await changed(session, insert(NoticeRow).values(row).on_conflict_do_nothing()) == 1


async def untold(
    session: AsyncSession, programme: str, phase: str, event: str, *, left_since: datetime, after: int, limit: int
) -> Sequence[int]:
    """Return the next persons, by id, who have left drafts of a phase and have not been told of an event."""
    author = col(InitiativeRow.author)
    knows = exists().where(
        col(NoticeRow.person_id) == author, col(NoticeRow.programme) == programme, col(NoticeRow.event) == event
    )
    found = (
        select(author)
        .where(
            col(InitiativeRow.programme) == programme,
            col(InitiativeRow.phase) == phase,
            col(InitiativeRow.unit).is_(None),
            col(InitiativeRow.state) == "draft",
            col(InitiativeRow.updated_at) <= left_since,
            author > after,
            ~knows,
        )
        .distinct()
        .order_by(author)
        .limit(limit)
    )
    return (await session.execute(found)).scalars().all()
