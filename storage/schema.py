"""Bringing a database's tables to where the code expects them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from storage.database import Database

_ONE_AT_A_TIME = 5_091_975


async def upgrade(database: Database, revision: str = "head") -> None:
    """Upgrade to a revision; processes that start together wait for one another."""
    await _run(database, lambda config: command.upgrade(config, revision))


async def downgrade(database: Database, revision: str) -> None:
    """Go back to a revision, “base” for an empty database."""
    await _run(database, lambda config: command.downgrade(config, revision))


async def revisions(database: Database) -> tuple[str | None, str | None]:
    """Return the database's revision and the newest one."""
    newest = ScriptDirectory.from_config(_config()).get_current_head()
    async with database.engine.begin() as connection:
        present = await connection.run_sync(lambda sync: MigrationContext.configure(sync).get_current_revision())
    return present, newest


def compared(_object: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
    """Leave Alembic's own table out of comparisons."""
    return not (kind == "table" and name == "alembic_version")


async def _run(database: Database, step: Any) -> None:
    def on_connection(connection: Connection) -> None:
        if not database.is_sqlite:
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_ONE_AT_A_TIME})"))
        config = _config()
        config.attributes["connection"] = connection
        step(config)

    async with database.engine.begin() as connection:
        await connection.run_sync(on_connection)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config
