"""A union whose initiatives change in any way the database allows, and a process that folds."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Coroutine, Sequence
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.programme import VIETNAM, Phase, Programme
from flows.units import UnitTree
from storage import loading
from storage.counting import figures, rows
from storage.counting.cells import Cell, Counted
from storage.counting.folding import Done, Folder
from storage.database import Database
from storage.loading import Snapshot
from storage.packs import Pack
from storage.tables import InitiativeRow, TreeRow, UnitRow
from storage.units import changes, trees
from storage.upkeep import upkeep
from tests.conftest import START
from tests.storage.given import columns, initiative, meet

T = TypeVar("T")
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


class Ledger:
    """One database, one process that folds, and the day it is."""

    def __init__(self, database: Database, pack: Pack) -> None:
        """Begin on the day all tests begin on."""
        self.database, self.programme, self.now = database, pack.programme, START
        self._pack, self._number = pack, 0
        self.folder = Folder(database, self.shared)

    async def begin(self) -> None:
        """Put the pack's tree back, whatever became of it."""
        async with self.database.transaction() as session:
            for table in (UnitRow, TreeRow):
                await session.execute(delete(table))
            await loading.bring(session, self._pack.units, self.programme.key, self.programme.root)
        self.author = await meet(self.database, "an")

    @property
    def today(self) -> date:
        """Return the calendar day in Vietnam."""
        return self.now.astimezone(VIETNAM).date()

    async def shared(self, session: AsyncSession, instant: datetime) -> Snapshot:
        """Return what turns share."""
        return await loading.snapshot(session, (self.programme,), instant.astimezone(VIETNAM).date())

    async def fold(self) -> Done:
        """Fold what waits, as a process does every few seconds."""
        return await self.folder.some(self.now, lambda: START)

    async def enter(self, unit: str, state: Any, phase: str = "gd1", **more: Any) -> int:
        """Put in an initiative as an import does."""
        self._number += 1
        decided = self.now if state in ("verified", "returned", "rejected") else None
        placed = {"unit": unit, "phase": phase} if state != "draft" else {"unit": None, "phase": None, "code": None}
        one = initiative(self.author, self._number, state, decided_at=decided, **placed)
        async with self.database.transaction() as session:
            await session.execute(insert(InitiativeRow).values(columns(one) | more))
        return self._number

    async def set(self, number: int, **values: Any) -> None:
        """Change an initiative as upkeep may, whatever state it is in."""
        async with self.database.transaction() as session:
            await session.execute(
                update(InitiativeRow).where(col(InitiativeRow.id) == number).values(values | upkeep())
            )

    async def merge(self, codes: Sequence[str], into: str, on: date) -> bool:
        """Merge units into another from a day on; False where that cannot be."""
        try:
            async with self.database.transaction() as session:
                units = await trees.tree_of(session, on)
                target = units.units.get(into)
                if target is None or into in codes or any(units.within(into, code) for code in codes):
                    return False
                await changes.merge(session, changes.Merger(tuple(codes), target, False, on, "QĐ 15"))
        except changes.UnitChangeError:
            return False
        return True

    async def states(self) -> dict[int, str]:
        """Return the state of every initiative."""
        async with self.database.transaction() as session:
            found = await session.execute(select(col(InitiativeRow.id), col(InitiativeRow.state)))
            return {row.id: row.state for row in found.all()}

    async def agree(self, span: tuple[datetime, datetime], *phases: Phase) -> None:
        """Compare all figures of every unit of some phases, or all, with the rows, and parents with their children."""
        async with self.database.transaction() as session:
            today = await trees.tree_of(session, self.today)
            for phase in phases or self.programme.phases:
                day = phase.settled_on(self.now) or self.today
                units = await trees.tree_on(session, today, day, self.today)
                counted = Counted(self.programme.key, phase.key, day)
                codes = tuple(units.units)
                fast = await figures.within(session, counted, codes, units)
                assert fast == await rows.within(session, counted, codes, units)
                quick = await figures.verified_between(session, counted, codes, units, span)
                assert quick == await rows.verified_between(session, counted, codes, units, span)
                await self._add_up(session, counted, units, fast)

    async def _add_up(
        self, session: AsyncSession, counted: Counted, units: UnitTree, counts: dict[str, Counter[Cell]]
    ) -> None:
        """Compare each unit with what lies at itself and what its children have."""
        found = await session.execute(
            select(col(InitiativeRow.unit)).where(
                col(InitiativeRow.phase) == counted.phase, col(InitiativeRow.state) != "draft"
            )
        )
        own = Counter(units.path(str(unit))[0].code for unit in found.scalars())
        for code, cells in counts.items():
            below = sum(counts[child.code].total() for child in units.children(code))
            assert cells.total() == own[code] + below


class Office(Ledger):
    """The same from outside an event loop."""

    def __init__(self, url: str, pack: Pack) -> None:
        """Open the database."""
        super().__init__(Database(url), pack)
        self._runner = asyncio.Runner()
        self.run(self.begin())

    def run(self, work: Coroutine[None, None, T]) -> T:
        """Do a piece of work to its end."""
        return self._runner.run(work)

    def close(self) -> None:
        """Close the database."""
        self.run(self.database.close())
        self._runner.close()


def closes(programme: Programme) -> datetime:
    """Return the last instant of the first phase."""
    return programme.phases[0].closes - SECOND
