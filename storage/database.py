"""The engine and its transactions: SQLite with one writer at a time, or PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, UpdateBase, event, text
from sqlalchemy.engine import CursorResult, make_url
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.pool import NullPool

_BUSY_MILLISECONDS = 10_000
_MET_ANOTHER = frozenset({"40001", "40P01"})  # serialization failure, deadlock
_LOCKED = "locked: "
# A row is read from the database each time, so that nothing has to be kept in step with it: half the cost of an update.
_ROWS_ARE_READ_ANEW = {"populate_existing": True, "synchronize_session": False}
_FIRST_LOOK = text("SELECT count(*) FROM programme")  # a state is fixed by the first look at any table, not by BEGIN


class ConflictError(Exception):
    """Somebody else changed what this turn was decided on; take the turn again."""


class LockedError(Exception):
    """The database refused a change that nothing may make: a fault of ours or an attack, and no use in trying again."""


class Database:
    """One database; every piece of work in it is one transaction."""

    def __init__(self, url: str) -> None:
        """Prepare an engine for `sqlite+aiosqlite:///…` or `postgresql+asyncpg://…`; nothing is opened yet.

        No error text names a parameter: parameters are people's answers.
        """
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite(url, self.url.database) if self.is_sqlite else _postgresql(url)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """Commit what is done inside, or nothing.

        Raises ConflictError when the database refuses a duplicate, or ends one of two transactions that wait for each
        other; LockedError when one of its locks refuses.
        """
        async with AsyncSession(
            self.engine, expire_on_commit=False, autoflush=False, execution_options=_ROWS_ARE_READ_ANEW
        ) as session:
            try:
                yield session
                await session.commit()
            except IntegrityError as error:
                await session.rollback()
                refused = str(error.orig)
                raise (LockedError if _LOCKED in refused else ConflictError)(refused) from error
            except DBAPIError as error:
                await session.rollback()
                if getattr(error.orig, "sqlstate", None) in _MET_ANOTHER:
                    raise ConflictError(str(error.orig)) from error
                raise

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[AsyncSession]:
        """Read one state of everything for as long as it takes; nobody waits for it, and nothing can be changed in it.

        In SQLite it has a connection of its own, because the one there is belongs to whoever writes.
        """
        engine = _reading(self.url.render_as_string(hide_password=False)) if self.is_sqlite else self.engine
        options = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        try:
            async with AsyncSession(engine.execution_options(**options), autoflush=False) as session:
                await session.execute(_FIRST_LOOK)
                yield session
        finally:
            if self.is_sqlite:
                await engine.dispose()

    async def forget_log(self) -> None:
        """Take SQLite's log back into its file, so that nothing deleted lingers there."""
        if self.is_sqlite:
            async with self.engine.connect() as connection:
                raw = await connection.get_raw_connection()
                cursor = await raw.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
                await cursor.close()

    async def close(self) -> None:
        """Close all connections."""
        await self.engine.dispose()


async def changed(session: AsyncSession, statement: UpdateBase) -> int:
    """Return how many rows a statement changed, by which one sees whether somebody else was first."""
    return cast("CursorResult[object]", await session.execute(statement)).rowcount


def _postgresql(url: str) -> AsyncEngine:
    return create_async_engine(url, pool_size=10, hide_parameters=True)


def _sqlite(url: str, file: str | None) -> AsyncEngine:
    """One connection: SQLite has one writer, and a queue in memory is fairer than waiting on a file lock."""
    if file and file != ":memory:":
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(
        url,
        pool_size=1,
        max_overflow=0,
        pool_timeout=None,
        hide_parameters=True,
        connect_args={"timeout": _BUSY_MILLISECONDS / 1000},
    )
    event.listen(engine.sync_engine, "connect", _configure)
    event.listen(engine.sync_engine, "begin", _begin_immediate)
    return engine


def _reading(url: str) -> AsyncEngine:
    """Return an engine whose transactions read what was there when they began, beside whoever writes."""
    engine = create_async_engine(
        url, poolclass=NullPool, hide_parameters=True, connect_args={"timeout": _BUSY_MILLISECONDS / 1000}
    )
    event.listen(engine.sync_engine, "connect", _only_read)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _only_read(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("query_only=ON", f"busy_timeout={_BUSY_MILLISECONDS}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _configure(connection: Any, _record: object) -> None:
    """Make a commit durable, readers free, and what is deleted gone from the file; leave BEGIN to us."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        f"busy_timeout={_BUSY_MILLISECONDS}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_immediate(connection: Connection) -> None:
    """Take the write lock first: a transaction that reads, thinks and writes must not lose another's write."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")
