"""Draws posters: A4 pages in black on white, with their letters in the file, fit for any printer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import matplotlib as mpl
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font, LoadFlags
from matplotlib.patches import Circle, PathPatch, Rectangle
from matplotlib.path import Path as Outline
from matplotlib.transforms import Affine2D

from bot.making.posters import words
from bot.making.posters.entrance import modules
from bot.making.posters.words import Poster
from flows.screen import Line

_WIDTH, _HEIGHT, _MARGIN = 210.0, 297.0, 14.0
_POINT = 25.4 / 72
_SPACING = 1.28
_OVERLAP = 0.02
_FONTS = Path(mpl.get_data_path()) / "fonts" / "ttf"

_MEASURED = 100.0
_NAME = ((32, 1), (29, 1), (26, 1), (32, 2), (29, 2), (26, 2), (23, 2), (24, 3), (21, 3), (18, 4), (16, 4), (14, 6))
_HELP = ((21, 1), (19, 1), (17, 1), (19, 2), (16, 2), (14, 3))

Say = Callable[[Line], str]
Ladder = Sequence[tuple[float, int]]
"""Sizes to try one after another, each with the most lines a text may take at it."""


@dataclass(frozen=True)
class _Letters:
    """One of the letter shapes that come with the library, so that every machine draws the same page."""

    file: str

    @cached_property
    def shape(self) -> FontProperties:
        return FontProperties(fname=_FONTS / self.file)

    def sized(self, points: float) -> FontProperties:
        shape = self.shape.copy()
        shape.set_size(points)
        return shape

    @cached_property
    def _widths(self) -> dict[str, float]:
        return {}

    @cached_property
    def _outlines(self) -> FT2Font:
        font = FT2Font(str(_FONTS / self.file))
        font.set_size(_MEASURED, 72)
        return font

    def width(self, text: str, points: float) -> float:
        """Return how many millimetres a text takes."""
        for letter in text:
            if letter not in self._widths:
                glyph = self._outlines.load_char(ord(letter), flags=LoadFlags.NO_HINTING)
                self._widths[letter] = glyph.linearHoriAdvance / 65536 / _MEASURED
        return sum(self._widths[letter] for letter in text) * points * _POINT

    def wrapped(self, text: str, points: float, room: float) -> list[str]:
        """Return a text in lines that have room; a word too long for any line is broken."""
        lines = [""]
        for word in text.split():
            longer = f"{lines[-1]} {word}".strip()
            if self.width(longer, points) <= room:
                lines[-1] = longer
                continue
            pieces = self._broken(word, points, room)
            lines += pieces
        return [line for line in lines if line]

    def _balanced(self, text: str, points: float, room: float) -> list[str]:
        """Return a text in as few lines as it needs, none of them much shorter than the others."""
        best = lines = self.wrapped(text, points, room)
        narrow = room - 3
        while narrow > room / 2 and len(closer := self.wrapped(text, points, narrow)) == len(lines):
            best, narrow = closer, narrow - 3
        return best

    def _broken(self, word: str, points: float, room: float) -> list[str]:
        pieces = [""]
        for letter in word:
            if self.width(pieces[-1] + letter, points) > room:
                pieces.append("")
            pieces[-1] += letter
        return pieces

    def fitted(self, text: str, ladder: Ladder, room: float) -> tuple[float, list[str]]:
        """Return the first size at which a text takes as few lines as it may, and those; else the last one."""
        points, lines = 0.0, [text]
        for points, most in ladder:
            lines = self._balanced(text, points, room)
            whole = all(self.width(word, points) <= room for word in text.split())
            if len(lines) <= most and whole:
                break
        return points, lines


_PLAIN, _BOLD, _TYPED = _Letters("DejaVuSans.ttf"), _Letters("DejaVuSans-Bold.ttf"), _Letters("DejaVuSansMono-Bold.ttf")


def write_pages(file: Path, posters: Iterable[Poster], say: Say, drawn: Callable[[], None]) -> None:
    """Write posters into one file, a page each, and tell of every page that is drawn."""
    about = {"Title": say(words.TITLE), "Creator": "sangkien", "CreationDate": None}
    with PdfPages(file, metadata=about) as pages:
        for poster in posters:
            pages.savefig(_Page(say).drawn(poster))
            drawn()


class _Page:
    """One page under way, measured in millimetres from its upper left corner."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._figure = Figure(figsize=(_WIDTH / 25.4, _HEIGHT / 25.4))
        self._scale = Affine2D().scale(1 / _WIDTH, -1 / _HEIGHT).translate(0, 1) + self._figure.transFigure

    def drawn(self, poster: Poster) -> Figure:
        """Draw everything and return the page."""
        at = self._head(poster)
        at = self._unit(poster, at)
        at = self._code_and_steps(poster, at)
        self._foot(poster, at)
        return self._figure

    def _head(self, poster: Poster) -> float:
        at = self._centred(poster.programme, _PLAIN, ((18, 1), (16, 1), (14, 2)), 12)
        at = self._centred(self._say(words.TITLE).upper(), _BOLD, ((52, 1), (46, 1), (36, 1)), at + 1)
        at = self._centred(words.SUBTITLE, _PLAIN, ((25, 1), (20, 2)), at + 1)
        return self._rule(at + 4)

    def _unit(self, poster: Poster, at: float) -> float:
        at = self._centred(words.FOR, _PLAIN, ((18, 1),), at + 3)
        at = self._centred(poster.unit.name, _BOLD, _NAME, at + 1)
        return self._rule(at + 4)

    def _code_and_steps(self, poster: Poster, at: float) -> float:
        side = 110.0
        self._code(poster.address, _MARGIN - 8, at, side)
        left = _MARGIN + side + 4
        row = at + 8
        for number, step in enumerate(words.STEPS, 1):
            self._figure.add_artist(Circle((left - 4, row + 4), 6.5, color="black", transform=self._scale))
            self._put(str(number), _BOLD, 22, (left - 4, row + 4), centre=True, colour="white")
            points, lines = _BOLD.fitted(self._say(step), ((19, 3), (18, 4), (16, 5)), _WIDTH - 8 - left - 5)
            row = self._lines(lines, _BOLD, points, left + 5, row) + 8
        return at + side

    def _foot(self, poster: Poster, at: float) -> None:
        at = self._rule(at) + 1
        until = [text[:1].upper() + text[1:] for text in map(self._say, poster.until)]
        ladder = ((21, 1), (19, 1), (17, 1), (14, 2))
        size = min(_BOLD.fitted(text, ladder, _WIDTH - 2 * _MARGIN)[0] for text in until)
        for text in until:
            at = self._centred(text, _BOLD, ((size, 1),), at + 1)
        at = self._centred(poster.help, _BOLD, _HELP, at + 4)
        at = self._centred(words.TYPED, _PLAIN, ((16, 1),), at + 4)
        self._centred(
            poster.address.removeprefix("https://"), _TYPED, ((18, 1), (16, 1), (14, 1), (12, 1), (12, 3)), at + 1
        )

    def _centred(self, line: Line, letters: _Letters, ladder: Ladder, at: float) -> float:
        points, lines = letters.fitted(self._say(line), ladder, _WIDTH - 2 * _MARGIN)
        for text in lines:
            high = points * _POINT * _SPACING
            self._put(text, letters, points, (_WIDTH / 2, at + high / 2), centre=True)
            at += high
        return at

    def _lines(self, lines: Iterable[str], letters: _Letters, points: float, left: float, at: float) -> float:
        for text in lines:
            high = points * _POINT * _SPACING
            self._put(text, letters, points, (left, at + high / 2))
            at += high
        return at

    def _put(
        self,
        text: str,
        letters: _Letters,
        points: float,
        place: tuple[float, float],
        *,
        centre: bool = False,
        colour: str = "black",
    ) -> None:
        """Put words on the page as they are: signs that mean a formula elsewhere mean nothing here."""
        x, y = place
        self._figure.text(
            x / _WIDTH,
            1 - y / _HEIGHT,
            text,
            fontproperties=letters.sized(points),
            ha="center" if centre else "left",
            va="center_baseline" if not centre else "center",
            color=colour,
            parse_math=False,
        )

    def _rule(self, at: float) -> float:
        line = Rectangle((_MARGIN, at), _WIDTH - 2 * _MARGIN, 1.0, color="black", transform=self._scale)
        self._figure.add_artist(line)
        return at + 2

    def _code(self, address: str, left: float, top: float, side: float) -> None:
        """Draw the code out of its squares, so that it is sharp at any size."""
        squares = modules(address)
        one = side / len(squares)
        corners: list[tuple[float, float]] = []
        for row, line in enumerate(squares):
            for column, dark in enumerate(line):
                if dark:
                    x, y, size = left + column * one, top + row * one, one + _OVERLAP
                    corners += [(x, y), (x + size, y), (x + size, y + size), (x, y + size), (x, y)]
        codes = [Outline.MOVETO, *[Outline.LINETO] * 3, Outline.CLOSEPOLY] * (len(corners) // 5)
        outline = Outline(corners, codes)
        self._figure.add_artist(PathPatch(outline, facecolor="black", linewidth=0, transform=self._scale))
