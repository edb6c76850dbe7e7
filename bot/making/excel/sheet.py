"""A sheet that takes whole rows: what stands in a cell is written as it is to be read, straight into the file."""

from __future__ import annotations

import re
from datetime import date

from xlsxwriter.format import Format  # type: ignore[import-untyped] # the library says nothing of types
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

_LONGEST_CELL = 32_767  # in halves of UTF-16, as Excel counts
_UNWRITABLE = re.compile(r"_(?=x[0-9a-fA-F]{4}_)|[\x00-\x08\x0b-\x1f\ufffe\uffff]")


class Sheet(Worksheet):  # type: ignore[misc]
    """A worksheet of XlsxWriter whose rows can be put down whole.

    The library makes objects of every cell: of a million rows that alone takes seven minutes, `put` less than one. It
    also takes a text between “<r>” and “</r>” for a piece of the file.
    """

    def put(self, row: int, cells: str, last: int) -> None:
        """Write a row below all others from its cells, the last of which stands at a place."""
        self._check_dimensions(row, 0)
        self._check_dimensions(row, last)
        self._write_single_row(row)
        self.fh.write(f'<row r="{row + 1}">{cells}</row>')

    def number_of(self, day: date) -> float:
        """Return a day or an instant as Excel counts them."""
        number: float = self._convert_date_time(day)
        return number


def styled(look: Format) -> int:
    """Return the number that a cell names its format by."""
    number: int = look._get_xf_index()  # noqa: SLF001 - the library has no other name for it
    return number


def number_cell(place: str, style: int, number: float) -> str:
    """Return a cell that is a number."""
    return f'<c r="{place}" s="{style}"><v>{number}</v></c>'


def text_cell(place: str, style: int, text: str) -> str:
    """Return a cell that is text and nothing else, whatever it looks like.

    Nearly every text of a million rows can stand in the file as it is, and that is soon seen.
    """
    plain = (
        text.isprintable()
        and not ("&" in text or "<" in text or ">" in text or "_" in text)
        and text[0] != " " != text[-1]
        and 2 * len(text) <= _LONGEST_CELL
    )
    if plain:
        return f'<c r="{place}" s="{style}" t="inlineStr"><is><t>{text}</t></is></c>'
    escaped = _escaped(_fit(text))
    keep = ' xml:space="preserve"' if escaped != escaped.strip() else ""
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t{keep}>{escaped}</t></is></c>'


def _fit(text: str) -> str:
    """Return a text that a cell can hold, without halves of characters that no file can."""
    whole = text.encode("utf-8", "replace").decode().encode("utf-16-le")
    return whole[: 2 * _LONGEST_CELL].decode("utf-16-le", "ignore")


def _escaped(text: str) -> str:
    """Return a text as the file writes it; what XML has no sign for is written as its number between “_x” and “_”."""
    coded = _UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    return coded.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
