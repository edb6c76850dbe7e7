"""The migrations lead from nothing to exactly the tables the code expects, and back."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect, text
from sqlmodel import SQLModel

from storage import schema
from storage.database import Database

PROJECT = Path(__file__).parent.parent.parent
UPGRADE = """
import asyncio, sys
from storage import schema
from storage.database import Database

async def upgrade():
    database = Database(sys.argv[1])
    print("ready", flush=True)
    sys.stdin.readline()
    await schema.upgrade(database)
    await database.close()

asyncio.run(upgrade())
"""
T = TypeVar("T")


async def looked_at(database: Database, look: Callable[[Connection], T]) -> T:
    async with database.engine.begin() as connection:
        return await connection.run_sync(look)


def tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names()) - {"alembic_version"}


def checks(connection: Connection) -> dict[tuple[str, str | None], str]:
    """Return every CHECK by table and name."""
    inspector = inspect(connection)
    return {
        (table, check["name"]): check["sqltext"]
        for table in tables(connection)
        for check in inspector.get_check_constraints(table)
    }


def differences(connection: Connection) -> list[Any]:
    options = {"compare_type": True, "include_object": schema.compared}
    found: list[Any] = compare_metadata(MigrationContext.configure(connection, opts=options), SQLModel.metadata)
    return found


async def test_migrated_tables_equal_the_models_and_do_so_again_after_going_back(own_database: Database) -> None:
    assert await looked_at(own_database, differences) == []
    await schema.downgrade(own_database, "base")
    assert await looked_at(own_database, tables) == set()
    await schema.upgrade(own_database)
    assert await looked_at(own_database, tables) == set(SQLModel.metadata.tables)
    assert await looked_at(own_database, differences) == []


async def test_migrated_tables_refuse_exactly_what_the_models_refuse(own_database: Database) -> None:
    migrated = await looked_at(own_database, checks)
    await schema.downgrade(own_database, "base")
    await looked_at(own_database, SQLModel.metadata.create_all)
    assert migrated == await looked_at(own_database, checks)
    assert len(migrated) >= 11


async def test_a_database_says_which_revision_it_has_and_which_is_the_newest(own_database: Database) -> None:
    present, newest = await schema.revisions(own_database)
    assert present == newest is not None
    await schema.downgrade(own_database, "base")
    assert await schema.revisions(own_database) == (None, newest)


async def test_units_of_before_they_were_dated_are_answered_for_on_every_day(own_database: Database) -> None:
    await schema.downgrade(own_database, "0001")
    dates = {"A": "NULL, NULL", "B": "'2022-01-01', '2022-05-31'", "C": "'2022-06-01', NULL"}
    columns = "code, parent, name, short, kind, aliases, place, example, valid_from, valid_to"
    async with own_database.transaction() as session:
        await session.execute(text("DELETE FROM unit"))
        for code, days in dates.items():
            row = f"'{code}', 'A', 'n', 'n', '', '[]', 1, false, {days}"
            await session.execute(text(f"INSERT INTO unit ({columns}) VALUES ({row})"))  # noqa: S608
    await schema.upgrade(own_database)
    async with own_database.transaction() as session:
        found = await session.execute(text("SELECT code, presence, valid_from, valid_to FROM unit"))
        rows = {(code, presence, str(first)[:10], str(last)[:10]) for code, presence, first, last in found.all()}
        digests = (await session.execute(text("SELECT DISTINCT digest FROM programme"))).scalars().all()
    assert rows == {
        ("A", "there", "None", "None"),
        ("B", "absent", "None", "2021-12-31"),
        ("B", "there", "2022-01-01", "2022-05-31"),
        ("B", "absent", "2022-06-01", "None"),
        ("C", "absent", "None", "2022-05-31"),
        ("C", "there", "2022-06-01", "None"),
    }
    assert digests == [""]
    await schema.downgrade(own_database, "0001")
    assert await loaded(own_database) == 3


async def test_upgrading_what_is_up_to_date_changes_nothing(own_database: Database) -> None:
    before = await looked_at(own_database, checks), await loaded(own_database)
    await schema.upgrade(own_database)
    assert before == (await looked_at(own_database, checks), await loaded(own_database))
    assert before[1] > 0


async def test_two_processes_that_start_together_upgrade_once(own_database: Database) -> None:
    await schema.downgrade(own_database, "base")
    address = own_database.url.render_as_string(hide_password=False)
    starting = [await process(address) for _ in range(2)]
    for one in starting:
        assert one.stdout is not None
        assert await one.stdout.readline() == b"ready\n"
    ended = await asyncio.gather(*(one.communicate(b"go\n") for one in starting))
    assert [one.returncode for one in starting] == [0, 0], [errors.decode() for _, errors in ended]
    assert await looked_at(own_database, differences) == []


async def process(address: str) -> asyncio.subprocess.Process:
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(
        sys.executable, "-c", UPGRADE, address, cwd=PROJECT, stdin=pipe, stdout=pipe, stderr=pipe
    )


async def loaded(database: Database) -> int:
    async with database.transaction() as session:
        return int((await session.execute(text("SELECT count(*) FROM unit"))).scalar_one())
