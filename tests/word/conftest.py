"""What the makers of documents work with: the shipped pack in a database of its own, and a few initiatives."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.app import prepare, read_packs
from bot.clock import FrozenClock
from bot.making.making import Maker, Materials, Wish
from bot.settings import load
from flows.programme import VIETNAM
from storage import loading
from storage.database import Database
from storage.objects import Objects
from tests.conftest import START
from tests.storage.given import CIPHER, meet
from tests.storage.reported import handed_in, put
from tests.talk import talk

TALK = talk()
GIA_LAM = "storage/programmes/01-trieu-gialam"
LONG = (
    "Trước đây tổ nhặt hạt bằng tay, mỗi ca được hai tấn. Nay lắp sàng rung hai tầng, tầng dưới loại đá sạn. " * 20
)[:2000].strip()
NASTY = "Máy <b>A&B</b>\vdòng hai\x00\x07 \ud800=1+1 ]]> &amp;"


class Office:
    """Makes documents in a folder of its own, at nine on a morning of March 2022."""

    def __init__(self, materials: Materials, folder: Path) -> None:
        self.materials, self.folder = materials, folder
        self.told: list[tuple[int, int]] = []

    async def make(self, maker: Maker, unit: str = "DLK", phase: str | None = None, **options: str) -> tuple[Path, ...]:
        return await maker(self.materials, self.wish(unit, phase, **options), self.folder, self._told)

    def wish(self, unit: str = "DLK", phase: str | None = None, **options: str) -> Wish:
        (programme,) = self.materials.programmes
        return Wish("any", programme.key, unit, phase, 0, START, "vi", options)

    async def receives(self, *several: dict[str, Any]) -> None:
        """Take in initiatives of An, each with what is otherwise than usual."""
        an = await meet(self.materials.database, "an")
        made = (handed_in(an, number, more.pop("state", "verified"), **more) for number, more in enumerate(several, 1))
        await put(self.materials.database, *made)

    async def _told(self, done: int, total: int) -> None:
        self.told.append((done, total))


async def _office(database: Database, packs: str, folder: Path) -> Office:
    programmes = [pack.programme for pack in read_packs(load(_env_file=None, programmes=packs))]
    async with database.transaction() as session:
        shared = await loading.snapshot(session, programmes, START.astimezone(VIETNAM).date())
    objects = Objects(f"file:{folder}/files")
    folder.mkdir(exist_ok=True)
    say = TALK.say
    materials = Materials(database, CIPHER, objects, shared.programmes, shared.units, lambda line: say(line, "vi"))
    return Office(materials, folder)


@pytest.fixture
async def office(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Office]:
    """The office of Đắk Lắk."""
    shutil.copy(sqlite_template, tmp_path / "test.db")
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'test.db'}")
    yield await _office(database, "storage/programmes/01-trieu-daklak", tmp_path / "made")
    await database.close()


@pytest.fixture(scope="session")
def gia_lam_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file that has all tables and the pack of Gia Lâm."""
    file = tmp_path_factory.mktemp("template") / "gialam.db"
    asyncio.run(_prepare(f"sqlite+aiosqlite:///{file}"))
    return file


async def _prepare(url: str) -> None:
    database = Database(url)
    await prepare(database, read_packs(load(_env_file=None, programmes=GIA_LAM)), FrozenClock(START))
    await database.close()


@pytest.fixture
async def gia_lam(gia_lam_template: Path, tmp_path: Path) -> AsyncIterator[Office]:
    """The office of Gia Lâm, whose targets are rules."""
    shutil.copy(gia_lam_template, tmp_path / "gialam.db")
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'gialam.db'}")
    yield await _office(database, GIA_LAM, tmp_path / "gialam")
    await database.close()
