"""Events as Zalo writes them, of An and of the account itself."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

NOON = datetime(2022, 3, 21, 5, 0, tzinfo=UTC)
STAMP = str(int(NOON.timestamp() * 1000))


def event(name: str, **more: Any) -> dict[str, Any]:
    return {
        "app_id": "4242",
        "user_id_by_app": "1",
        "event_name": name,
        "timestamp": STAMP,
        "sender": {"id": "81"},
        "recipient": {"id": "OA"},
        **more,
    }


def text(words: str, number: str = "n1") -> dict[str, Any]:
    return event("user_send_text", message={"text": words, "msg_id": number})


def with_one(name: str, kind: str, payload: dict[str, Any], **more: Any) -> dict[str, Any]:
    message = {"msg_id": "0123456789ab", "attachments": [{"type": kind, "payload": payload}], **more}
    return event(name, message=message)
