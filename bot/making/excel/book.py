"""One Excel file being written: cells that stay what they are, whoever opens the file and saves it again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

from xlsxwriter import Workbook  # type: ignore[import-untyped] # the library says nothing of types
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet as Sheet  # type: ignore[import-untyped]

from flows.fields.column import Cell, Column, ColumnKind
from flows.programme import VIETNAM
from flows.screen import Line, Msg

__all__ = ["Book", "Sheet"]

_LONGEST_CELL = 32_767
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

    def __init__(self, path: Path, say: Callable[[Line], str]) -> None:
        """Begin a file; `say` writes sentences in the language of whoever asked."""
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
        self._book.use_zip64()
        self._formats: dict[ColumnKind, Format] = {kind: self._book.add_format(look) for kind, look in _FORMATS.items()}
        self._heading = self._book.add_format(_HEADING)
        self._title = self._book.add_format({**_TEXT, "bold": True, "font_size": 14})

    def sheet(self, name: Line) -> Sheet:
        """Return a new sheet."""
        return self._book.add_worksheet(self._say(name))

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
        """Write a row; what is missing leaves its cell empty."""
        for place, (cell, kind) in enumerate(zip(cells, kinds, strict=True)):
            match cell:
                case None | "":
                    continue
                case int():
                    sheet.write_number(row, place, cell, self._formats["number" if kind == "text" else kind])
                case datetime():
                    local = cell.astimezone(VIETNAM).replace(tzinfo=None)
                    sheet.write_datetime(row, place, local, self._formats["instant"])
                case date():
                    sheet.write_datetime(row, place, cell, self._formats["day"])
                case str():
                    sheet.write_string(row, place, _fit(cell), self._formats["text"])
                case Msg():
                    sheet.write_string(row, place, _fit(self._say(cell)), self._formats["text"])

    def close(self) -> None:
        """Put the file together from its sheets."""
        self._book.close()

    def abandon(self) -> None:
        """Let go of what was written; no file comes of it."""
        for sheet in self._book.worksheets():
            sheet.row_data_fh.close()


def _fit(text: str) -> str:
    """Return a text that a cell can hold, without halves of characters that no file can."""
    whole = text if text.isascii() else text.encode("utf-8", "replace").decode()
    return whole[:_LONGEST_CELL]
