"""Reads Word files back as a person would: paragraphs, headings, the cells of tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml.ns import qn


def opened(file: Path) -> Any:
    """Return a document; raises what python-docx raises where the file is none."""
    return Document(str(file))


def paragraphs(document: Any) -> list[str]:
    """Return the text of every paragraph outside tables."""
    return [one.text for one in document.paragraphs]


def headings(document: Any) -> list[str]:
    """Return everything that stands as a heading in Word's own outline."""
    return [one.text for one in document.paragraphs if one.style.name.startswith("Heading")]


def grids(document: Any) -> list[list[list[str]]]:
    """Return every table with its rows; a cell over several columns stands once."""
    return [
        [["\n".join(one.text for one in cell.paragraphs) for cell in _cells(row)] for row in table.rows]
        for table in document.tables
    ]


def _cells(row: Any) -> list[Any]:
    return [cell for number, cell in enumerate(row.cells) if number == 0 or cell._tc is not row.cells[number - 1]._tc]


def grid_of(document: Any, heading: str) -> list[list[str]]:
    """Return the table that has a heading in its first row."""
    return next(grid for grid in grids(document) if heading in grid[0])


def repeats_heading(table: Any) -> bool:
    """Tell whether the first row stands again on every page."""
    return table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None


def is_whole(row: Any) -> bool:
    """Tell whether a row is never split between two pages."""
    return row._tr.find(f".//{qn('w:cantSplit')}") is not None
