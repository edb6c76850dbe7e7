"""Pictures: drawn beside the event loop in somebody's own words, large enough for a phone, whatever the names."""

from __future__ import annotations

import asyncio
import threading
from functools import cache

import numpy as np
import pytest
from matplotlib.image import imread
from structlog.testing import capture_logs

from bot.channels.channel import Picture
from bot.pictures import painter, pencil
from bot.pictures.drawing import Drawing, Stripe
from bot.sandbox import pictures
from bot.talk import Talk
from flows.screen import N_, Bar, Chart, Line, Share

LONG = "CĐ Công ty TNHH Một thành viên Sản xuất, Dịch vụ, Thương mại sản phẩm da Ladodda cơ sở 2"


@cache
def talk() -> Talk:
    return Talk.load()


def say(line: Line) -> str:
    return talk().say(line, "vi")


def chart(*bars: Bar) -> Chart:
    named = {"phase": "giai đoạn 1", "unit": "LĐLĐ tỉnh Đắk Lắk"}
    title = N_("Targets of {phase} · {unit}", **named)
    return Chart("DLK-gd1", title, N_("Target (100%)"), title, bars=bars)


def bar(name: str, part: int, whole: int) -> Bar:
    said = N_("{verified}/{target} · {share}", verified=part, target=whole, share=Share(part, whole))
    return Bar(name, said, part, whole)


def size(picture: bytes) -> tuple[int, int]:
    found = pictures.size(picture)
    assert found
    return found


def test_what_is_drawn_is_in_the_persons_words() -> None:
    drawing = painter.worded(chart(bar("LĐLĐ huyện Lắk", 1234, 1000), bar("CĐ ngành Y tế", 0, 140)), say)
    assert drawing.title == "Chỉ tiêu giai đoạn 1 · LĐLĐ tỉnh Đắk Lắk"
    assert drawing.line == "Chỉ tiêu (100%)"
    assert drawing.stripes == (
        Stripe("LĐLĐ huyện Lắk", "1.234/1.000 · 123%", 1.234),
        Stripe("CĐ ngành Y tế", "0/140 · 0%", 0.0),
    )


async def test_it_is_drawn_by_another_thread_than_the_one_that_talks(monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[int] = []

    def draw(_drawing: Drawing) -> bytes:
        threads.append(threading.get_ident())
        return b"a picture"

    monkeypatch.setattr(pencil, "draw", draw)
    unique = chart(bar("by another thread", 1, 2))
    assert await painter.Painter().paint(unique, say) == Picture(b"a picture", "DLK-gd1.png")
    assert threads
    assert threading.get_ident() not in threads


async def test_one_that_cannot_be_drawn_costs_nothing_but_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_drawing: Drawing) -> bytes:
        raise RuntimeError(LONG)

    monkeypatch.setattr(pencil, "draw", broken)
    with capture_logs() as logs:
        assert await painter.Painter().paint(chart(bar("cannot be drawn", 1, 2)), say) is None
    assert [line["event"] for line in logs] == ["picture_not_drawn"]
    assert "Ladodda" not in str(logs)


def test_twenty_five_bars_stand_upright_and_one_is_not_too_flat() -> None:
    many = Drawing("t", "l", "n", None, tuple(Stripe(f"LĐLĐ huyện {n}", "1/2", n / 12) for n in range(25)))
    width, height = size(pencil.draw(many))
    assert width == pencil.WIDTH
    assert width * 2 < height < width * 3
    width, height = size(pencil.draw(Drawing("t", "l", "n", Stripe("LĐLĐ", "1/2", 0.5), ())))
    assert width < height * 4


def test_a_name_of_any_length_leaves_room_for_its_figures() -> None:
    shortened = pencil._shortened(LONG, 600, bold=False)
    assert pencil._width(shortened, 32) <= 600
    assert shortened.startswith("CĐ Công ty")
    assert shortened.endswith("cơ sở 2")
    assert pencil._shortened("LĐLĐ huyện Lắk", 600, bold=False) == "LĐLĐ huyện Lắk"


def test_every_letter_of_vietnamese_is_in_the_font() -> None:
    from matplotlib.ft2font import FT2Font  # noqa: PLC0415

    letters = "aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ’“”…·‹›"
    for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"):
        held = FT2Font(str(pencil._FONTS / name)).get_charmap()
        assert not [letter for letter in letters + letters.upper() if ord(letter) not in held]


@pytest.mark.parametrize(("share", "colour"), [(0.99, pencil._SHORT), (1.0, pencil._REACHED), (9.0, pencil._REACHED)])
def test_a_bar_has_the_colour_of_reached_from_the_line_on_and_stays_on_the_paper(share: float, colour: str) -> None:
    from io import BytesIO  # noqa: PLC0415

    drawn = imread(BytesIO(pencil.draw(Drawing("t", "l", "n", None, (Stripe("LĐLĐ", "9/1", share),)))))
    pixels = np.round(drawn[:, :, :3] * 255).astype(int)
    wanted = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
    rows, columns = np.nonzero((pixels == wanted).all(axis=2))
    assert len(rows) > 1000
    assert columns.min() >= pencil._LEFT
    assert columns.max() <= pencil._RIGHT
    assert pixels[0, 0].tolist() == [255, 255, 255]


async def test_two_at_once_are_drawn_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    both = threading.Barrier(2)
    met: list[int] = []

    def draw(_drawing: Drawing) -> bytes:
        try:
            met.append(both.wait(timeout=0.2))
        except threading.BrokenBarrierError:
            both.reset()
        return b"a picture"

    monkeypatch.setattr(pencil, "draw", draw)
    this = painter.Painter()
    assert len(await asyncio.gather(*(this.paint(chart(bar(f"one of two: {n}", 1, 2)), say) for n in range(2)))) == 2
    assert not met
