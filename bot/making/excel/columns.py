"""The columns of an exported initiative: what is known of it, then each question's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from flows.draft import Value
from flows.fields.choice import ChoiceField
from flows.fields.column import Cell, Column, ColumnKind
from flows.fields.day import DayField
from flows.fields.declaration import DeclarationField
from flows.fields.description import CONFIDENTIAL
from flows.fields.field import Asking, Field
from flows.fields.unit import UnitField
from flows.programme import Programme
from flows.screen import N_
from flows.states import NAMES
from flows.submission import questions
from storage.listing import Listed, Part

CONTENT = frozenset({"description", "evidence"})
_SHARED = (ChoiceField, DayField, DeclarationField, UnitField)
_KNOWN = (
    Column(N_("No."), 8, "number"),
    Column(N_("Code"), 15),
    Column(N_("State"), 18),
    Column(N_("Phase"), 14),
    Column(N_("Handed in at"), 17, "instant"),
    Column(N_("Decided at"), 17, "instant"),
    Column(N_("Decided by"), 24),
    Column(N_("Reason given"), 30),
)


@dataclass(frozen=True)
class Columns:
    """How the initiatives of a part become rows; `opened` reads stored answers, its secrets included."""

    programme: Programme
    part: Part
    asking: Asking
    opened: Callable[[Listed], Mapping[str, Value]]

    @cached_property
    def fields(self) -> tuple[tuple[Field, int, bool], ...]:
        """Return the questions, how many columns each has, and whether many initiatives share its answers."""
        every = questions(self.programme)
        return tuple((one, len(one.columns(self.asking)), isinstance(one, _SHARED)) for one in every)

    @cached_property
    def every(self) -> tuple[Column, ...]:
        """Return all columns."""
        return (*_KNOWN, *(column for field, *_ in self.fields for column in field.columns(self.asking)))

    @cached_property
    def kinds(self) -> tuple[ColumnKind, ...]:
        """Return how the cells of each column are to be read."""
        return tuple(column.kind for column in self.every)

    def row(self, number: int, one: Listed) -> Sequence[Cell]:
        """Return an initiative as cells; of a confidential one its content is named so, and its reasons (demand 76)."""
        reason: Cell = CONFIDENTIAL if one.reason and one.confidential else one.reason
        cells: list[Cell] = [number, one.code, NAMES[one.state], self.part.phase.name, one.submitted_at, one.decided_at]
        cells += (one.decided_by, reason)
        answers = {**self.opened(one), "unit": one.unit}
        for field, width, shared in self.fields:
            value = answers.get(field.key)
            if one.confidential and field.key in CONTENT:
                cells += (CONFIDENTIAL, *([None] * (width - 1)))
            elif value is None or value == "":
                cells += [None] * width
            elif shared:
                cells += self._looked_up(field, str(value))
            else:
                cells += field.cells(value, self.asking)
        return cells

    @cached_property
    def _seen(self) -> dict[tuple[str, str], tuple[Cell, ...]]:
        return {}

    def _looked_up(self, field: Field, value: str) -> tuple[Cell, ...]:
        """Return an answer as cells; what a million initiatives answer with the same few words is read once."""
        key = (field.key, value)
        if key not in self._seen:
            self._seen[key] = field.cells(value, self.asking)
        return self._seen[key]
