"""Where identity numbers are kept encrypted: the one list that rotating keys and erasing numbers go by.

A new table that keeps answers belongs into SEALED. Everything in it is bound to an initiative and goes with it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col

from storage.tables import InitiativeRow, VersionRow
from storage.upkeep import upkeep


@dataclass(frozen=True, slots=True)
class Sealed:
    """A table with columns of stored answers, and the column that names the initiative they belong to."""

    table: type[SQLModel]
    initiative: str
    columns: tuple[str, ...]


SEALED: tuple[Sealed, ...] = (
    Sealed(InitiativeRow, "id", ("answers", "partials")),
    Sealed(VersionRow, "initiative", ("answers",)),
)


async def rows_of(
    session: AsyncSession, sealed: Sealed, initiatives: Sequence[int]
) -> AsyncIterator[tuple[int, tuple[Any, ...], Mapping[str, Any]]]:
    """Yield initiative, key and answers of each row of some initiatives, locked until the transaction ends."""
    keys = [key.name for key in sealed.table.__table__.primary_key]  # type: ignore[attr-defined] # SQLModel's own
    named = col(getattr(sealed.table, sealed.initiative))
    wanted = (named, *(col(getattr(sealed.table, name)) for name in (*keys, *sealed.columns)))
    rows = (await session.execute(select(*wanted).where(named.in_(initiatives)).with_for_update())).all()
    for row in rows:
        yield row[0], tuple(row[1 : 1 + len(keys)]), dict(zip(sealed.columns, row[1 + len(keys) :], strict=True))


async def put_back(session: AsyncSession, sealed: Sealed, key: tuple[Any, ...], changed: Mapping[str, Any]) -> None:
    """Store changed answers of one row, of an initiative whatever its state."""
    columns = [column.name for column in sealed.table.__table__.primary_key]  # type: ignore[attr-defined] # as above
    this = (col(getattr(sealed.table, name)) == value for name, value in zip(columns, key, strict=True))
    beside = upkeep() if sealed.table is InitiativeRow else {}
    await session.execute(update(sealed.table).where(*this).values(**changed, **beside))
