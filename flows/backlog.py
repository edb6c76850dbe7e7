"""What waits for officers, and how each of them wants to hear of it: small values, as the store answers with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from flows.draft import Initiative


@dataclass(frozen=True, slots=True)
class Queue:
    """How many wait, and the one that waits longest; `more` tells that there are more than were counted."""

    count: int
    oldest: Initiative | None
    more: bool = False


@dataclass(frozen=True, slots=True)
class UnitLoad:
    """What waits in the subtree of a unit, and how long what was decided in the last 30 days had waited.

    `median` and `ninetieth` are of the `decided` ones, None where there is none.
    """

    unit: str
    waiting: int = 0
    oldest: datetime | None = None
    overdue: int = 0
    long_overdue: int = 0
    decided: int = 0
    median: timedelta | None = None
    ninetieth: timedelta | None = None


@dataclass(frozen=True, slots=True)
class OfficerLoad:
    """How much an officer decided in the last seven days; `unit` is theirs, `under` the listed one it lies under."""

    name: str
    unit: str
    under: str
    decided: int


@dataclass(frozen=True, slots=True)
class Workload:
    """A unit's own load and that of each unit directly below, and their officers."""

    units: tuple[UnitLoad, ...]
    officers: tuple[OfficerLoad, ...]


Cards = Literal["each", "few", "digest"]
USUAL_HOUR = 8


@dataclass(frozen=True, slots=True)
class DeskChoice:
    """How an officer wants to hear of what waits: each card, cards while few wait, or a digest at hours of their own.

    Hours are those of Vietnam; `channel` is where they want it, None for wherever they wrote last. Who never chose
    hears as this says without arguments.
    """

    cards: Cards = "few"
    hour: int = USUAL_HOUR
    second_hour: int | None = None
    channel: str | None = None


@dataclass(frozen=True, slots=True)
class Overdue:
    """One that has waited too long, as a digest names it."""

    code: str
    title: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits for an officer in figures: how many in each unit, and what has waited longest.

    `fresh` are those that have come since an instant, None where there is none to compare with; `late` wait too long,
    and `longest` are the oldest of them.
    """

    units: tuple[tuple[str, int], ...]
    oldest: datetime | None = None
    late: int = 0
    longest: tuple[Overdue, ...] = ()
    fresh: int | None = None

    @property
    def total(self) -> int:
        """Return how many wait in all."""
        return sum(count for _, count in self.units)


@dataclass(frozen=True, slots=True)
class Calls:
    """How many people are to be called, and the initiatives of some of them."""

    count: int
    some: tuple[Initiative, ...]
