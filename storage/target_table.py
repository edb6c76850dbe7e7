"""The table of targets of a unit, out of what holds on a day."""

from __future__ import annotations

from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from flows.programme import Programme
from flows.target_table import Amount, TargetLine, TargetTable
from flows.targets import together
from flows.units import Unit, UnitTree
from storage.targets import to_reach


async def target_table(
    session: AsyncSession, programme: Programme, code: str, units: UnitTree, day: date | None = None
) -> TargetTable | None:
    """Return the targets of a unit and of those directly below it, now or on a day; None where there is no such unit.

    `units` is the tree of that day.
    """
    unit = units.get(code)
    if unit is None:
        return None
    children = units.children(unit.code)
    codes = (unit.code, *(child.code for child in children))
    found = await to_reach(session, programme.key, codes, units, day=day)

    def line(one: Unit) -> TargetLine:
        several = (found.get((one.code, phase.key), ()) for phase in programme.phases)
        return TargetLine(one, tuple(Amount(some, together(some, units)) if some else Amount() for some in several))

    documented = unit.code == programme.root
    return TargetTable(
        programme.key,
        unit,
        programme.phases,
        tuple(map(line, children)),
        line(unit),
        tuple(programme.printed.items()) if documented else (),
        programme.printed_in if documented else "",
    )
