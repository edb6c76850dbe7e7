"""About one person: what they were told, agreed to and are reached by, and what they may become."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from flows.needs.need import Need
from flows.records import AccountRecord, ConsentRecord, Invitation, JoinOffer, Look


@dataclass(frozen=True, slots=True)
class Told(Need[bool]):
    """Whether somebody has been told of an event of a programme, in answer to a word or by a message."""

    person: int
    programme: str
    event: str


@dataclass(frozen=True, slots=True)
class ConsentsOf(Need[tuple[ConsentRecord, ...]]):
    """What somebody said yes or no to so far, the oldest first."""

    person: int


@dataclass(frozen=True, slots=True)
class AccountsOf(Need[tuple[AccountRecord, ...]]):
    """The accounts somebody writes from."""

    person: int


@dataclass(frozen=True, slots=True)
class LooksAt(Need[tuple[Look, ...]]):
    """Who saw the whole identity number of an author, the newest first."""

    author: int
    limit: int = 20


@dataclass(frozen=True, slots=True)
class LookToken(Need[str]):
    """What the address of a page ends in that shows somebody the card number of an initiative's author once.

    It says all this to nobody but this bot; `account` is where whoever asked for it is told the code.
    """

    initiative: int
    person: int
    account: int
    until: datetime
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class WrongLookCodes(Need[int]):
    """How many wrong codes were typed on such pages of somebody since an instant."""

    person: int
    since: datetime


@dataclass(frozen=True, slots=True)
class InvitationFor(Need[Invitation | None]):
    """A one-time invitation by the token of its link."""

    token: str


@dataclass(frozen=True, slots=True)
class Reachable(Need[tuple[int, ...]]):
    """Those of some persons who can be reached on any channel, in the same order."""

    persons: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class JoiningByCode(Need[JoinOffer | None]):
    """Whose account a code joins with that of the person who typed it."""

    code: str
    person: int


@dataclass(frozen=True, slots=True)
class JoiningById(Need[JoinOffer | None]):
    """The same by the id of what was offered."""

    id: int
    person: int


@dataclass(frozen=True, slots=True)
class FailedJoinings(Need[int]):
    """How many wrong codes somebody typed since an instant."""

    person: int
    since: datetime
