"""The picture on the form that asks for a phone number, which Zalo fetches from us: drawn once, the same for all."""

from __future__ import annotations

import asyncio
from functools import lru_cache
from io import BytesIO

from aiohttp import web
from PIL import Image, ImageDraw

PATH = "/zalo/oa/phone.png"
_WIDTH, _HEIGHT = 640, 360
_FINER = 4  # drawn so many times larger, so that edges come out smooth
_SKY, _PAPER, _INK, _SCREEN = "#0B5394", "#FFFFFF", "#1A1A1A", "#E1E5EA"


def routes() -> list[web.RouteDef]:
    """Return what is served: the picture, to anybody, and to be kept for a day."""
    return [web.get(PATH, _show)]


async def _show(_: web.Request) -> web.Response:
    content = await asyncio.to_thread(drawn)
    return web.Response(body=content, content_type="image/png", headers={"Cache-Control": "public, max-age=86400"})


@lru_cache(maxsize=1)
def drawn() -> bytes:
    """Return the picture as a PNG of a few kilobytes: a phone with a speech bubble, without any words."""
    sheet = Image.new("RGB", (_WIDTH * _FINER, _HEIGHT * _FINER), _SKY)
    pen = _Pen(ImageDraw.Draw(sheet))
    pen.box((200, 50, 350, 310), 22, _INK)
    pen.box((212, 78, 338, 268), 6, _SCREEN)
    pen.dot((275, 289), 12, _SCREEN)
    pen.box((300, 100, 470, 200), 20, _PAPER)
    pen.corner(((330, 195), (380, 195), (322, 238)), _PAPER)
    for x in (345, 385, 425):
        pen.dot((x, 150), 11, _SKY)
    file = BytesIO()
    sheet.resize((_WIDTH, _HEIGHT), Image.Resampling.LANCZOS).quantize(64).save(file, "PNG", optimize=True)
    return file.getvalue()


class _Pen:
    """Draws in pixels of the finished picture."""

    def __init__(self, draw: ImageDraw.ImageDraw) -> None:
        self._draw = draw

    def box(self, sides: tuple[int, int, int, int], bend: int, colour: str) -> None:
        self._draw.rounded_rectangle([side * _FINER for side in sides], bend * _FINER, fill=colour)

    def dot(self, middle: tuple[int, int], half: int, colour: str) -> None:
        x, y = middle
        self._draw.ellipse([side * _FINER for side in (x - half, y - half, x + half, y + half)], fill=colour)

    def corner(self, points: tuple[tuple[int, int], ...], colour: str) -> None:
        self._draw.polygon([(x * _FINER, y * _FINER) for x, y in points], fill=colour)
