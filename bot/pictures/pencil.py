"""Puts a drawing on paper: large letters, one bar below another, fit for a phone held upright and for a printer."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Polygon, Rectangle
from matplotlib.textpath import TextToPath

from bot.pictures.drawing import Drawing, Stripe

WIDTH = 1080
_LEFT, _RIGHT = 44, WIDTH - 44
_HEADING, _LETTERS, _SMALL = 40, 32, 26
_BAR, _BELOW_NAME, _BELOW_BAR, _GAP = 26, 12, 26, 24
_SHORTEST = 360  # platforms refuse what is too flat
_WIDEST = 2.0  # a bar beyond twice its target ends in a point, so that the others stay readable
# Far enough apart to be told in grey, and by whoever does not tell red from green.
_INK, _SOFT, _PAPER, _TRACK, _SHORT, _REACHED = "#1A1A1A", "#4A4A4A", "#FFFFFF", "#E1E5EA", "#E69F00", "#0B5394"
_FONTS = Path(mpl.get_data_path()) / "fonts" / "ttf"
_ELLIPSIS = "…"


def draw(drawing: Drawing) -> bytes:
    """Return the picture as a PNG."""
    title = _wrapped(drawing.title, _HEADING, bold=True)
    note = _wrapped(drawing.note, _SMALL)
    apart = [line for words in drawing.apart for line in _wrapped(words, _SMALL)]
    stripes = len(drawing.stripes) + (drawing.total is not None)
    height = 2 * _LEFT + len(title) * (_HEADING + 12) + len(note) * (_SMALL + 8) + 2 * _GAP
    height += stripes * _row_height() + (_GAP + _SMALL + 30 if stripes else 0) + (_GAP if drawing.total else 0)
    height += (len(apart) + bool(drawing.apart_title) + bool(drawing.more)) * (_SMALL + 12)
    height += _GAP if apart or drawing.more else 0
    sheet = _Sheet(max(_SHORTEST, height))
    for line in title:
        sheet.write(line, _HEADING, bold=True)
        sheet.down(_HEADING + 12)
    sheet.down(_GAP)
    _bars(sheet, drawing)
    if drawing.apart_title:
        sheet.write(drawing.apart_title, _SMALL, bold=True)
        sheet.down(_SMALL + 12)
    for line in (*apart, *([drawing.more] if drawing.more else [])):
        sheet.write(line, _SMALL)
        sheet.down(_SMALL + 12)
    sheet.down(_GAP if apart or drawing.more else 0)
    for line in note:
        sheet.write(line, _SMALL, colour=_SOFT)
        sheet.down(_SMALL + 8)
    return sheet.printed()


def _bars(sheet: _Sheet, drawing: Drawing) -> None:
    several = (*((drawing.total,) if drawing.total else ()), *drawing.stripes)
    if not several:
        return
    longest = max(1.0, *(min(one.share or 0.0, _WIDEST) for one in several))
    target = _LEFT + (_RIGHT - _LEFT) / longest
    sheet.write_at_line(drawing.line, target, _SMALL)
    sheet.down(_SMALL + 30)
    for stripe in several:
        _stripe(sheet, stripe, target, bold=stripe is drawing.total)
        if stripe is drawing.total:
            sheet.down(_GAP)
    sheet.down(_GAP)


def _stripe(sheet: _Sheet, stripe: Stripe, target: float, *, bold: bool) -> None:
    room = _RIGHT - _LEFT - _width(stripe.label, _LETTERS, bold=True) - 28
    sheet.write(_shortened(stripe.name, room, bold=bold), _LETTERS, bold=bold)
    sheet.write(stripe.label, _LETTERS, bold=True, right=True)
    sheet.down(_LETTERS + _BELOW_NAME)
    sheet.bar(stripe.share or 0.0, target)
    sheet.down(_BAR + _BELOW_BAR)


def _row_height() -> int:
    return _LETTERS + _BELOW_NAME + _BAR + _BELOW_BAR


class _Sheet:
    """A sheet of paper that is filled from the top down; a length on it is a pixel, as is a point of a letter."""

    def __init__(self, height: float) -> None:
        self._figure = Figure(figsize=(WIDTH / 72, height / 72), dpi=72, facecolor=_PAPER)
        FigureCanvasAgg(self._figure)
        self._axes = self._figure.add_axes((0, 0, 1, 1))
        self._axes.set_xlim(0, WIDTH)
        self._axes.set_ylim(height, 0)
        self._axes.set_axis_off()
        self._at = float(_LEFT)

    def down(self, pixels: float) -> None:
        """Go on further below."""
        self._at += pixels

    def write(self, words: str, size: int, *, bold: bool = False, right: bool = False, colour: str = _INK) -> None:
        """Write one line from the left, or up to the right."""
        x, align = (_RIGHT, "right") if right else (_LEFT, "left")
        self._text(x, words, size, bold=bold, align=align, colour=colour)

    def write_at_line(self, words: str, x: float, size: int) -> None:
        """Write above the line that is to be reached what it is, with a mark that leads down to it."""
        half = _width(words, size) / 2
        middle = min(max(x, _LEFT + half), _RIGHT - half - 16)
        self._text(middle, words, size, align="center", colour=_SOFT)
        tip = self._at + size + 28
        self._axes.add_patch(Polygon([(x - 9, tip - 12), (x + 9, tip - 12), (x, tip)], color=_INK, linewidth=0))

    def bar(self, share: float, target: float) -> None:
        """Draw a bar of its length, in another colour once it reaches the line."""
        y, whole = self._at, target - _LEFT
        self._axes.add_patch(Rectangle((_LEFT, y), whole, _BAR, color=_TRACK, linewidth=0))
        colour = _REACHED if share >= 1.0 else _SHORT
        end = _LEFT + whole * min(share, _WIDEST)
        if share > _WIDEST:
            corners = [(_LEFT, y), (end - _BAR, y), (end, y + _BAR / 2), (end - _BAR, y + _BAR), (_LEFT, y + _BAR)]
            self._axes.add_patch(Polygon(corners, color=colour, linewidth=0))
        elif share > 0:
            self._axes.add_patch(Rectangle((_LEFT, y), max(end - _LEFT, 3), _BAR, color=colour, linewidth=0))
        self._axes.add_patch(Rectangle((target - 2, y - 6), 4, _BAR + 12, color=_INK, linewidth=0))

    def printed(self) -> bytes:
        """Return what stands on it."""
        paper = BytesIO()
        self._figure.savefig(paper, format="png", pil_kwargs={"compress_level": 3})
        return paper.getvalue()

    def _text(self, x: float, words: str, size: int, *, align: str, colour: str, bold: bool = False) -> None:
        self._axes.text(
            x,
            self._at + size,
            words,
            fontproperties=_font(size, bold=bold),
            color=colour,
            horizontalalignment=align,
            verticalalignment="baseline",
            parse_math=False,
        )


def _font(size: int, *, bold: bool) -> FontProperties:
    return FontProperties(fname=_FONTS / ("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"), size=size)


def _width(words: str, size: int, *, bold: bool = False) -> float:
    width, _, _ = TextToPath().get_text_width_height_descent(words, _font(size, bold=bold), ismath=False)
    return float(width)


def _shortened(words: str, room: float, *, bold: bool) -> str:
    """Return a name that fits; what is cut is cut in its middle, because names of unions differ at their ends."""
    if _width(words, _LETTERS, bold=bold) <= room:
        return words
    kept = len(words) - 1
    while kept > 2 and _width(_without_middle(words, kept), _LETTERS, bold=bold) > room:
        kept -= 1
    return _without_middle(words, kept)


def _without_middle(words: str, kept: int) -> str:
    tail = kept // 2
    return words[: kept - tail].rstrip() + _ELLIPSIS + words[len(words) - tail :].lstrip()


def _wrapped(words: str, size: int, *, bold: bool = False) -> list[str]:
    """Return text in lines that are no wider than the sheet; a single word may be."""
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and _width(longer, size, bold=bold) <= _RIGHT - _LEFT:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
