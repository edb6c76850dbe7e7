"""About the officer’s desk: what waits, who verifies, who stands in, who is to be called."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flows.backlog import Calls, DeskChoice, Queue, Workload
from flows.draft import Initiative
from flows.needs.need import Need
from flows.records import Delegation, Officer
from flows.sieve import View


@dataclass(frozen=True, slots=True)
class Waiting(Need[Queue]):
    """How many wait in a view, as far as is counted, and the one that waits longest."""

    view: View


@dataclass(frozen=True, slots=True)
class WaitingPage(Need[tuple[Initiative, ...]]):
    """Some of what waits in a view, oldest first: those behind the one with the id `after`.

    Where `free_for` names somebody, what a colleague has in hand is passed over.
    """

    view: View
    limit: int
    after: int = 0
    free_for: int | None = None


@dataclass(frozen=True, slots=True)
class WaitingFor(Need[Queue]):
    """What waits for an officer, at all the desks at which they decide."""

    officer: int


@dataclass(frozen=True, slots=True)
class WorkloadOf(Need[Workload]):
    """What waits in a unit and in those directly below it, for how long, and what their officers decided lately.

    `late_days` and `escalate_days` are those after which something counts as overdue and as long overdue.
    """

    unit: str
    late_days: int
    escalate_days: int


@dataclass(frozen=True, slots=True)
class DeskOf(Need[DeskChoice]):
    """How an officer wants to hear of what waits."""

    officer: int


@dataclass(frozen=True, slots=True)
class DecidedAt(Need[tuple[Initiative, ...]]):
    """What an officer decided at one instant and its authors are not told of yet, in the order of ids."""

    officer: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ToCall(Need[Calls]):
    """Whose decision reached them nowhere, in the subtrees of some units, longest ago first; some of them."""

    units: tuple[str, ...]
    skip: int
    limit: int


@dataclass(frozen=True, slots=True)
class UnreachedOf(Need[tuple[Initiative, ...]]):
    """What somebody wrote or entered and whose decision reached them nowhere."""

    person: int


@dataclass(frozen=True, slots=True)
class HaveCard(Need[frozenset[int]]):
    """The persons who have been sent a card of an initiative, or are about to be."""

    initiative: int


@dataclass(frozen=True, slots=True)
class VerifiersOf(Need[tuple[int, ...]]):
    """The persons who verify for exactly these units (nearest first): those of the first unit that has any.

    `without` is the author, `nor` whoever entered it: nobody decides on what they wrote or entered. In the place of one
    who is away stands whoever stands in; with `absent` both are named, because both have the right.
    """

    units: tuple[str, ...]
    without: int
    nor: int | None = None
    absent: bool = False


@dataclass(frozen=True, slots=True)
class OfficersOf(Need[tuple[Officer, ...]]):
    """Everybody who verifies for one of these units, by the order of the units, then by name."""

    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DelegationsOf(Need[tuple[Delegation, ...]]):
    """What is in force or to come of who stands in for somebody, or for whom they stand in; the earliest first."""

    person: int


@dataclass(frozen=True, slots=True)
class DelegationsWithin(Need[tuple[Delegation, ...]]):
    """All delegations that cover some of a time and were not ended early, whoever's they are."""

    begins_at: datetime
    ends_at: datetime
