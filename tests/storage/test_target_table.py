"""The tables of Đắk Lắk and Gia Lâm come out as their documents print them, and what does not add up is explained."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import storage
from bot.talk import Talk
from flows.needs import TargetTableOf
from flows.submission import LIBRARY
from flows.target_table import TargetTable
from storage import loading, target_changes, targets
from storage.database import Database
from storage.packs import Pack, read_pack
from storage.target_changes import Occasion
from storage.target_table import target_table
from storage.units import trees
from tests.conftest import START

PACKS = Path(storage.__file__).parent / "programmes"
PRINTED = Path(__file__).parent / "printed"
TODAY = date(2022, 3, 21)
GIA_LAM = "01-trieu-gialam"
RULES = {"HNI-12-010", "HNI-12-020", "HNI-12-030"}


async def table_of(database: Database, key: str) -> TargetTable:
    """Return the table of a shipped pack, read back out of the database."""
    pack = read_pack(PACKS / key, LIBRARY)
    async with database.transaction() as session:
        await loading.store(session, pack, START)
        return await _table(session, pack)


async def _table(session: object, pack: Pack) -> TargetTable:
    units = await trees.tree_of(session, TODAY)  # type: ignore[arg-type]
    need = TargetTableOf(pack.programme.key, pack.programme.root, pack.programme.phases)
    table = await target_table(session, need, units)  # type: ignore[arg-type]
    assert table is not None
    return table.documented(pack.programme)


def explained(table: TargetTable, language: str = "vi") -> list[str]:
    talk = Talk.load()
    return [talk.say(line, language) for line in table.explained()]


async def test_dak_lak_comes_out_row_by_row_as_printed(own_database: Database) -> None:
    table = await table_of(own_database, "01-trieu-daklak")
    with (PRINTED / "daklak.csv").open(encoding="utf-8", newline="") as file:
        printed = [(row["unit"], int(row["total"]), int(row["gd1"]), int(row["gd2"])) for row in csv.DictReader(file)]
    assert len(printed) == 21
    assert [(one.unit.code, one.total, *(amount.number for amount in one.amounts)) for one in table.lines] == printed
    columns = [(one.known, one.own, one.printed, one.difference) for one in table.columns]
    assert columns == [(5000, 5000, 5000, 0), (1500, 1500, 1500, 0), (3500, 3500, 3500, 0)]
    assert [(one.kind, one.count, one.numbers) for one in table.subtotals] == [
        ("district", 15, (3370, 1020, 2350)),
        ("sector", 6, (1630, 480, 1150)),
    ]
    assert explained(table) == [
        "Cộng các dòng đúng bằng số đã in: Tổng: 5.000; giai đoạn 1: 1.500; giai đoạn 2: 3.500."
    ]


async def test_gia_lam_comes_out_as_printed_and_what_is_missing_is_explained(own_database: Database) -> None:
    table = await table_of(own_database, GIA_LAM)
    columns = [(one.printed, one.known, one.difference) for one in table.columns]
    assert columns == [(5342, 1784, -3558), (2771, 992, -1779), (2571, 792, -1779)]
    assert {one.unit.code for one in table.uncounted} == RULES
    assert [(one.kind, one.numbers) for one in table.subtotals] == [
        ("bloc", (304, 152, 152)),
        ("grassroots", (1480, 840, 640)),
    ]
    assert explained(table) == [
        "Tổng: văn bản in 5.342, cộng những số đã biết được 1.784, còn thiếu 3.558.",
        "giai đoạn 1: văn bản in 2.771, cộng những số đã biết được 992, còn thiếu 1.779.",
        "giai đoạn 2: văn bản in 2.571, cộng những số đã biết được 792, còn thiếu 1.779.",
        "Chưa có số công đoàn cơ sở của: Khối xã, thị trấn; Khối HCSN.",
        "Chưa có số đoàn viên của: Khối trường học.",
        "Phần còn thiếu là của các đơn vị ấy; ở đây không đoán số.",
    ]


@pytest.mark.parametrize(
    ("members", "says"),
    [
        (3454, "Cộng các dòng đúng bằng số đã in: Tổng: 5.342; giai đoạn 1: 2.771; giai đoạn 2: 2.571."),
        (3456, "Tổng: văn bản in 5.342, cộng các dòng được 5.344, thừa 2."),
        (3400, "Tổng: văn bản in 5.342, cộng những số đã biết được 5.288, còn thiếu 54."),
    ],
)
async def test_once_all_numbers_are_told_the_sum_is_compared_as_it_is(
    own_database: Database, members: int, says: str
) -> None:
    await table_of(own_database, GIA_LAM)
    pack = read_pack(PACKS / GIA_LAM, LIBRARY)
    counts = {"HNI-12-010": (22, 22), "HNI-12-020": (30, 30), "HNI-12-030": (members - members // 2, members // 2)}
    async with own_database.transaction() as session:
        now = await targets.in_force(session, GIA_LAM)
        told = {
            (unit, key): replace(now[unit, key], count=count)
            for unit, parts in counts.items()
            for key, count in zip(("gd1", "gd2"), parts, strict=True)
        }
        await target_changes.set_down(session, told, Occasion(GIA_LAM, START, TODAY, "staff", document="CV 15"))
        table = await _table(session, pack)
    assert table.uncounted == ()
    assert explained(table)[0] == says
    assert not any("Phần còn thiếu" in line for line in explained(table))
