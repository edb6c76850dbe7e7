"""A day of the past, in any spelling people use; what is outside the programme's window is told at once (demand 75)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from flows.draft import Value
from flows.fields.column import Cell, Column
from flows.fields.field import Answered, Asking, Field, Held, Outcome, Picked, Refused, option
from flows.programme import Window
from flows.said import Said, Text
from flows.screen import N_, Day, Line, Msg, Screen, column
from flows.vietnamese import clean_line
from flows.written_days import WrittenDay, read_day

_LONGEST = 80
_EXAMPLE = N_("Type the day, for example: 15/3/2022")


@dataclass(frozen=True)
class DayField(Field):
    """When the initiative went into use (R-EXC-1); kept as ISO text."""

    hint: Msg = _EXAMPLE
    counted: ClassVar[bool] = True

    def ask(self, asking: Asking) -> Screen:
        """Ask for the day; ask back about one that was not typed in full or lies outside the window."""
        pieces = asking.pieces
        if not pieces:
            return Screen((self.hint,))
        return _ask_back(_day(pieces), str(pieces.get("doubt")), asking.programme.applied)

    def read(self, said: Said | Picked, asking: Asking) -> Outcome:
        """Accept a whole day that has come; offer what part of one may mean."""
        pieces = asking.pieces
        if isinstance(said, Picked) and pieces:
            return self._confirmed(said, _day(pieces), asking)
        if not isinstance(said, Text):
            return Refused(_EXAMPLE)
        text = clean_line(said.text)
        if len(text) > _LONGEST:
            return Refused(N_("That is a long text. Only the day is asked here, for example: 15/3/2022"))
        if pieces.get("doubt") == "month" and text.isascii() and text.isdigit() and len(text) <= 2:
            month = _day(pieces)
            text = f"{text}/{month.month}/{month.year}"
        return self._written(read_day(text, asking.today), asking)

    def show(self, value: Value, asking: Asking) -> Line:
        """Return the day as offices in Vietnam write it."""
        return N_("{day}", day=Day(date.fromisoformat(str(value))))

    def detail(self, value: Value, asking: Asking) -> Line:
        """Return the day and, where it lies in the programme's time, that it does; what lies outside is a remark."""
        day, window = date.fromisoformat(str(value)), asking.programme.applied
        if window.first is None or window.last is None or not window.holds(day):
            return self.show(value, asking)
        return N_(
            "{day} (within the programme's time, {first} – {last})",
            day=Day(day),
            first=Day(window.first),
            last=Day(window.last),
        )

    def columns(self, asking: Asking) -> tuple[Column, ...]:
        """Return one column of days."""
        return (Column(self.name, 13, "day"),)

    def cells(self, value: Value, asking: Asking) -> tuple[Cell, ...]:
        """Return the day."""
        return (date.fromisoformat(str(value)),)

    def _written(self, written: WrittenDay, asking: Asking) -> Outcome:
        if written.day is None:
            return Refused(written.problem or _EXAMPLE)
        problem = to_come(written.day, asking.today)
        if problem and not written.whole_month:
            return Held({}, Screen((self.hint,), problem=problem)) if asking.pieces else Refused(problem)
        if not written.sure:
            return _held(written.day, "month" if written.whole_month else "day", asking)
        return self._settled(written.day, asking)

    def _confirmed(self, picked: Picked, day: date, asking: Asking) -> Outcome:
        """Take the day of the button, if it is the one that was asked about last."""
        if picked.value != day.isoformat():
            return Refused(_EXAMPLE)
        if picked.kind == "outside" and asking.pieces.get("doubt") == "outside":
            return self._answered(day)
        return self._settled(day, asking)

    def _settled(self, day: date, asking: Asking) -> Outcome:
        problem = to_come(day, asking.today)
        if problem:
            return Refused(problem)
        return self._answered(day) if asking.programme.applied.holds(day) else _held(day, "outside", asking)

    def _answered(self, day: date) -> Answered:
        written = N_("{day}", day=Day(day))
        return Answered(day.isoformat(), choice=written, note=self.echo(written))


def to_come(day: date, today: date) -> Msg | None:
    """Say that a day has not come yet, None where it has."""
    if day <= today:
        return None
    return N_("{day} has not come yet; today is {today}. Which day is right?", day=Day(day), today=Day(today))


def outside(day: date, window: Window) -> Msg:
    """Say on which side of the programme's window a day lies."""
    if window.first and day < window.first:
        return N_("{day} is before {first}, the first day the programme counts.", day=Day(day), first=Day(window.first))
    return N_("{day} is after {last}, the last day the programme counts.", day=Day(day), last=Day(window.last or day))


def _day(pieces: Mapping[str, Value]) -> date:
    return date.fromisoformat(str(pieces["day"]))


def _held(day: date, doubt: str, asking: Asking) -> Held:
    return Held({"day": day.isoformat(), "doubt": doubt}, _ask_back(day, doubt, asking.programme.applied))


def _ask_back(day: date, doubt: str, window: Window) -> Screen:
    if doubt == "outside":
        lines = (outside(day, window), N_("An officer would refuse it. If the day is a slip, type the right one."))
        return Screen(lines, column(option(N_("Keep this day all the same"), "outside", day.isoformat())))
    if doubt == "month":
        question = N_("Is it {day}? If not, type the day of the month, for example: 15", day=Day(day))
    else:
        question = N_("Is it {day}? If not, type the whole day, for example: 15/3/2022", day=Day(day))
    return Screen((question,), column(option(N_("Yes"), "sure", day.isoformat())))
