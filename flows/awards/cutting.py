"""Where a unit's cap cuts its candidates, ordered by what they reached; equals are never parted by the machine."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flows.awards.evaluating import AwardList, Candidate
from flows.screen import N_, Msg


@dataclass(frozen=True, slots=True)
class Standing:
    """The place of a candidate among those of their unit who meet the rule, shared by equals.

    `fits` tells whether the cap reaches so far; None where it falls between equals, or is not known.
    """

    place: int
    of: int
    at_most: int | None
    fits: bool | None

    @property
    def said(self) -> Msg:
        """Return how they stand towards the cap."""
        named = {"place": self.place, "of": self.of, "most": self.at_most or 0}
        match self.fits:
            case True if self.at_most is None:
                return N_("{place}/{of}, any number is allowed", **named)
            case True:
                return N_("{place}/{of}, within the {most} allowed", **named)
            case False:
                return N_("{place}/{of}, beyond the {most} allowed", **named)
            case _ if self.at_most is None:
                return N_("{place}/{of}, nobody can tell yet how many are allowed", **named)
            case _:
                return N_("{place}/{of}, equal where the {most} allowed end: the unit chooses", **named)


def standings(found: AwardList) -> Mapping[str, Standing]:
    """Return the standing of all who meet the rule by their code, none where no units put forward.

    Persons stand by their benefit, units by their number.
    """
    groups: dict[str, list[Candidate]] = {}
    for one in found.met:
        if one.nominator:
            groups.setdefault(one.nominator, []).append(one)
    return {one.code: standing for unit, some in groups.items() for one, standing in _of_unit(found, unit, some)}


def _of_unit(found: AwardList, unit: str, candidates: Sequence[Candidate]) -> Iterator[tuple[Candidate, Standing]]:
    allowed = found.allowance_of(unit)
    known = allowed is not None and allowed.known
    most = allowed.at_most if allowed and known else None
    upwards = sorted(map(_reached, candidates))
    for one in candidates:
        above = len(upwards) - bisect_right(upwards, _reached(one))
        with_equals = len(upwards) - bisect_left(upwards, _reached(one))
        yield one, Standing(above + 1, len(upwards), most, _fits(above, with_equals, most) if known else None)


def _fits(above: int, with_equals: int, most: int | None) -> bool | None:
    if most is None or with_equals <= most:
        return True
    return False if above >= most else None


def _reached(one: Candidate) -> int:
    if one.unit:
        return one.unit.counted
    return -1 if one.entry is None or one.entry.benefit is None else one.entry.benefit
