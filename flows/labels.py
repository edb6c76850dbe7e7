"""Units counted by their labels, beside the tree: every cut adds up to the whole (demand 73)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flows.tallies import Tally
from flows.unit import LabelKind
from flows.units import UnitTree
from flows.vietnamese import sort_key


@dataclass(frozen=True, slots=True)
class Part:
    """What falls to one label, or to none where the name is empty."""

    name: str
    verified: int
    submitted: int


def names(units: UnitTree, top: str, kind: LabelKind) -> tuple[str, ...]:
    """Return the labels of a kind that units below another one have, in the order of their names."""
    return tuple(sorted({unit.label(kind) for unit in units.labelled(kind, top)}, key=sort_key))


def balanced(units: UnitTree, top: str, kind: LabelKind, figures: Mapping[str, Tally]) -> tuple[Part, ...]:
    """Return what falls to each label below a unit, and last to none, each initiative once.

    `figures` are those of the unit and of all labelled ones below. What lies below a labelled unit has its label too,
    unless it has one of its own.
    """
    labelled = {unit.code: unit.label(kind) for unit in units.labelled(kind, top)}
    sums: dict[str, list[int]] = {name: [0, 0] for name in sorted({*labelled.values()}, key=sort_key)}
    rest = [figures[top].verified, figures[top].submitted]
    for code, name in labelled.items():
        above = next((one.code for one in units.path(code)[1:] if one.code in labelled or one.code == top), top)
        _move(figures[code], rest if above == top else sums[labelled[above]], sums[name])
    return (*(Part(name, *of) for name, of in sums.items()), Part("", *rest))


def _move(tally: Tally, out_of: list[int], into: list[int]) -> None:
    for place, number in enumerate((tally.verified, tally.submitted)):
        out_of[place] -= number
        into[place] += number
