"""What is ranked, and how: a unit's part of the tree, a phase or all, a bloc, a quarter, a cluster."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from flows import figures, labels
from flows.places import Measure
from flows.programme import VIETNAM, Phase, Programme
from flows.scene import Scene
from flows.screen import N_, Button, Line, Msg, button
from flows.tallies import Tally
from flows.units import UnitTree

T = TypeVar("T")
EVERY_PHASE = "-"
_MEASURES: Mapping[str, Measure] = {"s": "share", "n": "number"}
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_CHOICE = re.compile(r"([sn]?)(?:b([0-9a-z]))?(?:q([0-9a-z]))?(?:c([0-9a-z]{1,2}))?")


@dataclass(frozen=True, slots=True)
class Choice:
    """How somebody wants units ranked: a bloc, a quarter and a cluster by their place in the order they are offered."""

    measure: Measure | None = None
    bloc: int | None = None
    quarter: int | None = None
    cluster: int | None = None

    @property
    def token(self) -> str:
        """Return it as a button carries it."""
        parts = ((self.bloc, "b"), (self.quarter, "q"), (self.cluster, "c"))
        return (self.measure or "")[:1] + "".join(f"{kind}{_digits(one)}" for one, kind in parts if one is not None)

    @classmethod
    def parse(cls, token: str) -> Choice:
        """Read it back; what a forger writes is no choice."""
        read = _CHOICE.fullmatch(token)
        if read is None:
            return cls()
        return cls(_MEASURES.get(read[1]), *(int(one, 36) if one else None for one in read.groups()[1:]))


@dataclass(frozen=True, slots=True)
class Quarter:
    """Three months of a year, as far as initiatives are counted by when they were verified."""

    number: int
    year: int

    @property
    def between(self) -> tuple[datetime, datetime]:
        """Return its first instant and that of the next one."""
        following = replace(self, number=self.number + 1) if self.number < 4 else Quarter(1, self.year + 1)
        return self.first, following.first

    @property
    def first(self) -> datetime:
        """Return its first instant."""
        return datetime(self.year, 3 * self.number - 2, 1, tzinfo=VIETNAM)

    @property
    def name(self) -> Msg:
        """Return what it is called."""
        return N_("quarter {number}/{year}", number=self.number, year=str(self.year))


@dataclass(frozen=True, slots=True)
class Ranked:
    """What is ranked: a unit's part of the tree in one phase or, without one, in all of them."""

    scene: Scene
    programme: Programme
    code: str
    phase: Phase | None
    choice: Choice

    @property
    def counted(self) -> tuple[Phase, ...]:
        """Return the phases that count."""
        return (self.phase,) if self.phase else self.programme.phases

    @property
    def units(self) -> UnitTree:
        """Return the tree whose units are ranked."""
        return self.scene.facts.units_in(self.phase or self.programme.phases[-1])

    @property
    def clusters(self) -> tuple[str, ...]:
        """Return the clusters there are below the unit."""
        return labels.names(self.units, self.code, "cluster")

    @property
    def cluster(self) -> str:
        """Return the chosen cluster, nothing where none is."""
        return _chosen(self.clusters, self.choice.cluster) or ""

    @property
    def bloc(self) -> str | None:
        """Return the key of the chosen bloc; what was verified in a quarter is not counted by bloc."""
        if self.choice.quarter is not None:
            return None
        return _chosen([one.key for one in self.programme.choices.get("bloc", ())], self.choice.bloc)

    @property
    def quarters(self) -> tuple[Quarter, ...]:
        """Return the quarters that have begun while the phases were open, of the last nine years at most."""
        first, now = self.counted[0].opens, self.scene.facts.now
        end = max(first, min(self.counted[-1].closes, now))
        one, last = (_quarter(instant) for instant in (first, end))
        quarters: list[Quarter] = []
        while (one.year, one.number) <= (last.year, last.number):
            quarters.append(one)
            one = _quarter(one.between[1])
        return tuple(quarters[-len(DIGITS) :])

    @property
    def quarter(self) -> Quarter | None:
        """Return the chosen quarter."""
        return _chosen(self.quarters, self.choice.quarter)

    def called(self, tally: Tally) -> str:
        """Return what the unit of some figures is called."""
        return figures.named(self.units, tally.unit)

    def button(self, label: Line, choice: Choice | None = None, page: int = 0) -> Button:
        """Return a button to the same, perhaps with something else chosen."""
        phase = self.phase.key if self.phase else EVERY_PHASE
        return button(label, "rank", self.code, phase, *_trimmed((choice or self.choice).token, page))


def _quarter(instant: datetime) -> Quarter:
    day = instant.astimezone(VIETNAM)
    return Quarter((day.month + 2) // 3, day.year)


def _digits(number: int) -> str:
    return (DIGITS[number // 36] if number >= 36 else "") + DIGITS[number % 36]


def _trimmed(token: str, page: int) -> tuple[str | int, ...]:
    """Return the arguments of a button without those that say nothing."""
    return (token, page) if page else (token,) if token else ()


def _chosen(options: Sequence[T], place: int | None) -> T | None:
    return options[place] if place is not None and place < len(options) else None
