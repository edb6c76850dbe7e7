"""The whole state of the sandbox, and what people can do on their phones."""

from __future__ import annotations

import asyncio
import itertools
import re
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.clock import FrozenClock, MovableClock
from bot.sandbox.account import Account
from bot.sandbox.content import Attachment, Contact, Message
from bot.sandbox.events import Changes, ClockMoved, Event
from bot.sandbox.others import other
from bot.sandbox.telegram import limits
from bot.sandbox.telegram.entities import plain
from bot.sandbox.telegram.rates import RateLimits

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Sequence
    from datetime import datetime

    from bot.clock import Clock
    from bot.sandbox.chat import Chat
    from bot.sandbox.content import ChatView, Formatted
    from bot.sandbox.people import BotIdentity, Person

_START_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,%d}" % limits.START_PAYLOAD)


class PhoneError(Exception):
    """A phone does not let a person do this; the message says why."""


class World:
    """People, bots and what passes between them.

    Every method named after a gesture takes a person's key, does what their phone would do and queues the update
    Telegram would send. `bot` is a username; the first bot when left out. Gestures raise LookupError for a name,
    message or button that is not there, and PhoneError for what a phone would not allow.
    """

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
        self._albums = itertools.count(13_000_000_000_000_001)

    # what is to be seen

    def account(self, bot: str | None = None) -> Account:
        """Return a bot by its username."""
        return self.bots[bot] if bot else next(iter(self.bots.values()))

    def account_of_token(self, token: str) -> Account | None:
        """Return the bot that has a token."""
        return next((account for account in self.bots.values() if account.identity.token == token), None)

    def chat(self, person_key: str, *, bot: str | None = None) -> ChatView:
        """Return what a person's phone shows now."""
        account, chat = self._chat(person_key, bot)
        return chat.view(account.profile.commands_for(chat.person))

    def last_bot_message(self, person_key: str, *, bot: str | None = None) -> Message | None:
        """Return the bot's newest message that is not deleted, or None."""
        messages = self.chat(person_key, bot=bot).messages
        return next((one for one in reversed(messages) if one.from_bot and not one.deleted), None)

    async def wait(self, condition: Callable[[], bool], timeout: float) -> None:  # noqa: ASYNC109
        """Return once the condition holds, looking at every change; raises TimeoutError after `timeout` seconds."""
        await self.changes.wait(condition, timeout)

    def move_clock(self, to: datetime) -> None:
        """Move the clock to an instant; raises PhoneError for a clock that cannot be moved."""
        if not isinstance(self.clock, MovableClock | FrozenClock):
            raise PhoneError("this clock cannot be moved")
        self.clock.move_to(to)
        self.changes.publish(Event(ClockMoved()))

    # what people do

    def start(self, person_key: str, payload: str = "", *, bot: str | None = None) -> int:
        """Press Start, perhaps by a link with a payload; unblocks a blocked bot. Returns the message id."""
        if not _START_PAYLOAD.fullmatch(payload):
            raise PhoneError("a start payload has at most 64 of A-Z a-z 0-9 _ -")
        account, chat = self._chat(person_key, bot)
        self._set_blocked(account, chat, blocked=False)
        chat.set_state(started=True, blocked=False)
        return self._post(account, chat, plain(f"/start {payload}".strip())).id

    def say(
        self, person_key: str, text: str, *, reply_to: int | None = None, bot: str | None = None
    ) -> int:
        """Write a text; one over 4096 goes out in several messages at once. Returns the id of the last."""
        account, chat = self._open(person_key, bot)
        if reply_to is not None and chat.present(reply_to) is None:
            raise LookupError(f"no message {reply_to} to answer in this chat")
        parts = [plain(text[at : at + limits.TEXT]) for at in range(0, len(text), limits.TEXT)]
        parts = [part for part in parts if part.text]
        if not parts:
            raise PhoneError("a phone does not send an empty message")
        return [self._post(account, chat, part, reply_to=reply_to).id for part in parts][-1]

    def tap(self, person_key: str, message_id: int, label_or_data: str, *, bot: str | None = None) -> str:
        """Tap a button under a message by its label or its data. Returns the callback query id."""
        account, chat = self._open(person_key, bot)
        message = self._present(chat, message_id)
        buttons = [button for row in message.keyboard for button in row]
        found = next((one for one in buttons if label_or_data in {one.text, one.data}), None)
        if found is None:
            there = ", ".join(message.labels) or "no buttons"
            raise LookupError(f"no button {label_or_data!r} under message {message_id}; there: {there}")
        if found.data is None:
            raise PhoneError(f"the button {found.text!r} sends nothing to the bot")
        return account.deliver_tap(chat, message_id, found.data)

    def tap_data(self, person_key: str, message_id: int, data: str, *, bot: str | None = None) -> str:
        """Send a tap that no button may offer any more: remembered, old or forged. Returns the query id."""
        account, chat = self._open(person_key, bot)
        if message_id not in chat.messages:
            raise LookupError(f"no message {message_id} was ever in this chat")
        return account.deliver_tap(chat, message_id, data)

    def press(self, person_key: str, label: str, *, bot: str | None = None) -> int:
        """Press a button of the reply keyboard: a text is sent, or the own contact. Returns the message id."""
        account, chat = self._open(person_key, bot)
        rows = chat.keyboard.rows if chat.keyboard else ()
        buttons = {button.text: button for row in rows for button in row}
        if label not in buttons:
            raise LookupError(f"no key {label!r}; there: {', '.join(buttons) or 'no keyboard'}")
        request = buttons[label].request
        chat.used_keyboard()
        match request:
            case None:
                return self._post(account, chat, plain(label)).id
            case "request_contact":
                return self.share_contact(person_key, bot=bot)
            case "request_location":
                return self.send_other(person_key, "location", bot=bot)
            case _:
                raise PhoneError(f"the sandbox's phones cannot answer {request}")

    def share_contact(
        self, person_key: str, *, of_other: str | None = None, bot: str | None = None
    ) -> int:
        """Send a contact: one's own, another person's by key, or any number such as +84900000099.

        A bare number comes without a Telegram user, as from an address book. Returns the message id.
        """
        account, chat = self._open(person_key, bot)
        if of_other is not None and of_other.startswith("+"):
            contact = Contact(of_other, of_other.removeprefix("+"), None)
        else:
            owner = self.people[of_other or person_key]
            contact = Contact(owner.name, owner.phone.removeprefix("+"), owner.user_id)
        return self._post(account, chat, contact=contact).id

    def send_photo(
        self, person_key: str, content: bytes, caption: str | None = None, *, bot: str | None = None
    ) -> int:
        """Send a picture as a photo. Returns the message id."""
        return self.send_album(person_key, [Attachment("photo.jpg", content, "image/jpeg")], caption, bot=bot)[0]

    def send_document(
        self,
        person_key: str,
        name: str,
        content: bytes,
        mime: str,
        caption: str | None = None,
        *,
        bot: str | None = None,
    ) -> int:
        """Send a file under its name. Returns the message id."""
        attachment = Attachment(name, content, mime, as_document=True)
        return self.send_album(person_key, [attachment], caption, bot=bot)[0]

    def send_album(
        self,
        person_key: str,
        files: Sequence[Attachment],
        caption: str | None = None,
        *,
        bot: str | None = None,
    ) -> list[int]:
        """Send files picked together, the caption on the first; photos and documents go as separate albums of up to 10.

        Returns the message ids.
        """
        account, chat = self._open(person_key, bot)
        if not files:
            raise PhoneError("no file was picked")
        words, sent = plain(caption or ""), []
        for kind, same in itertools.groupby(files, key=lambda file: file.kind):
            picked = list(same)
            for album in (picked[at : at + limits.ALBUM] for at in range(0, len(picked), limits.ALBUM)):
                group = str(next(self._albums)) if len(album) > 1 else None
                for attachment in album:
                    file = account.files.keep(attachment, kind)
                    sent.append(self._post(account, chat, words, file=file, media_group=group).id)
                    words = plain("")
        return sent

    def send_other(self, person_key: str, kind: str, *, bot: str | None = None) -> int:
        """Send a sticker, voice, location, video, poll … Returns the message id."""
        account, chat = self._open(person_key, bot)
        return self._post(account, chat, other=other(kind)).id

    def edit(self, person_key: str, message_id: int, text: str, *, bot: str | None = None) -> None:
        """Change an own message's words; the bot hears of it only when they differ."""
        account, chat = self._open(person_key, bot)
        message = self._present(chat, message_id)
        words = plain(text)
        if message.from_bot or message.contact or message.other or not (words.text or message.file):
            raise PhoneError(f"message {message_id} cannot be edited like this")
        if len(words.text) > (limits.CAPTION if message.file else limits.TEXT):
            raise PhoneError("the new text is too long")
        if words.text == message.text:
            return
        changed = replace(
            message, text=words.text, entities=words.entities, edit_date=self._now(), edited=True
        )
        chat.show(changed)
        account.deliver_message(chat, changed, edited=True)

    def block(self, person_key: str, *, bot: str | None = None) -> None:
        """Block the bot."""
        account, chat = self._chat(person_key, bot)
        if not chat.started:
            raise PhoneError("a bot that was never started cannot be blocked")
        self._set_blocked(account, chat, blocked=True)

    def unblock(self, person_key: str, *, bot: str | None = None) -> None:
        """Stop blocking the bot."""
        account, chat = self._chat(person_key, bot)
        self._set_blocked(account, chat, blocked=False)

    # how it is done

    def _chat(self, person_key: str, bot: str | None) -> tuple[Account, Chat]:
        account = self.account(bot)
        if person_key not in self.people:
            raise LookupError(f"no phone {person_key!r}; there: {', '.join(self.people)}")
        return account, account.chats[self.people[person_key].user_id]

    def _open(self, person_key: str, bot: str | None) -> tuple[Account, Chat]:
        account, chat = self._chat(person_key, bot)
        if not chat.started:
            raise PhoneError("the phone shows only the Start button")
        if chat.blocked:
            raise PhoneError("the bot is blocked; unblock it or press Start")
        return account, chat

    @staticmethod
    def _present(chat: Chat, message_id: int) -> Message:
        message = chat.present(message_id)
        if message is None:
            raise LookupError(f"no message {message_id} in this chat")
        return message

    def _now(self) -> datetime:
        return self.clock.now().replace(microsecond=0)

    def _post(self, account: Account, chat: Chat, words: Formatted | None = None, **content: Any) -> Message:
        words = words or plain("")
        message = Message(
            id=account.next_message_id(),
            from_bot=False,
            date=self._now(),
            text=words.text,
            entities=words.entities,
            **content,
        )
        chat.show(message)
        account.deliver_message(chat, message)
        return message

    @staticmethod
    def _set_blocked(account: Account, chat: Chat, *, blocked: bool) -> None:
        if blocked == chat.blocked:
            return
        chat.set_state(started=chat.started, blocked=blocked)
        old, new = ("member", "kicked") if blocked else ("kicked", "member")
        account.deliver_membership(chat, old, new)
