"""Reads one event of Zalo's webhook into an event of ours, or into nothing where it is not for us."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from mimetypes import guess_type
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlsplit

import structlog

from bot.channels.received import received_at
from bot.channels.words import words
from bot.event import Address, Event, Left
from flows.said import Attachment, Command, Contact, File, Opened, Other, Said, Tap, Text
from flows.screen import Action

log = structlog.get_logger(__name__)
CHANNEL: Final = "zalo"
BOT: Final = "oa"
LONG_TEXT = 1900
_PRESSED = re.compile(r"#[0-9A-Za-z_-]{0,32}:(?P<token>[a-z][a-z0-9-]*(?::\S*)?)")
_UNREADABLE = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, OSError, RecursionError)
# What is of no use here, by the names these kinds have on other channels.
_OTHER: Mapping[str, str] = MappingProxyType(
    {
        "user_send_sticker": "sticker",
        "user_send_gif": "animation",
        "user_send_audio": "voice",
        "user_send_video": "video",
        "user_send_location": "location",
    }
)


def understand(raw: object, bot: str, arrived: datetime) -> Event | None:
    """Return what a person did, None where it is not for us; never raises, and a broken event is logged unseen."""
    try:
        if not isinstance(raw, dict):
            raise TypeError("an event is an object")
        return _event(raw, bot, arrived)
    except _UNREADABLE as error:
        reason = type(error).__name__
    log.error("zalo_event_unreadable", bot=bot, error=reason)
    return None


def _event(raw: dict[str, Any], bot: str, arrived: datetime) -> Event | None:
    name, told = str(raw["event_name"]), str(raw["timestamp"])
    at = received_at(datetime.fromtimestamp(int(told) / 1000, UTC), arrived)
    if name == "follow":
        return _unnumbered(raw["follower"], Command("start"), f"{name} {told}", bot, at)
    if name == "unfollow":
        return _unnumbered(raw["follower"], Left(), f"{name} {told}", bot, at)
    if name == "user_click_chatnow":
        return _unnumbered({"id": raw["user_id"]}, Opened(), f"{name} {told}", bot, at)
    if name == "user_submit_info":
        claimed = Contact(_phone(raw["info"].get("phone")), own=False, claimed=True)
        return _unnumbered(raw["sender"], claimed, f"{name} {told}", bot, at)
    if not name.startswith("user_send_"):
        return None  # what the account itself sent, what was read or liked, what concerns groups or nobody we know
    user, message = _user(raw["sender"]), raw["message"]
    number = str(message["msg_id"])
    said = _said(name, raw, message, number)
    if isinstance(said, Text):
        said = replace(said, source=f"{CHANNEL}:{bot}:{number}")
    return None if said is None else Event(number, Address(CHANNEL, bot, user), user, said, at, message=number)


def _unnumbered(who: dict[str, Any], said: Said | Left, what: str, bot: str, at: datetime) -> Event:
    """Return an event to which Zalo gives no number: who, what and when are one."""
    user = _user(who)
    return Event(f"{what} {user}", Address(CHANNEL, bot, user), user, said, at)


def _user(who: dict[str, Any]) -> str:
    user = who["id"]
    if not isinstance(user, str | int) or not str(user):
        raise TypeError("an event is somebody's")
    return str(user)


def _said(name: str, raw: dict[str, Any], message: dict[str, Any], number: str) -> Said | None:
    read = _READERS.get(name)
    if read:
        return read(message, _payload(raw, message), number)
    return Other(_OTHER.get(name, "unknown"))


def _text(message: dict[str, Any], _: dict[str, Any], __: str) -> Said | None:
    text = str(message["text"])
    pressed = _PRESSED.fullmatch(text.strip())
    return Tap(Action.parse(pressed["token"])) if pressed else words(text, long_text=LONG_TEXT)


def _link(message: dict[str, Any], payload: dict[str, Any], _: str) -> Said | None:
    """Return a link as words: where evidence is asked for, it is an answer."""
    text, url = str(message.get("text") or ""), str(payload.get("url") or "")
    return Text(text if url in text else f"{text} {url}".strip())


def _image(message: dict[str, Any], payload: dict[str, Any], number: str) -> Said | None:
    attachment = Attachment(_url(payload), f"photo-{number[-8:]}.jpg", None, "image/jpeg", "photo")
    return File(attachment, str(message.get("text") or ""), of_album=True)


def _file(message: dict[str, Any], payload: dict[str, Any], _: str) -> Said | None:
    name, size = str(payload.get("name") or ""), str(payload.get("size") or "")
    mime = guess_type(name or f"x.{payload.get('type')}")[0] or "application/octet-stream"
    attachment = Attachment(_url(payload), name, int(size) if size.isdecimal() else None, mime, "document")
    return File(attachment, str(message.get("text") or ""), of_album=True)


_Reader = Callable[[dict[str, Any], dict[str, Any], str], Said | None]
_READERS: Mapping[str, _Reader] = MappingProxyType(
    {"user_send_text": _text, "user_send_link": _link, "user_send_image": _image, "user_send_file": _file}
)


def _payload(raw: dict[str, Any], message: dict[str, Any]) -> dict[str, Any]:
    """Return what is in the first attachment; some events have them beside the message, not in it."""
    attachments = message.get("attachments") or raw.get("attachments") or [{}]
    payload = attachments[0].get("payload") or {}
    return payload if isinstance(payload, dict) else {}


def _url(payload: dict[str, Any]) -> str:
    url = str(payload["url"])
    if not urlsplit(url).hostname:
        raise ValueError("a file without an address")
    return url


def _phone(given: object) -> str:
    """Return a phone number as people write it, empty where the form came without one; of the rest nothing is read."""
    digits = str(given or "").strip().removeprefix("+")
    return f"0{digits[2:]}" if digits.startswith("84") else digits
