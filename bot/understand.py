"""Words that mean a button: everything on a screen can be typed, with or without accents."""

from __future__ import annotations

from bot.channels.channel import Say
from flows.said import Command, Said, Tap, Text
from flows.screen import Line, Screen
from flows.vietnamese import fold

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
    return said


def _label(label: Line, say: Say) -> str:
    return label if isinstance(label, str) else say(label)
