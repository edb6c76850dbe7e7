"""The state of the sandbox: its clock, its people, its bots, and what the phones show."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from bot.clock import FrozenClock, MovableClock
from bot.sandbox.account import Account
from bot.sandbox.events import Changes, ClockMoved, Event
from bot.sandbox.platform import Platform
from bot.sandbox.telegram.rates import RateLimits

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Sequence
    from datetime import datetime

    from bot.clock import Clock
    from bot.sandbox.chat import Chat
    from bot.sandbox.content import ChatView, Message, StoredFile
    from bot.sandbox.people import BotIdentity, Person


class PhoneError(Exception):
    """A phone does not let a person do this; the message says why."""


class State:
    """People, bots and what stands in their chats; `bot` is a username, the first bot when left out."""

    def __init__(
        self,
        clock: Clock,
        people: Iterable[Person],
        bots: Sequence[BotIdentity],
        *,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        rates: RateLimits | None = RateLimits(),  # noqa: B008 - a frozen value
        answer_window: float = 30.0,
    ) -> None:
        """Begin with nobody having started any bot; no rates means that nothing is ever too fast."""
        self.clock, self.monotonic, self.sleep = clock, monotonic, sleep
        self.changes = Changes()
        self.people = {person.key: person for person in people}
        self.bots = {
            identity.username: Account(
                identity,
                self.people.values(),
                clock=clock,
                monotonic=monotonic,
                changes=self.changes,
                rates=rates,
                answer_window=answer_window,
            )
            for identity in bots
        }

    @property
    def platform(self) -> Platform:
        """Telegram, and the first bot there."""
        account = self.account()
        name = account.profile.names.get("") or account.identity.name
        return Platform("telegram", "", account.identity.username, name)

    def stored(self, file_id: str) -> StoredFile | None:
        """Return a file of the first bot's chats."""
        return self.account().files.get(file_id)

    def account(self, bot: str | None = None) -> Account:
        """Return a bot by its username."""
        return self.bots[bot] if bot else next(iter(self.bots.values()))

    def account_of_token(self, token: str) -> Account | None:
        """Return the bot that has a token."""
        return next((account for account in self.bots.values() if account.identity.token == token), None)

    def find(self, person_key: str, bot: str | None = None) -> tuple[Account, Chat]:
        """Return a bot and its chat with a person; raises LookupError naming the people there are."""
        account = self.account(bot)
        if person_key not in self.people:
            raise LookupError(f"no phone {person_key!r}; there: {', '.join(self.people)}")
        return account, account.chats[self.people[person_key].user_id]

    def chat(self, person_key: str, *, bot: str | None = None) -> ChatView:
        """Return what a person's phone shows now."""
        account, chat = self.find(person_key, bot)
        return chat.view(account.profile.commands_for(chat.person))

    def last_bot_message(self, person_key: str, *, bot: str | None = None) -> Message | None:
        """Return the bot's newest message that is not deleted, or None."""
        messages = self.chat(person_key, bot=bot).messages
        return next((one for one in reversed(messages) if one.from_bot and not one.deleted), None)

    async def wait(self, condition: Callable[[], bool], timeout: float) -> None:  # noqa: ASYNC109 - callers read it as a sentence
        """Return once the condition holds, looking at every change; raises TimeoutError after `timeout` seconds."""
        await self.changes.wait(condition, timeout)

    def move_clock(self, to: datetime) -> None:
        """Move the clock to an instant; raises PhoneError for a clock that cannot be moved."""
        if not isinstance(self.clock, MovableClock | FrozenClock):
            raise PhoneError("this clock cannot be moved")
        self.clock.move_to(to)
        self.changes.publish(Event(ClockMoved()))
