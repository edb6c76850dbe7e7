"""Words that mean a button: everything on a screen can be typed, with or without accents."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.channels.channel import Say
from bot.choices import BACK, Choice, choices
from flows.said import Command, Said, Tap, Text
from flows.screen import Line, Screen
from flows.vietnamese import fold

_BETWEEN = re.compile(r"[,;\n]")
_CANCEL = frozenset({"huy", "huy bo", "cancel"})
_BACK = frozenset({"quay lai", "back"})
_COMMANDS: Mapping[str, Command] = {
    **dict.fromkeys(("bat dau", "menu", "start", BACK, *_BACK, "xong", "done"), Command("start")),
    **dict.fromkeys(("trang thai", "status"), Command("mine")),
    **dict.fromkeys(("tro giup", "giup toi", "help"), Command("help")),
}
_SHORTEST_PART = 3
_LETTERED = re.compile(r"^(?P<letter>[a-z]) ?(?P<mark>\d{1,2}|[a-z])$")


def understand(said: Said, screen: Screen | None, say: Say, *, numbered: bool = False) -> Said:
    """Return the tap a typed label means, the command a reserved word means, else what was said.

    Where choices are `numbered`, the number or letter in front of one, and a part of its words, mean it too, and the
    words that always lead somewhere are commands.
    """
    if not isinstance(said, Text):
        return said
    typed = fold(said.text)
    if typed in _CANCEL:
        return Command("cancel")
    for button in screen.buttons() if screen else ():
        if typed and typed == fold(_label(button.label, say)):
            return Tap(button.action)
    if numbered and (meant := _chosen(typed, screen, say)):
        return meant
    return _several(said, screen, say) if screen else said


def lettered(said: Said) -> tuple[str, str] | None:
    """Return the letter of a message and the mark of the choice under it that somebody typed, None for other words."""
    typed = _LETTERED.match(fold(said.text)) if isinstance(said, Text) else None
    return (typed["letter"], typed["mark"]) if typed else None


def marked(screen: Screen, mark: str, say: Say) -> Tap | None:
    """Return the choice with a mark on a screen."""
    return next((Tap(one.button.action) for one in choices(screen, say) if one.mark == mark), None)


def _chosen(typed: str, screen: Screen | None, say: Say) -> Tap | Command | None:
    offered = choices(screen, say) if screen else ()
    mark = BACK if typed in _BACK else typed
    for one in offered:
        if one.mark == mark:
            return Tap(one.button.action)
    if screen is None or screen.takes == "choice":
        part = _part(typed, offered)
        return Tap(part.button.action) if part else _COMMANDS.get(typed)
    return None


def _part(typed: str, offered: Sequence[Choice]) -> Choice | None:
    """Return the one choice in whose label some typed words stand."""
    if len(typed) < _SHORTEST_PART or typed.isdecimal():
        return None
    within = [one for one in offered if f" {typed} " in f" {fold(one.label)} "]
    return within[0] if len(within) == 1 else None


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
