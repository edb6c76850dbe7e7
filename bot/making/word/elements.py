"""Paragraphs and tables as Word keeps them, made at once: the slow part of a long table is looking for its cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from flows.vietnamese import clean

Align = Literal["left", "center", "right", "both"]
GREY = "7F7F7F"
_NO_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
_BREAKS = re.compile("\r\n|[\n\v\f\r\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Words:
    """Some words of a paragraph and how they look; `size` is in points, None where it is that of the style."""

    text: str
    bold: bool = False
    italic: bool = False
    underlined: bool = False
    grey: bool = False
    size: float | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """How a paragraph stands; lengths in centimetres, distances above and below in points.

    One that keeps `with_next` is never the last on a page. `ruled` draws a thin line below it; a `thin` one is nearly
    without height.
    """

    align: Align = "left"
    first: float = 0
    left: float = 0
    right: float = 0
    above: float = 0
    below: float = 0
    with_next: bool = False
    ruled: bool = False
    style: str = ""
    breaks_page: bool = False
    thin: bool = False


Text = str | Words | Sequence[str | Words]
_PLAIN = Layout()


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell, perhaps over several columns."""

    text: Text
    align: Align = "left"
    across: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; a heading is repeated on every page."""

    cells: tuple[Cell, ...]
    heading: bool = False
    with_next: bool = False


def plain(text: str) -> str:
    """Return text without anything that XML or a printed page cannot hold."""
    return "\n".join(lines_of(text)).strip()


def paragraph(text: Text, layout: Layout = _PLAIN) -> BaseOxmlElement:
    """Return a paragraph; a new line within a text stays one."""
    pieces = (text,) if isinstance(text, str | Words) else text
    made = _element("p", _properties(layout))
    for piece in pieces:
        made.append(_run(Words(piece) if isinstance(piece, str) else piece))
    return made


def keep_with_next(element: BaseOxmlElement) -> None:
    """Make a paragraph that stands already, or the last row of a table, stay on the page of whatever follows."""
    if element.tag == qn("w:tbl"):
        for within in element.findall(qn("w:tr"))[-1].iter(qn("w:p")):
            keep_with_next(within)
    properties = element.find(qn("w:pPr"))
    if properties is not None and properties.find(qn("w:keepNext")) is None:
        style = properties.find(qn("w:pStyle"))
        properties.insert(0 if style is None else 1, _element("keepNext"))


def field(instruction: str) -> BaseOxmlElement:
    """Return a run that Word fills in, as the number of the page."""
    return _element("fldSimple", _element("r", _element("t", text="1")), instr=instruction)


def table(
    widths: Sequence[float], rows: Iterable[Row], *, ruled: bool = True, size: float | None = None
) -> BaseOxmlElement:
    """Return a table with columns of so many centimetres; no row is split between two pages, the last never alone."""
    borders = _element("tblBorders", *(_border(side, ruled=ruled) for side in _SIDES))
    margins = _element("tblCellMar", *(_element(side, w=_twips(0.12), type="dxa") for side in ("left", "right")))
    whole = _element("tblW", w=_twips(sum(widths)), type="dxa")
    made = _element(
        "tbl",
        _element("tblPr", whole, _element("jc", val="center"), borders, _element("tblLayout", type="fixed"), margins),
        _element("tblGrid", *(_element("gridCol", w=_twips(width)) for width in widths)),
    )
    for row in rows:
        made.append(_row(row, widths, size))
    for last_but_one in made.findall(qn("w:tr"))[2:][-2:-1]:
        for within in last_but_one.iter(qn("w:p")):
            keep_with_next(within)
    return made


_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")


def _row(row: Row, widths: Sequence[float], size: float | None) -> BaseOxmlElement:
    heading = (_element("tblHeader"),) if row.heading else ()
    made = _element("tr", _element("trPr", _element("cantSplit"), *heading))
    at = 0
    for cell in row.cells:
        made.append(_cell(cell, sum(widths[at : at + cell.across]), row, size))
        at += cell.across
    return made


def _cell(cell: Cell, width: float, row: Row, size: float | None) -> BaseOxmlElement:
    span = (_element("gridSpan", val=str(cell.across)),) if cell.across > 1 else ()
    middle = _element("vAlign", val="center" if row.heading else "top")
    made = _element("tc", _element("tcPr", _element("tcW", w=_twips(width), type="dxa"), *span, middle))
    layout = Layout("center" if row.heading else cell.align, above=1, below=1, with_next=row.heading or row.with_next)
    pieces = (cell.text,) if isinstance(cell.text, str | Words) else cell.text
    made.append(paragraph([_sized(piece, size, bold=row.heading) for piece in pieces], layout))
    return made


def _sized(piece: str | Words, size: float | None, *, bold: bool) -> Words:
    words = Words(piece) if isinstance(piece, str) else piece
    return Words(words.text, words.bold or bold, words.italic, words.underlined, words.grey, words.size or size)


def _run(words: Words) -> BaseOxmlElement:
    made = _element("r", _look(words))
    for number, line in enumerate(lines_of(words.text)):
        if number:
            made.append(_element("br"))
        text = _element("t", text=line)
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        made.append(text)
    return made


def lines_of(text: str) -> list[str]:
    """Return the lines of a text as a page can hold them; a space at an end stays, because other words may follow."""
    return [_cleaned(line) for line in _BREAKS.split(_NO_XML.sub("", text).replace("\t", " "))]


def _cleaned(line: str) -> str:
    cleaned = clean(line)
    return f"{' ' if line[:1] == ' ' else ''}{cleaned}{' ' if line[-1:] == ' ' else ''}" if cleaned else ""


def _look(words: Words) -> BaseOxmlElement:
    looks = [_element(tag) for tag, wanted in (("b", words.bold), ("i", words.italic)) if wanted]
    if words.grey:
        looks.append(_element("color", val=GREY))
    if words.size:
        half_points = str(round(2 * words.size))
        looks += [_element("sz", val=half_points), _element("szCs", val=half_points)]
    if words.underlined:
        looks.append(_element("u", val="single"))
    return _element("rPr", *looks)


def _properties(layout: Layout) -> BaseOxmlElement:
    made = _element("pPr")
    if layout.style:
        made.append(_element("pStyle", val=layout.style))
    if layout.with_next:
        made.append(_element("keepNext"))
    if layout.breaks_page:
        made.append(_element("pageBreakBefore"))
    if layout.ruled:
        made.append(_element("pBdr", _border("bottom", ruled=True)))
    room = {"before": str(round(20 * layout.above)), "after": str(round(20 * layout.below))}
    made.append(_element("spacing", **room, **({"line": "20", "lineRule": "exact"} if layout.thin else {})))
    made.append(_element("ind", left=_twips(layout.left), right=_twips(layout.right), firstLine=_twips(layout.first)))
    made.append(_element("jc", val=layout.align))
    return made


def _border(side: str, *, ruled: bool) -> BaseOxmlElement:
    return _element(side, val="single" if ruled else "nil", sz="4", space="0", color="000000")


def _twips(centimetres: float) -> str:
    return str(round(centimetres * 1440 / 2.54))


def _element(tag: str, /, *children: BaseOxmlElement, text: str = "", **attributes: str) -> BaseOxmlElement:
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    if text:
        made.text = text
    made.extend(children)
    return made
