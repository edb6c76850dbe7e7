"""Reads the rows of a spreadsheet or a text file, whatever office program saved it, with their line numbers."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from zipfile import BadZipFile

from flows.screen import N_
from flows.vietnamese import clean_line
from storage.packs import Report, read_text

Cell = str | int | float
Row = tuple[int, tuple[Cell, ...]]
SPREADSHEETS = frozenset({".xlsx", ".xlsm"})
_DELIMITERS = ",;\t"
_PROBED = 20


def read_sheet(file: Path, report: Report) -> tuple[Row, ...]:
    """Return the rows that are not empty, of a spreadsheet those of its first sheet; problems go into the report."""
    if file.suffix.lower() in SPREADSHEETS:
        return tuple(_of_spreadsheet(file, report))
    text = read_text(file.parent, report)
    return () if text is None else tuple(_of_text(text, report))


def _of_spreadsheet(file: Path, report: Report) -> Iterator[Row]:
    import openpyxl  # noqa: PLC0415 - takes longer to load than any other command to run

    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
    except (OSError, BadZipFile, KeyError, ValueError) as error:
        detail = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
        report.add(0, N_("The spreadsheet cannot be opened ({detail}). Save it as .xlsx again.", detail=detail))
        return
    try:
        yield from _filled(enumerate(book.worksheets[0].iter_rows(values_only=True), 1))
    finally:
        book.close()


def _of_text(text: str, report: Report) -> Iterator[Row]:
    delimiter = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            yield from _filled([(line, cells)])
            line = reader.line_num + 1
    except csv.Error:
        report.add(
            line,
            N_(
                "The double quotation marks of this line do not pair up, so nothing after it was read. Write a "
                "quotation mark inside a text twice."
            ),
        )


def _delimiter(text: str) -> str:
    """Return what stands between the columns: office programs in Vietnam write semicolons, others commas or tabs."""
    lines = text.splitlines()[:_PROBED]
    return max(_DELIMITERS, key=lambda one: sum(line.count(one) for line in lines))


def _filled(rows: Iterable[tuple[int, Sequence[object]]]) -> Iterator[Row]:
    for line, cells in rows:
        tidy = tuple(map(_cell, cells))
        if any(cell != "" for cell in tidy):
            yield line, tidy


def _cell(value: object) -> Cell:
    """Return a number as a number, whole where it is, and all else as one clean line."""
    if isinstance(value, bool) or value is None:
        return "" if value is None else str(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int | float) else clean_line(str(value))
