"""Finds the line of a key in TOML text, which the standard reader forgets."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

KeyPath = tuple[str | int, ...]

_NAME = r'(?:[\w-]+|"[^"]*"|\'[^\']*\')'
_NAMES = rf"{_NAME}(?:\s*\.\s*{_NAME})*"
_HEADER = re.compile(rf"\s*(\[\[?)\s*({_NAMES})\s*\]")
_KEY = re.compile(rf"\s*({_NAMES})\s*=")


@dataclass(frozen=True, slots=True)
class TomlLines:
    """The lines of a TOML text and where its keys stand in it.

    It reads headers and the beginnings of lines only: a key inside an inline table is found at the line of the table.
    """

    lines: tuple[str, ...]
    starts: Mapping[KeyPath, int]

    @classmethod
    def of(cls, source: str) -> TomlLines:
        """Return the lines of a text that can be read as TOML."""
        lines = tuple(source.split("\n"))
        starts: dict[KeyPath, int] = {(): 1}
        members: Counter[KeyPath] = Counter()
        table: KeyPath = ()
        for number, line in enumerate(lines, start=1):
            if header := _HEADER.match(line):
                table = _names(header[2])
                starts.setdefault(table, number)
                if header[1] == "[[":
                    members[table] += 1
                    table = (*table, members[table] - 1)
                    starts[table] = number
            elif key := _KEY.match(line):
                starts.setdefault((*table, *_names(key[1])), number)
        return cls(lines, starts)

    def line(self, path: KeyPath) -> int:
        """Return the line of a key, or of the nearest table around it."""
        while path not in self.starts:
            path = path[:-1]
        return self.starts[path]

    def line_of_text(self, path: KeyPath, text: str) -> int:
        """Return the line of one text in the list that a key holds, or of the key."""
        start = self.line(path)
        quoted = (f'"{text}"', f"'{text}'")
        after = enumerate(self.lines[start - 1 :], start=start)
        return next((number for number, line in after if any(one in line for one in quoted)), start)


def _names(dotted: str) -> KeyPath:
    return tuple(name.strip("\"'") for name in re.findall(_NAME, dotted))
