"""Whether the totals are what the initiatives say: every cell of every unit, in parts, so that nobody waits for it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Date,
    Table,
    and_,
    case,
    func,
    insert,
    literal,
    literal_column,
    or_,
    select,
    true,
    union_all,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from storage.alone import alone
from storage.counting.totals import DAY, OWN, TOTAL
from storage.counting.trees import Wanted, kept
from storage.database import Database
from storage.tables import CountChangeRow, CountTreeRow, InitiativeRow
from storage.units.rows import UNIT

_CHANGE = CountChangeRow.__table__  # type: ignore[attr-defined] # SQLModel does not declare it
_INITIATIVE = InitiativeRow.__table__  # type: ignore[attr-defined]
_LOT = 2_000
Lot = tuple[str | None, str | None]
_CELL = ("programme", "phase", "unit", "bloc", "target_group", "state")
_ON = ("programme", "phase", "unit", "day")
_DAYS = {
    "sqlite": "date(substr(decided_at, 1, 19), '+7 hours')",
    "postgresql": "CAST(decided_at AT TIME ZONE 'UTC' + interval '7 hours' AS date)",
}


@dataclass(frozen=True, slots=True)
class Wrong:
    """By how many the totals of a unit are too low, or too high if less than nothing; `key` names the cell or day."""

    key: tuple[Any, ...]
    missing: int

    @property
    def unit(self) -> str:
        """Return the code of the unit."""
        return str(self.key[2])


async def wrong(database: Database) -> AsyncIterator[Wrong]:
    """Yield every cell, and every day, of every unit whose total is not what its initiatives say.

    Each part is one statement: what is folded or decided meanwhile does not disturb it.
    """
    async with database.transaction() as session:
        lots, phases = await _lots(session), await _phases(session)
    for programme, phase in phases:
        for lot in lots:
            async with database.transaction() as session:
                found = [
                    one
                    for by_day in (False, True)
                    for one in await _in(session, (programme, phase), lot, by_day=by_day)
                ]
            for one in found:
                yield one


async def put_right(database: Database) -> int:
    """Write down as changes what is missing in the totals, have those with all below made anew; return how many."""
    written = 0
    async with database.transaction() as session:
        lots, phases = await _lots(session), await _phases(session)
    for phase in phases:
        for lot in lots:
            async with database.transaction() as session:
                await alone(session, "put counts right")
                cells, days = [await _in(session, phase, lot, by_day=by_day) for by_day in (False, True)]
                rows = [*_corrections(cells, days)]
                if rows:
                    await session.execute(insert(CountChangeRow), rows)
                written += len(cells) + len(days)
    async with database.transaction() as session:
        await session.execute(update(CountTreeRow).values(version=None))
    return written


def _corrections(cells: Iterable[Wrong], days: Iterable[Wrong]) -> list[dict[str, Any]]:
    """Return the changes; one of a day alone is one more in a cell on that day, and one less in it on none."""
    rows = [dict(zip(_CELL, one.key, strict=True)) | {"day": None, "number": one.missing} for one in cells]
    for one in days:
        *of_unit, day = one.key
        cell = dict(zip(_CELL, (*of_unit, "", "", "verified"), strict=True))
        rows += [cell | {"day": on, "number": number} for on, number in ((day, one.missing), (None, -one.missing))]
    return rows


async def _lots(session: AsyncSession) -> Sequence[Lot]:
    """Return spans of codes which together are all there may be, each after one and up to another."""
    codes = (await session.execute(select(UNIT.c.code).distinct().order_by(UNIT.c.code))).scalars().all()
    bounds = [None, *codes[_LOT::_LOT], None]
    return list(pairwise(bounds))


async def _phases(session: AsyncSession) -> Sequence[tuple[str, str]]:
    every = union_all(*(select(table.c.programme, table.c.phase) for table in (TOTAL, DAY, _CHANGE, _INITIATIVE)))
    both = every.subquery()
    found = await session.execute(select(both.c.programme, both.c.phase).where(both.c.phase.is_not(None)).distinct())
    return [(programme, phase) for programme, phase in found.all()]


async def _in(session: AsyncSession, phase: tuple[str, str], lot: Lot, *, by_day: bool) -> list[Wrong]:
    """Return what is wrong in some units: what their initiatives say, less the totals and what is not folded yet."""
    dialect = session.get_bind().dialect.name
    every = _by_day(phase, lot, dialect) if by_day else _by_cell(phase, lot)
    names = _ON if by_day else _CELL
    both = every.subquery()
    keys = [both.c[name] for name in names]
    missing = func.sum(both.c.number)
    found = await session.execute(select(*keys, missing).group_by(*keys).having(missing != 0))
    return [Wrong(tuple(row[:-1]), int(row[-1])) for row in found.all()]


def _by_cell(phase: tuple[str, str], lot: Lot) -> CompoundSelect[*tuple[Any, ...]]:
    one = _INITIATIVE.c
    cell = (func.coalesce(one[name], "") if name in ("bloc", "target_group") else one[name] for name in _CELL)
    said = select(*(value.label(name) for name, value in zip(_CELL, cell, strict=True)), literal(1).label("number"))
    totals, changes = (select(*(table.c[name] for name in _CELL), -table.c.number) for table in (TOTAL, _CHANGE))
    return union_all(
        said.where(_of(_INITIATIVE, phase, lot), one.state != "draft"),
        totals.where(_of(TOTAL, phase, lot), TOTAL.c.tree == OWN),
        changes.where(_of(_CHANGE, phase, lot)),
    )


def _by_day(phase: tuple[str, str], lot: Lot, dialect: str) -> CompoundSelect[*tuple[Any, ...]]:
    one = _INITIATIVE.c
    day = literal_column(_DAYS[dialect], Date()).label("day")
    said = select(one.programme, one.phase, one.unit, day, literal(1).label("number"))
    totals, changes = (select(*(table.c[name] for name in _ON), -table.c.number) for table in (DAY, _CHANGE))
    return union_all(
        said.where(_of(_INITIATIVE, phase, lot), one.state == "verified", one.decided_at.is_not(None)),
        totals.where(_of(DAY, phase, lot), DAY.c.tree == OWN),
        changes.where(_of(_CHANGE, phase, lot), _CHANGE.c.day.is_not(None)),
    )


def _of(table: Table, phase: tuple[str, str], lot: Lot) -> ColumnElement[bool]:
    after, upto = lot
    return and_(
        table.c.programme == phase[0],
        table.c.phase == phase[1],
        table.c.unit > after if after is not None else true(),
        table.c.unit <= upto if upto is not None else true(),
    )


async def askew(database: Database, wanted: Wanted) -> AsyncIterator[str]:
    """Yield the units whose total with all below is not that of their own and of those directly below together.

    Totals made for another tree are not looked at: nobody reads them.
    """
    units = wanted.units
    here: dict[str, list[str]] = {code: [code] for code in units.holding}
    for code in units.stand_ins:
        if path := units.path(code):
            here[path[0].code].append(code)
    for top in sorted(units.holding):
        children = [child.code for child in units.children(top)]
        below = [code for code in children if code in units.holding]
        alone = [*here[top], *(code for code in children if code not in units.holding)]
        async with database.transaction() as session:
            rows = await kept(session, [wanted.phase[0]])
            tree = next((row.id for row in rows if wanted.is_of(row)), None)
            if tree is None:
                return
            for table in (TOTAL, DAY):
                if await _differs(session, table, wanted.phase, tree, (top, below, alone)):
                    yield top
                    break


async def _differs(
    session: AsyncSession, table: Table, phase: tuple[str, str], tree: int, codes: tuple[str, list[str], list[str]]
) -> bool:
    top, below, alone = codes
    cell = [column for column in table.primary_key if column.name not in ("tree", "programme", "phase", "unit")]
    whole = (table.c.tree == tree) & (table.c.unit == top)
    parts = or_((table.c.tree == tree) & table.c.unit.in_(below), (table.c.tree == OWN) & table.c.unit.in_(alone))
    number = func.sum(case((whole, -table.c.number), else_=table.c.number))
    mine = (table.c.programme == phase[0], table.c.phase == phase[1], or_(whole, parts))
    return (
        await session.execute(select(*cell).where(*mine).group_by(*cell).having(number != 0).limit(1))
    ).first() is not None
