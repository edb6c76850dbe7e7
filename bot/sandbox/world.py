"""What people can do on their phones, and the updates that follow from it."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.sandbox.content import Attachment, Contact, Message
from bot.sandbox.others import other
from bot.sandbox.state import PhoneError, State
from bot.sandbox.telegram import limits
from bot.sandbox.telegram.entities import plain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.sandbox.account import Account
    from bot.sandbox.chat import Chat
    from bot.sandbox.content import Formatted

_START_PAYLOAD = re.compile(rf"[A-Za-z0-9_-]{{0,{limits.START_PAYLOAD}}}")


class World(State):
    """The sandbox in the hands of its people.

    Every method takes a person's key, does what their phone would do and queues the update Telegram would send.
    `bot` is a username, the first bot when left out. They raise LookupError for a name, message or button that is
    not there, and PhoneError for what a phone would not allow.
    """

    def start(self, person_key: str, payload: str = "", *, bot: str | None = None) -> int:
        """Press Start, perhaps by a link with a payload; unblocks a blocked bot. Returns the message id."""
        if not _START_PAYLOAD.fullmatch(payload):
            raise PhoneError("a start payload has at most 64 of A-Z a-z 0-9 _ -")
        account, chat = self.find(person_key, bot)
        self._set_blocked(account, chat, blocked=False)
        chat.set_state(started=True, blocked=False)
        return self._post(account, chat, plain(f"/start {payload}".strip())).id

    def say(self, person_key: str, text: str, *, reply_to: int | None = None, bot: str | None = None) -> int:
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

    def share_contact(self, person_key: str, *, of_other: str | None = None, bot: str | None = None) -> int:
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

    def send_photo(self, person_key: str, content: bytes, caption: str | None = None, *, bot: str | None = None) -> int:
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
        if len(words.text) > limits.CAPTION:
            raise PhoneError("the caption is too long")
        for kind, same in itertools.groupby(files, key=lambda file: file.kind):
            picked = list(same)
            for album in (picked[at : at + limits.ALBUM] for at in range(0, len(picked), limits.ALBUM)):
                group = account.next_album_id() if len(album) > 1 else None
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
        changed = replace(message, text=words.text, entities=words.entities, edit_date=self._now(), edited=True)
        chat.show(changed)
        account.deliver_message(chat, changed, edited=True)

    def block(self, person_key: str, *, bot: str | None = None) -> None:
        """Block the bot."""
        account, chat = self.find(person_key, bot)
        if not chat.started:
            raise PhoneError("a bot that was never started cannot be blocked")
        self._set_blocked(account, chat, blocked=True)

    def unblock(self, person_key: str, *, bot: str | None = None) -> None:
        """Stop blocking the bot."""
        account, chat = self.find(person_key, bot)
        self._set_blocked(account, chat, blocked=False)

    def _open(self, person_key: str, bot: str | None) -> tuple[Account, Chat]:
        account, chat = self.find(person_key, bot)
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
