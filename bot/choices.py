"""What is typed for a choice where there may be no buttons: a number, or a letter where a number is an answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from string import ascii_lowercase

from bot.channels.channel import Say
from flows.screen import Button, Screen

BACK = "0"
_NUMBERED = re.compile(r"^(?P<number>[1-9]\d?)(?:\.\s|$)")
_LAST_NUMBER = re.compile(r"^(?P<stem>.*\S) (?P<number>[1-9]\d?)$")
_ARROWS = "‹› "


@dataclass(frozen=True, slots=True)
class Choice:
    """A button with what is typed for it; `stem` is what buttons of a row differ from each other by number only."""

    mark: str
    label: str
    button: Button
    stem: str = ""


def choices(screen: Screen, say: Say) -> tuple[Choice, ...]:
    """Return what can be chosen on a screen, in reading order, the way back last.

    A button whose label begins with a number keeps it; the others are numbered, or lettered where a number is taken.
    """
    buttons = [one for one in screen.buttons() if not one.shares_contact]
    labels = [say(one.label).strip() for one in buttons]
    own = _own_numbers(buttons, labels)
    back = _back(buttons, labels)
    others = _letters() if own or screen.takes == "digits" else _numbers()
    found = []
    for place, (one, label) in enumerate(zip(buttons, labels, strict=True)):
        mark = BACK if place == back else own.get(place) or next(others)
        found.append(Choice(mark, label.strip(_ARROWS), one, _stem(one, label) if place in own else ""))
    return tuple(sorted(found, key=lambda one: one.mark == BACK))


def _own_numbers(buttons: list[Button], labels: list[str]) -> dict[int, str]:
    """Return the numbers that labels have of themselves, by place; none where two have the same."""
    found: dict[int, str] = {}
    for place, (one, label) in enumerate(zip(buttons, labels, strict=True)):
        number = _NUMBERED.match(label) or (_LAST_NUMBER.match(label) if one.action.verb == "correct" else None)
        if number:
            found[place] = number["number"]
    return found if len(set(found.values())) == len(found) else {}


def _stem(one: Button, label: str) -> str:
    last = _LAST_NUMBER.match(label) if one.action.verb == "correct" else None
    return last["stem"] if last else ""


def _back(buttons: list[Button], labels: list[str]) -> int | None:
    """Return which button leads back: the one of a form, else the last that says so."""
    of_form = [place for place, one in enumerate(buttons) if one.action.verb == "back"]
    pointing = [place for place, label in enumerate(labels) if label.startswith("‹")]
    return next(reversed(of_form or pointing), None)


def _numbers() -> Iterator[str]:
    yield from map(str, range(1, 1000))


def _letters() -> Iterator[str]:
    yield from ascii_lowercase
    yield from (f"{first}{second}" for first in ascii_lowercase for second in ascii_lowercase)
