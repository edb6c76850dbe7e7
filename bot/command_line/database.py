"""`db upgrade`: bringing the tables up to date."""

from __future__ import annotations

import asyncio

from bot.command_line.console import Debug, out, plainly, settings
from storage import schema
from storage.database import Database


def upgrade(*, debug: Debug = False) -> None:
    """Bring the database's tables up to date; `run` does the same when it starts.

    Example: DATABASE_URL=sqlite+aiosqlite:///data/sangkien.db sangkien db upgrade
    """
    with plainly(debug=debug):
        before, after = asyncio.run(_upgrade(settings().database_url))
        out.print("The tables are up to date." if before == after else f"From {before or 'nothing'} to {after}.")


async def _upgrade(url: str) -> tuple[str | None, str | None]:
    database = Database(url)
    try:
        before, _ = await schema.revisions(database)
        await schema.upgrade(database)
        after, _ = await schema.revisions(database)
        return before, after
    finally:
        await database.close()
