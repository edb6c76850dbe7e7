"""What people can do in their chat with a Zalo bot, and the events that follow from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.sandbox.content import Attachment
from bot.sandbox.others import other
from bot.sandbox.state import PhoneError
from bot.sandbox.zalo.bots.state import PICTURES_LIVE, HeldPicture, ZaloBotState, milliseconds, name_of, zalo_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.sandbox.chat import Chat
    from bot.sandbox.content import Message

LONGEST = 2_000
_TOLD = {"sticker": "message.sticker.received", "voice": "message.voice.received"}
_UNSUPPORTED = "message.unsupported.received"


class ZaloBotWorld(ZaloBotState):
    """The Bot Platform in the hands of its people.

    Every method takes a person's key, does what their phone would do and keeps the event the platform would send.
    They raise LookupError for a name that is not there, and PhoneError for what a phone would not allow.
    """

    def start(self, person_key: str, payload: str = "") -> int:
        """Open the chat, unblocking the bot, and write /start: no event tells a bot that its chat was opened."""
        chat = self.find(person_key)
        self.open_chat(chat)
        return self._say(chat, f"/start {payload}".strip()).id

    def say(self, person_key: str, text: str, *, reply_to: int | None = None) -> int:
        """Write a text; a longer one goes out in several messages at once. Returns the id of the last."""
        chat = self._open(person_key)
        if reply_to is not None and chat.present(reply_to) is None:
            raise LookupError(f"no message {reply_to} to answer in this chat")
        parts = [part for at in range(0, len(text), LONGEST) if (part := text[at : at + LONGEST].strip())]
        if not parts:
            raise PhoneError("a phone does not send an empty message")
        return [self._say(chat, part).id for part in parts][-1]

    def tap(self, person_key: str, message_id: int, label_or_data: str) -> str:
        """Look for a button, which no message of a Zalo bot has."""
        self._open(person_key)
        raise LookupError(f"no button {label_or_data!r} under message {message_id}; a Zalo bot has none")

    def tap_data(self, person_key: str, message_id: int, data: str) -> str:
        """Write what a button elsewhere would send: remembered or forged. Returns the id of the message."""
        return str(self.say(person_key, data))

    def press(self, person_key: str, label: str) -> int:
        """Look for a key in place of the letters, which no chat on Zalo has."""
        self._open(person_key)
        raise LookupError(f"no key {label!r}; a chat on Zalo has none")

    def share_contact(self, person_key: str, *, of_other: str | None = None) -> int:
        """Refuse: the chat with a Zalo bot has nothing to share a number with."""
        raise PhoneError("a number cannot be shared with a Zalo bot; it can be typed")

    def send_photo(self, person_key: str, content: bytes, caption: str | None = None) -> int:
        """Send a picture. Returns the message id."""
        return self.send_album(person_key, [Attachment("photo.jpg", content, "image/jpeg")], caption)[0]

    def send_document(self, person_key: str, name: str, content: bytes, mime: str, caption: str | None = None) -> int:
        """Send a file, of which the bot is told no more than that something came. Returns the message id."""
        return self.send_album(person_key, [Attachment(name, content, mime, as_document=True)], caption)[0]

    def send_album(self, person_key: str, files: Sequence[Attachment], caption: str | None = None) -> list[int]:
        """Send files picked together: an event for each, the caption on the first. Returns the message ids."""
        chat = self._open(person_key)
        if not files:
            raise PhoneError("no file was picked")
        captions = [caption or "", *[""] * (len(files) - 1)]
        return [self._send(chat, file, words).id for file, words in zip(files, captions, strict=True)]

    def send_other(self, person_key: str, kind: str) -> int:
        """Send a sticker, a voice message or something a bot is told no more of. Returns the message id."""
        chat = self._open(person_key)
        shown = self.show(chat, from_bot=False, other=other(kind))
        more = {"sticker": "bfe458bf64fa8da4d4eb"} if kind == "sticker" else {}
        more |= {"voice_url": "https://voice.zdn.vn/sandbox.aac"} if kind == "voice" else {}
        self._tell(chat, shown, _TOLD.get(kind, _UNSUPPORTED), more)
        return shown.id

    def edit(self, person_key: str, message_id: int, text: str) -> None:
        """Refuse: Zalo lets nobody change a message."""
        raise PhoneError("a message on Zalo cannot be changed")

    def block(self, person_key: str) -> None:
        """Block the bot, which is not told."""
        chat = self.find(person_key)
        if not chat.started:
            raise PhoneError("a bot nobody has written to cannot be blocked")
        chat.set_state(started=True, blocked=True)

    def unblock(self, person_key: str) -> None:
        """Stop blocking the bot."""
        chat = self.find(person_key)
        chat.set_state(started=chat.started, blocked=False)

    def _open(self, person_key: str) -> Chat:
        chat = self.find(person_key)
        if chat.blocked:
            raise PhoneError("the bot is blocked; unblock it first")
        self.open_chat(chat)
        return chat

    def _say(self, chat: Chat, text: str) -> Message:
        shown = self.show(chat, from_bot=False, text=text)
        self._tell(chat, shown, "message.text.received", {"text": text})
        return shown

    def _send(self, chat: Chat, attachment: Attachment, caption: str) -> Message:
        kind = attachment.kind
        stored = self.files.keep(attachment, kind)
        shown = self.show(chat, from_bot=False, file=stored, text=caption)
        if kind == "document":
            self._tell(chat, shown, _UNSUPPORTED, {})
            return shown
        name = f"{name_of(shown)}.jpg"
        dies = self.clock.now() + PICTURES_LIVE
        self.pictures[name] = HeldPicture(attachment.content, attachment.mime, dies)
        self._tell(chat, shown, "message.image.received", {"caption": caption} if caption else {}, name)
        return shown

    def _tell(self, chat: Chat, shown: Message, event: str, content: dict[str, Any], picture: str = "") -> None:
        person = zalo_id(chat.person)
        message = {
            "from": {"id": person, "display_name": chat.person.name, "is_bot": False},
            "chat": {"id": person, "chat_type": "PRIVATE"},
            "message_id": name_of(shown),
            "date": milliseconds(shown.date),
            **content,
        }
        bare = event == _UNSUPPORTED and not self.manners.unsupported_has_message
        self.note(event, None if bare else message, picture)
