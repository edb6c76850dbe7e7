"""Writes people, chats and messages as the objects of the Bot API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.sandbox.content import Entity, InlineButton, StoredFile

if TYPE_CHECKING:
    from datetime import datetime

    from bot.sandbox.chat import Chat
    from bot.sandbox.content import Contact, Message
    from bot.sandbox.people import BotIdentity, Person


def bot_user(bot: BotIdentity) -> dict[str, Any]:
    """Return the bot as a User."""
    return {"id": bot.user_id, "is_bot": True, "first_name": bot.name, "username": bot.username}


def user(person: Person) -> dict[str, Any]:
    """Return a person as a User."""
    found = {"id": person.user_id, "is_bot": False, "first_name": person.name, "language_code": person.language_code}
    return found | ({"username": person.username} if person.username else {})


def private_chat(person: Person) -> dict[str, Any]:
    """Return the private chat with a person as a Chat."""
    found = {"id": person.user_id, "first_name": person.name, "type": "private"}
    return found | ({"username": person.username} if person.username else {})


def seconds(instant: datetime) -> int:
    """Return an instant as the Bot API counts it."""
    return int(instant.timestamp())


def message(bot: BotIdentity, chat: Chat, shown: Message) -> dict[str, Any]:
    """Return a message as a Message, with the one it answers inside it."""
    found = _bare_message(bot, chat, shown)
    answered = chat.messages.get(shown.reply_to) if shown.reply_to is not None else None
    if answered is not None and not answered.deleted:
        found["reply_to_message"] = _bare_message(bot, chat, answered)
    return found


def inaccessible(chat: Chat, message_id: int) -> dict[str, Any]:
    """Return a deleted message as an InaccessibleMessage."""
    return {"chat": private_chat(chat.person), "message_id": message_id, "date": 0}


def _bare_message(bot: BotIdentity, chat: Chat, shown: Message) -> dict[str, Any]:
    found: dict[str, Any] = {
        "message_id": shown.id,
        "from": bot_user(bot) if shown.from_bot else user(chat.person),
        "chat": private_chat(chat.person),
        "date": seconds(shown.date),
    }
    if shown.edit_date is not None:
        found["edit_date"] = seconds(shown.edit_date)
    if shown.media_group is not None:
        found["media_group_id"] = shown.media_group
    found |= _body(shown)
    if shown.keyboard:
        found["reply_markup"] = {"inline_keyboard": [[button(one) for one in row] for row in shown.keyboard]}
    return found


def _body(shown: Message) -> dict[str, Any]:
    if shown.contact is not None:
        return {"contact": _contact(shown.contact)}
    if shown.other is not None:
        return {shown.other.kind: dict(shown.other.payload)}
    body = _file(shown.file) if shown.file is not None else {}
    names = ("caption", "caption_entities") if body else ("text", "entities")
    if shown.text:
        body[names[0]] = shown.text
    if shown.entities:
        body[names[1]] = [entity(one) for one in shown.entities]
    return body


def entity(one: Entity) -> dict[str, Any]:
    """Return a marked stretch as a MessageEntity."""
    found: dict[str, Any] = {"type": one.type, "offset": one.offset, "length": one.length}
    if one.url:
        found["url"] = one.url
    if one.language:
        found["language"] = one.language
    return found


def button(one: InlineButton) -> dict[str, Any]:
    """Return a button as an InlineKeyboardButton."""
    return {"text": one.text, one.action: one.value}


def _contact(contact: Contact) -> dict[str, Any]:
    found: dict[str, Any] = {"phone_number": contact.phone, "first_name": contact.name}
    return found | ({"user_id": contact.user_id} if contact.user_id is not None else {})


def _file(file: StoredFile) -> dict[str, Any]:
    ids = {"file_id": file.file_id, "file_unique_id": file.unique_id, "file_size": len(file.content)}
    if file.kind == "photo":
        return {"photo": [ids | {"width": file.width, "height": file.height}]}
    return {"document": ids | {"file_name": file.name, "mime_type": file.mime}}
