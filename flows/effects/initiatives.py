"""What happens to an initiative, its files and what is known of its author having been told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from flows.draft import Initiative
from flows.effects.people import Consent
from flows.said import Attachment, Fetched

Move = Literal[
    "submit", "resubmit", "correct", "verify", "return", "reject", "withdraw", "move", "undo", "reopen", "escalate"
]


@dataclass(frozen=True, slots=True)
class FetchFile:
    """Have a file fetched, judged and kept; `file` is the id it gets, and what became of it comes back as Fetched."""

    file: int
    initiative: int
    attachment: Attachment


@dataclass(frozen=True, slots=True)
class SettleFile:
    """Write down what became of a file; nothing more is tried with it."""

    fetched: Fetched


@dataclass(frozen=True, slots=True)
class Keep:
    """Store an initiative as it stands, its state unchanged; of one that waits only what is half-given."""

    initiative: Initiative


@dataclass(frozen=True, slots=True)
class EnterFor:
    """Store a new draft on behalf of a worker, whose agreement the person declares; the worker becomes its author."""

    draft: Initiative
    consent: Consent


@dataclass(frozen=True, slots=True)
class Open:
    """Note that the person, an officer, has an initiative in hand; refused if it is no longer at `version`.

    Refused as well while a colleague who acted after `since` has it, unless it is taken `over`. Who had it first stays
    noted for good.
    """

    initiative: int
    version: int
    since: datetime
    over: bool = False


@dataclass(frozen=True, slots=True)
class LetGo:
    """Note that the person does not have an initiative in hand any more."""

    initiative: int


@dataclass(frozen=True, slots=True)
class Confirm:
    """Make the person the author of what was entered on their behalf, in place of the worker nobody knew yet."""

    initiative: int
    instead_of: int


@dataclass(frozen=True, slots=True)
class Record:
    """Write a line into the audit trail about an initiative that changes nothing else."""

    action: Literal["confirmation failed", "confirmation reopened", "denied"]
    initiative: int


@dataclass(frozen=True, slots=True)
class NoteTold:
    """Note that the author of a decision is told of it now; refused if they know or it is no longer at `version`."""

    initiative: int
    version: int


@dataclass(frozen=True, slots=True)
class NoteCalled:
    """Note that the person has called whom a decision had reached nowhere."""

    initiative: int
    programme: str


@dataclass(frozen=True, slots=True)
class PassedOn:
    """Note that a card that could not be delivered has been seen to."""

    message: int


@dataclass(frozen=True, slots=True)
class Amend:
    """Store what has become known about the files of an initiative in any state but verified, which does not change."""

    initiative: Initiative


@dataclass(frozen=True, slots=True)
class Discard:
    """Delete a draft for good."""

    initiative: int


@dataclass(frozen=True, slots=True)
class Carry:
    """Carry out a move: `after` is the initiative as it shall stand; stored only if its version is still `version`.

    `stood_for` is the officer by whose right it is made, where the person stands in for somebody.
    """

    move: Move
    after: Initiative
    version: int
    reason: str = ""
    stood_for: int | None = None
