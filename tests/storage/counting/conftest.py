"""Databases whose units a test of counting may change."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest

from tests.conftest import TEMPLATE

_OURS = "counting_tests"


@pytest.fixture(scope="session")
def postgres_of_counting(postgres_server: str) -> str:
    """One PostgreSQL database for all that put its units back before they begin."""
    asyncio.run(_create(f"{postgres_server}/postgres"))
    return f"{postgres_server}/{_OURS}"


async def _create(server: str) -> None:
    connection = await asyncpg.connect(server.replace("+asyncpg", ""))
    try:
        await connection.execute(f"CREATE DATABASE {_OURS} TEMPLATE {TEMPLATE}")
    finally:
        await connection.close()
