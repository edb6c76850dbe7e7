"""Reads the rows of a table file (CSV) with their line numbers, as office programs save them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from flows.screen import N_
from flows.vietnamese import clean_line
from storage.packs.pack import Report

Row = tuple[int, list[str]]


@dataclass(slots=True)
class RowReader:
    """Yields the rows under the header, each with the line it begins on, one at a time: a file may hold 100,000 units.

    Behind its columns a file may have some of the `optional` ones in their order; a row is always as long as all of
    them, with empty cells for those the file does not have. Problems go into the report. After the last row `misshapen`
    holds the first cells of rows with too few or too many columns, and `complete` tells whether the file could be read
    to its end, so that nobody calls missing what may stand in a part that could not.
    """

    text: str
    columns: tuple[str, ...]
    report: Report
    optional: tuple[str, ...] = ()
    misshapen: set[str] = field(default_factory=set)
    complete: bool = False

    def __iter__(self) -> Iterator[Row]:
        """Yield the rows that have all columns."""
        records = self._records()
        header = self._header(next(records, (1, [])))
        if header is None:
            return
        more = [header.index(name) if name in header else None for name in self.optional]
        for line, cells in records:
            if len(cells) == len(header):
                yield line, cells[: len(self.columns)] + [cells[at] if at else "" for at in more]
            else:
                self.misshapen.add(cells[0])
                self.report.add(
                    line,
                    N_(
                        "The line has {found} columns instead of {expected}. Put a text that contains a comma between "
                        "double quotation marks.",
                        found=len(cells),
                        expected=len(header),
                    ),
                )

    def _records(self) -> Iterator[Row]:
        """Yield all records that are not empty."""
        reader = csv.reader(io.StringIO(self.text, newline=""), strict=True)
        line = 1
        try:
            for cells in reader:
                tidy = [_tidy(cell) if cell else cell for cell in cells]
                if any(tidy):
                    yield line, tidy
                line = reader.line_num + 1
            self.complete = True
        except csv.Error:
            self.report.add(
                line,
                N_(
                    "The double quotation marks of this line do not pair up, so nothing after it was read. Write a "
                    "quotation mark inside a text twice."
                ),
            )

    def _header(self, record: Row) -> list[str] | None:
        line, found = record
        header = [cell.lower() for cell in found]
        behind = header[len(self.columns) :]
        if tuple(header) == (*self.columns, *(name for name in self.optional if name in behind)):
            return header
        columns, says = ",".join(self.columns), ",".join(found)
        problem = N_(
            "The first line must name the columns, with commas between them: {columns}. It says: {found}.",
            columns=columns,
            found=says,
        )
        if behind:
            problem = N_(
                "The first line must name the columns, with commas between them: {columns}. Behind them may stand: "
                "{optional}. It says: {found}.",
                columns=columns,
                optional=",".join(self.optional),
                found=says,
            )
        self.report.add(line, problem)
        return None


def read_whole(cell: str) -> int | None:
    """Return a whole number written in at most nine digits, None where it is none."""
    return int(cell) if cell.isascii() and cell.isdigit() and len(cell) <= 9 else None


def read_day(cell: str, line: int, column: str, report: Report) -> date | None:
    """Return a day written as 2022-05-31, None where the cell is empty or refused."""
    if not cell:
        return None
    try:
        day = date.fromisoformat(cell)
    except ValueError:
        day = None
    if day is None or day.isoformat() != cell:
        report.add(
            line,
            N_(
                "“{column}” is “{cell}”, which is no day. Write year, month and day, for example 2022-05-31.",
                column=column,
                cell=cell,
            ),
        )
    return day


def _tidy(cell: str) -> str:
    """Return a cell as one clean line; codes and numbers, most of a file of 100,000 units, take the short way."""
    return " ".join(cell.split()) if cell.isascii() and cell.isprintable() else clean_line(cell)
