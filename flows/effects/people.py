"""What happens to people: their consents, roles, choices, and what is counted or noted of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flows.backlog import DeskChoice
from flows.records import Delegation
from flows.screen import Line, Screen


@dataclass(frozen=True, slots=True)
class Tell:
    """Note that the person has been told of an event of a programme, so that nobody tells them again."""

    programme: str
    event: str


@dataclass(frozen=True, slots=True)
class Consent:
    """Record a yes or no to a purpose, with the version of the words shown and the words themselves, to be hashed."""

    purpose: str
    text_version: str
    words: tuple[Line, ...] = ()
    given: bool = True


@dataclass(frozen=True, slots=True)
class WithdrawConsent:
    """Record that the person takes a yes back; what was done before stays right."""

    purpose: str


@dataclass(frozen=True, slots=True)
class NoteLook:
    """Write into the access log that the whole identity number of an initiative's author was shown."""

    initiative: int
    author: int


@dataclass(frozen=True, slots=True)
class ErasePerson:
    """Erase everything kept about whoever speaks, but for what counts and no longer leads to them."""


@dataclass(frozen=True, slots=True)
class SetLanguage:
    """Speak another language to this person from now on."""

    language: str


@dataclass(frozen=True, slots=True)
class ChooseDesk:
    """Let whoever speaks hear of what waits for them in another way from now on."""

    choice: DeskChoice


@dataclass(frozen=True, slots=True)
class ChooseChannel:
    """Tell whoever speaks of what waits on this channel from now on; None for wherever they wrote last."""

    channel: str | None


@dataclass(frozen=True, slots=True)
class OfferJoining:
    """Keep a code by which whoever types it on another account is the same person as whoever speaks."""

    id: int
    code: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Join:
    """Make one person of who made a code and whoever speaks; `told` is shown where the code was made."""

    offer: int
    told: Screen
    at: datetime


@dataclass(frozen=True, slots=True)
class Part:
    """Take an account away from whoever speaks; it is somebody new's when it writes again."""

    account: int


@dataclass(frozen=True, slots=True)
class AcceptInvitation:
    """Bind the person to the unit and role an invitation names, and use it up."""

    token: str
    name: str


@dataclass(frozen=True, slots=True)
class Delegate:
    """Have another officer stand in for whoever speaks; refused if it would close a loop or overlap by now."""

    delegation: Delegation


@dataclass(frozen=True, slots=True)
class EndDelegation:
    """End a delegation early; refused if it is over or was ended by the other one first."""

    delegation: int


@dataclass(frozen=True, slots=True)
class Refuse:
    """Note that somebody asked for what is not theirs; the person is told nothing of it."""

    what: str


@dataclass(frozen=True, slots=True)
class Misread:
    """Count an answer that could not be taken, by the key of its question and nothing else."""

    question: str
