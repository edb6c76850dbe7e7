"""Buttons as Telegram's keyboards, within the sizes it accepts."""

from __future__ import annotations

import json

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup

from bot.channels.channel import Say
from flows.screen import Button, Line, Rows

ACROSS = 8
BUTTONS = 100
MARKUP_BYTES = 10_000
_SHORTER = (64, 48, 32, 24, 16)


def inline_keyboard(rows: Rows, say: Say) -> tuple[InlineKeyboardMarkup | None, tuple[Line, ...]]:
    """Return the buttons under a message, and the labels of those for which Telegram has no room.

    Before a button is left out, long labels are shortened.
    """
    narrow = _narrowed(rows)
    kept = _first(narrow, BUTTONS)
    keyboard = _inline(kept, say, None)
    for length in _SHORTER:
        if _bytes(keyboard) <= MARKUP_BYTES:
            break
        keyboard = _inline(kept, say, length)
    while _bytes(keyboard) > MARKUP_BYTES:
        kept = kept[:-1]
        keyboard = _inline(kept, say, _SHORTER[-1])
    left_out = tuple(button.label for row in narrow for button in row)[sum(map(len, kept)) :]
    return (keyboard if kept else None), left_out


def contact_keyboard(rows: Rows, say: Say) -> ReplyKeyboardMarkup:
    """Return keys instead of the letters: first the one that shares the phone number, then the others as words."""
    narrow = _first(_narrowed(rows), BUTTONS)
    sharing = [
        [KeyboardButton(_label(one, say), request_contact=True)] for row in narrow for one in row if one.shares_contact
    ]
    words = [[KeyboardButton(_label(one, say)) for one in row if not one.shares_contact] for row in narrow]
    return ReplyKeyboardMarkup([*sharing, *filter(None, words)], resize_keyboard=True, one_time_keyboard=True)


def _narrowed(rows: Rows) -> Rows:
    return tuple(row[start : start + ACROSS] for row in rows for start in range(0, len(row), ACROSS))


def _first(rows: Rows, count: int) -> Rows:
    kept: list[tuple[Button, ...]] = []
    for row in rows:
        if count <= 0:
            break
        kept.append(row[:count])
        count -= len(row)
    return tuple(kept)


def _inline(rows: Rows, say: Say, length: int | None) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(_shortened(_label(one, say), length), callback_data=one.action.token) for one in row]
            for row in rows
        ]
    )


def _label(one: Button, say: Say) -> str:
    return say(one.label).strip() or "…"


def _shortened(label: str, length: int | None) -> str:
    return label if length is None or len(label) <= length else label[: length - 1].rstrip() + "…"


def _bytes(keyboard: InlineKeyboardMarkup) -> int:
    return len(json.dumps(keyboard.to_dict()))
