"""One unchanging view of a whole database, while others go on writing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from storage.database import Database


@asynccontextmanager
async def steady(database: Database) -> AsyncIterator[AsyncSession]:
    """Read what was committed when reading began, and nothing later; nothing is written, nobody is kept waiting."""
    address = database.url.render_as_string(hide_password=False)
    options: dict[str, Any] = {} if database.is_sqlite else {"isolation_level": "REPEATABLE READ"}
    engine = create_async_engine(address, hide_parameters=True, **options)
    if database.is_sqlite:
        event.listen(engine.sync_engine, "connect", _leave_begin_to_us)
        event.listen(engine.sync_engine, "begin", _begin)
    try:
        async with AsyncSession(engine, autoflush=False) as session:
            yield session
            await session.rollback()
    finally:
        await engine.dispose()


def _leave_begin_to_us(connection: Any, _record: object) -> None:
    connection.isolation_level = None


def _begin(connection: Connection) -> None:
    """Begin without the write lock: SQLite's log keeps what is read as it was."""
    connection.exec_driver_sql("BEGIN")
