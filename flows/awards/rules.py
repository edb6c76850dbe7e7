"""Award rules as plain values: who may get one, on which conditions, and who puts forward how many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Who = Literal["top", "direct", "grassroots", "person", "initiative"]


@dataclass(frozen=True, slots=True)
class ShareAbove:
    """More than so many percent of the target: “trên”, literally (decision 5)."""

    percent: int


@dataclass(frozen=True, slots=True)
class ShareAtLeast:
    """So many percent of the target or more: “từ … trở lên”, literally (decision 5)."""

    percent: int


@dataclass(frozen=True, slots=True)
class RankAtMost:
    """A place by number of initiatives, among all units the award is for."""

    place: int


@dataclass(frozen=True, slots=True)
class HighestInCluster:
    """The highest over-fulfilment of the target in one's cluster."""


@dataclass(frozen=True, slots=True)
class OneBenefitAtLeast:
    """One initiative that brings so many đồng a year or more."""

    amount: int


@dataclass(frozen=True, slots=True)
class BenefitsTogetherAtLeast:
    """All initiatives together bring so many đồng or more."""

    amount: int


@dataclass(frozen=True, slots=True)
class HighestBenefit:
    """The highest benefit of all."""


@dataclass(frozen=True, slots=True)
class RecognisedWithin:
    """Recognised by a document of these days, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Ticked:
    """What no figures tell: staff tick it, with a reason (decision 18)."""

    key: str


Predicate = (
    ShareAbove
    | ShareAtLeast
    | RankAtMost
    | HighestInCluster
    | OneBenefitAtLeast
    | BenefitsTogetherAtLeast
    | HighestBenefit
    | RecognisedWithin
    | Ticked
)
ABOUT_UNITS = (ShareAbove, ShareAtLeast, RankAtMost, HighestInCluster, BenefitsTogetherAtLeast)
ABOUT_INITIATIVES = (HighestBenefit, RecognisedWithin)


@dataclass(frozen=True, slots=True)
class CapRow:
    """How many a unit may put forward if all that is told here is so; what is None does not matter."""

    at_most: int
    unions_from: int | None = None
    members_from: int | None = None
    members_below: int | None = None
    share_at_least: int | None = None


@dataclass(frozen=True, slots=True)
class Nomination:
    """Each unit directly below the top puts forward, if it meets one of `ways`; the first of `caps` that fits counts.

    Without ways any unit may, without caps as many as it likes; dossiers are due on `until`, included.
    """

    ways: tuple[tuple[Predicate, ...], ...] = ()
    caps: tuple[CapRow, ...] = ()
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Award:
    """An award or an occasion: all of `always` must hold, and all of one of `ways` where there are any.

    `short` stands on a button in place of the key; `document`, `clause` and `rule` say where it is written; one
    `each_phase` is judged on a phase's own figures.
    """

    key: str
    name: str
    who: Who
    document: str
    clause: str
    rule: str
    always: tuple[Predicate, ...] = ()
    ways: tuple[tuple[Predicate, ...], ...] = ()
    each_phase: bool = False
    nomination: Nomination | None = None
    short: str = ""

    @property
    def called(self) -> str:
        """Return how it is called where there is little room."""
        return self.short or self.key

    @property
    def for_units(self) -> bool:
        """Tell whether units get it, not persons or initiatives."""
        return self.who in ("top", "direct", "grassroots")

    @property
    def predicates(self) -> tuple[Predicate, ...]:
        """Return every condition on whoever gets it, each once."""
        return tuple(dict.fromkeys((*self.always, *(one for way in self.ways for one in way))))


@dataclass(frozen=True, slots=True)
class AwardRules:
    """All awards of a pack, the sentences of what staff tick by its key, and the text all that was read from."""

    awards: tuple[Award, ...] = ()
    ticks: Mapping[str, str] = field(default_factory=dict)
    source: str = ""

    def award(self, key: str) -> Award | None:
        """Return an award by its key, in capitals or not."""
        return next((one for one in self.awards if one.key.casefold() == key.casefold()), None)
