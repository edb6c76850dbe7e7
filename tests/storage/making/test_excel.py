"""The Excel file of initiatives, read back by another program: every cell is what it was, and it adds up."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text, update

from bot.making.excel import initiatives
from bot.making.excel.initiatives import DoesNotAddUpError
from bot.making.making import CalledOffError
from flows.draft import Initiative, Secret
from flows.person import Person
from flows.programme import VIETNAM
from storage import listing
from storage.database import Database
from storage.packs import Pack
from storage.tables import InitiativeRow
from tests.conftest import START
from tests.storage.given import UNIT, UPPER, appoint, initiative, meet, put
from tests.storage.making.workshop import Read, materials, unheard, wish


def _local(year: int, month: int, day: int, hour: int = 0) -> datetime:
    return datetime(year, month, day, hour, tzinfo=VIETNAM).replace(tzinfo=None)


def told(one: Initiative, **answers: Any) -> Initiative:
    return replace(one, answers={**one.answers, **answers})


async def some(database: Database) -> Person:
    """Let there be initiatives of several kinds, in two units below the root, and a draft."""
    an = await meet(database, "an", "Trần Thị An")
    binh = await meet(database, "binh", "Lê Văn Bình")
    decided = {"decided_at": START + timedelta(hours=1), "decided_by": binh.id, "told_at": START + timedelta(hours=2)}
    await put(
        database,
        initiative(an, 1, "verified", **decided),
        initiative(an, 2),
        initiative(an, 3, unit=UPPER, desk=UPPER),
        initiative(an, 4, "returned", **decided, reason="Thiếu văn bản"),
        initiative(an, 5, phase="gd2"),
        initiative(an, 6, unit="DLK-02", desk="DLK-02"),
    )
    return binh


async def test_the_first_sheet_has_the_same_totals_as_the_rows_and_says_as_of_when_and_for_whom(
    database: Database, pack: Pack, tmp_path: Path
) -> None:
    await some(database)
    staff = await meet(database, "dung", "Dung")
    await appoint(database, staff, "staff", "DLK")
    (path,) = await initiatives.make(
        materials(database, pack, tmp_path), wish(phase=None, asked_by=staff.id), tmp_path, unheard
    )
    assert path.name == "sang-kien-DLK-tat-ca-2022-03-21.xlsx"
    read = Read(path)
    totals = read.totals()
    assert read.sheets == ["Tổng hợp", "Sáng kiến 1"]
    assert len(read.rows()) == 6
    assert totals["Tất cả sáng kiến trong danh sách"] == (4, 1, 1, 0, 0, 6)
    assert totals["giai đoạn 1"] == (3, 1, 1, 0, 0, 5)
    assert totals["giai đoạn 2"] == (1, 0, 0, 0, 0, 1)
    assert totals["Doanh nghiệp"] == (0, 0, 0, 0, 0, 0)
    assert totals["Sáng kiến 1"] == (6,)
    assert totals["Tính đến"] == ("09:00 ngày 21/3/2022",)
    assert totals["Lập cho"] == ("cán bộ tổng hợp, Liên đoàn Lao động tỉnh Đắk Lắk",)
    assert "Dung" not in str(totals)


async def test_a_unit_has_all_below_it_in_one_phase_and_state_and_nothing_beside_it(
    database: Database, pack: Pack, tmp_path: Path
) -> None:
    await some(database)
    given = materials(database, pack, tmp_path)
    (path,) = await initiatives.make(given, wish(unit=UPPER), tmp_path, unheard)
    assert [row["Mã"] for row in Read(path).rows()] == ["SK-22-000001", "SK-22-000002", "SK-22-000003", "SK-22-000004"]
    (path,) = await initiatives.make(given, wish(unit=UNIT, state="verified"), tmp_path, unheard)
    assert [row["Mã"] for row in Read(path).rows()] == ["SK-22-000001"]
    assert Read(path).totals()["Tất cả sáng kiến trong danh sách"] == (0, 1, 0, 0, 0, 1)
    (path,) = await initiatives.make(given, wish(unit="DLK-03"), tmp_path, unheard)
    assert Read(path).rows() == []


async def test_every_answer_is_read_back_as_what_it_is(database: Database, pack: Pack, tmp_path: Path) -> None:
    await some(database)
    (path,) = await initiatives.make(materials(database, pack, tmp_path), wish(), tmp_path, unheard)
    (row, *_), (_, first, *_) = Read(path).rows(), Read(path).sheet().iter_rows()
    assert row == {
        "TT": 1,
        "Mã": "SK-22-000001",
        "Tình trạng": "đã xác nhận",
        "Giai đoạn": "giai đoạn 1",
        "Nộp lúc": _local(2022, 3, 21, 9),
        "Quyết định lúc": _local(2022, 3, 21, 10),
        "Người quyết định": "Lê Văn Bình",
        "Lý do": None,
        "Họ và tên": "Trần Thị An",
        "Số điện thoại": "0900000001",
        "Số CCCD hoặc CMND": "••••1234",
        "Nơi công tác": "Công đoàn Công ty CP Cà phê Buôn Ma Thuột",
        "Mã đơn vị": "DLK-01-017",
        "Đơn vị cấp trên": "LĐLĐ TP Buôn Ma Thuột",
        "Khối": "Doanh nghiệp",
        "Đối tượng": "Công nhân lao động trong các doanh nghiệp sản xuất, kinh doanh",
        "Loại giải pháp": "Giải pháp kỹ thuật",
        "Tên sáng kiến": "Cải tiến khâu phân loại cà phê nhân",
        "Mô tả sáng kiến": "Trước đây nhặt hạt lỗi bằng tay; nay sàng rung hai tầng.",
        "Ngày áp dụng": _local(2022, 1, 2),
        "Văn bản công nhận": "15/QĐ-CT",
        "Ngày của văn bản": _local(2022, 2, 20),
        "Nơi ban hành": "Giám đốc",
        "Cấp công nhận": "thủ trưởng công nhận",
        "Giá trị làm lợi (đồng/năm)": 33_000_000_000,
        "Giá trị làm lợi, bằng lời": None,
        "Đồng tác giả": "Trần Thị Út 30%; phần của tôi 70%",
        "Cam đoan": "đã cam đoan",
        "Tệp đính kèm": "QD.pdf",
    }
    formats = {type(cell.value): cell.number_format for cell in first if cell.value is not None}
    assert formats == {int: "#,##0", str: "@", datetime: "dd/mm/yyyy"}


@pytest.mark.parametrize("whole", [False, True])
async def test_whole_card_numbers_stand_in_it_only_where_they_were_asked_for(
    database: Database, pack: Pack, tmp_path: Path, *, whole: bool
) -> None:
    an = await meet(database, "an")
    await put(database, told(initiative(an), identity=Secret("001188001234")))
    asked = wish(identities="yes") if whole else wish()
    (path,) = await initiatives.make(materials(database, pack, tmp_path), asked, tmp_path, unheard)
    assert Read(path).rows()[0]["Số CCCD hoặc CMND"] == ("001188001234" if whole else "••••1234")
    assert Read(path).totals()["Số CCCD"] == ("đầy đủ" if whole else "chỉ bốn số cuối",)


async def test_of_a_confidential_one_nothing_is_told_but_that_it_is(
    database: Database, pack: Pack, tmp_path: Path
) -> None:
    an = await meet(database, "an")
    closed = {"confidential": "yes", "text": "Tăng năng suất gấp đôi"}
    one = told(initiative(an, state="rejected", decided_at=START, reason="Lộ bí quyết ủ men"), description=closed)
    await put(database, one)
    (path,) = await initiatives.make(materials(database, pack, tmp_path), wish(), tmp_path, unheard)
    (row,) = Read(path).rows()
    assert {row["Mô tả sáng kiến"], row["Tệp đính kèm"], row["Lý do"]} == {"bí mật của đơn vị"}
    assert not {"Tăng năng suất gấp đôi", "Lộ bí quyết ủ men", "QD.pdf"} & set(row.values())


async def test_what_does_not_fit_one_sheet_goes_on_on_the_next_with_the_headings_again(
    database: Database, pack: Pack, tmp_path: Path
) -> None:
    an = await meet(database, "an")
    await put(database, *(initiative(an, number) for number in range(1, 8)))
    small = partial(initiatives.make, rows_a_sheet=3)
    (path,) = await small(materials(database, pack, tmp_path), wish(), tmp_path, unheard)
    read = Read(path)
    assert read.sheets == ["Tổng hợp", "Sáng kiến 1", "Sáng kiến 2", "Sáng kiến 3"]
    assert [[row["TT"] for row in read.rows(sheet)] for sheet in (1, 2, 3)] == [[1, 2, 3], [4, 5, 6], [7]]
    assert [read.totals()[f"Sáng kiến {number}"] for number in (1, 2, 3)] == [(3,), (3,), (1,)]
    assert read.totals()["Cả tệp"] == (7,)
    assert [read.sheet(number).freeze_panes for number in (1, 2, 3)] == ["A2"] * 3
    assert [read.sheet(number).auto_filter.ref for number in (1, 3)] == ["A1:AC4", "A1:AC2"]


async def test_what_does_not_fit_one_file_comes_in_several_each_with_the_totals_of_all(
    database: Database, pack: Pack, tmp_path: Path
) -> None:
    an = await meet(database, "an")
    await put(database, *(initiative(an, number) for number in range(1, 8)))
    paths = await initiatives.make(materials(database, pack, tmp_path), wish(parts="3"), tmp_path, unheard)
    assert [path.name.rpartition("-")[2] for path in paths] == ["1.xlsx", "2.xlsx", "3.xlsx"]
    assert [[row["TT"] for row in Read(path).rows()] for path in paths] == [[1, 2, 3], [4, 5, 6], [7]]
    assert {Read(path).totals()["Tất cả sáng kiến trong danh sách"][-1] for path in paths} == {7}


async def test_what_changes_meanwhile_is_not_in_it_and_nobody_waits_for_the_reading(
    database: Database, pack: Pack, tmp_path: Path
) -> None:
    an = await meet(database, "an")
    await put(database, initiative(an, 1))

    async def meddle(done: int, total: int) -> None:
        if done == 0:
            await put(database, initiative(an, 2))

    given = materials(database, pack, tmp_path)
    (path,) = await initiatives.make(given, wish(), tmp_path, meddle)
    assert len(Read(path).rows()) == 1
    assert Read(path).totals()["Tất cả sáng kiến trong danh sách"][-1] == 1
    (path,) = await initiatives.make(given, wish(), tmp_path, unheard)
    assert len(Read(path).rows()) == 2


async def test_a_file_that_does_not_add_up_is_not_handed_over(
    database: Database, pack: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await some(database)
    ids = listing.ids
    monkeypatch.setattr(listing, "ids", lambda session, part: _without_one(ids, session, part))
    with pytest.raises(DoesNotAddUpError):
        await initiatives.make(materials(database, pack, tmp_path), wish(), tmp_path, unheard)


async def _without_one(ids: Any, session: Any, part: Any) -> Any:
    return (await ids(session, part))[1:]


async def test_once_nobody_wants_it_nothing_more_is_written(database: Database, pack: Pack, tmp_path: Path) -> None:
    await some(database)

    async def unwanted(done: int, total: int) -> None:
        if done:
            raise CalledOffError

    with pytest.raises(CalledOffError):
        await initiatives.make(materials(database, pack, tmp_path), wish(), tmp_path, unwanted)


async def test_a_reader_changes_nothing(database: Database) -> None:
    an = await meet(database, "an")
    with pytest.raises(Exception, match=r"read-?only"):
        async with database.snapshot() as session:
            await session.execute(text("UPDATE person SET name = 'x' WHERE id = :id"), {"id": an.id})


@pytest.mark.parametrize(
    "change", [{"state": "rejected"}, {"version": 2}, {"upkeep": 1}, {"updated_at": START + timedelta(seconds=1)}]
)
async def test_the_fingerprint_is_another_after_any_change_and_the_same_without(
    database: Database, pack: Pack, tmp_path: Path, change: dict[str, Any]
) -> None:
    await some(database)
    given = materials(database, pack, tmp_path)

    async def fingerprint() -> str:
        async with database.snapshot() as session:
            parts = await initiatives.parts_of(session, given, wish(state="pending"))
            return await listing.fingerprint(session, parts)

    before = await fingerprint()
    assert await fingerprint() == before
    async with database.transaction() as session:
        await session.execute(update(InitiativeRow).where(InitiativeRow.id == 2).values(**change))  # type: ignore[arg-type]
    assert await fingerprint() != before
