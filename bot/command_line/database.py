"""`db upgrade`, and the database as the other commands find it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from alembic.util.exc import CommandError as NoSuchRevisionError
from sqlalchemy import event, text
from sqlalchemy.engine import make_url

from bot.command_line.console import Debug, out, plainly, settings
from bot.command_line.trouble import DATABASE_ERRORS, CommandError, about_database
from storage import schema
from storage.database import Database

_PATIENCE = 15
_NO_TABLES = "The database has no tables yet. Run: sangkien db upgrade"


def upgrade(*, debug: Debug = False) -> None:
    """Bring the database's tables up to date; `run` does the same when it starts.

    Example: DATABASE_URL=sqlite+aiosqlite:///data/sangkien.db sangkien db upgrade
    """
    with plainly(debug=debug):
        before, after = asyncio.run(_upgrade(settings().database_url))
        if before == after:
            out.print(f"The tables are up to date (revision {after}).")
        else:
            out.print(f"The tables went from {_named(before)} to {_named(after)}.")


async def _upgrade(url: str) -> tuple[str | None, str | None]:
    async with opened(url, make=True) as database:
        before, newest = await schema.revisions(database)
        try:
            await schema.upgrade(database)
        except NoSuchRevisionError as error:
            raise CommandError(
                f"The tables are at {_named(before)}, which this program does not know; it knows {_named(newest)}. "
                "They are of a newer program: install that one."
            ) from error
        after, _ = await schema.revisions(database)
        return before, after


@asynccontextmanager
async def opened(url: str, *, make: bool = False) -> AsyncIterator[Database]:
    """Open a database that answers; raises CommandError for one that does not, or is not there and not to be made."""
    file = sqlite_file(url)
    if file and not make and not file.exists():
        raise CommandError(_NO_TABLES)
    database = Database(url)
    try:
        await _reach(database)
        yield database
    finally:
        await database.close()


async def require_tables(database: Database) -> str:
    """Return the revision of tables that this program can work with; raises CommandError for any others."""
    present, newest = await schema.revisions(database)
    if present is None:
        raise CommandError(_NO_TABLES)
    if present != newest:
        raise CommandError(
            f"The tables are at {_named(present)}, this program needs {_named(newest)}. Run: sangkien db upgrade"
        )
    return present


def sqlite_file(url: str) -> Path | None:
    """Return the file a SQLite address names, None for another database or one in memory."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or parsed.database in (None, "", ":memory:"):
        return None
    return Path(str(parsed.database))


@contextmanager
def rows_told(database: Database, advance: Callable[[int], None]) -> Iterator[None]:
    """Tell how many rows are written, as the database takes them."""

    def written(*call: object) -> None:
        _, _, statement, parameters, *_ = call
        if str(statement).startswith("INSERT"):
            advance(len(parameters) if isinstance(parameters, list) else 1)

    event.listen(database.engine.sync_engine, "after_cursor_execute", written)
    yield
    event.remove(database.engine.sync_engine, "after_cursor_execute", written)


async def _reach(database: Database) -> None:
    try:
        async with asyncio.timeout(_PATIENCE), database.engine.connect() as connection:
            await connection.execute(text("SELECT 1"))
    except DATABASE_ERRORS as error:
        raise CommandError(about_database(error)) from error


def _named(revision: str | None) -> str:
    return f"revision {revision}" if revision else "nothing"
