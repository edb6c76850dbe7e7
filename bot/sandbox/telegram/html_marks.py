"""Reads parse_mode HTML as Telegram does: a few tags, four named characters, everything else refused."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.sandbox.telegram.spans import Span, byte_offset, checked_link, unreadable

_TYPES = {
    "a": "text_link",
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "blockquote": "blockquote",
}
_CHARACTER = re.compile(r"&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|(lt|gt|amp|quot)(?![A-Za-z]));?")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_NAME = re.compile(r"[^\s>]*")
_ATTRIBUTE_NAME = re.compile(r"[^\s=>]*")
_ATTRIBUTE_VALUE = re.compile(r"""\s*=\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9.\-]*)(?=[\s>]))""")
_SPACE = re.compile(r"\s*")


@dataclass(frozen=True, slots=True)
class _Open:
    tag: str
    start: int
    argument: str


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.text: list[str] = []
        self.open: list[_Open] = []
        self.spans: list[Span] = []

    def read(self) -> tuple[str, list[Span]]:
        while self.at < len(self.source):
            character = self.source[self.at]
            if character == "<":
                if self.source.startswith("</", self.at):
                    self.end_tag()
                else:
                    self.start_tag()
            elif character == "&":
                self.reference()
            else:
                self.text.append(character)
                self.at += 1
        if self.open:
            raise unreadable(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        return "".join(self.text), self.spans

    def reference(self) -> None:
        match = _CHARACTER.match(self.source, self.at)
        decoded = _decoded(match) if match else ""
        self.text.append(decoded or "&")
        self.at = match.end() if match and decoded else self.at + 1

    def start_tag(self) -> None:
        begin = self.at
        offset = byte_offset(self.source, begin)
        name = self.take(_NAME, begin + 1)
        if self.at >= len(self.source):
            raise unreadable(f"Unclosed start tag at byte offset {offset}")
        tag = name.lower()
        if tag not in _TYPES:
            raise unreadable(f'Unsupported start tag "{tag}" at byte offset {offset}')
        argument = ""
        while self.next_visible() != ">":
            argument = self.attribute(tag, offset) or argument
        self.at += 1
        if tag == "span" and argument != "tg-spoiler":
            raise unreadable(f'Tag "span" must have class "tg-spoiler" at byte offset {offset}')
        self.open.append(_Open(tag, len(self.text), argument))

    def attribute(self, tag: str, offset: int) -> str:
        """Return the attribute's value when this tag has a use for it, else nothing."""
        name = self.take(_ATTRIBUTE_NAME, self.at).lower()
        if self.at >= len(self.source):
            raise unreadable(f"Unclosed start tag at byte offset {offset}")
        if not name:
            raise unreadable(f'Empty attribute name in the tag "{tag}" at byte offset {offset}')
        if tag == "blockquote" and name == "expandable" and self.next_visible() != "=":
            return "expandable"
        value = _ATTRIBUTE_VALUE.match(self.source, self.at)
        if value is None and self.next_visible() != "=":
            raise unreadable(
                f'Expected equal sign in declaration of an attribute of the tag "{tag}" at byte offset {offset}'
            )
        if value is None:
            raise unreadable(f"Unclosed start tag at byte offset {offset}")
        self.at = value.end()
        read = next((group for group in value.groups() if group is not None), "")
        read = _CHARACTER.sub(lambda match: _decoded(match) or match[0], read)
        return read if (tag, name) in {("a", "href"), ("code", "class"), ("span", "class")} else ""

    def end_tag(self) -> None:
        offset = byte_offset(self.source, self.at)
        if not self.open:
            raise unreadable(f"Unexpected end tag at byte offset {offset}")
        found = self.take(_NAME, self.at + 2).lower()
        if self.next_visible() != ">":
            raise unreadable(f"Unclosed end tag at byte offset {offset}")
        opened = self.open.pop()
        if found not in {"", opened.tag}:
            raise unreadable(
                f'Unmatched end tag at byte offset {offset}, expected "</{opened.tag}>", found "</{found}>"'
            )
        self.at += 1
        self.close(opened)

    def close(self, opened: _Open) -> None:
        end = len(self.text)
        if end == opened.start:
            return
        span = Span(_TYPES[opened.tag], opened.start, end)
        if opened.tag == "a":
            self.link(span, opened.argument or "".join(self.text[opened.start :]))
        elif opened.tag == "blockquote" and opened.argument:
            self.spans.append(Span("expandable_blockquote", span.start, span.end))
        elif opened.tag == "code" and opened.argument.startswith("language-"):
            self.spans.append(Span("code", span.start, span.end, language=opened.argument[9:]))
        elif opened.tag == "pre" and self.spans and self.spans[-1] == _inner_code(self.spans[-1], span):
            self.spans[-1] = Span("pre", span.start, span.end, language=self.spans[-1].language)
        else:
            self.spans.append(span)

    def link(self, span: Span, url: str) -> None:
        try:
            self.spans.append(Span("text_link", span.start, span.end, url=checked_link(url)))
        except ValueError:
            return  # Telegram shows the words and drops a link it does not accept

    def take(self, pattern: re.Pattern[str], at: int) -> str:
        match = pattern.match(self.source, at)
        self.at = match.end() if match else at
        return match[0] if match else ""

    def next_visible(self) -> str:
        self.take(_SPACE, self.at)
        return self.source[self.at : self.at + 1]


def _inner_code(code: Span, pre: Span) -> Span | None:
    covers = code.type == "code" and code.language and (code.start, code.end) == (pre.start, pre.end)
    return code if covers else None


def _decoded(match: re.Match[str]) -> str:
    hexadecimal, decimal, name = match.groups()
    if name:
        return _NAMED[name]
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    return chr(code) if 0 < code < 0x10FFFF and not 0xD800 <= code <= 0xDFFF else ""


def read(source: str) -> tuple[str, list[Span]]:
    """Return the plain text and its marks.

    Raises Refused with the byte offset of what cannot be read.
    """
    text, spans = _Reader(source).read()
    return text, [
        Span("code", span.start, span.end) if span.type == "code" and span.language else span for span in spans
    ]
