"""People on different platforms in one place: each gesture goes to the phone of the platform somebody uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from bot.clock import Clock
    from bot.sandbox.content import Attachment, ChatView, Message, StoredFile
    from bot.sandbox.events import Changes
    from bot.sandbox.hands import Hands
    from bot.sandbox.people import Person
    from bot.sandbox.platform import Platform


class Town:
    """Several worlds with one clock and one stream of news, as if they were one."""

    def __init__(self, worlds: Sequence[Hands]) -> None:
        """Take worlds that share their clock and their news; whoever is in two of them uses the first."""
        self._worlds = tuple(worlds)

    def on(self, platform: str) -> Hands:
        """Return the world of a platform, by its key; raises LookupError where there is none."""
        found = next((world for world in self._worlds if world.platform.key == platform), None)
        if found is None:
            raise LookupError(f"nobody here uses {platform!r}")
        return found

    @property
    def platform(self) -> Platform:
        """The platform of the first world."""
        return self._worlds[0].platform

    @property
    def people(self) -> Mapping[str, Person]:
        """Everybody, by key."""
        return {key: person for world in reversed(self._worlds) for key, person in world.people.items()}

    @property
    def clock(self) -> Clock:
        """The clock everything here lives by."""
        return self._worlds[0].clock

    @property
    def changes(self) -> Changes:
        """The news of every phone."""
        return self._worlds[0].changes

    def chat(self, person_key: str) -> ChatView:
        """Return what a phone shows now."""
        return self._of(person_key).chat(person_key)

    def last_bot_message(self, person_key: str) -> Message | None:
        """Return the bot's newest message that is not deleted, or None."""
        return self._of(person_key).last_bot_message(person_key)

    def stored(self, file_id: str) -> StoredFile | None:
        """Return a file that some phone shows."""
        return next((file for world in self._worlds if (file := world.stored(file_id))), None)

    async def wait(self, condition: Callable[[], bool], timeout: float) -> None:  # noqa: ASYNC109 - callers read it as a sentence
        """Return once the condition holds; raises TimeoutError after `timeout` seconds."""
        await self._worlds[0].wait(condition, timeout)

    def move_clock(self, to: datetime) -> None:
        """Move the clock to an instant."""
        self._worlds[0].move_clock(to)

    def start(self, person_key: str, payload: str = "") -> int:
        """Begin to talk with the bot, perhaps by a link with a payload."""
        return self._of(person_key).start(person_key, payload)

    def say(self, person_key: str, text: str, *, reply_to: int | None = None) -> int:
        """Write a text."""
        return self._of(person_key).say(person_key, text, reply_to=reply_to)

    def tap(self, person_key: str, message_id: int, label_or_data: str) -> str:
        """Tap a button under a message."""
        return self._of(person_key).tap(person_key, message_id, label_or_data)

    def tap_data(self, person_key: str, message_id: int, data: str) -> str:
        """Send a tap that no button may offer any more."""
        return self._of(person_key).tap_data(person_key, message_id, data)

    def press(self, person_key: str, label: str) -> int:
        """Press a button of the reply keyboard."""
        return self._of(person_key).press(person_key, label)

    def share_contact(self, person_key: str, *, of_other: str | None = None) -> int:
        """Share a telephone number."""
        return self._of(person_key).share_contact(person_key, of_other=of_other)

    def send_album(self, person_key: str, files: Sequence[Attachment], caption: str | None = None) -> list[int]:
        """Send files picked together."""
        return self._of(person_key).send_album(person_key, files, caption)

    def send_other(self, person_key: str, kind: str) -> int:
        """Send a message of any other kind."""
        return self._of(person_key).send_other(person_key, kind)

    def edit(self, person_key: str, message_id: int, text: str) -> None:
        """Change an own message's words."""
        self._of(person_key).edit(person_key, message_id, text)

    def block(self, person_key: str) -> None:
        """Let the bot write no more."""
        self._of(person_key).block(person_key)

    def unblock(self, person_key: str) -> None:
        """Let the bot write again."""
        self._of(person_key).unblock(person_key)

    def _of(self, person_key: str) -> Hands:
        for world in self._worlds:
            if person_key in world.people:
                return world
        raise LookupError(f"no phone {person_key!r}; there: {', '.join(self.people)}")
