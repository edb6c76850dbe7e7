"""`db upgrade` brings any database to the newest tables, and says from where to where."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import asyncpg
import pytest
from sqlalchemy import text

from storage import schema
from storage.database import Database
from tests.command_line.operator import Operator

NEW = "sangkien_upgrade"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, newcomer: Operator) -> Iterator[str]:
    """The address of a database without tables; SQLite's file is not even there."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{newcomer.file}"
        return
    server = request.getfixturevalue("postgres_server")
    asyncio.run(_execute(server, f"CREATE DATABASE {NEW}"))
    yield f"{server}/{NEW}"
    asyncio.run(_execute(server, f"DROP DATABASE {NEW} WITH (FORCE)"))


async def _execute(server: str, statement: str) -> None:
    connection = await asyncpg.connect(f"{server.replace('+asyncpg', '')}/postgres")
    await connection.execute(statement)
    await connection.close()


async def test_the_tables_are_brought_up_to_date_once(newcomer: Operator, empty: str) -> None:
    first = await newcomer.process("db", "upgrade", DATABASE_URL=empty)
    second = await newcomer("db", "upgrade", DATABASE_URL=empty)
    database = Database(empty)
    present, newest = await schema.revisions(database)
    await database.close()
    assert present == newest
    assert (first.code, first.said) == (0, f"The tables went from nothing to revision {newest}.\n")
    assert (second.code, second.said) == (0, f"The tables are up to date (revision {newest}).\n")


async def test_tables_of_a_newer_program_are_left_alone(operator: Operator) -> None:
    await _pretend_revision(operator, "9999")
    done = await operator("db", "upgrade")
    assert done.code == 1
    assert "revision 9999" in done.err
    assert "newer program" in done.err
    load = await operator("programme", "load")
    assert load.code == 1
    assert "revision 9999" in load.err


async def _pretend_revision(operator: Operator, revision: str) -> None:
    database = operator.database()
    async with database.engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
    await database.close()
