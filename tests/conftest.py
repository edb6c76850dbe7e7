"""What all tests share: real databases, one of each kind, prepared once and copied for every test."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path

import asyncpg
import pytest

from bot.app import prepare, read_packs
from bot.clock import FrozenClock
from bot.settings import load
from flows.programme import VIETNAM
from storage.database import Database
from tests.servers import postgres

START = datetime(2022, 3, 21, 9, 0, tzinfo=VIETNAM)
TEMPLATE = "prepared"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A PostgreSQL server with a database that has all tables and the shipped pack."""
    with postgres() as address:
        asyncio.run(_execute(address, f"CREATE DATABASE {TEMPLATE}"))
        asyncio.run(_prepare(f"{address}/{TEMPLATE}"))
        yield address


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file that has all tables and the shipped pack."""
    file = tmp_path_factory.mktemp("template") / "prepared.db"
    asyncio.run(_prepare(f"sqlite+aiosqlite:///{file}"))
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of its own for one test, on each of both systems."""
    if request.param == "sqlite":
        file = tmp_path / "test.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), file)
        yield f"sqlite+aiosqlite:///{file}"
        return
    server = request.getfixturevalue("postgres_server")
    name = f"test_{abs(hash(request.node.nodeid))}"
    asyncio.run(_execute(server, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}"))
    yield f"{server}/{name}"
    asyncio.run(_execute(server, f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A prepared database, closed afterwards."""
    opened = Database(database_url)
    yield opened
    await opened.close()


async def _prepare(url: str) -> None:
    database = Database(url)
    await prepare(database, read_packs(load(_env_file=None)), FrozenClock(START))
    await database.close()


async def _execute(server: str, statement: str) -> None:
    connection = await asyncpg.connect(f"{server.replace('+asyncpg', '')}/postgres")
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
