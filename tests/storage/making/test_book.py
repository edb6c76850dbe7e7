"""Cells of an Excel file stay what they are when somebody opens the file in another program and saves it."""

from __future__ import annotations

import asyncio
import shutil
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from bot.making.excel.book import Book
from flows.fields.column import Column
from tests.conftest import START
from tests.storage.making.workshop import Read

ODD = (
    *("=1+1", "+84", "-5", "@SUM(A1)", "\t=2", "\r=3", "{=1}", "001", "1e5", "066188001234", "1/2"),
    *("https://example.org", "a\x01b", " spaced ", "two\nlines", "🌾", "<b>&amp;</b>", "TRUE", "#REF!"),
)
COLUMNS = (Column("Words"), Column("Money", kind="money"), Column("Day", kind="day"), Column("At", kind="instant"))


def written(path: Path, words: tuple[str, ...] = ODD) -> Path:
    book = Book(path, str)
    sheet = book.table("Rows", COLUMNS)
    for row, text in enumerate(words, 1):
        book.cells(sheet, row, (text, -row, date(2022, 1, 2), START), [column.kind for column in COLUMNS])
    book.close()
    return path


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed here")
async def test_what_looks_like_a_formula_a_number_or_a_link_is_text_and_stays_so_when_saved_again(
    tmp_path: Path,
) -> None:
    path = written(tmp_path / "written.xlsx")
    for file in (path, await saved_again(path, tmp_path)):
        read = Read(file)
        cells = [row[0] for row in read.sheet(0).iter_rows(min_row=2)]
        assert {cell.data_type for cell in cells} == {"s"}
        assert [unescape(str(cell.value)).replace("\r", "\n") for cell in cells] == [
            text.replace("\r", "\n") for text in ODD
        ]
        assert not any(cell.hyperlink for cell in cells)
        others = [[cell.value for cell in row[1:]] for row in read.sheet(0).iter_rows(min_row=2)]
        assert [money for money, *_ in others] == [-row for row in range(1, len(ODD) + 1)]
        assert {str(day) for _, day, _ in others} == {"2022-01-02 00:00:00"}
        assert {str(at) for *_, at in others} == {"2022-03-21 09:00:00"}


def test_a_text_longer_than_a_cell_is_cut_and_half_a_character_takes_no_row_away(tmp_path: Path) -> None:
    path = written(tmp_path / "long.xlsx", ("x" * 40_000, "half \ud83c"))
    long, half = (row[0].value for row in load_workbook(path).worksheets[0].iter_rows(min_row=2))
    assert len(str(long)) == 32_767
    assert half == "half ?"


async def saved_again(path: Path, folder: Path) -> Path:
    """Open a file in LibreOffice and save it."""
    out = folder / "again"
    process = await asyncio.create_subprocess_exec(
        *("soffice", "--headless", f"-env:UserInstallation=file://{folder / 'profile'}"),
        *("--convert-to", "xlsx", "--outdir", str(out), str(path)),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert await process.wait() == 0
    return out / path.name


def test_what_looks_like_the_inside_of_the_file_is_text_as_it_was_typed(tmp_path: Path) -> None:
    typed = ("<r><t>rich</t></r>", "a & b", "_x0041_", "QD_1.pdf", "hai dòng\nrồi", " trước", "sau ", "\x02", "\uffff")
    path = written(tmp_path / "typed.xlsx", typed)
    cells = [row[0].value for row in load_workbook(path).worksheets[0].iter_rows(min_row=2)]
    assert [unescape(str(cell)) for cell in cells] == list(typed)


def test_a_cell_is_cut_where_excel_cuts_which_counts_some_characters_twice(tmp_path: Path) -> None:
    path = written(tmp_path / "wheat.xlsx", ("🌾" * 20_000,))
    (cell,) = (row[0].value for row in load_workbook(path).worksheets[0].iter_rows(min_row=2))
    assert cell == "🌾" * 16_383
