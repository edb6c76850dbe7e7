"""What the store answers with where the answer is no initiative: small values, as a turn may read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from flows.draft import Initiative
from flows.person import RoleName
from flows.targets import Target


@dataclass(frozen=True, slots=True)
class Support:
    """Whom the people of a unit may call (decision 19)."""

    unit: str
    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class ConsentRecord:
    """A yes or no to a purpose, in which version of the words and when; `withdrawn_at` where a yes was taken back."""

    purpose: str
    text_version: str
    given: bool
    channel: str
    at: datetime
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AccountRecord:
    """An account as its platform names it, when it was last used, and which of our bots it is at."""

    channel: str
    user: str
    seen_at: datetime
    id: int = 0
    bot: str = ""


@dataclass(frozen=True, slots=True)
class JoinOffer:
    """A code that joins accounts: who made it, on which channel, and until when it may be used.

    `name` and `unit` are theirs, to be told in part only. `barrier` says why it cannot be, empty where it can.
    """

    id: int
    person: int
    channel: str
    expires_at: datetime
    used: bool = False
    name: str = ""
    unit: str = ""
    barrier: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """Who saw an identity number, on which initiative, when."""

    officer: str
    code: str
    at: datetime


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One thing done with an initiative: by whom (None: by nobody), in whose stead, on which channel, and why.

    A name is empty where it is not kept any more.
    """

    at: datetime
    action: str
    actor: int | None = None
    by: str = ""
    stood_for: str = ""
    old: str = ""
    new: str = ""
    reason: str = ""
    channel: str = "telegram"


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody who verifies for a unit, as others may choose them."""

    id: int
    name: str
    unit: str


@dataclass(frozen=True, slots=True)
class Delegation:
    """An officer who is away, `person`, has another one, `to`, stand in from an instant until another, exclusive."""

    id: int
    person: int
    to: int
    begins_at: datetime
    ends_at: datetime
    person_name: str = ""
    to_name: str = ""


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


@dataclass(frozen=True, slots=True)
class Tally:
    """One unit's figures in a phase: its subtree's counts, and its target where the plan gives one.

    `submitted` is everything handed in that was not withdrawn. `uncounted` tells that the plan gives a rule whose count
    nobody has told yet (decision 16).
    """

    unit: str
    target: int | None
    verified: int
    pending: int
    submitted: int
    uncounted: bool = False
    returned: int = 0
    rejected: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """What of a unit's figures falls to one bloc and one target group; empty where an initiative names none."""

    bloc: str
    target_group: str
    verified: int
    submitted: int


TargetOrigin = Literal["pack", "staff"]


@dataclass(frozen=True, slots=True)
class TargetEntry:
    """A target as it was set down: from which day on, by which document, by whom, when; no target where it was removed.

    Without `since` it holds from the beginning; `at` is None where only the pack that brought it is known.
    """

    target: Target | None
    since: date | None
    origin: TargetOrigin
    document: str = ""
    reason: str = ""
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """The figures of a unit and of those directly below it, all of one moment.

    `last_week` are verifications of the seven whole days before today, `today` those since midnight in Vietnam;
    `siblings` are the figures of the units it was asked to be compared with, itself among them; `parts` are its own
    figures by bloc and target group.
    """

    total: Tally
    children: tuple[Tally, ...]
    last_week: int
    today: int = 0
    siblings: tuple[Tally, ...] = ()
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Invitation:
    """Who may become what; usable once, until it expires."""

    role: RoleName
    unit: str
    expires_at: datetime
    used: bool
    name: str = ""


JobState = Literal["waiting", "working", "done", "failed", "called off", "expired"]


@dataclass(frozen=True, slots=True)
class Job:
    """Files somebody ordered: what is wished, and how far it is; `phase` is None for all phases.

    `by_link` tells that its files are fetched by links, because the chat cannot carry them.
    """

    id: int
    kind: str
    programme: str
    unit: str
    phase: str | None
    options: Mapping[str, str] = field(default_factory=dict)
    state: JobState = "waiting"
    done: int = 0
    total: int = 0
    finished_at: datetime | None = None
    by_link: bool = False

    @property
    def under_way(self) -> bool:
        """Tell whether it is being made, or waits to be."""
        return self.state in ("waiting", "working")
