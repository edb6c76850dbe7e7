"""Several at once, so that all of them have decided before any of them may write."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import TypeVar

from sqlalchemy import text

from storage.database import Database

T = TypeVar("T")
_PATIENCE = 60
_BLOCKED = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


async def at_once(database: Database, table: str, *several: Coroutine[None, None, T]) -> list[T]:
    """Run several pieces of work at once and return their results.

    On PostgreSQL a table can only be read until all of them wait to write to it; SQLite itself lets one in at a time.
    """
    async with asyncio.timeout(_PATIENCE), asyncio.TaskGroup() as group:
        if database.is_sqlite:
            tasks = [group.create_task(one) for one in several]
        else:
            async with database.transaction() as session:
                await session.execute(text(f'LOCK TABLE "{table}" IN SHARE MODE'))
                tasks = [group.create_task(one) for one in several]
                await until_waiting(database, len(tasks))
    return [task.result() for task in tasks]


async def until_waiting(database: Database, how_many: int) -> None:
    """Return when so many connections to a PostgreSQL database wait for a lock."""
    waiting = 0
    while waiting < how_many:
        async with database.transaction() as session:
            waiting = (await session.execute(_BLOCKED)).scalar_one()
