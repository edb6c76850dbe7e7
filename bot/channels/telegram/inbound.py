"""Reads one update of Telegram into an event, or into nothing where it is not for us."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

import telegram

from bot.channels.received import received_at
from bot.channels.words import words
from bot.event import Address, Event
from flows.said import Attachment, Contact, Edited, File, Other, Said, Tap, Text
from flows.screen import Action

CHANNEL: Final = "telegram"

# Telegram marks some kinds twice: an animation is also a document, a venue also a location.
_OTHER_KINDS = (
    *("animation", "sticker", "voice", "video_note", "video", "audio", "venue", "location", "poll", "dice", "story"),
    *("game", "paid_media", "checklist", "invoice", "giveaway", "gift", "unique_gift"),
)
_NOT_SAID = (
    *("pinned_message", "message_auto_delete_timer_changed", "chat_background_set", "write_access_allowed"),
    *("connected_website", "proximity_alert_triggered", "boost_added", "successful_payment", "refunded_payment"),
)


def read(update: telegram.Update, bot: str, arrived: datetime, *, username: str | None = None) -> Event | None:
    """Return what a person did in a private chat with our bot `bot`, or None.

    `arrived` is when the update reached us; `username` is the bot's name on Telegram, by which commands address it.
    """
    if update.callback_query is not None:
        return _read_tap(update.update_id, update.callback_query, bot, arrived)
    message = update.message or update.edited_message
    if message is None or message.from_user is None or message.chat.type != telegram.Chat.PRIVATE:
        return None
    source = f"{CHANNEL}:{bot}:{message.message_id}"
    said = _edited(message, source) if update.message is None else _said(message, username, source)
    if said is None:
        return None
    return Event(
        id=str(update.update_id),
        address=Address(CHANNEL, bot, str(message.chat.id)),
        user=str(message.from_user.id),
        said=said,
        received_at=received_at((update.edited_message and message.edit_date) or message.date, arrived),
        message=str(message.message_id),
        name=message.from_user.full_name,
        language=message.from_user.language_code,
    )


def _read_tap(update_id: int, query: telegram.CallbackQuery, bot: str, arrived: datetime) -> Event | None:
    message = query.message
    if query.data is None or (message is not None and message.chat.type != telegram.Chat.PRIVATE):
        return None
    return Event(
        id=str(update_id),
        # Telegram may leave the message out; a private chat has the number of its person.
        address=Address(CHANNEL, bot, str(query.from_user.id if message is None else message.chat.id)),
        user=str(query.from_user.id),
        said=Tap(Action.parse(query.data)),
        received_at=arrived,
        message=None if message is None else str(message.message_id),
        press=query.id,
        name=query.from_user.full_name,
        language=query.from_user.language_code,
    )


def _edited(message: telegram.Message, source: str) -> Edited | None:
    text = message.text or message.caption
    return None if text is None else Edited(text, source)


def _said(message: telegram.Message, username: str | None, source: str) -> Said | None:
    if message.text is not None:
        said = words(message.text, username)
        forwarded = message.forward_origin is not None
        return replace(said, source=source, forwarded=forwarded) if isinstance(said, Text) else said
    if message.photo:
        return _file(message, _photo(message.photo, message.message_id))
    if kind := next((kind for kind in _OTHER_KINDS if getattr(message, kind, None) is not None), None):
        return Other(kind)
    if message.document is not None:
        return _file(message, _document(message.document))
    if message.contact is not None and message.from_user is not None:
        return Contact(message.contact.phone_number, own=message.contact.user_id == message.from_user.id)
    if any(getattr(message, mark, None) for mark in _NOT_SAID):
        return None
    return Other("unknown")


def _file(message: telegram.Message, attachment: Attachment) -> File:
    return File(attachment, message.caption or "", of_album=message.media_group_id is not None)


def _photo(sizes: tuple[telegram.PhotoSize, ...], message_id: int) -> Attachment:
    largest = max(sizes, key=lambda size: size.width * size.height)
    return Attachment(largest.file_id, f"photo-{message_id}.jpg", largest.file_size, "image/jpeg", "photo")


def _document(document: telegram.Document) -> Attachment:
    mime = document.mime_type or "application/octet-stream"
    return Attachment(document.file_id, document.file_name or "", document.file_size, mime, "document")
