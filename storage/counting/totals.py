"""Totals while they are added up in memory, and how they get into their tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Select, Table, func, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from storage.tables import CountDayRow, CountTotalRow

OWN = 0
TOTAL: Table = CountTotalRow.__table__  # type: ignore[attr-defined] # SQLModel does not declare it
DAY: Table = CountDayRow.__table__  # type: ignore[attr-defined] # SQLModel does not declare it
Key = tuple[Any, ...]
_Insert = TypeVar("_Insert", sqlite.Insert, postgresql.Insert)


@dataclass(frozen=True, slots=True)
class Sums:
    """What is to be added: by tree, programme, phase, unit and cell; and verified ones by tree … unit and day."""

    cells: Counter[Key] = field(default_factory=Counter)
    days: Counter[Key] = field(default_factory=Counter)

    def rows(self) -> Iterator[tuple[Table, list[dict[str, Any]]]]:
        """Yield for each table what is to be added to its rows, in the order of its key, without what is nothing."""
        for table, counter in ((TOTAL, self.cells), (DAY, self.days)):
            names = [column.name for column in table.primary_key]
            some = ((key, number) for key, number in sorted(counter.items()) if number)
            yield table, [dict(zip(names, key, strict=True)) | {"number": number} for key, number in some]


async def add(session: AsyncSession, sums: Sums) -> None:
    """Add to what is there."""
    for table, rows in sums.rows():
        await add_rows(session, table, rows)


async def add_rows(session: AsyncSession, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Add to the rows of a table; those that are not there begin with nothing."""
    if rows and session.get_bind().dialect.name == "sqlite":
        await session.execute(_added(table, sqlite.insert(table)), rows)
    elif rows:
        new = postgresql.insert(table).from_select([*rows[0]], _listed(table, rows))
        await session.execute(_added(table, new))


def _listed(table: Table, rows: Sequence[dict[str, Any]]) -> Select[*tuple[Any, ...]]:
    """Return all rows as one part of a statement: a list for each column, which PostgreSQL takes in one go."""
    lists = (literal([row[name] for row in rows], ARRAY(table.c[name].type)) for name in rows[0])
    listed = func.unnest(*lists).table_valued(*rows[0], name="listed").render_derived()
    return select(*listed.c)


def _added(table: Table, new: _Insert) -> _Insert:
    more = table.c.number + new.excluded.number
    return new.on_conflict_do_update(index_elements=[*table.primary_key], set_={"number": more})
