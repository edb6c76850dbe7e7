"""One bot as Telegram keeps it: its chats, its files, its undelivered updates and its settings."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.sandbox.chat import Chat
from bot.sandbox.events import TapAnswered
from bot.sandbox.files import FileStore
from bot.sandbox.profile import Profile
from bot.sandbox.telegram import limits, payloads
from bot.sandbox.telegram.polling import Polling
from bot.sandbox.telegram.rates import RateLimits, Rates
from bot.sandbox.telegram.updates import UpdateQueue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bot.clock import Clock
    from bot.sandbox.content import Message
    from bot.sandbox.events import Changes
    from bot.sandbox.people import BotIdentity, Person
    from bot.sandbox.telegram.hooks import Webhook, WebhookFailure

_TAP_ANSWERED_WITHIN = 30.0
"""Seconds; Telegram names no number, people report refusals after tens of seconds."""


@dataclass(frozen=True, slots=True)
class _Tap:
    chat: Chat
    message_id: int
    data: str
    at: float


class Account:
    """The state of one bot and the updates that reach it."""

    def __init__(
        self,
        identity: BotIdentity,
        people: Iterable[Person],
        *,
        clock: Clock,
        monotonic: Callable[[], float],
        changes: Changes,
        rates: RateLimits | None,
        answer_window: float = _TAP_ANSWERED_WITHIN,
    ) -> None:
        """Begin with a chat for every person, none of them started."""
        self.identity, self._clock, self._monotonic = identity, clock, monotonic
        self._answer_window = answer_window
        self.chats = {person.user_id: Chat(person, identity.username, changes, monotonic) for person in people}
        self.updates = UpdateQueue(clock, monotonic, changes)
        self.files = FileStore(identity.user_id)
        self.rates = Rates(rates, monotonic)
        self.profile = Profile()
        self.polling = Polling()
        self.webhook: Webhook | None = None
        self.webhook_failure: WebhookFailure | None = None
        self._message_ids = itertools.count(1)
        self._tap_ids = itertools.count(1)
        self._album_ids = itertools.count(1)
        self._taps: dict[str, _Tap] = {}

    def next_message_id(self) -> int:
        """Return a fresh number; all chats of a bot share one sequence."""
        return next(self._message_ids)

    def next_album_id(self) -> str:
        """Return a fresh media_group_id."""
        return str((self.identity.user_id << 20) + next(self._album_ids))

    def rendered(self, chat: Chat, message: Message) -> dict[str, Any]:
        """Return a message as the Bot API writes it."""
        return payloads.message(self.identity, chat, message)

    def deliver_message(self, chat: Chat, message: Message, *, edited: bool = False) -> None:
        """Queue what a person wrote or edited; it lives a day from the message's date."""
        self.updates.add(
            "edited_message" if edited else "message",
            self.rendered(chat, message),
            source=f"chat {chat.person.user_id}",
            dies=message.date + limits.UPDATE_LIFE,
        )

    def deliver_membership(self, chat: Chat, old: str, new: str) -> None:
        """Queue that a person blocked (`kicked`) or unblocked (`member`) the bot."""

        def member(status: str) -> dict[str, Any]:
            found = {"status": status, "user": payloads.bot_user(self.identity)}
            return found | ({"until_date": 0} if status == "kicked" else {})

        now = self._clock.now()
        content = {
            "chat": payloads.private_chat(chat.person),
            "from": payloads.user(chat.person),
            "date": payloads.seconds(now),
            "old_chat_member": member(old),
            "new_chat_member": member(new),
        }
        source = f"membership {chat.person.user_id}"
        self.updates.add("my_chat_member", content, source=source, dies=now + limits.UPDATE_LIFE)

    def deliver_tap(self, chat: Chat, message_id: int, data: str) -> str:
        """Queue a tap, which lives 150 s undelivered, and return its query id."""
        person = chat.person
        query_id = str((person.user_id << 32) + next(self._tap_ids))
        now = self._monotonic()
        self._taps[query_id] = _Tap(chat, message_id, data, now)
        message = chat.present(message_id)
        shown = self.rendered(chat, message) if message else payloads.inaccessible(chat, message_id)
        content = {
            "id": query_id,
            "from": payloads.user(person),
            "message": shown,
            "chat_instance": str(self.identity.user_id * 1_000_003 + person.user_id),
            "data": data,
        }
        source = f"taps {person.user_id}"
        self.updates.add("callback_query", content, source=source, dies=now + limits.CALLBACK_LIFE_SECONDS)
        return query_id

    def answer_tap(self, query_id: str, text: str, *, alert: bool) -> bool:
        """Stop the button's spinner and show the words; False for an unknown, late or second answer."""
        tap = self._taps.pop(query_id, None)
        if tap is None or self._monotonic() - tap.at > self._answer_window:
            return False
        tap.chat.tell(TapAnswered(tap.message_id, tap.data))
        if text:
            tap.chat.toast(text, alert=alert)
        return True
