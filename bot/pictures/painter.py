"""Draws the picture a screen asks for, one at a time and beside the event loop; without one, the words remain."""

from __future__ import annotations

import asyncio
from functools import lru_cache

import structlog

from bot.channels.channel import Picture, Say
from bot.logs import place_of
from bot.pictures.drawing import Drawing, Stripe
from flows.screen import N_, Bar, Chart

log = structlog.get_logger(__name__)


class Painter:
    """Draws pictures; a second one waits for the first, so that many who ask at once leave the machine its breath."""

    def __init__(self) -> None:
        """Take nothing: what draws is loaded with the first picture, because that takes a second."""
        self._one_at_a_time = asyncio.Lock()

    async def paint(self, chart: Chart, say: Say) -> Picture | None:
        """Return the picture in a person's words, None where it cannot be drawn: nobody is kept waiting for it."""
        drawing = worded(chart, say)
        try:
            async with self._one_at_a_time:
                content = await asyncio.to_thread(_drawn, drawing)
        except Exception as error:  # noqa: BLE001 - whatever it is, the words are sent without it
            log.warning("picture_not_drawn", chart=chart.name, error=type(error).__name__, at=place_of(error))
            return None
        return Picture(content, f"{chart.name}.png")


def worded(chart: Chart, say: Say) -> Drawing:
    """Return a chart in the words of one language."""

    def stripe(bar: Bar) -> Stripe:
        return Stripe(bar.name, say(bar.label), bar.part / bar.whole if bar.whole else None)

    return Drawing(
        title=say(chart.title),
        line=say(chart.line),
        note=say(chart.note),
        total=stripe(chart.total) if chart.total else None,
        stripes=tuple(map(stripe, chart.bars)),
        apart_title=say(chart.apart_title) if chart.apart_title else "",
        apart=tuple(say(N_("{unit}: {verified}", unit=bar.name, verified=bar.label)) for bar in chart.apart),
        more=say(chart.more) if chart.more else "",
    )


@lru_cache(maxsize=32)
def _drawn(drawing: Drawing) -> bytes:
    from bot.pictures import pencil  # noqa: PLC0415 - matplotlib: a second and sixty megabytes, for whoever asks

    return pencil.draw(drawing)
