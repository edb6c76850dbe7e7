"""One Excel file being written: cells that stay what they are, whoever opens the file and saves it again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from xlsxwriter import Workbook  # type: ignore[import-untyped] # the library says nothing of types
from xlsxwriter.utility import xl_col_to_name  # type: ignore[import-untyped]

from bot.making.excel.sheet import Sheet, number_cell, styled, text_cell
from flows.fields.column import Cell, Column, ColumnKind
from flows.programme import VIETNAM
from flows.screen import Line, Msg

__all__ = ["Book", "Sheet"]

_LETTERS = tuple(xl_col_to_name(place) for place in range(256))
_TEXT = {"num_format": "@"}  # Excel keeps a text that begins with “=” a text here, even when its cell is edited
_FORMATS: dict[ColumnKind, dict[str, str]] = {
    "text": _TEXT,
    "number": {"num_format": "#,##0"},
    "money": {"num_format": "#,##0"},
    "day": {"num_format": "dd/mm/yyyy"},
    "instant": {"num_format": "dd/mm/yyyy hh:mm"},
}
_HEADING = {**_TEXT, "bold": True, "text_wrap": True, "valign": "top", "bg_color": "#DDEBF7", "border": 1}


class Book:
    """A workbook whose rows are on the disk as soon as they are written; nothing in it is a formula or a link."""

    def __init__(self, path: Path, say: Callable[[Line], str], *, created: datetime | None = None) -> None:
        """Begin a file; `say` writes sentences in the language of whoever asked.

        `created` is told where two files made of the same are to be the same.
        """
        self._say = say
        self._book = Workbook(
            str(path),
            {
                "constant_memory": True,
                "strings_to_numbers": False,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "tmpdir": str(path.parent),
            },
        )
        if created:
            self._book.set_properties({"created": created.astimezone(UTC).replace(tzinfo=None)})
        self._book.use_zip64()
        self._styles = {kind: styled(self._book.add_format(look)) for kind, look in _FORMATS.items()}
        self._sentences: dict[str, str] = {}
        self._days: dict[date, float] = {}
        self._heading = self._book.add_format(_HEADING)
        self._title = self._book.add_format({**_TEXT, "bold": True, "font_size": 14})

    def sheet(self, name: Line) -> Sheet:
        """Return a new sheet."""
        sheet: Sheet = self._book.add_worksheet(self._say(name), Sheet)
        return sheet

    def table(self, name: Line, columns: Sequence[Column]) -> Sheet:
        """Return a new sheet with headings that stay in sight."""
        sheet = self.sheet(name)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
        self.headings(sheet, 0, [column.heading for column in columns])
        sheet.freeze_panes(1, 0)
        return sheet

    def title(self, sheet: Sheet, row: int, line: Line) -> None:
        """Write a title."""
        sheet.write_string(row, 0, self._say(line), self._title)

    def headings(self, sheet: Sheet, row: int, lines: Sequence[Line]) -> None:
        """Write a row of headings."""
        for place, line in enumerate(lines):
            sheet.write_string(row, place, self._say(line), self._heading)

    def cells(self, sheet: Sheet, row: int, cells: Sequence[Cell], kinds: Sequence[ColumnKind]) -> None:
        """Write a row below all others; what is missing leaves its cell empty."""
        written: list[str] = []
        below, text = str(row + 1), self._styles["text"]
        for letters, cell, kind in zip(_LETTERS[: len(kinds)], cells, kinds, strict=True):
            if cell is None:
                continue
            if isinstance(cell, str):
                if cell:
                    written.append(text_cell(letters + below, text, cell))
            elif isinstance(cell, int):
                style = self._styles["number" if kind == "text" else kind]
                written.append(number_cell(letters + below, style, cell))
            elif isinstance(cell, Msg):
                written.append(text_cell(letters + below, text, self._said(cell)))
            elif isinstance(cell, datetime):
                local = cell.astimezone(VIETNAM).replace(tzinfo=None)
                written.append(number_cell(letters + below, self._styles["instant"], sheet.number_of(local)))
            else:
                written.append(number_cell(letters + below, self._styles["day"], self._day(sheet, cell)))
        sheet.put(row, "".join(written), len(cells) - 1)

    def close(self) -> None:
        """Put the file together from its sheets."""
        self._book.close()

    def abandon(self) -> None:
        """Let go of what was written; no file comes of it."""
        for sheet in self._book.worksheets():
            sheet.row_data_fh.close()

    def _day(self, sheet: Sheet, day: date) -> float:
        """Return a day as Excel counts them; a million rows share a few hundred."""
        if day not in self._days:
            self._days[day] = sheet.number_of(day)
        return self._days[day]

    def _said(self, line: Msg) -> str:
        """Return a sentence in the language of whoever asked; those without arguments are looked up once."""
        if line.args or line.plural:
            return self._say(line)
        if line.text not in self._sentences:
            self._sentences[line.text] = self._say(line)
        return self._sentences[line.text]
