"""Totals while they are added up in memory, and how they get into their tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from storage.tables import CountDayRow, CountTotalRow

OWN = 0
TOTAL: Table = CountTotalRow.__table__  # type: ignore[attr-defined] # SQLModel does not declare it
DAY: Table = CountDayRow.__table__  # type: ignore[attr-defined] # SQLModel does not declare it
Key = tuple[Any, ...]


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
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    for table, rows in sums.rows():
        if rows:
            new = insert(table)
            more = table.c.number + new.excluded.number
            await session.execute(
                new.on_conflict_do_update(index_elements=[*table.primary_key], set_={"number": more}), rows
            )
