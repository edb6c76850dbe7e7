"""One thing to be made: by which maker, from what, in which folder, and what it means as a wish."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.event import Address
from bot.making.making import HowFar, Materials, Wish
from bot.making.registry import Making
from storage.jobs import Ordered


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be made by whom, from what and where."""

    making: Making
    materials: Materials
    wish: Wish
    folder: Path

    async def made(self, wish: Wish, how_far: HowFar) -> tuple[Path, ...]:
        """Make it from the start."""
        await asyncio.to_thread(_empty, self.folder)
        return await self.making.make(self.materials, wish, self.folder, how_far)


def wish_of(one: Ordered, now: datetime) -> Wish:
    """Return what was ordered as the wish a maker reads; `now` is the instant its figures are of."""
    job, place = one.job, one.place
    language, options, chat = one.language, dict(job.options), Address(place.channel, place.bot, place.chat)
    return Wish(job.kind, job.programme, job.unit, job.phase, place.person, now, language, options, chat)


def _empty(folder: Path) -> None:
    """Leave an empty folder, for its owner only, whatever a killed process has left in it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
