"""What people can do on their phones and what these show, whatever the platform."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.clock import Clock
from bot.sandbox.content import Attachment, ChatView, Message
from bot.sandbox.events import Changes
from bot.sandbox.people import Person


class Hands(Protocol):
    """A world in the hands of its people; each method names a person by key, as bot/sandbox/world.py tells."""

    @property
    def clock(self) -> Clock:
        """Return the clock everybody goes by."""
        ...

    @property
    def changes(self) -> Changes:
        """Return where news of the phones is told."""
        ...

    @property
    def people(self) -> Mapping[str, Person]:
        """Return everybody by key."""
        ...

    def chat(self, person_key: str, /) -> ChatView:
        """Return what a phone shows now."""
        ...

    def last_bot_message(self, person_key: str, /) -> Message | None:
        """Return the bot's newest message."""
        ...

    async def wait(self, condition: Callable[[], bool], timeout: float) -> None:  # noqa: ASYNC109 - as in the worlds
        """Return once a condition holds."""
        ...

    def move_clock(self, to: datetime) -> None:
        """Move the clock."""
        ...

    def start(self, person_key: str, payload: str = "") -> int:
        """Open the chat, perhaps by a link."""
        ...

    def say(self, person_key: str, text: str) -> int:
        """Write a text."""
        ...

    def tap(self, person_key: str, message_id: int, label_or_data: str) -> str:
        """Press a button under a message."""
        ...

    def tap_data(self, person_key: str, message_id: int, data: str) -> str:
        """Send what no button may offer any more."""
        ...

    def press(self, person_key: str, label: str) -> int:
        """Press a key that stands in place of the letters."""
        ...

    def share_contact(self, person_key: str, *, of_other: str | None = None) -> int:
        """Share a contact."""
        ...

    def send_album(self, person_key: str, files: Sequence[Attachment], caption: str | None = None) -> list[int]:
        """Send files picked together."""
        ...

    def send_other(self, person_key: str, kind: str) -> int:
        """Send something else, e.g. a sticker."""
        ...

    def edit(self, person_key: str, message_id: int, text: str) -> None:
        """Change an own message."""
        ...

    def block(self, person_key: str) -> None:
        """Block the bot."""
        ...

    def unblock(self, person_key: str) -> None:
        """Stop blocking it."""
        ...
