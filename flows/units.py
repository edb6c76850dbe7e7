"""The union's tree of units on one day, an immutable snapshot shared by all turns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import takewhile

from flows.unit import LabelKind, Unit, spelled
from flows.unit_index import IndexBuilder, UnitIndex
from flows.vietnamese import sort_key

__all__ = ["StandIn", "Unit", "UnitTree"]


@dataclass(frozen=True, slots=True)
class StandIn:
    """The unit that stands for one which does not exist on a day.

    It is the unit that one was `merged` into, with all it had to do; else only the unit above, so that nothing handed
    in is lost.
    """

    code: str
    unit: str
    merged: bool


@dataclass(frozen=True)
class UnitTree:
    """All units there are on a day, and what stands for those there are not; `version` changes when any of them does.

    `index` finds units by words; without one given it is made at the first search.
    """

    units: Mapping[str, Unit]
    version: int = 0
    stand_ins: Mapping[str, StandIn] = field(default_factory=dict)
    index: UnitIndex | None = field(default=None, compare=False, repr=False)
    _sorted: dict[str, tuple[Unit, ...]] = field(default_factory=dict, init=False, compare=False, repr=False)

    @classmethod
    def of(cls, units: Iterable[Unit], version: int = 0, stand_ins: Iterable[StandIn] = ()) -> UnitTree:
        """Return a tree of units whose parents are among them, or stood for, or None."""
        return cls({unit.code: unit for unit in units}, version, {one.code: one for one in stand_ins})

    def get(self, code: str) -> Unit | None:
        """Return a unit, or the one it was merged into; None where a forged or old button names none."""
        return self._followed(code, merged_only=True)

    def children(self, code: str) -> tuple[Unit, ...]:
        """Return the units directly below, in the plan's order, then by name."""
        unit = self.get(code)
        if unit is None:
            return ()
        if unit.code not in self._sorted:
            below = self._children.get(unit.code, ())
            self._sorted[unit.code] = tuple(sorted(below, key=lambda one: (one.order, sort_key(one.name))))
        return self._sorted[unit.code]

    def above(self, unit: Unit) -> Unit | None:
        """Return the unit directly above another."""
        return self._followed(unit.parent) if unit.parent else None

    def parent_of(self, unit: Unit) -> str | None:
        """Return the code of the unit directly above another, whatever stands for it."""
        above = self.above(unit)
        return above.code if above else None

    def path(self, code: str) -> tuple[Unit, ...]:
        """Return the unit and all units above it, nearest first; what is no more is where its stand-in is."""
        chain: list[Unit] = []
        unit = self._followed(code)
        while unit is not None and unit not in chain:
            chain.append(unit)
            unit = self.above(unit)
        return tuple(chain)

    def within(self, code: str, top: str) -> bool:
        """Tell whether a unit is another one or lies below it."""
        above = self.get(top)
        return above is not None and any(unit.code == above.code for unit in self.path(code))

    def placed(self, unit: Unit, top: str) -> str:
        """Return a unit's name together with those between it and `top`, because names repeat."""
        highest = self.get(top)
        inner = takewhile(lambda one: one != highest, self.path(unit.code))
        return " · ".join(one.short for one in inner) or unit.short

    def below(self, code: str) -> Iterator[Unit]:
        """Yield the unit and everything below it."""
        waiting = [unit for unit in (self.get(code),) if unit]
        while waiting:
            unit = waiting.pop()
            yield unit
            waiting += reversed(self.children(unit.code))

    def labelled(self, kind: LabelKind, top: str) -> tuple[Unit, ...]:
        """Return the units below another one that have a label of a kind; the unit itself is not among them."""
        below = (unit for unit in self._with_labels if unit.label(kind) and unit.code != top)
        return tuple(unit for unit in below if self.within(unit.code, top))

    def formerly(self, code: str) -> tuple[str, ...]:
        """Return the codes of all units that were merged into one, and into those."""
        former: dict[str, None] = {}
        waiting = list(self._merged.get(code, ()))
        while waiting:
            one = waiting.pop(0)
            if one not in former:
                former[one] = None
                waiting += self._merged.get(one, ())
        return tuple(former)

    def search(self, words: str, *, top: str, limit: int = 5) -> tuple[Unit, ...]:
        """Return the units from `top` down that typed words may mean, best first, whatever their accents or order.

        Every word must be found in the unit's name or in that of the unit above it (“ca phe bmt”), one of them in its
        own; where units have all the words whole, only those are meant; words run together, and spelling mistakes, are
        tried only where nothing is found.
        """
        highest = self.get(top)
        return self._index.search(words, highest.code, limit) if highest else ()

    def _followed(self, code: str, *, merged_only: bool = False) -> Unit | None:
        known = self.units.get(code)
        return known or self.units.get(_stood_for(code, self.stand_ins, merged_only=merged_only))

    @cached_property
    def holding(self) -> frozenset[str]:
        """Return the codes of units that count for others too: for those below, or for some that are no more."""
        landed = (self._followed(code) for code in self.stand_ins)
        return frozenset((*self._children, *(unit.code for unit in landed if unit)))

    def holders(self, code: str) -> tuple[str, ...]:
        """Return the codes of those of them that a unit counts for, nearest first, itself among them if it is one."""
        return tuple(one.code for one in self.path(code) if one.code in self.holding)

    @cached_property
    def _index(self) -> UnitIndex:
        if self.index:
            return self.index
        builder = IndexBuilder()
        for unit in sorted(self.units.values(), key=lambda one: len(one.name)):
            builder.add(unit, spelled(unit))
        return builder.built(self.parent_of)

    @cached_property
    def _with_labels(self) -> tuple[Unit, ...]:
        return tuple(unit for unit in self.units.values() if unit.labels)

    @cached_property
    def _merged(self) -> dict[str, list[str]]:
        """Return for each unit the codes of those that were merged into it."""
        into: dict[str, list[str]] = {}
        for code, stand_in in sorted(self.stand_ins.items()):
            if stand_in.merged:
                into.setdefault(stand_in.unit, []).append(code)
        return into

    @cached_property
    def _children(self) -> dict[str, list[Unit]]:
        below: dict[str, list[Unit]] = {}
        for unit in self.units.values():
            above = self.above(unit)
            if above:
                below.setdefault(above.code, []).append(unit)
        return below


def _stood_for(code: str, stand_ins: Mapping[str, StandIn], *, merged_only: bool = False) -> str:
    followed = {code}
    while (stand_in := stand_ins.get(code)) and (stand_in.merged or not merged_only):
        if stand_in.unit in followed:
            break
        code = stand_in.unit
        followed.add(code)
    return code
