"""The table of targets of a unit, out of what holds on a day."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from flows.needs import TargetTableOf
from flows.target_table import Amount, TargetLine, TargetTable
from flows.targets import together
from flows.units import Unit, UnitTree
from storage.targets import to_reach


async def target_table(session: AsyncSession, of: TargetTableOf, units: UnitTree) -> TargetTable | None:
    """Return the targets of a unit and of those directly below it; None where there is no such unit.

    `units` is the tree of the day that is asked for.
    """
    unit = units.get(of.unit)
    if unit is None:
        return None
    children = units.children(unit.code)
    codes = (unit.code, *(child.code for child in children))
    found = await to_reach(session, of.programme, codes, units, day=of.day)

    def line(one: Unit) -> TargetLine:
        several = (found.get((one.code, phase.key), ()) for phase in of.phases)
        return TargetLine(one, tuple(Amount(some, together(some, units)) if some else Amount() for some in several))

    return TargetTable(of.programme, unit, of.phases, tuple(map(line, children)), line(unit))
