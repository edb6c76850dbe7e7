"""What channels are called by people."""

from __future__ import annotations

from collections.abc import Mapping

NAMES: Mapping[str, str] = {"telegram": "Telegram", "zalo": "Zalo", "zalo-bot": "Zalo (bot)"}


def named(channel: str) -> str:
    """Return what people call a channel."""
    return NAMES.get(channel, channel)
