"""One private chat between a person and a bot, as both see it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.sandbox.content import ChatView, Message, ReplyKeyboard
from bot.sandbox.events import (
    ChatStateChanged,
    Event,
    KeyboardChanged,
    MessageGone,
    MessageShown,
    Toast,
    Typing,
    What,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.sandbox.events import Changes
    from bot.sandbox.people import Person
    from bot.sandbox.telegram.markup import Markup

_TYPING_SECONDS = 5.0


class Chat:
    """The messages, the reply keyboard and the state of one chat; every change is published."""

    def __init__(self, person: Person, bot: str, changes: Changes, monotonic: Callable[[], float]) -> None:
        """Begin unknown to the bot."""
        self.person, self._bot, self._changes, self._monotonic = person, bot, changes, monotonic
        self.messages: dict[int, Message] = {}
        self.started = self.blocked = False
        self._keyboard: ReplyKeyboard | None = None
        self._keyboard_from = 0
        self._typing_until = float("-inf")

    @property
    def keyboard(self) -> ReplyKeyboard | None:
        """The reply keyboard on the phone now."""
        return self._keyboard

    def tell(self, what: What) -> None:
        """Publish something that happened on this phone."""
        self._changes.publish(Event(what, self._bot, self.person.key))

    def show(self, message: Message, markup: Markup | None = None) -> None:
        """Add a message, or put a changed one in the place of the old; its markup takes effect."""
        if message.from_bot and message.id not in self.messages:
            self._typing_until = float("-inf")
        self.messages[message.id] = message
        self.tell(MessageShown(message))
        if markup is not None and markup.is_reply:
            self._keyboard_from = message.id
            self._set_keyboard(markup.keyboard)

    def remove(self, message_id: int) -> None:
        """Delete a message for both sides; the reply keyboard it brought goes with it."""
        self.messages[message_id] = replace(self.messages[message_id], deleted=True)
        self.tell(MessageGone(message_id))
        if self._keyboard is not None and self._keyboard_from == message_id:
            self._set_keyboard(None)

    def present(self, message_id: int) -> Message | None:
        """Return a message that is there and not deleted."""
        message = self.messages.get(message_id)
        return None if message is None or message.deleted else message

    def used_keyboard(self) -> None:
        """Hide a keyboard that is meant to be used once."""
        if self._keyboard is not None and self._keyboard.one_time:
            self._set_keyboard(None)

    def be_typing(self) -> None:
        """Show for five seconds, or until its next message, that the bot is busy."""
        self._typing_until = self._monotonic() + _TYPING_SECONDS
        self.tell(Typing())

    def toast(self, text: str, *, alert: bool) -> None:
        """Show the words that answer a tap."""
        self.tell(Toast(text, alert))

    def set_state(self, *, started: bool, blocked: bool) -> None:
        """Note whether the person has started and whether they block the bot."""
        if (started, blocked) != (self.started, self.blocked):
            self.started, self.blocked = started, blocked
            self.tell(ChatStateChanged(started, blocked))

    def view(self, commands: tuple[tuple[str, str], ...]) -> ChatView:
        """Return what the phone shows now."""
        return ChatView(
            person=self.person,
            messages=tuple(self.messages.values()),
            keyboard=self._keyboard,
            commands=commands,
            started=self.started,
            blocked=self.blocked,
            typing=self._monotonic() < self._typing_until,
        )

    def _set_keyboard(self, keyboard: ReplyKeyboard | None) -> None:
        if keyboard != self._keyboard:
            self._keyboard = keyboard
            self.tell(KeyboardChanged(keyboard))


def same_content(one: Message, other: Message) -> bool:
    """Tell whether an edit would change nothing that Telegram compares."""
    return (one.text, one.entities, one.keyboard) == (other.text, other.entities, other.keyboard)
