"""The tree of units as numbers: who is directly below whom, and whether one lies anywhere below another."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

Numbers: TypeAlias = "array[int]"
NOBODY = 0xFFFF_FFFF


@dataclass(frozen=True, slots=True, eq=False)
class Spans:
    """The tree by numbers: the units directly below each, and each unit's place in a walk from the top down.

    `ends` is the place of the last unit below one, by its code, for units that have others below them.
    """

    children: Mapping[int, Numbers]
    places: Numbers
    ends: Mapping[str, tuple[int, int]]

    @classmethod
    def of(cls, parents: Numbers, codes: Sequence[str]) -> Spans:
        """Return the tree of so many units, each with the number of the one above it or NOBODY."""
        children: dict[int, Numbers] = {}
        for number, parent in enumerate(parents):
            if parent != NOBODY:
                children.setdefault(parent, array("I")).append(number)
        places, ends, place = array("I", bytes(4 * len(codes))), {}, 0
        walk = [(number, False) for number, parent in enumerate(parents) if parent == NOBODY]
        while walk:
            number, left = walk.pop()
            if left:
                ends[codes[number]] = places[number], place
                continue
            place += 1
            places[number] = place
            if number in children:
                walk.append((number, True))
                walk += ((child, False) for child in children[number])
        return cls(children, places, ends)

    def reach(self, numbers: Numbers) -> int:
        """Return how many some units are together with those directly below them."""
        return len(numbers) + sum(len(self.children[one]) for one in numbers if one in self.children)

    def below(self, number: int, top: str) -> bool:
        """Tell whether a unit is another one or lies below it."""
        first, last = self.ends.get(top, (0, 0))
        return first <= self.places[number] <= last

    def within(self, numbers: Collection[int], top: str) -> list[int]:
        """Return those of some units that are another one or lie below it."""
        first, last = self.ends.get(top, (0, 0))
        places = self.places
        if last - first == len(places) - 1:
            return list(numbers)
        return [number for number in numbers if first <= places[number] <= last]
