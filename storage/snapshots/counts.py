"""What initiatives add up to, by the unit they are at and the phase; grouped by the database, read as a stream."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.units import UnitTree
from storage.tables import InitiativeRow

_PART = 2_000
_STATES = ("pending", "verified", "returned", "rejected")


@dataclass(slots=True)
class Numbers:
    """How many there are in each state, how many awards count, and what those bring."""

    pending: int = 0
    verified: int = 0
    returned: int = 0
    rejected: int = 0
    counted: int = 0
    benefits: int = 0
    highest: int | None = None
    highest_of: int | None = None

    def add(self, other: Numbers) -> None:
        """Add others; of two that bring as much, the one begun first stays the highest."""
        self.pending += other.pending
        self.verified += other.verified
        self.returned += other.returned
        self.rejected += other.rejected
        self.counted += other.counted
        self.benefits += other.benefits
        if other.highest is not None and other.highest_of is not None:
            self.see(other.highest, other.highest_of)

    def see(self, benefit: int, initiative: int) -> None:
        """Take in what one initiative brings."""
        known = (self.highest if self.highest is not None else -1, -(self.highest_of or 0))
        if (benefit, -initiative) > known:
            self.highest, self.highest_of = benefit, initiative


Counts = dict[tuple[str, str], Numbers]
"""By the code initiatives are at, as it was when they were handed in, and the phase."""
ByUnit = dict[str, Numbers]


def counted(programme: str, until: datetime | None) -> ColumnElement[bool]:
    """Return the condition that awards count an initiative: verified, handed in before an instant (decisions 2, 14)."""
    in_time = true() if until is None else col(InitiativeRow.submitted_at) < until
    return and_(col(InitiativeRow.programme) == programme, col(InitiativeRow.state) == "verified", in_time)


async def counts(session: AsyncSession, programme: str, until: datetime | None) -> Counts:
    """Return the numbers of a whole programme, a row for each unit and phase, however many initiatives there are."""
    unit, phase, state = col(InitiativeRow.unit), col(InitiativeRow.phase), col(InitiativeRow.state)
    counts_too = counted(programme, until)
    rows = await session.stream(
        select(
            unit,
            phase,
            state,
            func.count(),
            func.sum(case((counts_too, 1), else_=0)),
            func.sum(case((counts_too, func.coalesce(col(InitiativeRow.benefit), 0)), else_=0)),
        )
        .where(col(InitiativeRow.programme) == programme, state.in_(_STATES))
        .group_by(unit, phase, state)
    )
    found: Counts = {}
    async for part in rows.partitions(_PART):
        for code, of_phase, in_state, number, that_count, benefits in part:
            numbers = found.setdefault((code or "", of_phase or ""), Numbers())
            setattr(numbers, in_state, number)
            numbers.counted += int(that_count)
            numbers.benefits += int(benefits)
    await _highest(session, counts_too, found)
    return found


async def _highest(session: AsyncSession, counts_too: ColumnElement[bool], found: Counts) -> None:
    unit, phase, benefit = col(InitiativeRow.unit), col(InitiativeRow.phase), col(InitiativeRow.benefit)
    first = func.row_number().over(partition_by=(unit, phase), order_by=(benefit.desc(), col(InitiativeRow.id)))
    ranked = (
        select(unit, phase, benefit, col(InitiativeRow.id).label("initiative"), first.label("place"))
        .where(counts_too, benefit.is_not(None))
        .subquery()
    )
    best = select(ranked.c.unit, ranked.c.phase, ranked.c.benefit, ranked.c.initiative).where(ranked.c.place == 1)
    async for part in (await session.stream(best)).partitions(_PART):
        for code, of_phase, highest, initiative in part:
            found[code, of_phase].see(highest, initiative)


def rolled_up(found: Counts, phases: Iterable[str], units: UnitTree, top: str) -> tuple[ByUnit, ByUnit]:
    """Return what each unit has itself, and with everything below it, in some phases together, up to a top unit.

    What lies at a unit that is no more is counted where its stand-in is, once.
    """
    wanted = frozenset(phases)
    own: ByUnit = {}
    whole: ByUnit = {}
    for (code, phase), numbers in found.items():
        path = [unit.code for unit in units.path(code)] if phase in wanted else []
        if top not in path:
            continue
        own.setdefault(path[0], Numbers()).add(numbers)
        for above in path[: path.index(top) + 1]:
            whole.setdefault(above, Numbers()).add(numbers)
    return own, whole
