"""The targets of a unit and its children by phase. The one place where documents learn of targets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from flows.needs import TargetTableOf
from flows.target_table import Amount
from flows.targets import Target
from flows.units import UnitTree
from storage.reporting.scope import Scope
from storage.target_table import target_table


@dataclass(frozen=True, slots=True)
class Aim:
    """What a unit is to reach in a phase: `number` is None where nothing is set, or its count is missing.

    `rule` is how it was set down, None where it was not, or was taken over in a merger.
    """

    number: int | None = None
    uncounted: bool = False
    rule: Target | None = None


async def aims(session: AsyncSession, scope: Scope, units: UnitTree) -> Mapping[tuple[str, str], Aim]:
    """Return the aim of the unit and of each child, by their code and the phase's key."""
    need = TargetTableOf(scope.programme.key, scope.unit, scope.phases, scope.day)
    table = await target_table(session, need, units)
    lines = (table.own, *table.lines) if table else ()
    return {
        (line.unit.code, phase.key): _aim(line.unit.code, amount)
        for line in lines
        for phase, amount in zip(scope.phases, line.amounts, strict=True)
    }


def _aim(code: str, amount: Amount) -> Aim:
    rule = next((target for target in amount.targets if target.unit == code), None)
    return Aim(amount.number, amount.uncounted, rule)
