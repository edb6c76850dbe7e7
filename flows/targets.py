"""What a unit is to reach in a phase: a printed number, or a rule for each union or member below it (decision 16)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from flows.units import UnitTree

TargetKind = Literal["fixed", "per_unit", "per_member"]
GRASSROOTS = "grassroots"


@dataclass(frozen=True, slots=True)
class Target:
    """What a unit is to reach in a phase: `value` initiatives, or that many for each grassroots union or member.

    `count` is how many unions or members count in this phase, None where nobody has told; a `listed` target counts the
    grassroots unions that stand in the tree below its unit instead. A `spread` rule is one over all phases, each of
    which has its part of the unions or members.
    """

    unit: str
    phase: str
    kind: TargetKind
    value: int
    count: int | None = None
    listed: bool = False
    spread: bool = False

    def amount(self, units: UnitTree) -> int | None:
        """Return how many initiatives that is, None where the count is missing: a number is never guessed."""
        if self.kind == "fixed":
            return self.value
        count = _unions_below(units, self.unit) if self.listed else self.count
        return None if count is None else self.value * count


def together(targets: Sequence[Target], units: UnitTree) -> int | None:
    """Return how many initiatives several targets of one unit are together, None where the count of one is missing.

    Rules for the unions listed in the tree all count those of the same unit, so the highest of them stands for all.
    """
    amounts = [target.amount(units) for target in targets if not target.listed]
    listed = [target.amount(units) for target in targets if target.listed]
    known = [amount for amount in (*amounts, *listed) if amount is not None]
    if len(known) < len(targets):
        return None
    return sum(known[: len(amounts)]) + max(known[len(amounts) :], default=0)


def completes(old: Target | None, new: Target | None) -> bool:
    """Tell whether a target is the same rule, whose count is told for the first time."""
    if old is None or new is None or old.kind == "fixed" or old.count is not None or old.listed:
        return False
    return (old.kind, old.value, old.spread) == (new.kind, new.value, new.spread) and new.count is not None


def spread(whole: int, parts: int) -> tuple[int, ...]:
    """Return a number in even parts whose sum it is; what does not divide goes to the earlier ones."""
    return tuple(whole // parts + (part < whole % parts) for part in range(parts))


def _unions_below(units: UnitTree, code: str) -> int | None:
    """Count the grassroots unions below a unit, examples left out; None where none is listed yet."""
    return sum(unit.kind == GRASSROOTS and not unit.example for unit in units.below(code)) or None
