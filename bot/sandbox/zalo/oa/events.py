"""Writes what happens as the events of Zalo's webhook; all ids, sizes and instants in them are text."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from bot.sandbox.content import Other
from bot.sandbox.zalo.hands import zalo_id_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.sandbox.content import StoredFile
    from bot.sandbox.people import Person
    from bot.sandbox.zalo.oa.account import OfficialAccount

_OTHERS: dict[str, dict[str, Any]] = {
    "sticker": {"id": "50c3e2e2b9a750f909b6", "url": "https://zalo-api.zadn.vn/api/emoticon/sticker/webpc?eid=1"},
    "audio": {"url": "https://voice.zaloapp.com/voice/3s.amr"},
    "video": {"url": "https://video.zaloapp.com/v/5s.mp4", "thumbnail": "https://video.zaloapp.com/v/5s.jpg"},
    "gif": {"url": "https://gif.zdn.vn/1.gif", "thumbnail": "https://gif.zdn.vn/1.jpg"},
    "link": {"url": "https://example.com/", "thumbnail": "https://example.com/a.jpg", "description": "Example"},
    "location": {"coordinates": {"latitude": "12.6797", "longitude": "108.0447"}},
    "business_card": {"url": "https://zalo.me/0900000000", "description": "{}", "thumbnail": ""},
}
_SAME = {"voice": "audio", "animation": "gif", "contact": "business_card"}
"""What the kinds are called on other platforms."""


def other(kind: str) -> Other:
    """Return a message of a kind, e.g. `sticker`; raises LookupError naming the kinds there are."""
    name = _SAME.get(kind, kind)
    if name not in _OTHERS:
        raise LookupError(f"no message of the kind {kind!r}; there are {', '.join(_OTHERS)}")
    return Other(name, _OTHERS[name])


@dataclass(frozen=True, slots=True)
class Told:
    """Who did something, when in milliseconds, and the id of the message it is."""

    person: Person
    timestamp: str
    msg_id: str


class Events:
    """The events of one account."""

    def __init__(self, account: OfficialAccount) -> None:
        """Write for an account."""
        self._account = account

    def text(self, told: Told, words: str) -> dict[str, Any]:
        """A text, or a tap: nothing tells them apart."""
        return self._message("user_send_text", told, {"text": words})

    def file(self, told: Told, words: str, file: StoredFile, url: str) -> dict[str, Any]:
        """A picture or a document under its temporary address."""
        if file.kind == "photo":
            attached = _attached("image", {"url": url, "thumbnail": url})
            return self._message("user_send_image", told, attached | ({"text": words} if words else {}))
        payload = {
            "url": url,
            "name": file.name,
            "size": str(len(file.content)),
            "checksum": hashlib.sha256(file.content).hexdigest(),
            "type": PurePath(file.name).suffix.lstrip(".").lower(),
        }
        return self._message("user_send_file", told, _attached("file", payload))

    def other(self, told: Told, sent: Other) -> dict[str, Any]:
        """A message of any other kind."""
        return self._message(f"user_send_{sent.kind}", told, _attached(sent.kind, sent.payload))

    def information(self, person: Person, timestamp: str, name: str, phone: str) -> dict[str, Any]:
        """What somebody filled into the form they were sent."""
        info = {"name": name, "phone": phone, "address": "", "city": "", "district": "", "ward": ""}
        return self._of_person("user_submit_info", person, timestamp) | {"info": info}

    def opened(self, person: Person, timestamp: str) -> dict[str, Any]:
        """Somebody opened the chat from the account's profile."""
        return {
            "app_id": self._account.app_id,
            "user_id_by_app": _id_by_app(person),
            "event_name": "user_click_chatnow",
            "oa_id": self._account.oa_id,
            "user_id": zalo_id_of(person),
            "timestamp": timestamp,
        }

    def following(self, person: Person, timestamp: str, *, follows: bool) -> dict[str, Any]:
        """Somebody follows the account, or no more."""
        event = {
            "event_name": "follow" if follows else "unfollow",
            "oa_id": self._account.oa_id,
            "follower": {"id": zalo_id_of(person)},
            "user_id_by_app": _id_by_app(person),
            "app_id": self._account.app_id,
            "timestamp": timestamp,
        }
        return event | ({"source": "oa_profile"} if follows else {})

    def echo(self, kind: str, told: Told, words: str) -> dict[str, Any]:
        """The account's own message, which comes back to it; `kind` is e.g. `text`."""
        return {
            "app_id": self._account.app_id,
            "user_id_by_app": _id_by_app(told.person),
            "event_name": f"oa_send_{kind}",
            "timestamp": told.timestamp,
            "sender": {"id": self._account.oa_id},
            "recipient": {"id": zalo_id_of(told.person)},
            "message": {"msg_id": told.msg_id, "text": words},
        }

    def _message(self, name: str, told: Told, message: dict[str, Any]) -> dict[str, Any]:
        return self._of_person(name, told.person, told.timestamp) | {"message": {"msg_id": told.msg_id} | message}

    def _of_person(self, name: str, person: Person, timestamp: str) -> dict[str, Any]:
        return {
            "app_id": self._account.app_id,
            "user_id_by_app": _id_by_app(person),
            "event_name": name,
            "timestamp": timestamp,
            "sender": {"id": zalo_id_of(person)},
            "recipient": {"id": self._account.oa_id},
        }


def _id_by_app(person: Person) -> str:
    return f"4{person.user_id}"


def _attached(kind: str, payload: Mapping[str, Any]) -> dict[str, Any]:
    return {"attachments": [{"type": kind, "payload": dict(payload)}]}
