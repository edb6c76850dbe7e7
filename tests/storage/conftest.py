"""Databases of these tests: a SQLite file for each; one PostgreSQL database for all, emptied of people before each."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import delete
from sqlmodel import SQLModel

from bot.app import read_packs
from bot.settings import load
from storage.database import Database
from storage.packs import Pack
from tests.conftest import TEMPLATE

_OF_THE_PACK = frozenset({"unit", "tree", "target", "programme"})
_OURS = "storage_tests"


@pytest.fixture(scope="session")
def pack() -> Pack:
    """The shipped pack, which every prepared database has."""
    (shipped,) = read_packs(load(_env_file=None))
    return shipped


@pytest.fixture(scope="session")
def postgres_of_all(postgres_server: str) -> str:
    """One PostgreSQL database for all tests that leave tables, units and targets alone."""
    asyncio.run(_execute(f"{postgres_server}/postgres", f"CREATE DATABASE {_OURS} TEMPLATE {TEMPLATE}"))
    return f"{postgres_server}/{_OURS}"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database with all tables and the shipped pack, and nobody in it."""
    if request.param == "sqlite":
        file = tmp_path / "test.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), file)
        return f"sqlite+aiosqlite:///{file}"
    address: str = request.getfixturevalue("postgres_of_all")
    empty(address)
    return address


def empty(address: str) -> None:
    """Leave nobody in a PostgreSQL database; tables, units and targets stay."""
    filled = (table for table in reversed(SQLModel.metadata.sorted_tables) if table.name not in _OF_THE_PACK)
    unlocked = "SET session_replication_role = replica"  # what the database never deletes goes here as well
    asyncio.run(_execute(address, "; ".join((unlocked, *(str(delete(table)) for table in filled)))))


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    """A prepared database with nobody in it."""
    opened = Database(url)
    yield opened
    await opened.close()


@pytest.fixture
async def second(url: str) -> AsyncIterator[Database]:
    """The same database as a second process has it open."""
    opened = Database(url)
    yield opened
    await opened.close()


@pytest.fixture
async def own_database(database_url: str) -> AsyncIterator[Database]:
    """A prepared database whose tables and units a test may change."""
    opened = Database(database_url)
    yield opened
    await opened.close()


async def _execute(address: str, statements: str) -> None:
    connection = await asyncpg.connect(address.replace("+asyncpg", ""))
    try:
        await connection.execute(statements)
    finally:
        await connection.close()
