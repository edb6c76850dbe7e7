"""What makers work with in tests, and Excel files as an independent reader sees them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from bot.making.making import Materials, Wish
from flows.units import UnitTree
from storage.database import Database
from storage.objects import Objects
from storage.packs import Pack
from tests.conftest import START
from tests.storage.given import CIPHER, PHASE, PROGRAMME, ROOT
from tests.talk import talk

TALK = talk()


def materials(database: Database, pack: Pack, folder: Path, language: str = "vi") -> Materials:
    """Return what there is to make something from."""
    units = UnitTree.of(dated.unit for dated in pack.units)
    objects = Objects(f"file:{folder / 'objects'}")
    return Materials(database, CIPHER, objects, (pack.programme,), units, lambda line: TALK.say(line, language))


def wish(*, unit: str = ROOT, phase: str | None = PHASE, asked_by: int = 0, **options: str) -> Wish:
    """Return a wish for initiatives."""
    return Wish("initiatives", PROGRAMME, unit, phase, asked_by, START, options=options)


async def unheard(done: int, total: int) -> None:
    """Hear how far it is, and want it still."""


@dataclass(frozen=True)
class Read:
    """A file as somebody else's program reads it."""

    path: Path

    @property
    def sheets(self) -> list[str]:
        return load_workbook(self.path).sheetnames

    def sheet(self, number: int = 1) -> Worksheet:
        """Return a sheet by its place; the first, 0, holds the totals."""
        book = load_workbook(self.path)
        found = book.worksheets[number]
        assert isinstance(found, Worksheet)
        return found

    def rows(self, number: int = 1) -> list[dict[str, Any]]:
        """Return the rows of a sheet by their headings."""
        headings, *rows = self.sheet(number).iter_rows(values_only=True)
        return [dict(zip(map(str, headings), row, strict=True)) for row in rows]

    def totals(self) -> dict[str, tuple[Any, ...]]:
        """Return the lines of the first sheet by what stands first in them."""
        lines = (row for row in self.sheet(0).iter_rows(values_only=True) if row[0])
        return {str(first): tuple(one for one in rest if one is not None) for first, *rest in lines}
