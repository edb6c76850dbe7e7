"""What a person sees, before any language or platform: sentences, buttons, screens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal

CALLBACK_BYTES = 64
LARGEST_NUMBER = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day, written as the language writes days."""

    day: date


@dataclass(frozen=True, slots=True)
class At:
    """An instant, shown in Vietnam's time; `closing` writes midnight as 24:00 of the day before."""

    instant: datetime
    style: Literal["minute", "closing", "short"] = "minute"


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, written as a percentage; above 100 % is ordinary."""

    part: int
    whole: int


@dataclass(frozen=True, slots=True)
class Rate:
    """So many in so many days, written as a number a day; below ten with a decimal, never as none."""

    number: int
    days: int


@dataclass(frozen=True, slots=True)
class ReadOut:
    """An amount of đồng read out, in brackets behind its figures; nothing in a language that has no use for it."""

    amount: int


@dataclass(frozen=True, slots=True)
class Listing:
    """Several sentences or pieces of data in one line."""

    items: tuple[Msg | str, ...]
    glue: str = ", "


@dataclass(frozen=True, slots=True)
class Msg:
    """A sentence of the catalogue with its arguments, in no language yet.

    `text` is the English source; text arguments are data and stay as they are, numbers and days are written by the
    language.
    """

    text: str
    args: Mapping[str, Arg] = field(default_factory=dict)
    plural: str | None = None
    count: int | None = None


Arg = str | int | Msg | Day | At | Share | Rate | ReadOut | Listing
Line = Msg | str


def N_(text: str, /, **args: Arg) -> Msg:  # noqa: N802 - the name translators' tools look for
    """Mark a sentence for translation and bind its arguments."""
    return Msg(text, args)


def NN_(one: str, many: str, count: int, /, **args: Arg) -> Msg:  # noqa: N802 - as above
    """Mark a sentence that depends on a number, which it may name as {count}."""
    return Msg(one, {**args, "count": count}, plural=many, count=count)


@dataclass(frozen=True, slots=True)
class Action:
    """What a button means: a verb and the few ids it speaks of; it carries no right and no personal data."""

    verb: str
    args: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what the narrowest platform could not carry back."""
        if len(self.token.encode()) > CALLBACK_BYTES:
            raise ValueError(f"a button carries at most {CALLBACK_BYTES} bytes: {self.token!r}")

    @property
    def token(self) -> str:
        """Return the one string a platform carries for this button."""
        return ":".join((self.verb, *self.args))

    @classmethod
    def parse(cls, token: str) -> Action:
        """Read a token back; what a forger writes becomes a verb nobody answers to."""
        verb, *args = token.split(":")
        try:
            return cls(verb, tuple(args))
        except ValueError:
            return cls("unknown")

    def arg(self, index: int) -> str:
        """Return one argument, or an empty text where a forged button has fewer."""
        return self.args[index] if index < len(self.args) else ""

    def number(self, index: int) -> int:
        """Return one argument as a number, -1 where it is none."""
        text = self.arg(index)
        number = int(text) if text.isascii() and text.isdigit() else -1
        return number if number <= LARGEST_NUMBER else -1


@dataclass(frozen=True, slots=True)
class Button:
    """A choice: pressed where the channel has buttons, numbered or typed where it has none.

    One that pops up is answered beside the chat only, one that shares a contact hands over a phone number; each is left
    out where the channel cannot do that. Of those marked `several`, more than one may be typed at once.
    """

    label: Line
    action: Action
    shares_contact: bool = False
    pops_up: bool = False
    several: bool = False


Rows = tuple[tuple[Button, ...], ...]
Takes = Literal["choice", "words", "digits"]


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a picture: whose it is, what it says, and how long it is, `part` of `whole`."""

    name: str
    label: Msg
    part: int
    whole: int


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of bars against the line they are to reach; the words beside it say the same without it.

    `total` stands apart above the bars; `apart` are those that cannot be measured, under `apart_title`. `name` is what
    the file is called.
    """

    name: str
    title: Msg
    line: Msg
    note: Msg
    total: Bar | None = None
    bars: tuple[Bar, ...] = ()
    apart_title: Msg | None = None
    apart: tuple[Bar, ...] = ()
    more: Msg | None = None


@dataclass(frozen=True, slots=True)
class Screen:
    """One message to a person: an optional heading, lines, and rows of buttons.

    `problem` stands first and says what was wrong with the last answer; an empty text among the lines is a blank line.
    A `chart` is drawn where the channel can show a picture. What it `takes` beside its choices decides how these are
    typed: by number and by parts of their words, by number, or, where a number is an answer by itself, by letter.
    """

    lines: tuple[Line, ...] = ()
    rows: Rows = ()
    title: Msg | None = None
    problem: Msg | None = None
    chart: Chart | None = None
    takes: Takes = "choice"

    def buttons(self) -> tuple[Button, ...]:
        """Return all buttons in reading order."""
        return tuple(button for row in self.rows for button in row)

    def without_pop_ups(self) -> Screen:
        """Return the screen for a channel that can say nothing beside the chat."""
        rows = (tuple(one for one in row if not one.pops_up) for row in self.rows)
        return replace(self, rows=tuple(row for row in rows if row))

    def followed_by(self, other: Screen) -> Screen:
        """Return both in one message, for a channel where every message counts; this one has no buttons to press."""
        beginning = (*self.lines, "") if self.lines else ()
        middle = ((other.problem, "") if other.problem else ()) + ((other.title,) if other.title else ())
        return replace(
            other, problem=self.problem, title=self.title, lines=(*beginning, *middle, *other.lines), chart=other.chart
        )


def button(label: Line, verb: str, *args: str | int) -> Button:
    """Return a button from its label, verb and arguments."""
    return Button(label, Action(verb, tuple(str(arg) for arg in args)))


def column(*buttons: Button) -> Rows:
    """Put each button on a row of its own."""
    return tuple((one,) for one in buttons)


def grid(buttons: tuple[Button, ...], across: int) -> Rows:
    """Put buttons on rows of a fixed number."""
    return tuple(buttons[start : start + across] for start in range(0, len(buttons), across))
