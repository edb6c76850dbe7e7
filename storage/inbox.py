"""The inbox: every event of a platform is taken once, however often it is delivered."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.database import changed
from storage.tables import InboxRow


async def first_time(session: AsyncSession, channel: str, bot: str, event: str, now: datetime) -> bool:
    """Note an event; False if it was taken before. A second process taking the same event waits here for the first."""
    dialect = session.get_bind().dialect.name
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    noted = await changed(
        session, insert(InboxRow).values(channel=channel, bot=bot, event=event, taken_at=now).on_conflict_do_nothing()
    )
    return noted == 1


async def remember_word(session: AsyncSession, channel: str, bot: str, event: str, word: str) -> None:
    """Keep the word that answers a pressed button, so that a repeated press is answered alike."""
    await session.execute(update(InboxRow).where(*_this(channel, bot, event)).values(word=word))


async def word(session: AsyncSession, channel: str, bot: str, event: str) -> str | None:
    """Return the word that answered an event."""
    return (await session.execute(select(col(InboxRow.word)).where(*_this(channel, bot, event)))).scalar_one_or_none()


def _this(channel: str, bot: str, event: str) -> tuple[ColumnElement[bool], ...]:
    return col(InboxRow.channel) == channel, col(InboxRow.bot) == bot, col(InboxRow.event) == event


async def prune(session: AsyncSession, before: datetime) -> int:
    """Forget events no platform repeats any more; return how many."""
    return await changed(session, delete(InboxRow).where(col(InboxRow.taken_at) < before))
