"""The dossier of an award on stored figures: files of the same snapshot are the same, and say why, what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import update
from sqlmodel import col

from bot.making.awards import making
from bot.making.making import Wish
from bot.making.word.wishes import UnknownWishError
from flows.effects import PutForward, TellNominee
from flows.nomination.nominee import Nominee
from storage.database import Database
from storage.packs import Pack
from storage.snapshots import nominations
from storage.tables import InitiativeRow
from tests.conftest import START
from tests.storage.given import PROGRAMME, ROOT, UPPER, meet, put
from tests.storage.making.workshop import Read, materials, unheard
from tests.storage.snapshots.chronicle import NAME, snapshot, stored, verified
from tests.word.reading import grid_of, opened, paragraphs

OTHER = "DLK-02-004"
EVIL = "=1+1"


async def some(database: Database, pack: Pack) -> str:
    """Let there be a snapshot of four persons, two of whom bring as much; An is put forward. Return its digest."""
    people = [await meet(database, f"person {number}", f"Người {number}") for number in range(1, 5)]
    an, binh, chi, dung = people
    await put(
        database,
        verified(an, 1, 90_000_000, answers={"full_name": "Trần Thị An", "title": EVIL}),
        verified(binh, 2, 60_000_000, answers={"full_name": "Lê Văn Bình"}),
        verified(chi, 3, 60_000_000, answers={"full_name": "Phạm Thị Chi"}),
        verified(dung, 4, 49_500_000, unit=OTHER, answers={"full_name": "Hồ Thị Dung"}),
    )
    await snapshot(database, pack)
    await put_forward(database, an.id)
    return (await stored(database)).digest


async def put_forward(database: Database, by: int) -> None:
    head = await stored(database)
    initiative, one = 1, START + timedelta(days=2)
    nominee = Nominee(7, head.id, "PERSONS", "", UPPER, 1, "SK-22-000001", initiative, by, one)
    async with database.transaction() as session:
        await nominations.carry_out(session, PutForward(nominee), by, one)
        told = replace(nominee, birth_year=1988, position="Tổ trưởng", past_awards="")
        await nominations.carry_out(session, TellNominee(told), by, one)


async def made(
    database: Database, pack: Pack, folder: Path, award: str, unit: str = ROOT, **more: Any
) -> Sequence[Path]:
    folder.mkdir(exist_ok=True)
    at, phase = more.pop("at", START + timedelta(days=9)), more.pop("phase", None)
    options = {"snapshot": NAME, "award": award, "called": award, **more}
    wish = Wish("awards", PROGRAMME, unit, phase, 0, at, "vi", options)
    return await making.make(materials(database, pack, folder), wish, folder, unheard)


async def test_the_excel_says_why_what_is_missing_where_the_cap_cuts_and_which_figures_it_goes_back_to(
    database: Database, pack: Pack, tmp_path: Path
) -> None:
    digest = await some(database, pack)
    files = await made(database, pack, tmp_path, "PERSONS")
    assert [file.name for file in files] == [
        "to-trinh-khen-thuong-persons-dlk-tong-ket.docx",
        "danh-sach-khen-thuong-persons-dlk-tong-ket.docx",
        "danh-sach-khen-thuong-persons-dlk-tong-ket.xlsx",
        "tong-hop-tom-tat-sang-kien-persons-dlk-tong-ket.docx",
    ]
    read = Read(files[2])
    totals = read.totals()
    assert read.sheets == ["Tổng hợp", "Danh sách"]
    assert totals["Bản chốt số liệu"] == (NAME,)
    assert totals["Chốt lúc"] == ("09:00 ngày 22/3/2022",)
    assert totals["Mã kiểm tra số liệu"] == (digest,)
    assert totals["Lần đánh dấu, đề cử gần nhất"] == ("09:00 ngày 23/3/2022",)
    assert totals["có sáng kiến làm lợi từ 50.000.000 đồng/năm trở lên"] == ()
    assert totals["hoặc: Giá trị nhân văn (xét và đánh dấu bằng tay)"] == ()
    assert (totals["Đạt điều kiện"], totals["Chưa đạt"], totals["Đã đề cử"]) == ((3,), (0,), (1,))
    assert totals["Liên đoàn Lao động thành phố Buôn Ma Thuột"] == (2, 1, 1, "nhiều nhất 2")
    first, second, third = read.rows()
    assert (first["Họ và tên, tên đơn vị"], first["Mã"]) == ("Trần Thị An", "SK-22-000001")
    assert (first["Năm sinh"], first["Chức vụ"]) == ("1988", "Tổ trưởng")
    assert first["Tên sáng kiến"] == EVIL
    assert first["Đã đề cử"] == "có"
    assert first["Vì sao"] == "làm lợi 90.000.000 đồng/năm, từ 50.000.000 trở lên"
    assert first["Thứ tự trong đơn vị đề cử"] == "1/3, trong số 2 được đề cử"
    equal = "2/3, bằng nhau ở suất cuối trong 2 suất: đơn vị chọn"
    assert [one["Thứ tự trong đơn vị đề cử"] for one in (second, third)] == [equal, equal]


async def test_no_cell_is_a_formula_and_codes_and_digests_are_text(
    database: Database, pack: Pack, tmp_path: Path
) -> None:
    await some(database, pack)
    read = Read((await made(database, pack, tmp_path, "PERSONS"))[2])
    cells = [cell for number in (0, 1) for row in read.sheet(number).iter_rows() for cell in row]
    assert EVIL in [cell.value for cell in cells]
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    codes = [cell for cell in cells if str(cell.value).startswith("SK-22-")]
    assert {cell.data_type for cell in codes} == {"s"}


async def test_the_same_snapshot_gives_the_same_files_whatever_is_decided_later(
    database: Database, pack: Pack, tmp_path: Path
) -> None:
    await some(database, pack)
    before = await made(database, pack, tmp_path / "before", "PERSONS")
    late = await meet(database, "late", "Đến muộn")
    async with database.transaction() as session:
        await session.execute(update(InitiativeRow).where(col(InitiativeRow.id) == 2).values(state="pending"))
        await session.execute(update(InitiativeRow).where(col(InitiativeRow.id) == 2).values(benefit=99_000_000))
    await put(database, verified(late, 9, 95_000_000))
    after = await made(database, pack, tmp_path / "after", "PERSONS", at=START + timedelta(days=99))
    assert [file.name for file in before] == [file.name for file in after]
    for one, other in zip(before, after, strict=True):
        assert contents(one) == contents(other), one.name
    assert b">2022-03-22T02:00:00Z<" in contents(after[2])["docProps/core.xml"]  # when the figures were fixed


def contents(file: Path) -> dict[str, bytes]:
    """Return what a file holds, part by part: only when a part was packed is left out."""
    with ZipFile(file) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


async def test_the_word_list_has_who_is_put_forward_with_their_dossier_and_the_caps(
    database: Database, pack: Pack, tmp_path: Path
) -> None:
    digest = await some(database, pack)
    proposal, listed, _, table = await made(database, pack, tmp_path, "PERSONS")
    document = opened(listed)
    (heading, row) = grid_of(document, "TT")
    assert heading[1] == "Họ và tên, năm sinh, chức vụ, sáng kiến"
    assert row == [
        "1",
        f"Trần Thị An\nNăm sinh: 1988\nChức vụ: Tổ trưởng\n“{EVIL}” (SK-22-000001)",
        "Công đoàn Công ty CP Cà phê Buôn Ma Thuột\n(Liên đoàn Lao động thành phố Buôn Ma Thuột đề cử)",
        "- làm lợi 90.000.000 đồng/năm, từ 50.000.000 trở lên",
        "không có",
        "",
    ]
    told = paragraphs(document)
    assert "- Liên đoàn Lao động thành phố Buôn Ma Thuột: đã đề cử 1, tối đa 2" in told
    assert f"Mã kiểm tra số liệu: {digest}" in told
    assert "Kính gửi: Ban Thường vụ Liên đoàn Lao động tỉnh Đắk Lắk" in paragraphs(opened(proposal))
    (seven,) = grid_of(opened(table), "TT")[1:]
    assert seven[1].startswith("Trần Thị An\nNăm sinh: 1988\nChức vụ: Tổ trưởng")
    assert (seven[2], seven[6]) == (EVIL, "không có")


async def test_a_unit_gets_its_own_candidates_and_proposes_to_the_level_above(
    database: Database, pack: Pack, tmp_path: Path
) -> None:
    await some(database, pack)
    proposal, listed, table = await made(database, pack, tmp_path, "UNITS", unit=UPPER)
    (own,) = Read(table).rows()
    assert own["Họ và tên, tên đơn vị"] == "Liên đoàn Lao động thành phố Buôn Ma Thuột"
    assert grid_of(opened(listed), "TT")[1][3] == "- xếp thứ 1 về số lượng (3 sáng kiến)"
    told = paragraphs(opened(proposal))
    assert "Kính gửi: Liên đoàn Lao động tỉnh Đắk Lắk" in told
    assert any("Ban Thường vụ Liên đoàn Lao động thành phố Buôn Ma Thuột kính trình" in one for one in told)
    assert "Xem xét, khen thưởng “Đơn vị” cho 1 tập thể (có danh sách kèm theo)." in told
    everybody = Read((await made(database, pack, tmp_path, "UNITS"))[2])
    assert len(everybody.rows()) == 21
    (best,) = [row for row in everybody.rows() if row["Kết quả xét"] == "Đạt điều kiện"]
    assert (best["Mã"], best["Số được tính"], best["Chỉ tiêu"]) == (UPPER, 3, best["Chỉ tiêu"])
    assert all(row["Nội dung còn thiếu"] for row in everybody.rows() if row is not best and row["Mã"] != UPPER)


async def test_where_nobody_meets_the_rule_there_is_a_list_and_no_proposal(
    database: Database, pack: Pack, tmp_path: Path
) -> None:
    await some(database, pack)
    listed, table = await made(database, pack, tmp_path, "UNITS", unit="DLK-03")
    assert grid_of(opened(listed), "TT")[1] == ["Chưa có ai đạt tiêu chí."]
    (own,) = Read(table).rows()
    assert own["Nội dung còn thiếu"]


@pytest.mark.parametrize("more", [{"award": "NONE"}, {"snapshot": "other"}, {"unit": "DLK-99"}, {"phase": "gd1"}])
async def test_what_there_is_not_is_not_made(
    more: dict[str, Any], database: Database, pack: Pack, tmp_path: Path
) -> None:
    await some(database, pack)
    with pytest.raises(UnknownWishError):
        await made(database, pack, tmp_path, **{"award": "PERSONS", **more})
