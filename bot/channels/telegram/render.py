"""Writes a screen as one message of Telegram: its text as HTML, its buttons as a keyboard."""

from __future__ import annotations

from dataclasses import dataclass
from html import unescape

from telegram import InlineKeyboardMarkup, ReplyKeyboardMarkup, ReplyKeyboardRemove

from bot.channels.capabilities import TELEGRAM
from bot.channels.channel import Say
from bot.channels.telegram.keyboard import contact_keyboard, inline_keyboard
from flows.screen import N_, Line, Listing, Screen

_ELLIPSIS = "…"
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


@dataclass(frozen=True, slots=True)
class Rendered:
    """What Telegram is to show; the text counts at most 4096 characters once its HTML is read.

    `is_caption` tells whether it is short enough to stand under a picture.
    """

    text_html: str
    markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove
    is_caption: bool = False


def render(screen: Screen, say: Say) -> Rendered:
    """Return a screen as a new message.

    Telegram takes one keyboard a message: keys of an earlier question, which hide themselves once used, are cleared
    away for good by the next message that has no buttons of its own.
    """
    if any(button.shares_contact for button in screen.buttons()):
        return Rendered(_text_html(screen, say, ()), contact_keyboard(screen.rows, say))
    keyboard, left_out = inline_keyboard(screen.rows, say)
    text_html = _text_html(screen, say, left_out)
    return Rendered(text_html, keyboard or ReplyKeyboardRemove(), _is_caption(text_html))


def render_redrawn(screen: Screen, say: Say) -> tuple[str, InlineKeyboardMarkup | None]:
    """Return a screen for a message that already stands, which can have buttons but no keys that share a contact."""
    rows = (tuple(button for button in row if not button.shares_contact) for row in screen.rows)
    keyboard, left_out = inline_keyboard(tuple(row for row in rows if row), say)
    return _text_html(screen, say, left_out), keyboard


def _is_caption(text_html: str) -> bool:
    """Tell whether text is short enough for a caption as Telegram counts: in units of UTF-16, without its marks."""
    read = unescape(text_html.replace("<b>", "").replace("</b>", ""))
    return len(read.encode("utf-16-le")) // 2 <= TELEGRAM.caption_length


def _text_html(screen: Screen, say: Say, typed: tuple[Line, ...]) -> str:
    tail = f"\n\n{say(N_('Or type: {choices}', choices=Listing(typed, ' · ')))}" if typed else ""
    tail = _cut(tail, TELEGRAM.text_length // 2)
    title = say(screen.title) if screen.title else ""
    lines = [title] if title else []
    lines += [say(line) for line in screen.lines]
    before = f"{say(screen.problem)}\n\n" if screen.problem else ""
    body = _cut(before + "\n".join(lines), TELEGRAM.text_length - len(tail))
    start, end = (min(place, len(body)) for place in (len(before), len(before) + len(title)))
    heading = f"<b>{_escape(body[start:end])}</b>" if start < end else ""
    html = _escape(body[:start]) + heading + _escape(body[end:]) + _escape(tail)
    return html if html.strip() else _ELLIPSIS


def _cut(text: str, room: int) -> str:
    """Return text that fits, ended at a line, else at a word, else anywhere."""
    if len(text) <= room:
        return text
    line, word = text.rfind("\n", 0, room), text.rfind(" ", 0, room)
    ends = (line if line > room * 3 // 4 else -1, word if word > room // 2 else -1, room - 1)
    return text[: next(end for end in ends if end >= 0)].rstrip() + _ELLIPSIS


def _escape(text: str) -> str:
    return text.translate(_ESCAPES)
