"""What is said, shown, redrawn or taken out of a chat."""

from __future__ import annotations

from dataclasses import dataclass, field

from flows.document import Document
from flows.screen import Line, Msg, Screen


@dataclass(frozen=True, slots=True)
class Show:
    """Answer the person who spoke.

    `in_place` redraws the message whose button was pressed, where the channel can; `gathers` lets several answers in
    one breath (an album, a paste in pieces) be answered once: an unsent screen of the same name gives way to this one;
    `about` is the initiative whose card this is; of what is shown `once` no word is kept when it has been sent.
    """

    screen: Screen
    in_place: bool = False
    gathers: str | None = None
    about: int | None = None
    once: bool = False


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
class Reveal:
    """Show a number on the page that was opened for it, there alone and once; it is kept nowhere."""

    number: str = field(repr=False)
    title: Msg
    lines: tuple[Line, ...] = ()


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
class SendDocument:
    """Give the person a document made for them; until it is delivered it is kept encrypted, afterwards not at all."""

    document: Document


@dataclass(frozen=True, slots=True)
class EraseMessage:
    """Remove the person's message that brought this, because of what it contained."""
