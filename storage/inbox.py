"""The inbox: every event of a platform is taken once, however often it is delivered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import CursorResult
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import InboxRow


async def first_time(session: AsyncSession, channel: str, bot: str, event: str, now: datetime) -> bool:
    """Note an event; False if it was taken before. A second process taking the same event waits here for the first."""
    dialect = session.get_bind().dialect.name
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    noted: CursorResult[Any] = await session.execute(  # type: ignore[assignment]
        insert(InboxRow).values(channel=channel, bot=bot, event=event, taken_at=now).on_conflict_do_nothing()
    )
    return noted.rowcount == 1


async def prune(session: AsyncSession, before: datetime) -> None:
    """Forget events no platform repeats any more."""
    await session.execute(delete(InboxRow).where(col(InboxRow.taken_at) < before))
