"""Turns what a bot sends as text into what Telegram keeps: marks read, spaces trimmed, links and commands found."""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import accumulate
from typing import Any

from bot.sandbox.content import Entity, Formatted
from bot.sandbox.telegram import html_marks, limits, markdown_marks
from bot.sandbox.telegram.errors import Reason, Refused
from bot.sandbox.telegram.spans import Span

_GIVEN_TYPES = frozenset(
    {
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "blockquote",
        "expandable_blockquote",
        "code",
        "pre",
        "text_link",
    }
)
_FOUND = re.compile(
    r"(?P<bot_command>(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?!\w))"
    r"|(?P<url>https?://[^\s<>\"]*[^\s<>\".,;:!?)\]])"
)
_CONTROL = dict.fromkeys((*range(9), 11, 12, *range(14, 32)), " ")
_BLANK = re.compile(r"[\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
                    r"\u2060-\u206f\u2800\u3164\ufeff\uffa0]*")  # fmt: skip


def read(source: str, mode: str = "", given: Any = None) -> Formatted:
    """Return text and entities as Telegram keeps them; `given` is the decoded `entities` field or None.

    Raises Refused for an unknown parse_mode, unreadable marks and a text over 32768 bytes.
    """
    if len(source.encode("utf-8", "surrogatepass")) > limits.TEXT_BYTES:
        raise Refused(Reason.TEXT_TOO_LONG)
    match mode.lower():
        case "html":
            text, spans = html_marks.read(source)
        case "markdownv2":
            text, spans = markdown_marks.read(source)
        case "" | "none":
            text, spans = source, _given(source, given)
        case _:
            raise Refused(Reason.PARSE_MODE)
    return plain(text, spans)


def plain(text: str, spans: list[Span] | None = None) -> Formatted:
    """Return a text as it stands in a chat, with trimmed ends, found commands and links added to the given spans."""
    spans = [span for span in spans or [] if span.end > span.start]
    text, spans = _without_returns(text, spans)
    text = text.translate(_CONTROL)
    if _BLANK.fullmatch(text):
        return Formatted()
    begin, end = len(text) - len(text.lstrip()), len(text.rstrip())
    kept = [
        Span(span.type, max(span.start, begin) - begin, min(span.end, end) - begin, span.url, span.language)
        for span in spans
        if span.start < end and span.end > begin
    ]
    text = text[begin:end]
    kept += [span for span in _found(text) if not any(_overlap(span, other) for other in kept)]
    return Formatted(text, _entities(text, kept))


def _given(text: str, given: Any) -> list[Span]:
    if given is None:
        return []
    if not isinstance(given, list):
        raise Refused(Reason.ENTITIES_JSON)
    units = _units(text)
    spans = []
    for entity in given:
        try:
            kind, start, length = str(entity["type"]), int(entity["offset"]), int(entity["length"])
        except (TypeError, KeyError, ValueError):
            raise Refused(Reason.ENTITIES, problem="expected an Object as MessageEntity") from None
        if kind in _GIVEN_TYPES:
            span = Span(kind, bisect_left(units, start), bisect_left(units, start + length))
            spans.append(Span(kind, span.start, span.end, entity.get("url"), entity.get("language")))
    return spans


def _without_returns(text: str, spans: list[Span]) -> tuple[str, list[Span]]:
    if "\r" not in text:
        return text, spans
    before = list(accumulate((character != "\r" for character in text), initial=0))
    moved = [Span(span.type, before[span.start], before[span.end], span.url, span.language) for span in spans]
    return text.replace("\r", ""), moved


def _found(text: str) -> list[Span]:
    return [Span(str(match.lastgroup), match.start(), match.end()) for match in _FOUND.finditer(text)]


def _overlap(found: Span, given: Span) -> bool:
    """Bold and the like may lie over a link; code, quotes of code and other links may not."""
    apart = found.end <= given.start or given.end <= found.start
    return not apart and given.type in {"code", "pre", "text_link"}


def _units(text: str) -> list[int]:
    """Return where each code point begins in UTF-16 units, and last the length of the whole."""
    return list(accumulate((1 + (character > "\uffff") for character in text), initial=0))


def _entities(text: str, spans: list[Span]) -> tuple[Entity, ...]:
    units = _units(text)
    spans = sorted(spans, key=lambda span: (span.start, -span.end))[: limits.ENTITIES]
    return tuple(
        Entity(span.type, units[span.start], units[span.end] - units[span.start], span.url, span.language)
        for span in spans
    )
