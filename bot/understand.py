"""Words that mean a button: everything on a screen can be typed, with or without accents."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from bot.channels.channel import Say
from flows.said import Command, Said, Tap, Text
from flows.screen import Line, Screen
from flows.vietnamese import fold

_BETWEEN = re.compile(r"[,;\n]")
_CANCEL = frozenset({"huy", "huy bo", "cancel"})


def understand(said: Said, screen: Screen | None, say: Say) -> Said:
    """Return the tap a typed label means, the command a reserved word means, else what was said."""
    if not isinstance(said, Text):
        return said
    typed = fold(said.text)
    if typed in _CANCEL:
        return Command("cancel")
    for button in screen.buttons() if screen else ():
        if typed and typed == fold(_label(button.label, say)):
            return Tap(button.action)
    return _several(said, screen, say) if screen else said


def _several(said: Text, screen: Screen, say: Say) -> Text:
    """Return names of choices typed with commas between them as their numbers, where several may be chosen."""
    labels = {number: fold(_label(one.label, say)) for number, one in enumerate(screen.buttons(), 1) if one.several}
    typed = [fold(piece) for piece in _BETWEEN.split(said.text)]
    if not labels or not any(typed):
        return said
    meant = [piece if piece.isdecimal() else _named(piece, labels) for piece in typed if piece]
    numbers = [number for number in meant if number is not None]
    return replace(said, text=", ".join(numbers)) if len(numbers) == len(meant) else said


def _named(piece: str, labels: Mapping[int, str]) -> str | None:
    """Return the number of the one label that a few words of it mean."""
    whole = [number for number, label in labels.items() if label == piece]
    within = whole or [number for number, label in labels.items() if f" {piece} " in f" {label} "]
    return str(within[0]) if len(within) == 1 else None


def _label(label: Line, say: Say) -> str:
    return label if isinstance(label, str) else say(label)
