"""Says a sentence as the code has it, and speaks of the permanent cast."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flows.screen import Line, Listing, Msg

NOON = datetime(2022, 3, 21, 5, 0, tzinfo=UTC)
AN = {"id": 5, "is_bot": False, "first_name": "An", "last_name": "Trần Thị", "language_code": "vi"}
PRIVATE = {"id": 5, "type": "private", "first_name": "An"}


def say(line: Line) -> str:
    if isinstance(line, str):
        return line
    return line.text.format(**{name: _argument(value) for name, value in line.args.items()})


def _argument(value: object) -> object:
    if isinstance(value, Listing):
        return value.glue.join(say(item) for item in value.items)
    return say(value) if isinstance(value, Msg) else value


def message(update_id: int = 1, *, kind: str = "message", **content: Any) -> dict[str, Any]:
    """Return an update with a message of An, number 40, sent at noon."""
    body = {"message_id": 40, "date": int(NOON.timestamp()), "chat": PRIVATE, "from": AN} | content
    return {"update_id": update_id, kind: body}


def tap(update_id: int = 1, **content: Any) -> dict[str, Any]:
    """Return an update with An's press of a button under message 39."""
    body = {"id": "press-1", "from": AN, "chat_instance": "1", "data": "go:3"}
    under = {"message": {"message_id": 39, "date": 0, "chat": PRIVATE}}
    return {"update_id": update_id, "callback_query": body | under | content}
