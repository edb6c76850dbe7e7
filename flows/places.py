"""Places in a ranking: who stands before whom, ties share a place, and nothing is ever divided by a missing target."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from flows.tallies import Tally
from flows.vietnamese import sort_key

Measure = Literal["share", "number"]
Named = Callable[[Tally], str]


@dataclass(frozen=True, slots=True)
class Placed:
    """A unit at its place; several that are equal share one, and the next place counts them all."""

    place: int
    tally: Tally


@dataclass(frozen=True, slots=True)
class Places:
    """The units in their places, best first, and those that have none because no target can be told for them."""

    placed: tuple[Placed, ...]
    apart: tuple[Tally, ...] = ()

    def of(self, unit: str) -> Placed | None:
        """Return the place of a unit, None where it has none."""
        return next((one for one in self.placed if one.tally.unit == unit), None)


def by(measure: Measure, tallies: Sequence[Tally], named: Named) -> Places:
    """Put units in their places by the share of their target, or by the number verified."""
    if measure == "number":
        return Places(_placed(tallies, lambda one: Fraction(one.verified), named))
    measured = [one for one in tallies if one.target]
    apart = sorted((one for one in tallies if not one.target), key=lambda one: (-one.verified, sort_key(named(one))))
    return Places(_placed(measured, _share, named), tuple(apart))


def worst_first(tallies: Sequence[Tally], named: Named) -> tuple[Tally, ...]:
    """Return units from the one furthest behind; of equal ones the larger target first, those without one last."""

    def key(one: Tally) -> tuple[bool, Fraction, int, object]:
        return not one.target, _share(one), -(one.target or 0), sort_key(named(one))

    return tuple(sorted(tallies, key=key))


def usual(tallies: Sequence[Tally]) -> Measure:
    """Return what units are ranked by unless somebody chooses: their targets, where any has one."""
    return "share" if any(one.target for one in tallies) else "number"


def _share(one: Tally) -> Fraction:
    return Fraction(one.verified, one.target) if one.target else Fraction(0)


def _placed(tallies: Sequence[Tally], worth: Callable[[Tally], Fraction], named: Named) -> tuple[Placed, ...]:
    best_first = sorted(tallies, key=lambda one: (-worth(one), sort_key(named(one))))
    placed: list[Placed] = []
    for number, one in enumerate(best_first, 1):
        equal = placed and worth(placed[-1].tally) == worth(one)
        placed.append(Placed(placed[-1].place if equal else number, one))
    return tuple(placed)
