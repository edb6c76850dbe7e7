"""Temporary addresses of the files that people send; after a set time nothing is there any more."""

from __future__ import annotations

import hashlib
import itertools
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from bot.clock import Clock
    from bot.sandbox.content import StoredFile


@dataclass(frozen=True, slots=True)
class _Link:
    file: StoredFile
    dies: datetime


class Links:
    """Opens files for download, each under an address that nobody could guess from another one."""

    def __init__(self, clock: Clock, life: timedelta) -> None:
        """Begin with none; every link lives as long as told."""
        self._clock, self._life = clock, life
        self._links: dict[str, _Link] = {}
        self._numbers = itertools.count(1)

    def open(self, file: StoredFile) -> str:
        """Open a file for a while and return the path of its address, which ends like the file's name."""
        token = hashlib.sha256(f"{next(self._numbers)} {file.file_id}".encode()).hexdigest()[:32]
        self._links[token] = _Link(file, self._clock.now() + self._life)
        return f"{token}/{quote(PurePath(file.name).name)}"

    def at(self, token: str) -> StoredFile | None:
        """Return the file of an address, or None once its time is over."""
        link = self._links.get(token)
        return link.file if link is not None and self._clock.now() < link.dies else None
