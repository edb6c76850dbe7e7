"""Passages of a transcript: what people do, and are told, where a channel has no such gesture as the others have.

    # On Telegram:
    AN: (edits “Trần Thị An”: Trần Thị Ân)
    BOT: …
    # On Zalo:
    AN: [Sửa 1]
    BOT: …
    # Everywhere:

Two channels may share one: “# On Telegram and Zalo Bot:”. A passage is whole: it begins with what somebody does and
ends with what the bot says to that. What is said otherwise than on Telegram, but to the same gesture, needs no
passage: see on_zalo.py.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from bot.sandbox.script import ScriptError

_OFFICIAL = frozenset({"Zalo OA", "Zalo OA without buttons"})
_BOT = frozenset({"Zalo Bot"})
# By what stands behind “On”, the names of the platforms meant.
CHANNELS: Mapping[str, frozenset[str]] = MappingProxyType(
    {"Telegram": frozenset({"Telegram"}), "Zalo": _OFFICIAL | _BOT, "Zalo OA": _OFFICIAL, "Zalo Bot": _BOT}
)
EVERYWHERE = frozenset().union(*CHANNELS.values())
_HEADING = re.compile(r"^#\s*(?:(?P<everywhere>everywhere)|on\s+(?P<channel>[^:]+?))\s*:\s*$", re.IGNORECASE)
_ASIDE = re.compile(r"^(?:#|\s*$)")
_SPOKEN_FIRST = re.compile(r"^(?:\s|BOT\b)")
# What a line of elsewhere leaves behind: a remark, so that every other line keeps its number.
_ELSEWHERE = "#"


def told_on(text: str, platform: str) -> str:
    """Return a transcript as it is played on a platform, every line in its place; raises ScriptError naming a line."""
    lines = zip(text.splitlines(), told_where(text), strict=True)
    return "\n".join(line if platform in told else _ELSEWHERE for line, told in lines) + "\n"


def told_where(text: str) -> tuple[frozenset[str], ...]:
    """Return for every line the platforms it is told on; raises ScriptError naming a line that is wrong."""
    reading, where = _Reading(), []
    for number, line in enumerate(text.splitlines(), 1):
        heading = _HEADING.match(line)
        if heading:
            reading.turn(number, line.strip(), heading["channel"])
        elif not _ASIDE.match(line):
            reading.say(number, line)
        where.append(reading.here)
    reading.end()
    return tuple(where)


class _Reading:
    """How far a transcript has been read, and for whom its present line is."""

    def __init__(self) -> None:
        """Begin with lines for everybody."""
        self.here = EVERYWHERE
        self._told: frozenset[str] = frozenset()
        self._heading, self._since, self._begins = "", 0, False

    def turn(self, number: int, heading: str, channel: str | None) -> None:
        """Go on where a heading says."""
        if self._heading and self._begins:
            raise ScriptError(f"line {self._since}: nothing is told under “{self._heading}”")
        if channel is None:
            self._return(number, heading)
        else:
            self._enter(number, heading, channel)
        self._begins = True

    def say(self, number: int, line: str) -> None:
        """Read what somebody says or does; what the bot says is not cut off from what it answers."""
        if self._begins and _SPOKEN_FIRST.match(line):
            raise ScriptError(
                f"line {number}: somebody does something first, here and at the end of a passage: {line!r}"
            )
        self._begins = False

    def end(self) -> None:
        """Come to the end."""
        if self._heading:
            raise ScriptError(
                f"line {self._since}: “{self._heading}” is not finished; behind it stands “# Everywhere:”"
            )

    def _return(self, number: int, heading: str) -> None:
        if heading != "# Everywhere:" or not self._heading:
            raise ScriptError(f"line {number}: “{heading}” ends no passage; one is ended by “# Everywhere:”")
        self.here, self._told, self._heading = EVERYWHERE, frozenset(), ""

    def _enter(self, number: int, heading: str, channel: str) -> None:
        named = channel.split(" and ")
        if heading != f"# On {channel}:" or not CHANNELS.keys() >= {*named}:
            known = ", ".join(f"“# On {one}:”" for one in CHANNELS)
            raise ScriptError(f"line {number}: “{heading}” is no heading of a passage; there are {known}")
        platforms = frozenset().union(*(CHANNELS[one] for one in named))
        if platforms & self._told:
            raise ScriptError(f"line {number}: “{heading}” was told just before")
        self.here, self._told = platforms, self._told | platforms
        self._heading, self._since = heading, number
