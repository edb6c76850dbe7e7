"""What is asked for, what it is made from, and who makes it: each kind of file has one maker."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from bot.event import Address
from flows.programme import Programme
from flows.screen import Line
from flows.units import UnitTree
from storage.cipher import Cipher
from storage.database import Database
from storage.objects import Objects


@dataclass(frozen=True, slots=True)
class Wish:
    """A file somebody asked for: which kind, of which programme, unit with all below and phase; None means all phases.

    `options` are what else a kind can be asked for; `at` is when it was asked, `language` that of whoever asked, and
    `ordered_from` the bot and chat it was asked in, None where it was not asked in a chat.
    """

    kind: str
    programme: str
    unit: str
    phase: str | None
    asked_by: int
    at: datetime
    language: str = "vi"
    options: Mapping[str, str] = field(default_factory=dict)
    ordered_from: Address | None = None


@dataclass(frozen=True, slots=True)
class Materials:
    """What a maker works with; `units` are those of today, `say` writes a line in the language of whoever asked."""

    database: Database
    cipher: Cipher
    objects: Objects
    programmes: Sequence[Programme]
    units: UnitTree
    say: Callable[[Line], str]


class CalledOffError(Exception):
    """Whoever asked does not want it any more."""


class HowFar(Protocol):
    """Hears how far the making is."""

    async def __call__(self, done: int, total: int) -> None:
        """Note that so many of so many are done; raises CalledOffError once nobody wants it any more."""
        ...


Maker = Callable[[Materials, Wish, Path, HowFar], Awaitable[tuple[Path, ...]]]
"""Makes the files of a wish in a folder of its own and returns them in the order they are to be read."""
