"""Who folds: one process at a time, and one that was thought dead and comes back changes nothing any more."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.database import ConflictError, Database, changed
from storage.tables import CountFolderRow

_LASTS = timedelta(minutes=1)
_SHIFT, _UNTIL = col(CountFolderRow.shift), col(CountFolderRow.until)


@dataclass(frozen=True, slots=True)
class Shift:
    """The time in which one process alone changes totals, in short transactions, each of which makes it last on."""

    database: Database
    number: int
    machine: Callable[[], datetime]

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """Give a transaction that keeps others out; raises ConflictError where another shift has begun."""
        async with self.database.transaction() as session:
            mine = update(CountFolderRow).where(col(CountFolderRow.shift) == self.number)
            if await changed(session, mine.values(until=self.machine() + _LASTS)) != 1:
                raise ConflictError("another process folds now")
            yield session

    async def end(self) -> None:
        """Let the next one begin at once."""
        async with self.database.transaction() as session:
            await session.execute(
                update(CountFolderRow).where(col(CountFolderRow.shift) == self.number).values(until=None)
            )


async def begin(session: AsyncSession, now: datetime) -> int | None:
    """Return the number of the shift that begins, None while another process has one."""
    free = update(CountFolderRow).where(or_(_UNTIL.is_(None), now >= _UNTIL))
    taken = free.values(shift=_SHIFT + 1, until=now + _LASTS).returning(_SHIFT)
    shift = (await session.execute(taken)).scalar_one_or_none()
    if shift is not None:
        return shift
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    first = insert(CountFolderRow).values(id=1, shift=1, until=now + _LASTS).on_conflict_do_nothing()
    return (await session.execute(first.returning(_SHIFT))).scalar_one_or_none()
