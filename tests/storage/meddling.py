"""What somebody can do who owns the database itself: go past its locks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import Database

_LOCKS = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")


@asynccontextmanager
async def unlocked(database: Database) -> AsyncIterator[AsyncSession]:
    """Give a transaction in which no lock of the database holds; afterwards all of them do again."""
    async with database.transaction() as session:
        if not database.is_sqlite:
            await session.execute(text("SET LOCAL session_replication_role = replica"))
            yield session
            return
        locks = (await session.execute(_LOCKS)).all()
        for name, _ in locks:
            await session.execute(text(f"DROP TRIGGER {name}"))
        yield session
        connection = await session.connection()
        for _, statement in locks:
            await connection.exec_driver_sql(statement)
