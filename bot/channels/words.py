"""Reads what somebody typed on any channel: a command in either language, or words."""

from __future__ import annotations

import re
from unicodedata import normalize

from bot.channels.commands import english_name
from flows.said import Command, Text

_COMMAND = re.compile(r"/(?P<name>\w{1,32})(?:@(?P<bot>\w+))?(?:\s+(?P<argument>.*))?", re.DOTALL)
_LONG_TEXT = 4000  # near where Telegram cuts a paste; other platforms cut elsewhere


def words(text: str, username: str | None = None, *, long_text: int = _LONG_TEXT) -> Text | Command | None:
    """Return what typed words are, None for a command addressed to another bot than `username`.

    Text of `long_text` characters or more was probably cut there, so that more is to come.
    """
    command = _COMMAND.fullmatch(normalize("NFC", text.strip()))
    if command is None:
        return Text(text, more_to_come=len(text) >= long_text)
    addressed = command["bot"]
    if addressed and username and addressed.lower() != username.lower():
        return None
    return Command(english_name(command["name"]), (command["argument"] or "").strip())
