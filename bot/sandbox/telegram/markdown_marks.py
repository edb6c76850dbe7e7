"""Reads parse_mode MarkdownV2: escapes, the simple marks, code and links (no quotes, no custom emoji)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.sandbox.telegram.spans import Span, byte_offset, checked_link, unreadable

_RESERVED = frozenset("_*[]()~`>#+-=|{}.!")
_MARKS = {"*": "bold", "_": "italic", "__": "underline", "~": "strikethrough", "||": "spoiler", "`": "code"}
_NAMES = {
    "bold": "Bold",
    "italic": "Italic",
    "underline": "Underline",
    "strikethrough": "Strikethrough",
    "spoiler": "Spoiler",
    "code": "Code",
    "pre": "Pre",
    "text_link": "TextUrl",
}
_LANGUAGE = re.compile(r"([^\s`]*)\n")
_TARGET = re.compile(r"\(((?:\\[\x01-\x7e]|[^)\\]|\\)*)\)")


@dataclass(frozen=True, slots=True)
class _Open:
    type: str
    mark: str
    start: int
    offset: int
    language: str | None = None


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.text: list[str] = []
        self.open: list[_Open] = []
        self.spans: list[Span] = []

    def read(self) -> tuple[str, list[Span]]:
        while self.at < len(self.source):
            self.step()
        if self.open:
            raise _unclosed(self.open[-1])
        return "".join(self.text), self.spans

    def step(self) -> None:
        character = self.source[self.at]
        if character == "\\" and "\x01" <= self.source[self.at + 1 : self.at + 2] <= "\x7e":
            self.text.append(self.source[self.at + 1])
            self.at += 2
        elif self.open and self.source.startswith(self.open[-1].mark, self.at) and self.is_end():
            self.close()
        elif character not in _RESERVED or self.in_code():
            self.text.append(character)
            self.at += 1
        else:
            self.begin(character)

    def in_code(self) -> bool:
        return bool(self.open) and self.open[-1].type in {"code", "pre"} and self.source[self.at] != "`"

    def is_end(self) -> bool:
        """Two underscores end an underline before one ends an italic."""
        return not (self.open[-1].mark == "_" and self.source.startswith("__", self.at))

    def begin(self, character: str) -> None:
        offset = byte_offset(self.source, self.at)
        if self.source.startswith("```", self.at):
            self.at += 3
            match = _LANGUAGE.match(self.source, self.at)
            self.at = match.end() if match else self.at
            language = match[1] or None if match else None
            self.open.append(_Open("pre", "```", len(self.text), offset, language))
            return
        if character == "[":
            self.at += 1
            self.open.append(_Open("text_link", "]", len(self.text), offset))
            return
        mark = self.source[self.at : self.at + 2]
        mark = mark if mark in _MARKS else character
        if mark not in _MARKS:
            raise unreadable(f"Character '{character}' is reserved and must be escaped with the preceding '\\'")
        self.at += len(mark)
        self.open.append(_Open(_MARKS[mark], mark, len(self.text), offset))

    def close(self) -> None:
        opened = self.open.pop()
        self.at += len(opened.mark)
        url = self.target(opened) if opened.type == "text_link" else None
        dropped = opened.type == "text_link" and url is None
        if len(self.text) > opened.start and not dropped:
            self.spans.append(Span(opened.type, opened.start, len(self.text), url=url, language=opened.language))

    def target(self, opened: _Open) -> str | None:
        url = "".join(self.text[opened.start :])
        if self.source.startswith("(", self.at):
            match = _TARGET.match(self.source, self.at)
            if match is None:
                raise unreadable(f"Can't find end of a URL at byte offset {byte_offset(self.source, self.at + 1)}")
            self.at = match.end()
            url = re.sub(r"\\([\x01-\x7e])", r"\1", match[1])
        try:
            return checked_link(url)
        except ValueError:
            return None


def _unclosed(opened: _Open) -> Exception:
    return unreadable(f"Can't find end of {_NAMES[opened.type]} entity at byte offset {opened.offset}")


def read(source: str) -> tuple[str, list[Span]]:
    """Return the plain text and its marks.

    Raises Refused for a reserved character without its backslash and for a mark that is never closed.
    """
    return _Reader(source).read()
