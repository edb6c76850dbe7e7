"""What a turn wants done, as values; another program would be able to carry them out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from flows.document import Document
from flows.draft import Initiative
from flows.records import Delegation, DeskChoice
from flows.said import Attachment, Fetched
from flows.screen import Line, Msg, Screen

Move = Literal[
    "submit", "resubmit", "correct", "verify", "return", "reject", "withdraw", "move", "undo", "reopen", "escalate"
]


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
    """Say a word to a press that changes nothing; where the channel has no such word, nothing is sent.

    What is said in confidence stands over the chat until it is closed and is kept nowhere; a press that the platform
    repeats is answered with `again` instead.
    """

    msg: Msg
    again: Msg | None = None

    @property
    def in_confidence(self) -> bool:
        """Tell whether the word may not be kept."""
        return self.again is not None


@dataclass(frozen=True, slots=True)
class SettleTapped:
    """Take the buttons off the message that was pressed and write the choice under it."""

    choice: Line


@dataclass(frozen=True, slots=True)
class Notify:
    """Tell somebody else; `about` is the initiative whose card this is, so that it can be redrawn later.

    `tells` is the initiative of whose decision this tells: where it reaches nobody, that is written down.
    Of what has a name, `once`, nobody is told a second time.
    """

    person: int
    screen: Screen
    about: int | None = None
    tells: int | None = None
    once: str = ""


@dataclass(frozen=True, slots=True)
class RedrawCards:
    """Take the buttons off the cards of an initiative, everybody's or some persons', and write what became of it.

    `decision` is the version a decision made of it, so that taking it back finds the same cards again.
    """

    initiative: int
    outcome: Msg
    persons: tuple[int, ...] | None = None
    decision: int | None = None


@dataclass(frozen=True, slots=True)
class RefreshCards:
    """Draw the cards of an initiative that wait for a decision anew: some persons', else everybody's but some.

    `decision` is one that is taken back: the cards it took the buttons off are drawn anew as well.
    """

    initiative: int
    screen: Screen
    persons: tuple[int, ...] | None = None
    without: tuple[int, ...] = ()
    decision: int | None = None


@dataclass(frozen=True, slots=True)
class SendFile:
    """Give the person a file that came with an initiative, `about`; `sha256` names its content, empty if not kept."""

    reference: str
    name: str
    kind: str
    channel: str
    sha256: str = ""
    about: int | None = None


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
class SendDocument:
    """Give the person a document made for them; until it is delivered it is kept encrypted, afterwards not at all."""

    document: Document


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


Effect = (
    Show
    | Acknowledge
    | SettleTapped
    | Notify
    | RedrawCards
    | RefreshCards
    | SendFile
    | FetchFile
    | SettleFile
    | SendDocument
    | EraseMessage
    | Keep
    | EnterFor
    | Open
    | LetGo
    | Confirm
    | Record
    | NoteTold
    | NoteCalled
    | PassedOn
    | Amend
    | Discard
    | Carry
    | Tell
    | Consent
    | WithdrawConsent
    | NoteLook
    | ErasePerson
    | SetLanguage
    | ChooseDesk
    | AcceptInvitation
    | Delegate
    | EndDelegation
    | Refuse
    | Misread
)
