"""What the page and written dialogues need of a world of phones, whichever platform it stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from bot.clock import Clock
    from bot.sandbox.content import Attachment, ChatView, Message, StoredFile
    from bot.sandbox.events import Changes
    from bot.sandbox.people import Person
    from bot.sandbox.platform import Platform


class Hands(Protocol):
    """The phones of one platform in the hands of their people.

    Gestures raise LookupError for a name, message or button that is not there, and PhoneError for what a phone would
    not allow.
    """

    @property
    def platform(self) -> Platform:
        """The platform, and the bot its page shows."""
        ...

    @property
    def people(self) -> Mapping[str, Person]:
        """Whose phones there are, by key."""
        ...

    @property
    def clock(self) -> Clock:
        """The clock everything here lives by."""
        ...

    @property
    def changes(self) -> Changes:
        """The news of every phone."""
        ...

    def chat(self, person_key: str) -> ChatView:
        """Return what a phone shows now."""
        ...

    def last_bot_message(self, person_key: str) -> Message | None:
        """Return the bot's newest message that is not deleted, or None."""
        ...

    def stored(self, file_id: str) -> StoredFile | None:
        """Return a file that some phone shows."""
        ...

    async def wait(self, condition: Callable[[], bool], timeout: float) -> None:  # noqa: ASYNC109 - callers read it as a sentence
        """Return once the condition holds; raises TimeoutError after `timeout` seconds."""
        ...

    def move_clock(self, to: datetime) -> None:
        """Move the clock to an instant."""
        ...

    def start(self, person_key: str, payload: str = "") -> int:
        """Begin to talk with the bot, perhaps by a link with a payload."""
        ...

    def say(self, person_key: str, text: str, *, reply_to: int | None = None) -> int:
        """Write a text."""
        ...

    def tap(self, person_key: str, message_id: int, label_or_data: str) -> str:
        """Tap a button under a message."""
        ...

    def tap_data(self, person_key: str, message_id: int, data: str) -> str:
        """Send a tap that no button may offer any more."""
        ...

    def press(self, person_key: str, label: str) -> int:
        """Press a button of the reply keyboard."""
        ...

    def share_contact(self, person_key: str, *, of_other: str | None = None) -> int:
        """Share a telephone number."""
        ...

    def send_album(self, person_key: str, files: Sequence[Attachment], caption: str | None = None) -> list[int]:
        """Send files picked together."""
        ...

    def send_other(self, person_key: str, kind: str) -> int:
        """Send a message of any other kind."""
        ...

    def edit(self, person_key: str, message_id: int, text: str) -> None:
        """Change an own message's words."""
        ...

    def block(self, person_key: str) -> None:
        """Let the bot write no more."""
        ...

    def unblock(self, person_key: str) -> None:
        """Let the bot write again."""
        ...
