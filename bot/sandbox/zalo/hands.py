"""What people can do on a phone with Zalo; each of Zalo's two APIs adds how its bot hears of it."""

from __future__ import annotations

import itertools
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.clock import FrozenClock, MovableClock
from bot.sandbox.chat import Chat
from bot.sandbox.content import Attachment, InlineButton, Message, Other
from bot.sandbox.events import Changes, ClockMoved, Event, TapAnswered
from bot.sandbox.files import FileStore
from bot.sandbox.state import PhoneError
from bot.sandbox.zalo.links import Links
from bot.sandbox.zalo.outbox import Outbox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from bot.clock import Clock
    from bot.sandbox.content import ChatView, StoredFile
    from bot.sandbox.people import Person
    from bot.sandbox.platform import Platform

FIRST_LINK_LIFE = timedelta(hours=1)
"""How long a person's file can be fetched; Zalo names no time."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a person has just sent: its number in the chat, its words, and what came with them; a tap stays unseen."""

    id: int
    text: str = ""
    file: StoredFile | None = None
    other: Other | None = None


class ZaloHands(ABC):
    """Phones with Zalo: texts, pictures, files and taps, but no edits, no commands and no reply keyboard.

    Methods raise LookupError for a name, message or button that is not there, and PhoneError for what a phone would
    not allow. `address` is where this machine serves the files that people send; whoever serves them sets it.
    """

    def __init__(
        self,
        clock: Clock,
        people: Iterable[Person],
        platform: Platform,
        *,
        number: int,
        changes: Changes | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        link_life: timedelta = FIRST_LINK_LIFE,
    ) -> None:
        """Begin with nobody talking to the bot; `number` is the bot's own, so that files of two bots never mix."""
        self.clock, self.platform = clock, platform
        self.changes = changes or Changes()
        self.people = {person.key: person for person in people}
        self.address = "http://127.0.0.1"
        self.files, self.links = FileStore(number), Links(clock, link_life)
        self.outbox = Outbox(self.changes)
        self._chats = {key: Chat(one, platform.bot, self.changes, monotonic) for key, one in self.people.items()}
        self._numbers = itertools.count(1)

    def chat(self, person_key: str) -> ChatView:
        """Return what a person's phone shows now."""
        return self.find(person_key).view(())

    def last_bot_message(self, person_key: str) -> Message | None:
        """Return the bot's newest message, or None."""
        messages = self.chat(person_key).messages
        return next((one for one in reversed(messages) if one.from_bot), None)

    def find(self, person_key: str) -> Chat:
        """Return a person's chat; raises LookupError naming the people there are."""
        if person_key not in self._chats:
            raise LookupError(f"no phone {person_key!r}; there: {', '.join(self.people)}")
        return self._chats[person_key]

    def chat_of(self, zalo_id: str) -> Chat | None:
        """Return the chat of the person that Zalo knows by an id."""
        return next((chat for chat in self._chats.values() if zalo_id_of(chat.person) == zalo_id), None)

    def stored(self, file_id: str) -> StoredFile | None:
        """Return a file that some phone shows."""
        return self.files.get(file_id)

    def take(self) -> list[dict[str, Any]]:
        """Hand over the events that nobody has been told of, oldest first."""
        return self.outbox.take()

    async def wait(self, condition: Callable[[], bool], timeout: float) -> None:  # noqa: ASYNC109 - callers read it as a sentence
        """Return once the condition holds, looking at every change; raises TimeoutError after `timeout` seconds."""
        await self.changes.wait(condition, timeout)

    def move_clock(self, to: datetime) -> None:
        """Move the clock to an instant; raises PhoneError for a clock that cannot be moved."""
        if not isinstance(self.clock, MovableClock | FrozenClock):
            raise PhoneError("this clock cannot be moved")
        self.clock.move_to(to)
        self.changes.publish(Event(ClockMoved()))

    def start(self, person_key: str, payload: str = "") -> int:
        """Open the chat, perhaps by a link with a payload, and greet the bot; lets a blocked bot write again."""
        chat = self.find(person_key)
        chat.set_state(started=True, blocked=False)
        return self.say(person_key, f"/start {payload}".strip())

    def say(self, person_key: str, text: str, *, reply_to: int | None = None) -> int:
        """Write a text; it opens the chat where that was not done yet. Returns the id of the last message it became."""
        chat = self._open(person_key)
        if reply_to is not None and chat.present(reply_to) is None:
            raise LookupError(f"no message {reply_to} to answer in this chat")
        words = text.strip()
        if not words:
            raise PhoneError("a phone does not send an empty message")
        return [self._post(chat, piece, reply_to=reply_to) for piece in self._pieces(words)][-1]

    def tap(self, person_key: str, message_id: int, label_or_data: str) -> str:
        """Tap a button under a message, however old, by its label or its data. Returns the platform's message id."""
        chat = self._open(person_key)
        message = self._present(chat, message_id)
        buttons = [button for row in message.keyboard for button in row]
        found = next((one for one in buttons if label_or_data in {one.text, one.data}), None)
        if found is None:
            there = ", ".join(message.labels) or "no buttons"
            raise LookupError(f"no button {label_or_data!r} under message {message_id}; there: {there}")
        return self._tapped(chat, message, found)

    def tap_data(self, person_key: str, message_id: int, data: str) -> str:
        """Send a tap that no button may offer any more: remembered, old or forged. Returns the platform's id."""
        chat = self._open(person_key)
        sent = self._sent_unseen(chat, data)
        chat.tell(TapAnswered(message_id, data))
        return sent

    def press(self, person_key: str, label: str) -> int:
        """Refuse: Zalo has no reply keyboard."""
        self.find(person_key)
        raise LookupError(f"no key {label!r}; Zalo has no reply keyboard")

    def share_contact(self, person_key: str, *, of_other: str | None = None) -> int:
        """Refuse, unless the bot may ask for a telephone number."""
        self.find(person_key)
        raise PhoneError("this bot cannot be sent a contact")

    def send_photo(self, person_key: str, content: bytes, caption: str | None = None) -> int:
        """Send a picture as a photo. Returns the message id."""
        return self.send_album(person_key, [Attachment("photo.jpg", content, "image/jpeg")], caption)[0]

    def send_document(self, person_key: str, name: str, content: bytes, mime: str, caption: str | None = None) -> int:
        """Send a file under its name. Returns the message id."""
        return self.send_album(person_key, [Attachment(name, content, mime, as_document=True)], caption)[0]

    def send_album(self, person_key: str, files: Sequence[Attachment], caption: str | None = None) -> list[int]:
        """Send files picked together: each by itself, the caption with the first if it is a picture, else before it."""
        chat = self._open(person_key)
        if not files:
            raise PhoneError("no file was picked")
        words, sent = (caption or "").strip(), []
        if words and files[0].kind != "photo":
            sent.append(self._post(chat, words))
            words = ""
        for attachment in files:
            sent.append(self._post(chat, words, file=self.files.keep(attachment, attachment.kind)))
            words = ""
        return sent

    @abstractmethod
    def send_other(self, person_key: str, kind: str) -> int:
        """Send a sticker, voice, location …; returns the message id."""

    def edit(self, person_key: str, message_id: int, text: str) -> None:
        """Refuse: what was sent on Zalo stands."""
        self._present(self.find(person_key), message_id)
        raise PhoneError("Zalo lets nobody change a message")

    def block(self, person_key: str) -> None:
        """Let the bot write no more."""
        chat = self.find(person_key)
        if not chat.started:
            raise PhoneError("a bot that was never opened cannot be blocked")
        chat.set_state(started=True, blocked=True)

    def unblock(self, person_key: str) -> None:
        """Let the bot write again."""
        chat = self.find(person_key)
        chat.set_state(started=chat.started, blocked=False)

    @abstractmethod
    def _tell(self, chat: Chat, sent: Sent) -> str:
        """Put what a person sent into the outbox as the platform tells it; returns the platform's message id."""

    def _pieces(self, words: str) -> Sequence[str]:
        """Return the messages as which a phone sends a text."""
        return (words,)

    def _tapped(self, chat: Chat, message: Message, button: InlineButton) -> str:
        if button.data is None:
            raise PhoneError(f"the button {button.text!r} sends nothing to the bot")
        return self.tap_data(chat.person.key, message.id, button.data)

    def _sent_unseen(self, chat: Chat, text: str) -> str:
        return self._tell(chat, Sent(self.next_number(), text))

    def _post(self, chat: Chat, text: str = "", *, reply_to: int | None = None, **content: Any) -> int:
        number = self.next_number()
        chat.show(Message(number, from_bot=False, date=self.now(), text=text, reply_to=reply_to, **content))
        self._tell(chat, Sent(number, text, **content))
        return number

    def _open(self, person_key: str) -> Chat:
        chat = self.find(person_key)
        if chat.blocked:
            raise PhoneError("the bot is blocked; unblock it first")
        chat.set_state(started=True, blocked=False)
        return chat

    @staticmethod
    def _present(chat: Chat, message_id: int) -> Message:
        message = chat.present(message_id)
        if message is None:
            raise LookupError(f"no message {message_id} in this chat")
        return message

    def next_number(self) -> int:
        """Return a fresh number; everything sent by either side shares one sequence."""
        return next(self._numbers)

    def now(self) -> datetime:
        """Return the instant as phones show it."""
        return self.clock.now().replace(microsecond=0)


def zalo_id_of(person: Person) -> str:
    """Return the id by which Zalo knows a person; ids are text."""
    return f"8{person.user_id}"
