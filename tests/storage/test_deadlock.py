"""Two transactions that wait for each other (issue 3): the database ends one, which is taken again."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import update
from sqlmodel import col

from storage.database import ConflictError, Database
from storage.tables import PersonRow
from tests.storage.given import meet


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)  # SQLite has one writer: nobody waits there
async def test_who_is_ended_by_the_database_has_met_a_conflict(database: Database, second: Database) -> None:
    an, binh = (await meet(database, "an")).id, (await meet(database, "binh")).id
    both_have_one = asyncio.Barrier(2)

    async def name(where: Database, first: int, then: int) -> None:
        async with where.transaction() as session:
            await session.execute(update(PersonRow).where(col(PersonRow.id) == first).values(name="…"))
            await both_have_one.wait()
            await session.execute(update(PersonRow).where(col(PersonRow.id) == then).values(name="…"))

    ended = await asyncio.gather(name(database, an, binh), name(second, binh, an), return_exceptions=True)
    assert [type(one) for one in ended if one is not None] == [ConflictError]
