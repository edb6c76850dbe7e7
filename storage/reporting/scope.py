"""What a document is about, and the one moment at which all its figures are read."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import CTE, ColumnElement, and_, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.programme import Phase, Programme
from flows.units import UnitTree
from storage.counting.cells import Counted
from storage.database import Database
from storage.tables import InitiativeRow
from storage.units import trees
from storage.units.subtree import below


@dataclass(frozen=True, slots=True)
class Scope:
    """A unit with all below it and some phases of a programme.

    `at` is the instant the figures are of, `day` the one whose tree of units counts.
    """

    programme: Programme
    unit: str
    phases: tuple[Phase, ...]
    at: datetime
    day: date

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the keys of the phases."""
        return tuple(phase.key for phase in self.phases)

    def counted(self, phase: Phase) -> Counted:
        """Return what is counted of one of the phases."""
        return Counted(self.programme.key, phase.key, self.day)

    def subtree(self) -> CTE:
        """Return the part of a query that is the unit and all below it."""
        return below((self.unit,), self.day)

    def inside(self, subtree: CTE) -> ColumnElement[bool]:
        """Return the condition that an initiative was handed in here."""
        return and_(
            col(InitiativeRow.programme) == self.programme.key,
            col(InitiativeRow.phase).in_(self.keys),
            col(InitiativeRow.state) != "draft",
            col(InitiativeRow.unit).in_(select(subtree.c.code)),
        )


@asynccontextmanager
async def one_moment(database: Database) -> AsyncIterator[AsyncSession]:
    """Read everything as it is at one moment, so that no figure of a document contradicts another."""
    async with database.transaction() as session:
        if not database.is_sqlite:
            await session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
        yield session


async def settled(session: AsyncSession, scope: Scope, today: UnitTree) -> tuple[Scope, UnitTree]:
    """Return the scope on the tree that counts: of phases that are over the last day's, if the unit was there then."""
    over = scope.phases[-1].settled_on(scope.at)
    if over is None:
        return scope, today
    then = await trees.tree_on(session, today, over, scope.day)
    return (replace(scope, day=over), then) if scope.unit in then.units else (scope, today)
