"""The form of a document of the union: A4, its head, title, headings, text, and who signs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt, RGBColor

from bot.making.word.elements import Cell, Layout, Row, Text, Words, field, keep_with_next, paragraph, plain, table
from bot.making.word.letterhead import BLANK, Letterhead, in_two_lines
from flows.screen import N_, Line

_FONT = "Times New Roman"
_BODY, _HEAD, _SMALL = 14, 13, 12
_LONG, _SHORT_SIDE = 29.7, 21.0
_INDENT = 1.0
Say = Callable[[Line], str]


@dataclass(frozen=True, slots=True)
class Margins:
    """The margins of a page in centimetres."""

    top: float = 2
    bottom: float = 2
    left: float = 3
    right: float = 2


_UPRIGHT, _LYING = Margins(), Margins(2, 1.5, 2, 2)


class Page:
    """A document that is written from its head to its foot."""

    def __init__(self, say: Say, title: str, at: datetime, *, lying: bool = False) -> None:
        """Begin an empty one, upright or lying on its long side; `title` is for the file's properties."""
        self.say, self.lying = say, lying
        self._document: Any = Document()
        self._body: Any = self._document.element.body
        margins = _LYING if lying else _UPRIGHT
        self.width = (_LONG if lying else _SHORT_SIDE) - margins.left - margins.right
        self._set_page(margins, lying=lying)
        self._set_styles()
        self._number_pages()
        properties = self._document.core_properties
        properties.title, properties.author, properties.comments = plain(title)[:250], "", ""
        properties.created = properties.modified = at.replace(tzinfo=None)
        properties.last_modified_by = ""

    def head(self, letterhead: Letterhead, number: str) -> None:
        """Write who writes, the number still to be given, the motto, place and day."""
        left, right = 0.42 * self.width, 0.58 * self.width
        above = (Words(f"{in_two_lines(letterhead.above)}\n", size=_SMALL),) if letterhead.above else ()
        first, _, last = in_two_lines(letterhead.unit).rpartition("\n")
        kind = (Words(f"{first}\n", bold=True, size=_SMALL),) if first else ()
        unit = (*above, *kind, Words(last, bold=True, underlined=True, size=_SMALL))
        motto = (
            Words(f"{self.say(N_('SOCIALIST REPUBLIC OF VIET NAM'))}\n", bold=True, size=_SMALL),
            Words(self.say(N_("Independence - Freedom - Happiness")), bold=True, size=_HEAD, underlined=True),
        )
        day = N_(
            "{place}, day {day} month {month} year {year}",
            place=letterhead.place,
            day=BLANK,
            month=BLANK,
            year=str(letterhead.day.year),
        )
        numbered = self.say(N_("No.: {blank}/{sign}", blank=BLANK, sign=f"{number}-{letterhead.short}"))
        rows = (
            Row((Cell(unit, "center"), Cell(motto, "center"))),
            Row((Cell(numbered, "center"), Cell(Words(self.say(day), italic=True), "center"))),
        )
        self.add(table((left, right), rows, ruled=False, size=_HEAD))

    def annex_of(self, letterhead: Letterhead) -> None:
        """Write only the unit's name, as an annex has it."""
        self.add(paragraph(Words(letterhead.unit.upper(), bold=True, size=_SMALL), Layout("left", below=6)))

    def title(self, kind: str, *about: str) -> None:
        """Write what kind of document it is, in bold capitals, and below it what it is about."""
        self.add(paragraph(kind, Layout("center", above=14, with_next=True, style="Title")))
        for line in about:
            self.add(paragraph(Words(line, bold=True), Layout("center", with_next=True)))
        rule = self.width * 0.4
        self.add(paragraph("", Layout("center", left=rule, right=rule, below=10, ruled=True)))

    def note_below_title(self, text: str) -> None:
        """Write in italics what a document goes with."""
        self.add(paragraph(Words(text, italic=True), Layout("center", below=8)))

    def section(self, text: str) -> None:
        """Write a heading of the first order."""
        self.add(paragraph(text, Layout("left", above=10, below=4, with_next=True, style="Heading1")))

    def heading(self, text: str) -> None:
        """Write a heading of the second order."""
        self.add(paragraph(text, Layout("both", first=_INDENT, above=6, below=3, with_next=True, style="Heading2")))

    def text(self, text: Text, *, with_next: bool = False) -> None:
        """Write a paragraph of the text."""
        self.add(paragraph(text, Layout("both", first=_INDENT, above=3, below=3, with_next=with_next)))

    def guidance(self, text: str) -> None:
        """Write in grey what is to be written here by hand."""
        words = self.say(N_("({hint} … go on here)", hint=text))
        self.add(paragraph(Words(words, italic=True, grey=True), Layout("both", first=_INDENT, above=3, below=3)))

    def caption(self, text: str) -> None:
        """Write the line above a table."""
        self.add(paragraph(Words(text, bold=True, size=_HEAD), Layout("center", above=8, below=4, with_next=True)))

    def remark(self, text: Text) -> None:
        """Write a small line below a table."""
        self.add(paragraph(text, Layout("both", above=2, below=2, style="Remark")))

    def space(self, points: float) -> None:
        """Leave some room."""
        self.add(paragraph("", Layout(below=points, thin=True)))

    def addressed(self, text: str) -> None:
        """Write to whom it goes, in the middle above the text."""
        self.add(paragraph(Words(text, bold=True), Layout("center", above=4, below=8, with_next=True)))

    def signed(self, letterhead: Letterhead, copies: Sequence[str], *, office: bool = False) -> None:
        """Write who gets a copy, and room for whoever signs, which is left open for an `office`; nothing is parted."""
        copied = (
            Words(f"{self.say(N_('Copies to:'))}\n", bold=True, italic=True, size=12),
            Words("\n".join(copies), size=11),
        )
        board = f"{self.say(letterhead.signs)}\n{self.say(N_('PRESIDENT'))}"
        signs = f"{BLANK if office else board}\n\n\n\n{BLANK}"
        row = Row((Cell(copied if copies else ""), Cell(Words(signs, bold=True), "center")))
        for last in self._body[-4:-1]:
            keep_with_next(last)
        self.add(paragraph("", Layout(below=12, with_next=True, thin=True)))
        self.add(table((0.5 * self.width, 0.5 * self.width), (row,), ruled=False, size=_BODY))

    def add(self, element: BaseOxmlElement) -> None:
        """Put a paragraph or table behind the others."""
        self._body.insert(len(self._body) - 1, element)

    def save(self, file: Path) -> None:
        """Write the file."""
        self.space(0)
        self._document.save(str(file))

    def _set_page(self, margins: Margins, *, lying: bool) -> None:
        section = self._document.sections[0]
        section.orientation = WD_ORIENT.LANDSCAPE if lying else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (
            (Cm(_LONG), Cm(_SHORT_SIDE)) if lying else (Cm(_SHORT_SIDE), Cm(_LONG))
        )
        section.top_margin, section.bottom_margin = Cm(margins.top), Cm(margins.bottom)
        section.left_margin, section.right_margin = Cm(margins.left), Cm(margins.right)
        section.header_distance = section.footer_distance = Cm(1)

    def _set_styles(self) -> None:
        styles = self._document.styles
        looks = (
            ("Normal", _BODY, False),
            ("Title", _BODY, True),
            ("Heading 1", _BODY, True),
            ("Heading 2", _BODY, True),
        )
        for name, size, bold in looks:
            style = styles[name]
            style.font.name, style.font.size, style.font.bold = _FONT, Pt(size), bold
            style.font.italic, style.font.color.rgb = False, RGBColor(0, 0, 0)
            fonts = style.element.rPr.rFonts
            for attribute in tuple(fonts.attrib):
                del fonts.attrib[attribute]
            for script in ("ascii", "hAnsi", "eastAsia", "cs"):
                fonts.set(qn(f"w:{script}"), _FONT)
            for border in style.element.findall(f".//{qn('w:pBdr')}"):
                border.getparent().remove(border)
        remark = styles.add_style("Remark", 1)
        remark.base_style, remark.font.size, remark.font.italic = styles["Normal"], Pt(_SMALL), True
        for language in styles.element.iter(qn("w:lang")):
            language.set(qn("w:val"), "vi-VN")

    def _number_pages(self) -> None:
        """Number the pages above the text, in the middle, from the second one on."""
        section = self._document.sections[0]
        section.different_first_page_header_footer = True
        header = section.header.part.element
        for empty in tuple(header):
            header.remove(empty)
        numbered = paragraph((), Layout("center"))
        numbered.append(field("PAGE"))
        header.append(numbered)
