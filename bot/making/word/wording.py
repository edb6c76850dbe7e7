"""Numbers, days and shortened texts as documents write them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from bot.making.word.letterhead import BLANK
from flows.draft import Initiative
from flows.fields.money import yearly
from flows.screen import N_, Day, Line, Share
from flows.unit import Unit
from flows.units import UnitTree

Say = Callable[[Line], str]
_SENTENCE = re.compile(r"(?<=[.!?;…])\s+|\n+")
_SHORTEST_SENTENCES = 0.4  # of the room there is; below that, the end of a word is the better place to stop


def number(say: Say, amount: int | None) -> str:
    """Write a number; a dash for one that nobody knows."""
    return "–" if amount is None else say(N_("{number}", number=amount))


def padded(say: Say, amount: int | None) -> str:
    """Write a number as tables of targets do: with a nought before a single figure."""
    return f"0{amount}" if amount is not None and 0 < amount < 10 else number(say, amount)


def percent(say: Say, part: int, whole: int | None) -> str:
    """Write a percentage as the chat does; a dash where there is nothing to compare with."""
    return say(N_("{share}", share=Share(part, whole))) if whole else "–"


def applied(say: Say, initiative: Initiative) -> str:
    """Write the day it went into use."""
    return say(N_("{day}", day=Day(initiative.applied_on))) if initiative.applied_on else ""


def benefit(say: Say, initiative: Initiative) -> str:
    """Write what it brings: đồng a year in figures and words, or the words of who handed it in."""
    return say(yearly(initiative.benefit)) if initiative.benefit is not None else initiative.text("benefit")


def shortened(text: str, most: int) -> str:
    """Return the beginning of a text up to the end of a sentence, or at least of a word, marked as going on."""
    if len(text) <= most:
        return text
    ends = [match.start() for match in _SENTENCE.finditer(text) if match.start() <= most]
    if ends and ends[-1] >= _SHORTEST_SENTENCES * most:
        return f"{text[: ends[-1]].rstrip()} […]"
    words = text[: most + 1].rsplit(None, 1)
    return f"{(words[0] if len(words) > 1 else text[:most]).rstrip(' ,;:–-')}…"


def ranges(numbers: Iterable[int]) -> str:
    """Write ascending numbers briefly: 1–3, 7."""
    spans: list[list[int]] = []
    for one in numbers:
        if spans and one == spans[-1][1] + 1:
            spans[-1][1] = one
        else:
            spans.append([one, one])
    return ", ".join(f"{first}–{last}" if last > first else f"{first}" for first, last in spans)


def unit_named(code: str | None, units: UnitTree, *, short: bool = False) -> str:
    """Return the name of a unit, of whatever stands for it, or what is filled in by hand."""
    found: Unit | None = next(iter(units.path(code)), None) if code else None
    return BLANK if found is None else found.short if short else found.name


def capital(text: str) -> str:
    """Return a text that begins a line."""
    return text[:1].upper() + text[1:]


def uncapital(text: str) -> str:
    """Return a text that stands within a line."""
    return text[:1].lower() + text[1:]
