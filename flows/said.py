"""What a person did, in words every channel can be read into."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from flows.screen import Action


@dataclass(frozen=True, slots=True)
class Text:
    """Words somebody wrote; `more_to_come` when the platform has probably cut a longer paste here.

    `source` is the message they came in, by which a later edit of it is known; `forwarded` when others wrote them.
    """

    text: str
    more_to_come: bool = False
    source: str = ""
    forwarded: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """A command such as /nop, by its English name, with what was written behind it."""

    name: str
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Tap:
    """A button was pressed; what it grants is decided now, not when it was shown."""

    action: Action


UPLOAD = "upload"
"""Where a file comes from that was given on a page of ours, in place of a channel."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file as the platform refers to it; nothing has been downloaded.

    `name` is empty and `size`, in bytes, is None where the platform does not tell.
    """

    reference: str
    name: str
    size: int | None
    mime: str
    kind: Literal["photo", "document"]


@dataclass(frozen=True, slots=True)
class File:
    """One file arrived, perhaps as a part of an album, perhaps with words under it.

    `draft` is the initiative whose page for files it was given on, None where it came in the chat.
    """

    attachment: Attachment
    caption: str = ""
    of_album: bool = False
    draft: int | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """A phone number was shared; `own` only if the platform vouches that it is the sender's.

    It is `claimed` where the platform asked for the sender's own in a form into which any number can be typed.
    """

    phone: str
    own: bool
    claimed: bool = False


@dataclass(frozen=True, slots=True)
class Edited:
    """An earlier message was changed afterwards; `source` is that of the words it held before."""

    text: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """The chat was opened and nothing said: whoever does that may be written to."""


@dataclass(frozen=True, slots=True)
class Other:
    """Something this product has no use for: a sticker, a voice message, a location."""

    kind: str


Trouble = Literal["content", "damaged", "empty", "large", "macros", "password", "repeated", "unfetched", "virus"]
Scan = Literal["clean", "none"]


@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of a file somebody sent: told by our own fetching, not by a person.

    `trouble` is why it cannot be kept, None where it is kept: then `sha256`, `size` in bytes and `mime` are those of
    its content, and `scan` tells whether a virus scanner has looked at it.
    """

    file: int
    initiative: int
    trouble: Trouble | None = None
    sha256: str = ""
    size: int = 0
    mime: str = ""
    scan: Scan = "none"


@dataclass(frozen=True, slots=True)
class CodeTyped:
    """A code was typed on the page that shows the card number of an initiative's author, in the name of who asked.

    `right` where it is the one told in their chat; `until` is how long the page can be opened.
    """

    initiative: int
    until: datetime
    right: bool


@dataclass(frozen=True, slots=True)
class Released:
    """The time for taking a decision back is over: said by our own clock, not by a person."""

    initiative: int
    version: int


@dataclass(frozen=True, slots=True)
class Stranded:
    """An officer's card could not be delivered: said by our own sender; `message` is what waits to be passed on."""

    message: int
    initiative: int


Said = Text | Command | Tap | File | Contact | Edited | Opened | Other | Fetched | CodeTyped | Released | Stranded
