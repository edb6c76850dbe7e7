"""The same counts as in rows.py, from the totals and what is not folded into them yet: exact, and fast at any size."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, Table, any_, func, literal, or_, select, true, union_all
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import String
from sqlmodel import col

from flows.programme import VIETNAM
from flows.units import UnitTree
from storage.counting import rows
from storage.counting.cells import Cell, Counted
from storage.counting.totals import DAY, OWN, TOTAL
from storage.tables import CountChangeRow, CountTreeRow, InitiativeRow
from storage.units.trees import VERSION

_CHANGE: Table = CountChangeRow.__table__  # type: ignore[attr-defined] # SQLModel does not declare it
_INITIATIVE: Table = InitiativeRow.__table__  # type: ignore[attr-defined]
_MIDNIGHT = time(tzinfo=VIETNAM)
_DAY = timedelta(days=1)
_TREE, _TOTALLED, _LOOSE = "tree", "totalled", "loose"
Part = Select[*tuple[Any, ...]]


async def within(
    session: AsyncSession, counted: Counted, codes: Collection[str], units: UnitTree
) -> dict[str, Counter[Cell]]:
    """Return the counts of some units, each with everything below it, in every cell that is not empty.

    One statement reads them, so that nothing is folded between two parts of it.
    """
    asked = _Asked(session, counted, codes, units)
    cell = ("state", "bloc", "target_group")
    changes = select(*_named(_LOOSE, _CHANGE, cell), func.sum(_CHANGE.c.number)).where(asked.matters(_CHANGE))
    parts: list[Part] = [changes.group_by(_CHANGE.c.unit, *(_CHANGE.c[name] for name in cell))]
    totals = select(*_named(_TOTALLED, TOTAL, cell), TOTAL.c.number).where(TOTAL.c.number != 0)
    parts += asked.totalled(TOTAL, totals)
    found = await asked.found(parts, len(cell))
    if found is None:
        return await rows.within(session, counted, codes, units)
    counts: dict[str, Counter[Cell]] = {code: Counter() for code in codes}
    known: dict[tuple[str, str, str], Cell] = {}
    loose: list[tuple[str, Cell, int]] = []
    for part, unit, state, bloc, group, number in found:
        one = known.get((state, bloc, group)) or known.setdefault((state, bloc, group), Cell(state, bloc, group))
        if part == _TOTALLED:
            counts[unit][one] = number
        else:
            loose.append((unit, one, number))
    for unit, one, number in loose:
        for code in asked.above(unit):
            counts[code][one] += number
            if not counts[code][one]:
                del counts[code][one]
    return counts


async def verified_between(
    session: AsyncSession, counted: Counted, codes: Collection[str], units: UnitTree, days: tuple[datetime, datetime]
) -> Counter[str]:
    """Return how many of some units, with all below, were verified from an instant on until before another.

    Whole days of Vietnam are read from their totals; what lies before or behind them is counted one by one.
    """
    asked = _Asked(session, counted, codes, units)
    span = _Span.of(*days)
    parts: list[Part] = []
    if span.first < span.until:
        loose = select(*_named(_LOOSE, _CHANGE, ()), func.sum(_CHANGE.c.number))
        in_days = _CHANGE.c.day >= span.first, _CHANGE.c.day < span.until
        parts.append(loose.where(asked.matters(_CHANGE), *in_days).group_by(_CHANGE.c.unit))
        totals = select(*_named(_TOTALLED, DAY, ()), func.sum(DAY.c.number)).group_by(DAY.c.unit)
        parts += asked.totalled(DAY, totals.where(DAY.c.day >= span.first, DAY.c.day < span.until))
    if span.edges:
        parts.append(_edges(asked, span))
    found = await asked.found(parts, 0) if parts else ()
    if found is None:
        return await rows.verified_between(session, counted, codes, units, days)
    counts: Counter[str] = Counter(dict.fromkeys(codes, 0))
    for part, unit, number in found:
        for code in (unit,) if part == _TOTALLED else asked.above(unit):
            counts[code] += number
    return counts


def whole_days(last: date, how_many: int) -> tuple[datetime, datetime]:
    """Return the instants between which so many days of Vietnam lie, the last of them included."""
    first, end = (datetime.combine(last + _DAY * by, _MIDNIGHT) for by in (1 - how_many, 1))
    return first, end


@dataclass(frozen=True, slots=True)
class _Span:
    """The whole days between two instants, from the first until before another, and what is left at both ends."""

    first: date
    until: date
    edges: tuple[tuple[datetime, datetime], ...]

    @classmethod
    def of(cls, begin: datetime, end: datetime) -> _Span:
        """Return how the time between two instants is divided."""
        local = [one.astimezone(VIETNAM) for one in (begin, end)]
        days = [one.date() for one in local]
        first = days[0] if local[0].timetz() == _MIDNIGHT else days[0] + _DAY
        until = days[1]
        if first > until:
            return cls(first, first, ((begin, end),) if begin < end else ())
        ends = (begin, datetime.combine(first, _MIDNIGHT)), (datetime.combine(until, _MIDNIGHT), end)
        return cls(first, until, tuple(one for one in ends if one[0] < one[1]))


class _Asked:
    """What is asked for: the counts of some units by the tree of a phase."""

    def __init__(self, session: AsyncSession, counted: Counted, codes: Collection[str], units: UnitTree) -> None:
        """Find out which of them count for themselves alone, and which for others."""
        self.counted = counted
        self._session, self._codes, self._units = session, frozenset(codes), units
        self._is_sqlite = session.get_bind().dialect.name == "sqlite"
        self._holding = [code for code in self._codes if code in units.holding]
        self._alone = [code for code in self._codes if code in units.units and code not in units.holding]
        self._fitting = _fitting(counted, units.version)

    def of_phase(self, table: Table) -> ColumnElement[bool]:
        return (table.c.programme == self.counted.programme) & (table.c.phase == self.counted.phase)

    def matters(self, table: Table) -> ColumnElement[bool]:
        """Return which changes and initiatives may count for what is asked for."""
        return self.of_phase(table) & (true() if self._holding else self._one_of(table, self._alone))

    def totalled(self, table: Table, totals: Part) -> Iterator[Part]:
        """Yield the totals of units that count for themselves alone, and of those that count for others."""
        totals = totals.where(self.of_phase(table))
        if self._alone:
            yield self._of_each(totals.where(table.c.tree == OWN), table, self._alone)
        if self._holding:
            tree = select(self._fitting.c.id).scalar_subquery()
            yield self._of_each(totals.where(table.c.tree == tree), table, self._holding)

    async def found(self, parts: list[Part], of_cell: int) -> Sequence[Row[*tuple[Any, ...]]] | None:
        """Return all rows of all parts, None where there are no totals for this tree."""
        if self._holding:
            nothing = [literal("") for _ in range(of_cell + 1)]
            parts = [*parts, select(literal(_TREE), *nothing, self._fitting.c.id)]
        every = (await self._session.execute(union_all(*parts))).all()
        if not self._holding:
            return every
        rest = [row for row in every if row[0] != _TREE]
        return rest if len(rest) < len(every) else None

    def above(self, unit: str) -> Iterator[str]:
        """Yield those that what lies at a unit counts for."""
        return (one.code for one in self._units.path(unit) if one.code in self._codes)

    def _of_each(self, totals: Part, table: Table, codes: list[str]) -> Part:
        """Return the totals of some units, however many.

        PostgreSQL is made to look up each of them by the key (“offset 0” forbids it another way): before it has
        gathered statistics it would read the totals of all units and throw most of them away.
        """
        if self._is_sqlite:
            return totals.where(self._one_of(table, codes))
        listed = func.unnest(literal(codes, ARRAY(String))).table_valued("unit", name="listed").render_derived()
        each = totals.where(table.c.unit == listed.c.unit).offset(0).lateral()
        return select(*each.c).select_from(listed.join(each, true()))

    def _one_of(self, table: Table, codes: list[str]) -> ColumnElement[bool]:
        if self._is_sqlite:
            listed = func.json_each(json.dumps(codes)).table_valued("value")
            return table.c.unit.in_(select(listed.c.value))
        return table.c.unit == any_(literal(codes, ARRAY(String)))


def _fitting(counted: Counted, version: int) -> CTE:
    """Return the totals that were made for a tree, which must still be that of the database."""
    first, until = col(CountTreeRow.first_day), col(CountTreeRow.until_day)
    mine = (
        col(CountTreeRow.programme) == counted.programme,
        col(CountTreeRow.phase) == counted.phase,
        col(CountTreeRow.version) == version,
        literal(version) == VERSION,
        or_(first.is_(None), first <= counted.day),
        or_(until.is_(None), until > counted.day),
    )
    return select(col(CountTreeRow.id)).where(*mine).limit(1).cte("fitting")


def _edges(asked: _Asked, span: _Span) -> Part:
    """Return the part that counts what was verified at either end, by its unit."""
    one = _INITIATIVE.c
    at_either_end = or_(*((one.decided_at >= begin) & (one.decided_at < end) for begin, end in span.edges))
    mine = (asked.matters(_INITIATIVE), one.state == "verified", at_either_end)
    return select(literal(_LOOSE), one.unit, func.count()).where(*mine).group_by(one.unit)


def _named(part: str, table: Table, cell: Iterable[str]) -> Iterator[Any]:
    yield literal(part)
    yield table.c.unit
    yield from (table.c[name] for name in cell)
