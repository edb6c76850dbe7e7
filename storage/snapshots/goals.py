"""What every unit is to reach in a phase: targets of their own and those taken over from units merged into them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from flows.targets import together
from flows.units import UnitTree
from storage.targets import to_reach


@dataclass(frozen=True, slots=True)
class Goal:
    """How many a unit is to reach, None where a count of its rule is missing or no target is set at all."""

    amount: int | None
    uncounted: bool = False

    @classmethod
    def over(cls, phases: Sequence[Goal | None]) -> Goal:
        """Add up the goals of all phases; where one is missing, so is the whole, and nothing is guessed."""
        there = [goal for goal in phases if goal is not None]
        amounts = [goal.amount for goal in there if goal.amount is not None]
        if phases and len(amounts) == len(phases):
            return cls(sum(amounts))
        return cls(None, any(goal.uncounted for goal in there))


async def goals(session: AsyncSession, programme: str, phase: str, units: UnitTree) -> dict[str, Goal]:
    """Return the goals of a phase in a tree, by unit; as storage/progress.py has them for a few units (demand 72)."""
    found = await to_reach(session, programme, tuple(units.units), units, phase=phase)
    return {code: _goal(together(targets, units)) for (code, _), targets in found.items()}


def _goal(amount: int | None) -> Goal:
    return Goal(amount, uncounted=amount is None)


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many grassroots unions and members units have, where that is told."""

    unions: Mapping[str, int]
    members: Mapping[str, int]
