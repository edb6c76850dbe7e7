"""What the store answers with about people and what they did and ordered: small values, as a turn may read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

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
