"""The makers of codes and posters, as a job of the chat runs them."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from bot.event import Address
from bot.making.making import CalledOffError, Materials, Wish
from bot.making.posters.entrance import picture
from bot.making.posters.making import BELOW, EntranceMakers
from bot.talk import Talk
from flows.programme import VIETNAM
from flows.submission import LIBRARY
from storage.cipher import Cipher
from storage.objects import Objects
from storage.packs import read_pack
from storage.units import trees
from tests.command_line.operator import PACK, Operator

NOW = datetime(2022, 3, 21, 9, tzinfo=VIETNAM)
MAKERS = EntranceMakers(lambda _address: "sangkien_daklak_bot")


@pytest.fixture
async def materials(operator: Operator) -> AsyncIterator[Materials]:
    database, talk = operator.database(), Talk.load()
    async with database.transaction() as session:
        units = await trees.tree_of(session, NOW.date())
    yield Materials(
        database=database,
        cipher=Cipher(("a secret of tests",), os.urandom),
        objects=Objects(f"file:{operator.folder}/files"),
        programmes=(read_pack(PACK, LIBRARY).programme,),
        units=units,
        say=lambda line: talk.say(line, "vi"),
    )
    await database.close()


def wish(kind: str, unit: str, **options: str) -> Wish:
    return Wish(kind, "01-trieu-daklak", unit, None, 1, NOW, options=options)


class Heard:
    """Remembers how far the making was."""

    def __init__(self, most: int = 99) -> None:
        self.told: list[tuple[int, int]] = []
        self._most = most

    async def __call__(self, done: int, total: int) -> None:
        self.told.append((done, total))
        if done > self._most:
            raise CalledOffError


async def test_a_poster_is_one_file_with_a_page_for_each_unit(materials: Materials, tmp_path: Path) -> None:
    heard = Heard()
    (one,) = await MAKERS.make_poster(materials, wish("poster", "DLK-01-017"), tmp_path, heard)
    assert (one.name, heard.told) == ("poster-DLK-01-017.pdf", [(1, 1)])
    (several,) = await MAKERS.make_poster(materials, wish("poster", "DLK-01", **{BELOW: "yes"}), tmp_path, Heard())
    assert len(PdfReader(several).pages) == 4


async def test_a_code_is_a_picture_for_each_unit(materials: Materials, tmp_path: Path) -> None:
    heard = Heard()
    files = await MAKERS.make_code(materials, wish("qr", "DLK-01", **{BELOW: "yes"}), tmp_path, heard)
    assert [one.name for one in files] == ["DLK-01.png", "DLK-01-017.png", "DLK-01-021.png", "DLK-01-032.png"]
    assert heard.told == [(1, 4), (2, 4), (3, 4), (4, 4)]


async def test_poster_and_code_lead_to_the_bot_they_were_ordered_from(materials: Materials, tmp_path: Path) -> None:
    names = {"daklak": "sangkien_daklak_bot", "gialam": "sangkien_gialam_bot"}
    makers = EntranceMakers(lambda address: names[address.bot] if address else None)
    for bot, name in names.items():
        ordered = replace(wish("poster", "DLK-01-017"), ordered_from=Address("telegram", bot, "1"))
        (poster,) = await makers.make_poster(materials, ordered, tmp_path, Heard())
        assert f"t.me/{name}?start=u-DLK-01-017" in PdfReader(poster).pages[0].extract_text()
        (code,) = await makers.make_code(materials, replace(ordered, kind="qr"), tmp_path, Heard())
        assert code.read_bytes() == picture(f"https://t.me/{name}?start=u-DLK-01-017")


async def test_a_poster_names_the_nearest_helper_above_and_nobody_of_another_unit(
    operator: Operator, materials: Materials, tmp_path: Path
) -> None:
    for unit, name in (("DLK-02", "Lê Văn Khác"), ("DLK", "Trần Thị Tỉnh"), ("DLK-01", "Nguyễn Thị Mẫu")):
        await operator("units", "support", unit, "--name", name, "--phone", "0900 000 001")
    for unit, name in (("DLK-01-017", "Nguyễn Thị Mẫu"), ("DLK-03", "Trần Thị Tỉnh")):
        (poster,) = await MAKERS.make_poster(materials, wish("poster", unit), tmp_path, Heard())
        assert f"Gọi {name}" in " ".join(PdfReader(poster).pages[0].extract_text().split())


async def test_what_is_called_off_stops_between_two_pages(materials: Materials, tmp_path: Path) -> None:
    heard = Heard(most=1)
    with pytest.raises(CalledOffError):
        await MAKERS.make_poster(materials, wish("poster", "DLK-01", **{BELOW: "yes"}), tmp_path, heard)
    assert heard.told == [(1, 4), (2, 4)]


async def test_without_the_bots_name_nothing_is_made(materials: Materials, tmp_path: Path) -> None:
    with pytest.raises(LookupError):
        await EntranceMakers(lambda _address: None).make_poster(materials, wish("poster", "DLK-01"), tmp_path, Heard())
    assert list(tmp_path.glob("*.pdf")) == []
