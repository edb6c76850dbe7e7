"""Reads one event of the Bot Platform into an event of ours, or into nothing where it is not for us."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

import structlog

from bot.channels.received import received_at
from bot.channels.words import words
from bot.channels.zalo.bots.api import CHANNEL
from bot.event import Address, Event
from flows.said import Attachment, File, Other, Said, Tap, Text
from flows.screen import Action

log = structlog.get_logger(__name__)

LONG_TEXT = 1900
_PRESSED = re.compile(r"#[0-9A-Za-z_-]{0,32}:(?P<token>[a-z][a-z0-9-]*(?::\S*)?)")
_UNREADABLE = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, OSError, RecursionError)
# A file comes without its content, its name or a word about what it is; so does whatever else bots are not given.
_OTHER: Mapping[str, str] = MappingProxyType(
    {
        "message.unsupported.received": "document",
        "message.sticker.received": "sticker",
        "message.voice.received": "voice",
    }
)


def understand(raw: object, bot: str, arrived: datetime) -> Event | None:
    """Return what a person did, None where it is not for us; never raises, and a broken event is logged unseen.

    `raw` is the event itself, or the envelope that webhooks are documented to put around it.
    """
    try:
        if not isinstance(raw, dict):
            raise TypeError("an event is an object")
        return _event(raw.get("result", raw), bot, arrived)
    except _UNREADABLE as error:
        reason = type(error).__name__
    log.error("zalo_event_unreadable", bot=bot, error=reason)
    return None


def _event(raw: dict[str, Any], bot: str, arrived: datetime) -> Event | None:
    name = str(raw["event_name"])
    if name in _OTHER and "message" not in raw:
        log.warning("zalo_event_of_nobody", bot=bot, name=name)
        return None
    message = raw["message"]
    sender, chat, number = message["from"], _known(message["chat"]["id"]), _known(message["message_id"])
    if message["chat"].get("chat_type", "PRIVATE") != "PRIVATE" or sender.get("is_bot"):
        return None
    said = _said(name, message, number)
    if said is None:
        return None
    if isinstance(said, Text):
        said = replace(said, source=f"{CHANNEL}:{bot}:{number}")
    at = received_at(datetime.fromtimestamp(int(message["date"]) / 1000, UTC), arrived)
    return Event(
        id=number,
        address=Address(CHANNEL, bot, chat),
        user=_known(sender["id"]),
        said=said,
        received_at=at,
        message=number,
        name=str(sender.get("display_name") or ""),
    )


def _said(name: str, message: dict[str, Any], number: str) -> Said | None:
    match name:
        case "message.text.received":
            text = str(message["text"])
            pressed = _PRESSED.fullmatch(text.strip())
            return Tap(Action.parse(pressed["token"])) if pressed else words(text, long_text=LONG_TEXT)
        case "message.image.received":
            url = str(message.get("photo") or message["photo_url"])
            if not urlsplit(url).hostname:
                raise ValueError("a picture without an address")
            attachment = Attachment(url, f"photo-{number[-8:]}.jpg", None, "image/jpeg", "photo")
            return File(attachment, str(message.get("caption") or ""), of_album=True)
        case _:
            return Other(_OTHER.get(name, "unknown"))


def _known(given: object) -> str:
    """Return an id, which the platform writes as text."""
    if not isinstance(given, str | int) or not str(given):
        raise ValueError("an id is missing")
    return str(given)
