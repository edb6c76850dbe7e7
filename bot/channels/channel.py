"""What every channel must be able to do, what it may declare it can do, and how it fails."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from bot.event import Address
from flows.screen import Line, Screen


@dataclass(frozen=True, slots=True)
class FormRoom:
    """How long the heading and the words of a platform's own form may be, counted the longest way there is."""

    title: int
    words: int


@dataclass(frozen=True, slots=True)
class Capabilities:
    """The comforts of a channel; the plainest one has none. Lengths are in characters.

    `file_bytes` is the largest file it carries to a person; with `file_endings`, it carries those kinds only. A channel
    that pops up can answer a press with words that stand over the chat and are not kept in it, one that has `pages`
    leads to a page of ours instead. One that shows pictures
    takes words of `caption_length` under them. `most_buttons` fit under one message, any number where it is 0; one that
    is `numbered` writes every choice as a number to type, whatever buttons there are. Whoever has not written within
    the `window` cannot be written to. One that asks for a contact has a form of its own for it, with so much room; what
    is filled in is a claim, where one that `shares_contact` vouches for it.
    """

    text_length: int
    buttons: bool
    edits: bool
    deletes: bool
    shares_contact: bool
    sends_files: bool
    file_bytes: int
    pops_up: bool = False
    pages: bool = False
    pictures: bool = False
    caption_length: int = 0
    most_buttons: int = 0
    numbered: bool = False
    receives_files: bool = True
    window: timedelta | None = None
    file_endings: tuple[str, ...] = ()
    asks_contact: FormRoom | None = None

    @property
    def sends_documents(self) -> bool:
        """Tell whether text made for somebody can be sent as files, to read and for a machine."""
        return self.carries(".txt", 1) and self.carries(".json", 1)

    def fitted(self, screen: Screen) -> Screen:
        """Return a screen without what would have to stay in the chat here."""
        return screen if self.pops_up or self.pages else screen.without_pop_ups()

    def carries(self, name: str, size: int) -> bool:
        """Tell whether a file of this name and size in bytes can be sent."""
        known = not self.file_endings or name.lower().endswith(self.file_endings)
        return self.sends_files and size <= self.file_bytes and known


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that was drawn, as a PNG, and what its file is called."""

    content: bytes = field(repr=False)
    name: str


@dataclass(frozen=True, slots=True)
class Post:
    """A new message, with a picture where one was drawn for it.

    `letter` stands before the numbers of its choices where they could be taken for those of another message; `nonce`
    is in its buttons where a press is no more than words in the chat, so that one message's are told from another's.
    """

    screen: Screen
    picture: Picture | None = None
    letter: str = ""
    nonce: str = ""


@dataclass(frozen=True, slots=True)
class Redraw:
    """Change a message sent earlier into this one; a message that is gone is no error."""

    message: str
    screen: Screen


@dataclass(frozen=True, slots=True)
class Erase:
    """Remove a message from the chat; one that is gone or too old is no error."""

    message: str


@dataclass(frozen=True, slots=True)
class PassFile:
    """Send a file the platform already has, by its reference."""

    reference: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class UploadFile:
    """Send a file with its content, to where the platform has it not."""

    content: bytes
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class SendText:
    """Send a file of text that was made for this person."""

    name: str
    text: str


Outgoing = Post | Redraw | Erase | PassFile | UploadFile | SendText


class LaterError(Exception):
    """The platform could not take it now; `after` is the wait in seconds it asked for, None where it named none."""

    def __init__(self, reason: str, after: float | None = None) -> None:
        """Say why, without any text of the message."""
        super().__init__(reason)
        self.after = after


class NeverError(Exception):
    """The platform will never take it; `unreachable` when the person cannot be written to any more at all.

    `moved_to` is the new chat where the platform says that the chat has moved.
    """

    def __init__(self, reason: str, *, unreachable: bool = False, moved_to: str | None = None) -> None:
        """Say why, without any text of the message."""
        super().__init__(reason)
        self.unreachable = unreachable
        self.moved_to = moved_to


class Say(Protocol):
    """Writes a line in one person's language."""

    def __call__(self, line: Line) -> str:
        """Return the text of a sentence, or data as it is."""
        ...


class Channel(Protocol):
    """One way to reach people."""

    capabilities: Capabilities

    async def deliver(self, address: Address, outgoing: Outgoing, say: Say) -> str | None:
        """Send one thing and return the platform's id of the message; raise LaterError or NeverError."""
        ...

    async def acknowledge(self, address: Address, press: str, text: str | None, *, stays: bool = False) -> None:
        """Stop the spinner of a pressed button, with a word if there is one; never raises.

        A word that stays stands over the chat until it is closed.
        """
        ...
