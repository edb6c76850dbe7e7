"""What every unit is to reach in a phase: targets of their own and those taken over from units merged into them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.targets import Target, TargetKind
from flows.units import UnitTree
from storage.tables import TargetRow
from storage.units.rows import existed_before


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
    rows = await session.execute(
        select(TargetRow).where(col(TargetRow.programme) == programme, col(TargetRow.phase) == phase)
    )
    set_down = {row.unit: _target(row) for row in rows.scalars()}
    formers = {code: former for code in units.units if (former := units.formerly(code))}
    taken_over = {code: former for code, former in formers.items() if any(one in set_down for one in former)}
    older = await existed_before(session, taken_over) if taken_over else frozenset()
    found: dict[str, Goal] = {}
    for code in units.units.keys() & (set_down.keys() | taken_over.keys()):
        own = (set_down[code],) if code in set_down else ()
        others = tuple(set_down[one] for one in taken_over.get(code, ()) if one in set_down)
        found[code] = _goal((*own, *others) if not own or code in older else own, units)
    return found


def _goal(targets: Sequence[Target], units: UnitTree) -> Goal:
    """Add targets up; rules for the unions listed in the tree count those of the same unit, so the highest counts."""
    amounts = [target.amount(units) for target in targets if not target.listed]
    listed = [target.amount(units) for target in targets if target.listed]
    known = [amount for amount in (*amounts, *listed) if amount is not None]
    if len(known) < len(targets):
        return Goal(None, uncounted=True)
    return Goal(sum(known[: len(amounts)]) + max(known[len(amounts) :], default=0))


def _target(row: TargetRow) -> Target:
    return Target(row.unit, row.phase, cast("TargetKind", row.kind), row.value, row.count, row.listed)


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many grassroots unions and members units have, where that is told."""

    unions: Mapping[str, int]
    members: Mapping[str, int]
