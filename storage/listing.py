"""Initiatives one after the other, as many as there are, within one state of the database: what exports are made of."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.draft import State
from flows.programme import VIETNAM, Phase, Programme
from flows.units import UnitTree
from storage.counting.cells import Cell, Counted
from storage.counting.rows import within
from storage.tables import InitiativeRow, PersonRow
from storage.units.subtree import below
from storage.units.trees import tree_on

HANDED_IN: tuple[State, ...] = ("pending", "verified", "returned", "rejected", "withdrawn")
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Part:
    """What is listed of one phase: the highest units of it, in the tree of the day that its figures are shown on."""

    programme: str
    phase: Phase
    day: date
    units: UnitTree
    tops: tuple[str, ...]
    states: tuple[State, ...] = HANDED_IN


@dataclass(frozen=True, slots=True)
class Listed:
    """One initiative as its row says it; `answers` are still as stored."""

    id: int
    code: str
    state: State
    phase: str
    unit: str
    bloc: str
    target_group: str
    confidential: bool
    submitted_at: datetime
    decided_at: datetime | None
    decided_by: str
    reason: str
    answers: dict[str, Any]


async def parts(
    session: AsyncSession, programme: Programme, unit: str, units: UnitTree, *, phase: str | None, now: datetime
) -> tuple[Part, ...]:
    """Return what a unit with all below it has in a phase, or in each of them; `units` are those of today.

    Of a unit that was formed later, it is what those had that became it.
    """
    today = now.astimezone(VIETNAM).date()
    found = []
    for one in programme.phases if phase is None else [one for one in programme.phases if one.key == phase]:
        day = one.settled_on(now) or today
        then = await tree_on(session, units, day, today)
        formers = (unit,) if then.get(unit) else units.formerly(unit)
        known = [there.code for former in formers if (there := then.get(former))]
        tops = tuple(top for top in known if not any(above.code in known for above in then.path(top)[1:]))
        found.append(Part(programme.key, one, day, then, tops))
    return tuple(found)


async def counts(session: AsyncSession, part: Part) -> Counter[Cell]:
    """Return how many of each kind there are, as every other figure counts them."""
    if not part.tops:
        return Counter()
    counted = Counted(part.programme, part.phase.key, part.day)
    found = await within(session, counted, part.tops, part.units)
    whole = sum(found.values(), Counter[Cell]())
    return Counter({cell: number for cell, number in whole.items() if cell.state in part.states})


async def ids(session: AsyncSession, part: Part) -> array[int]:
    """Return which there are, in the order in which they were handed in; eight bytes each."""
    numbers = array("q")
    if not part.tops:
        return numbers
    ordered = _of(part, col(InitiativeRow.id)).order_by(col(InitiativeRow.submitted_at), col(InitiativeRow.id))
    rows = await session.stream(ordered.execution_options(yield_per=10_000))
    async for some in rows.partitions():
        numbers.extend(row[0] for row in some)
    return numbers


async def rows(session: AsyncSession, numbers: array[int]) -> AsyncIterator[Sequence[Listed]]:
    """Yield initiatives in the order of their ids as given, some at a time."""
    columns = (
        *(InitiativeRow.id, InitiativeRow.code, InitiativeRow.state, InitiativeRow.phase, InitiativeRow.unit),
        *(InitiativeRow.bloc, InitiativeRow.target_group, InitiativeRow.confidential, InitiativeRow.submitted_at),
        *(InitiativeRow.decided_at, PersonRow.name, InitiativeRow.reason, InitiativeRow.answers),
    )
    query: Select[Any] = select(*(col(one) for one in columns)).outerjoin(
        PersonRow, col(PersonRow.id) == col(InitiativeRow.decided_by)
    )
    for start in range(0, len(numbers), _AT_ONCE):
        some = numbers[start : start + _AT_ONCE]
        found = (await session.execute(query.where(col(InitiativeRow.id).in_(some)))).all()
        by_id = {row[0]: _listed(row) for row in found}
        yield [by_id[one] for one in some]


async def fingerprint(session: AsyncSession, listed: Sequence[Part]) -> str:
    """Return what is another as soon as anything in a list is, or the units it is shown with."""
    seen: list[object] = []
    for part in listed:
        row = InitiativeRow
        changes = (func.count(), func.max(row.updated_at), func.sum(row.version), func.sum(row.upkeep))
        told = await session.execute(_of(part, *changes)) if part.tops else None
        found = tuple(map(str, told.one())) if told else ()
        seen.append((part.programme, part.phase.key, part.day, part.units.version, part.tops, part.states, found))
    return sha256(repr(seen).encode()).hexdigest()


def _of(part: Part, *columns: Any) -> Select[Any]:
    subtree = below(part.tops, part.day)
    return (
        select(*columns)
        .select_from(subtree)
        .join(InitiativeRow, col(InitiativeRow.unit) == subtree.c.code)
        .where(_asked_for(part))
    )


def _asked_for(part: Part) -> ColumnElement[bool]:
    return and_(
        col(InitiativeRow.programme) == part.programme,
        col(InitiativeRow.phase) == part.phase.key,
        col(InitiativeRow.state).in_(part.states),
    )


def _listed(row: Any) -> Listed:
    number, code, state, phase, unit, bloc, group, confidential, submitted, decided, by, reason, answers = row
    return Listed(
        number, code, state, phase, unit, bloc or "", group or "", confidential, submitted, decided, by or "", reason,
        answers,
    )  # fmt: skip
