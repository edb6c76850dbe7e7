"""Links that open a bot on Telegram."""

from __future__ import annotations


def start_link(username: str, payload: str) -> str:
    """Return the link that opens a bot and starts it with a payload, such as “u-DLK-01” for a unit."""
    return f"https://t.me/{username}?start={payload}"
