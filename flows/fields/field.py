"""What every question can do, and what may come of an answer."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar

from flows.draft import Answers, Value
from flows.fields.column import Cell, Column
from flows.programme import VIETNAM, Programme
from flows.said import Attachment, Said
from flows.screen import N_, Button, Line, Msg, Screen, Takes, button
from flows.units import UnitTree


@dataclass(frozen=True, slots=True)
class Asking:
    """What a question may look at while it is asked or answered.

    `value` is the answer it has now, `partial` one still being given, `answers` those to all questions so far; `now` is
    when the platform received the answer; `proposed_unit` came with a QR code, `last_unit` is where the author handed
    in last; `on_behalf` tells that somebody answers for the author; `fresh` is an id nobody has yet, for a file;
    `whole` tells that secrets may be written out in full; `shares_contact`, `deletes` and `receives_files` what the
    channel can do. `page` is the address of a new page for files, empty where there is none.
    """

    programme: Programme
    units: UnitTree
    now: datetime
    channel: str
    value: Value | None = None
    partial: Value | None = None
    proposed_unit: str | None = None
    last_unit: str | None = None
    on_behalf: bool = False
    answers: Answers = field(default_factory=dict)
    fresh: int = 0
    whole: bool = False
    shares_contact: bool = True
    deletes: bool = True
    page: str = ""
    receives_files: bool = True

    @property
    def today(self) -> date:
        """Return the day it is in Vietnam."""
        return self.now.astimezone(VIETNAM).date()

    @property
    def pieces(self) -> Mapping[str, Value]:
        """Return what is kept of an answer that is given in pieces."""
        return self.partial if isinstance(self.partial, Mapping) else {}


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
    """Something was kept and the question stays open; `fetch` is a file to be fetched under the fresh id."""

    value: Value
    screen: Screen
    erase: bool = False
    gathers: str | None = None
    fetch: Attachment | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """Not an answer: `problem` says what is wrong and shows the way out.

    `erase` removes the message because of what it contained; `alone` is about one file by its name, so that no other
    answer of an album may take its place.
    """

    problem: Msg
    erase: bool = False
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Turned:
    """Another page of the same question."""

    screen: Screen
    in_place: bool = True


Outcome = Answered | Held | Refused | Turned


@dataclass(frozen=True)
class Field(ABC):
    """One question of a form.

    `name` is its noun in titles and summaries, `help` what /trogiup says about it; an optional one may be skipped. The
    answer to a lasting one is the same in somebody's next initiative; `example` is an answer that would be taken;
    `typed` tells whether it is answered in words of one's own, `counted` whether a bare number may be such an answer.
    """

    key: str
    name: Msg
    help: Msg
    optional: bool = False
    lasting: bool = False
    example: Msg | None = None
    typed: ClassVar[bool] = True
    counted: ClassVar[bool] = False

    @property
    def takes(self) -> Takes:
        """Return what it takes beside its choices."""
        return "digits" if self.counted else "words" if self.typed else "choice"

    def named(self, asking: Asking) -> Msg:
        """Return the question's noun for this programme."""
        return self.name

    def skippable(self, asking: Asking) -> bool:
        """Tell whether it may be skipped in this form."""
        return self.optional

    @abstractmethod
    def ask(self, asking: Asking) -> Screen:
        """Return the question: its lines and its own buttons, without title and navigation."""

    @abstractmethod
    def read(self, said: Said | Picked, asking: Asking) -> Outcome:
        """Decide what an answer means."""

    @abstractmethod
    def show(self, value: Value, asking: Asking) -> Line:
        """Return the answer as the summary shows it to its author."""

    def echo(self, answer: Line) -> Msg:
        """Return what was understood, to be said above the next question."""
        return N_("{question}: {answer}", question=self.name, answer=answer)

    def brief(self, value: Value, asking: Asking) -> Line:
        """Return the answer as one short line of a list."""
        return self.show(value, asking)

    def stands(self, value: Value, asking: Asking) -> bool:
        """Tell whether an answer given earlier is one still: packs and units change while a draft lies."""
        return True

    def fallen(self) -> Msg:
        """Return why an answer that stands no more is asked for again."""
        return N_("The programme has changed: what was answered here is not offered any more. Answer this once again.")

    def detail(self, value: Value, asking: Asking) -> Line:
        """Return the answer as an officer needs it: in full."""
        return self.show(value, asking)

    def columns(self, asking: Asking) -> tuple[Column, ...]:
        """Return the columns it has in a table that staff export."""
        return (Column(self.named(asking)),)

    def cells(self, value: Value, asking: Asking) -> tuple[Cell, ...]:
        """Return an answer as one cell for each of its columns."""
        return (self.show(value, asking),)


def option(label: Line, kind: str, value: str = "") -> Button:
    """Return a button of the question itself; the form adds which question it belongs to."""
    return button(label, "answer", kind, value)
