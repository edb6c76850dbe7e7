"""What the store answers with where the answer is no initiative: small values, as a turn may read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flows.draft import Initiative
from flows.person import RoleName


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
    """An account as its platform names it, and when it was last used."""

    channel: str
    user: str
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Look:
    """Who saw an identity number, on which initiative, when."""

    officer: str
    code: str
    at: datetime


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


@dataclass(frozen=True, slots=True)
class Tally:
    """One unit's figures in a phase: its subtree's counts, and its target where the plan gives one.

    `uncounted` tells that the plan gives a rule whose count nobody has told yet (decision 16).
    """

    unit: str
    target: int | None
    verified: int
    pending: int
    submitted: int
    uncounted: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """The figures of a unit and of those directly below it; `last_week` are verifications of the last seven days."""

    total: Tally
    children: tuple[Tally, ...]
    last_week: int


@dataclass(frozen=True, slots=True)
class Invitation:
    """Who may become what; usable once, until it expires."""

    role: RoleName
    unit: str
    expires_at: datetime
    used: bool
    name: str = ""
