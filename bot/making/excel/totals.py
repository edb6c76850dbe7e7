"""The first sheet of an export: what it holds, as of when, for whom, and how many of each kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.making.excel.book import Book, Sheet
from flows.fields.column import ColumnKind
from flows.programme import Programme
from flows.screen import N_, Line, Msg
from flows.states import NAMES
from storage.counting.cells import Cell
from storage.listing import HANDED_IN

Counts = Mapping[str, Counter[Cell]]
Heading = Sequence[tuple[Line, Line]]
_NONE = N_("not given")


@dataclass(frozen=True)
class Totals:
    """What is said above the figures, and the figures themselves by phase; `sheets` are the pages with their rows."""

    programme: Programme
    heading: Heading
    counts: Counts
    sheets: Sequence[tuple[Line, int]]

    def write(self, book: Book, sheet: Sheet) -> None:
        """Write everything from the top down."""
        sheet.set_column(0, 0, 46)
        sheet.set_column(1, len(HANDED_IN) + 1, 16)
        book.title(sheet, 0, N_("Initiatives of “{programme}”", programme=self.programme.short_name))
        row = 1
        for name, line in self.heading:
            row = line_of(book, sheet, row, (name, line))
        for title, lines in self._cuts():
            row = self._cut(book, sheet, row + 1, title, lines)
        book.headings(sheet, row + 1, (N_("Sheet"), N_("Rows")))
        row += 2
        for name, number in (*self.sheets, (N_("All sheets"), sum(number for _, number in self.sheets))):
            row = line_of(book, sheet, row, (name, number))

    def _cuts(self) -> Iterable[tuple[Msg, Sequence[tuple[Line, Counter[Cell]]]]]:
        whole = sum(self.counts.values(), Counter[Cell]())
        names = {phase.key: phase.name for phase in self.programme.phases}
        yield N_("All"), [(N_("All initiatives listed"), whole)]
        yield N_("By phase"), [(names[phase], counts) for phase, counts in self.counts.items()]
        yield N_("By bloc"), self._by("bloc", whole)
        yield N_("By target group"), self._by("target_group", whole)

    def _by(self, key: str, whole: Counter[Cell]) -> Sequence[tuple[Line, Counter[Cell]]]:
        found: dict[str, Counter[Cell]] = {choice.key: Counter() for choice in self.programme.choices.get(key, ())}
        for cell, number in whole.items():
            found.setdefault(getattr(cell, key), Counter())[cell] += number
        labels = {choice.key: choice.label for choice in self.programme.choices.get(key, ())}
        return [(labels.get(one, one) or _NONE, counts) for one, counts in found.items() if one or counts]

    def _cut(self, book: Book, sheet: Sheet, row: int, title: Line, lines: Sequence[tuple[Line, Counter[Cell]]]) -> int:
        book.headings(sheet, row, (title, *(NAMES[state] for state in HANDED_IN), N_("Together")))
        row += 1
        for name, counts in lines:
            states = Counter[str]()
            for cell, number in counts.items():
                states[cell.state] += number
            figures = (*(states[state] for state in HANDED_IN), states.total())
            row = line_of(book, sheet, row, (name, *figures))
        return row


def line_of(book: Book, sheet: Sheet, row: int, cells: Sequence[Line | int]) -> int:
    """Write a line of words and figures; return where the next one goes."""
    kinds: list[ColumnKind] = ["number" if isinstance(one, int) else "text" for one in cells]
    book.cells(sheet, row, cells, kinds)
    return row + 1
