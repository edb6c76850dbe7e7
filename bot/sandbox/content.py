"""What a chat holds: messages and their parts, as values that never change in place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.sandbox.people import Person


@dataclass(frozen=True, slots=True)
class Entity:
    """A marked stretch of a text; offset and length count UTF-16 units."""

    type: str
    offset: int
    length: int
    url: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Formatted:
    """A text with its marked stretches."""

    text: str = ""
    entities: tuple[Entity, ...] = ()


SHARE_ACTION = "request_user_info"
"""The action of a button under a Zalo form, which sends the person's own name and number."""


@dataclass(frozen=True, slots=True)
class InlineButton:
    """A button under a message; `action` is the Bot API's field name and `value` what the bot put there."""

    text: str
    action: str
    value: Any

    @property
    def data(self) -> str | None:
        """What comes back to the bot when it is tapped."""
        return self.value if self.action == "callback_data" else None

    @property
    def url(self) -> str | None:
        """Where a tap leads, for a button that is a link."""
        return self.value if self.action == "url" else None


Rows = tuple[tuple[InlineButton, ...], ...]


@dataclass(frozen=True, slots=True)
class ReplyButton:
    """A button that replaces the phone's letters; `request` is e.g. `request_contact`, or None for a text."""

    text: str
    request: str | None = None


@dataclass(frozen=True, slots=True)
class ReplyKeyboard:
    """The buttons shown in place of the phone's letters."""

    rows: tuple[tuple[ReplyButton, ...], ...]
    one_time: bool = False
    placeholder: str | None = None


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that Telegram holds; `kind` is `photo` or `document`, sizes of pictures are in pixels."""

    file_id: str
    unique_id: str
    kind: str
    name: str
    mime: str
    content: bytes
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Contact:
    """A shared contact; `user_id` is None when the address book knew no Telegram account."""

    name: str
    phone: str
    user_id: int | None


@dataclass(frozen=True, slots=True)
class Other:
    """Any other kind of message, e.g. a sticker, with the Bot API's own object."""

    kind: str
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file in somebody's hand, before it is sent."""

    name: str
    content: bytes
    mime: str = "application/octet-stream"
    as_document: bool = False
    """Send a picture as a file, not as a photo."""

    @property
    def kind(self) -> str:
        """What a phone makes of it: `photo` or `document`."""
        is_picture = self.mime in {"image/jpeg", "image/png", "image/webp"}
        return "photo" if is_picture and not self.as_document else "document"


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a chat as it stands now; the text of a file is its caption."""

    id: int
    from_bot: bool
    date: datetime
    text: str = ""
    entities: tuple[Entity, ...] = ()
    keyboard: Rows = ()
    file: StoredFile | None = None
    contact: Contact | None = None
    other: Other | None = None
    reply_to: int | None = None
    media_group: str | None = None
    edit_date: datetime | None = None
    edited: bool = False
    """Its words were changed; other edits leave no trace on a phone."""
    deleted: bool = False
    fixed: bool = False
    """Sent with a reply keyboard or its removal, and so beyond editing."""

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the buttons under it, in reading order."""
        return tuple(button.text for row in self.keyboard for button in row)


@dataclass(frozen=True, slots=True)
class ChatView:
    """What one person's phone shows of one chat; deleted messages stay in the list, marked."""

    person: Person
    messages: tuple[Message, ...]
    keyboard: ReplyKeyboard | None
    commands: tuple[tuple[str, str], ...]
    started: bool
    blocked: bool
    typing: bool
