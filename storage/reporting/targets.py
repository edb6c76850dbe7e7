"""The targets of a unit and its children by phase. The one place where documents learn of targets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from flows.needs import ProgressOf
from flows.targets import Target
from flows.units import UnitTree
from storage.progress import progress
from storage.reporting.scope import Scope
from storage.targets import in_force


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
    found: dict[tuple[str, str], Aim] = {}
    for phase in scope.phases:
        need = ProgressOf(scope.programme.key, scope.unit, phase.key, scope.day)
        whole = await progress(session, need, units, scope.at)
        tallies = (whole.total, *whole.children)
        rules = await _rules(session, need, [tally.unit for tally in tallies])
        for tally in tallies:
            found[tally.unit, phase.key] = Aim(tally.target, tally.uncounted, rules.get(tally.unit))
    return found


async def _rules(session: AsyncSession, need: ProgressOf, codes: list[str]) -> dict[str, Target]:
    found = await in_force(session, need.programme, day=need.day, phase=need.phase, units=codes)
    return {unit: target for (unit, _), target in found.items()}
