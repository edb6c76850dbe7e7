"""What every question can do, and what may come of an answer."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime

from flows.draft import Value
from flows.programme import Programme
from flows.said import Said
from flows.screen import Button, Line, Msg, Screen, button
from flows.units import UnitTree


@dataclass(frozen=True, slots=True)
class Asking:
    """What a question may look at while it is asked or answered.

    `value` is the answer it has now, `partial` one still being given; `now` is when the platform received the answer;
    `on_behalf` whether somebody answers for the author.
    """

    programme: Programme
    units: UnitTree
    now: datetime
    channel: str
    value: Value | None = None
    partial: Value | None = None
    proposed_unit: str | None = None
    on_behalf: bool = False


@dataclass(frozen=True, slots=True)
class Picked:
    """A button of the question was pressed: which kind of choice, and which one."""

    kind: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """The question is answered. `choice` is written under the pressed button, `note` above the next question."""

    value: Value
    choice: Line | None = None
    note: Msg | None = None
    erase: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """Something was kept and the question stays open."""

    value: Value
    screen: Screen
    erase: bool = False
    gathers: str | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """Not an answer: `problem` says what is wrong and shows the way out."""

    problem: Msg


@dataclass(frozen=True, slots=True)
class Turned:
    """Another page of the same question."""

    screen: Screen
    in_place: bool = True


Outcome = Answered | Held | Refused | Turned


@dataclass(frozen=True)
class Field(ABC):
    """One question of a form.

    `name` is its noun in titles and summaries, `help` what /trogiup says about it; an optional one may be skipped.
    """

    key: str
    name: Msg
    help: Msg
    optional: bool = False

    def named(self, asking: Asking) -> Msg:
        """Return the question's noun for this programme."""
        return self.name

    @abstractmethod
    def ask(self, asking: Asking) -> Screen:
        """Return the question: its lines and its own buttons, without title and navigation."""

    @abstractmethod
    def read(self, said: Said | Picked, asking: Asking) -> Outcome:
        """Decide what an answer means."""

    @abstractmethod
    def show(self, value: Value, asking: Asking) -> Line:
        """Return the answer as the summary shows it to its author."""

    def detail(self, value: Value, asking: Asking) -> Line:
        """Return the answer as an officer needs it: in full."""
        return self.show(value, asking)


def option(label: Line, kind: str, value: str = "") -> Button:
    """Return a button of the question itself; the form adds which question it belongs to."""
    return button(label, "answer", kind, value)
