"""What the store answers with where the answer is no initiative: small values, as a turn may read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

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
    """How many wait, and the oldest of them."""

    count: int
    oldest: Initiative | None


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
