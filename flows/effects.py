"""What a turn wants done, as values; another program would be able to carry them out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from flows.draft import Initiative
from flows.screen import Line, Msg, Screen

Move = Literal["submit", "resubmit", "correct", "verify", "return", "reject", "withdraw"]


@dataclass(frozen=True, slots=True)
class Show:
    """Answer the person who spoke.

    `in_place` redraws the message whose button was pressed, where the channel can; `gathers` lets several answers in
    one breath (an album, a paste in pieces) be answered once: an unsent screen of the same name gives way to this one;
    `about` is the initiative whose card this is.
    """

    screen: Screen
    in_place: bool = False
    gathers: str | None = None
    about: int | None = None


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """Say a word to a press that changes nothing; where the channel has no such word, nothing is sent."""

    msg: Msg


@dataclass(frozen=True, slots=True)
class SettleTapped:
    """Take the buttons off the message that was pressed and write the choice under it."""

    choice: Line


@dataclass(frozen=True, slots=True)
class Notify:
    """Tell somebody else; `about` is the initiative whose card this is, so that it can be redrawn later."""

    person: int
    screen: Screen
    about: int | None = None


@dataclass(frozen=True, slots=True)
class RedrawCards:
    """Take the buttons off the cards of an initiative, everybody's or some persons', and write what became of it."""

    initiative: int
    outcome: Msg
    persons: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class RefreshCards:
    """Draw the cards of an initiative that wait for a decision anew, everybody's or some persons'."""

    initiative: int
    screen: Screen
    persons: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class SendFile:
    """Give the person a file that came with an initiative."""

    reference: str
    name: str
    kind: str
    channel: str


@dataclass(frozen=True, slots=True)
class EraseMessage:
    """Remove the person's message that brought this, because of what it contained."""


@dataclass(frozen=True, slots=True)
class Keep:
    """Store an initiative as it stands, its state unchanged; of one that waits only what is half-given."""

    initiative: Initiative


@dataclass(frozen=True, slots=True)
class EnterFor:
    """Store a new draft on behalf of a worker, whose agreement the person declares; the worker becomes its author."""

    draft: Initiative
    text_version: str


@dataclass(frozen=True, slots=True)
class Open:
    """Note that an officer has an initiative before them; refused if it is no longer at `version` or opened already."""

    initiative: int
    version: int


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
class Discard:
    """Delete a draft for good."""

    initiative: int


@dataclass(frozen=True, slots=True)
class Carry:
    """Carry out a move: `after` is the initiative as it shall stand; stored only if its version is still `version`."""

    move: Move
    after: Initiative
    version: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Consent:
    """Record that the person agreed to a purpose, with the version of the words shown."""

    purpose: str
    text_version: str


@dataclass(frozen=True, slots=True)
class SetLanguage:
    """Speak another language to this person from now on."""

    language: str


@dataclass(frozen=True, slots=True)
class AcceptInvitation:
    """Bind the person to the unit and role an invitation names, and use it up."""

    token: str
    name: str


@dataclass(frozen=True, slots=True)
class Refuse:
    """Note that somebody asked for what is not theirs; the person is told nothing of it."""

    what: str


Effect = (
    Show
    | Acknowledge
    | SettleTapped
    | Notify
    | RedrawCards
    | RefreshCards
    | SendFile
    | EraseMessage
    | Keep
    | EnterFor
    | Open
    | Confirm
    | Record
    | Discard
    | Carry
    | Consent
    | SetLanguage
    | AcceptInvitation
    | Refuse
)
