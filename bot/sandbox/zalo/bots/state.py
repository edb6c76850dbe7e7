"""What the Bot Platform keeps of one bot: its chats, its quotas, its webhook and what nobody has been told of yet."""

from __future__ import annotations

import itertools
import time
from collections import Counter, deque
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

from bot.clock import FrozenClock, MovableClock
from bot.sandbox.chat import Chat
from bot.sandbox.content import Message
from bot.sandbox.events import Changes, ClockMoved, Event
from bot.sandbox.files import FileStore
from bot.sandbox.platform import Platform
from bot.sandbox.state import PhoneError
from bot.sandbox.zalo.bots.refusals import Reason, Refused
from flows.programme import VIETNAM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from bot.clock import Clock
    from bot.sandbox.content import ChatView, StoredFile
    from bot.sandbox.people import Person

TOKEN = "12345689:zalo-sandbox-token-of-no-value"  # noqa: S105 - of no value
PREFIX = "/zalo-bot"
NAME = "zalo-bot"
PICTURES_LIVE = timedelta(hours=1)
_NUMBER = 12345689


@dataclass(frozen=True, slots=True)
class Quotas:
    """What the free plan of the platform allows."""

    people: int = 50
    messages_a_month: int = 3_000


@dataclass(frozen=True, slots=True)
class Manners:
    """What is told of the platform in more than one way, so that a bot must bear each of them."""

    photo_field: Literal["photo", "photo_url"] = "photo"
    enveloped: bool = True
    """Whether a webhook gets an event as the `result` of an `ok`, or bare."""
    unsupported_has_message: bool = True
    refuses_with_status: bool = True
    """Whether a refusal has its code as HTTP status too, or 200."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where a bot wants its events, and what proves that they are the platform's."""

    url: str
    secret: str


@dataclass(frozen=True, slots=True)
class HeldPicture:
    """A picture that somebody sent, under an address that ends."""

    content: bytes
    mime: str
    dies: datetime


@dataclass(frozen=True, slots=True)
class _Waiting:
    name: str
    message: dict[str, Any] | None
    picture: str = ""


class ZaloBotState:
    """One bot of the platform; `address` is where the sandbox is served, for the pictures people send."""

    def __init__(
        self,
        clock: Clock,
        people: Iterable[Person],
        *,
        changes: Changes | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        token: str = TOKEN,
        quotas: Quotas = Quotas(),
        manners: Manners = Manners(),
    ) -> None:
        """Begin with nobody having written to the bot."""
        self.clock, self.monotonic, self.token = clock, monotonic, token
        self.platform = Platform(
            "zalo-bot", "Zalo · Bot", NAME, "Bot Sáng kiến", edits=False, shares_contact=False, sends_documents=False
        )
        self.files = FileStore(_NUMBER)
        self.quotas, self.manners = quotas, manners
        self.changes = changes or Changes()
        self.people = {person.key: person for person in people}
        self.address = ""
        self.webhook: Webhook | None = None
        self.webhook_changed_at = clock.now()
        self.polled = False
        self.undelivered: list[dict[str, Any]] = []
        """What a webhook did not take; the platform promises no second try."""
        self.pictures: dict[str, HeldPicture] = {}
        self._chats = {person.key: Chat(person, NAME, self.changes, monotonic) for person in self.people.values()}
        self._served: dict[str, None] = {}
        self._sent: Counter[tuple[int, int]] = Counter()
        self._waiting: deque[_Waiting] = deque()
        self._message_ids = itertools.count(1)

    def stored(self, file_id: str) -> StoredFile | None:
        """Return a file that some phone shows."""
        return self.files.get(file_id)

    def find(self, person_key: str) -> Chat:
        """Return the chat of a person; raises LookupError naming the people there are."""
        if person_key not in self._chats:
            raise LookupError(f"no phone {person_key!r}; there: {', '.join(self.people)}")
        return self._chats[person_key]

    def chat(self, person_key: str) -> ChatView:
        """Return what a person's phone shows now."""
        return self.find(person_key).view(())

    def last_bot_message(self, person_key: str) -> Message | None:
        """Return the bot's newest message, or None."""
        return next((one for one in reversed(self.chat(person_key).messages) if one.from_bot), None)

    async def wait(self, condition: Callable[[], bool], timeout: float) -> None:  # noqa: ASYNC109 - callers read it as a sentence
        """Return once the condition holds, looking at every change; raises TimeoutError after `timeout` seconds."""
        await self.changes.wait(condition, timeout)

    def move_clock(self, to: datetime) -> None:
        """Move the clock to an instant; raises PhoneError for a clock that cannot be moved."""
        if not isinstance(self.clock, MovableClock | FrozenClock):
            raise PhoneError("this clock cannot be moved")
        self.clock.move_to(to)
        self.changes.publish(Event(ClockMoved()))

    def open_chat(self, chat: Chat) -> None:
        """Note that somebody has written to the bot, who counts as one of its people from then on."""
        self._served.setdefault(chat.person.key)
        chat.set_state(started=True, blocked=False)

    def reachable(self, chat_id: object) -> Chat:
        """Return the chat a bot names; raises Refused where it may not write there."""
        chat = next((one for one in self._chats.values() if zalo_id(one.person) == chat_id and one.started), None)
        if chat is None:
            raise Refused(Reason.CHAT)
        if chat.blocked:
            raise Refused(Reason.BLOCKED)
        if list(self._served).index(chat.person.key) >= self.quotas.people:
            raise Refused(Reason.TOO_MANY_PEOPLE, most=self.quotas.people)
        return chat

    def send(self, chat: Chat, **content: Any) -> Message:
        """Show a message of the bot and count it for the month; raises Refused once that is full."""
        now = self.clock.now().astimezone(VIETNAM)
        if self._sent[now.year, now.month] >= self.quotas.messages_a_month:
            raise Refused(Reason.TOO_MANY_MESSAGES, most=self.quotas.messages_a_month)
        self._sent[now.year, now.month] += 1
        return self.show(chat, from_bot=True, **content)

    def show(self, chat: Chat, *, from_bot: bool, **content: Any) -> Message:
        """Put a message into a chat."""
        message = Message(id=next(self._message_ids), from_bot=from_bot, date=self.clock.now(), **content)
        chat.show(message)
        return message

    def note(self, name: str, message: dict[str, Any] | None, picture: str = "") -> None:
        """Keep an event until it is handed over; the address of a picture is written then."""
        self._waiting.append(_Waiting(name, message, picture))
        self.changes.wake()

    @property
    def has_news(self) -> bool:
        """Tell whether there is anything nobody has been told of."""
        return bool(self._waiting)

    def take_one(self) -> dict[str, Any] | None:
        """Hand over the oldest event, which is gone then, or None."""
        if not self._waiting:
            return None
        waiting = self._waiting.popleft()
        if waiting.message is None:
            return {"event_name": waiting.name}
        message = dict(waiting.message)
        if waiting.picture:
            message[self.manners.photo_field] = f"{self.address}{PREFIX}/pictures/{waiting.picture}"
        return {"event_name": waiting.name, "message": message}

    def take(self) -> list[dict[str, Any]]:
        """Hand over all events nobody has been told of, oldest first."""
        taken = []
        while event := self.take_one():
            taken.append(event)
        return taken


def zalo_id(person: Person) -> str:
    """Return the number a person has on Zalo."""
    return f"8{person.user_id}"


def name_of(message: Message) -> str:
    """Return the id the platform gives a message."""
    return f"{message.id:016x}"


def milliseconds(instant: datetime) -> int:
    """Return an instant as the platform writes it."""
    return int(instant.timestamp() * 1000)
