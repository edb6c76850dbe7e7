"""`programme targets`: a file as offices write it, all that is wrong in it at once, exactly what would change."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from bot.command_line.console import out
from flows.programme import VIETNAM
from storage.tables import AuditRow, TargetRow
from tests.command_line.operator import PACK, Operator
from tests.flows.tables import rows
from tests.storage.given import every

DOCUMENT = ("--document", "KH 12/2022")
GIA_LAM = {"PROGRAMMES": "storage/programmes/01-trieu-gialam"}


def write(operator: Operator, text: str, name: str = "chi-tieu.csv") -> None:
    (operator.folder / name).write_text(text, encoding="utf-8")


async def value_of(operator: Operator, unit: str, phase: str) -> int | None:
    database = operator.database()
    found = [row.value for row in await every(database, TargetRow) if (row.unit, row.phase) == (unit, phase)]
    await database.close()
    return found[0] if found else None


async def test_a_dry_run_says_exactly_what_would_change_and_changes_nothing(operator: Operator) -> None:
    write(operator, "unit,phase,kind,value\nDLK-01,gd1,fixed,200\nDLK-02,gd1,fixed,70\nDLK-21,gd2,fixed,none\n")
    done = await operator("programme", "targets", "chi-tieu.csv", "--dry-run")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        "DLK-01 gd1: 190 → 200  LĐLĐ TP Buôn Ma Thuột",
        "DLK-21 gd2: 215 → none  CĐ Viên chức tỉnh",
        "2 targets changed, 1 as they were.",
        "Sum in all: 5.000 → 4.795; printed 5.000",
        "Sum gd1: 1.500 → 1.510; printed 1.500",
        "Sum gd2: 3.500 → 3.285; printed 3.500",
        "Nothing was changed: this was a dry run.",
    ]
    assert await value_of(operator, "DLK-01", "gd1") == 190


async def test_targets_are_set_once_with_their_document(operator: Operator) -> None:
    write(operator, "unit,phase,value\nDLK-01,gd1,200\n")
    first = await operator("programme", "targets", "chi-tieu.csv", *DOCUMENT, "--by", "Dung")
    again = await operator("programme", "targets", "chi-tieu.csv", *DOCUMENT)
    assert (first.code, again.code) == (0, 0)
    assert first.out.splitlines()[-1].endswith("by KH 12/2022; what was before is kept.")
    assert "0 targets changed, 1 as they were." in again.out
    assert await value_of(operator, "DLK-01", "gd1") == 200
    database = operator.database()
    assert [(one.old, one.new) for one in await every(database, AuditRow) if one.action == "target"] == [("190", "200")]
    await database.close()
    shown = await operator("programme", "targets", "--show", "01-trieu-daklak", "--unit", "DLK-01")
    assert "a fixed number: 200 (KH 12/2022, Dung)" in shown.out


SHAPES = {
    "English heads": "unit,phase,kind,value\nDLK-01,gd1,fixed,1500\n",
    "Vietnamese heads": "Mã đơn vị,Giai đoạn,Kiểu,Chỉ tiêu\nDLK-01,giai đoạn 1,cố định,1500\n",
    "heads without accents": "ma don vi,giai doan,chi tieu\ndlk-01,GD 1,1500\n",
    "semicolons": "unit;phase;value\nDLK-01;gd1;1.500\n",
    "tabs": "unit\tphase\tvalue\nDLK-01\tphase 1\t1 500\n",
    "a column for each phase, as the document has it": (
        "BẢNG PHÂN BỔ;;;;\nTT;Tên đơn vị;Tổng số;Giai đoạn 1 (đến 31/5/2022);Giai đoạn 2\n01;TP BMT;1.920;1.500;420\n"
    ),
    "a name without accents": 'don vi,gd1\nlien doan lao dong thanh pho buon ma thuot,"1,500"\n',
    "a code under the name": "Đơn vị,gd1\nDLK-01,1500\n",
}


@pytest.mark.parametrize("text", SHAPES.values(), ids=SHAPES)
async def test_every_shape_that_offices_write_means_the_same(text: str, operator: Operator) -> None:
    write(operator, text)
    done = await operator("programme", "targets", "chi-tieu.csv", "--dry-run")
    assert done.err == ""
    assert "DLK-01 gd1: 190 → 1.500" in done.out
    assert "1 target changed" in done.out


async def test_a_spreadsheet_is_read_with_numbers_and_with_text(operator: Operator) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (
        ("CHỈ TIÊU PHÂN BỔ",),
        ("TT", "Đơn vị", "Tổng", "Giai đoạn 1", "Giai đoạn 2"),
        (1, "DLK-01", 620, 200.0, 420),
        (2, "TX Buôn Hồ", None, "1.070", None),
        (None, "Tổng cộng", None, 1271, None),
    ):
        sheet.append(row)
    book.save(operator.folder / "chi-tieu.xlsx")
    book.close()
    done = await operator("programme", "targets", "chi-tieu.xlsx", "--dry-run")
    assert done.err == "Line 5: the total of gd1 is 1,271, the lines above add up to 1,270.\n"
    assert "DLK-01 gd1: 190 → 200" in done.out
    assert "DLK-02 gd1: 70 → 1.070" in done.out


WRONG = {
    "a stranger": ("XX-01,gd1,fixed,5", "No unit of this programme has the code or the name “XX-01”."),
    "no unit at all": (",gd1,fixed,5", "No unit of this programme has the code or the name “”."),
    "a phase that is not there": ("DLK-01,gd3,fixed,5", "There is no phase “gd3”. Phases are: gd1, gd2."),
    "a kind that is not there": ("DLK-01,gd1,per_moon,5", "“kind” is “per_moon”."),
    "no number": ("DLK-01,gd1,fixed,nhiều", "“value” is “nhiều”. Write a whole number"),
    "a broken number": ('DLK-01,gd1,fixed,"1,5"', "“value” is “1,5”. Write a whole number"),
    "a number below zero": ("DLK-01,gd1,fixed,-5", "“value” is “-5”. Write a whole number"),
    "a fixed number over all phases": ("DLK-01,total,fixed,5", "Name one phase."),
}


@pytest.mark.parametrize(("line", "says"), rows(WRONG))
async def test_what_is_wrong_is_named_with_its_line(line: str, says: str, operator: Operator) -> None:
    write(operator, f"unit,phase,kind,value\nDLK-02,gd1,fixed,80\n{line}\n")
    done = await operator("programme", "targets", "chi-tieu.csv", *DOCUMENT)
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("chi-tieu.csv:3: ")
    assert says in done.err
    assert await value_of(operator, "DLK-02", "gd1") == 70


async def test_all_that_is_wrong_is_said_at_once_and_nothing_is_set(operator: Operator) -> None:
    lines = ("DLK-01,200,", "XX,5,5", "DLK-01,1,1", "Hoa Sen,4,4", "CĐ Trường Mầm non Hoa Sen,4,4", "DLK-03,x,90")
    write(operator, "\n".join(("don vi,gd1,gd2", *lines, "")))
    done = await operator("programme", "targets", "chi-tieu.csv", *DOCUMENT)
    places = [line.split(": ")[0] for line in done.err.splitlines()]
    assert places[:-1] == [f"chi-tieu.csv:{line}" for line in (3, 4, 5, 6, 7)]
    assert "already" in done.err
    assert "DLK-01-032, DLK-08-002" in done.err
    assert done.err.splitlines()[-1] == "Nothing was changed: 5 problems in all; mend them first."
    assert await value_of(operator, "DLK-01", "gd1") == 190


async def test_a_number_that_a_spreadsheet_has_broken_is_explained(operator: Operator) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(("unit", "gd1"))
    book.worksheets[0].append(("DLK-01", 1.5))
    book.save(operator.folder / "a.xlsx")
    book.close()
    done = await operator("programme", "targets", "a.xlsx", "--dry-run")
    assert done.err.startswith("a.xlsx:2: “gd1” is 1.5, which is no whole number. If 1.500 is meant")


@pytest.mark.parametrize("name", ["nowhere.csv", "nowhere.xlsx"])
async def test_a_file_that_is_not_there_is_a_sentence(name: str, operator: Operator) -> None:
    done = await operator("programme", "targets", name, "--dry-run")
    assert done.code == 1
    assert name in done.err
    assert "Traceback" not in done.said


async def test_what_is_no_spreadsheet_and_a_column_nobody_knows_are_named(operator: Operator) -> None:
    write(operator, "no zip", "a.xlsx")
    write(operator, "unit,gd1,màu\nDLK-01,5,đỏ\n")
    assert "cannot be opened" in (await operator("programme", "targets", "a.xlsx", "--dry-run")).err
    assert "column “màu”" in (await operator("programme", "targets", "chi-tieu.csv", "--dry-run")).err


async def test_telling_how_many_there_are_ends_that_the_target_cannot_be_computed(operator: Operator) -> None:
    await operator("programme", "load", **GIA_LAM)
    before = await operator("programme", "targets", "--show", "01-trieu-gialam", **GIA_LAM)
    assert "Nobody has told how many members there are in: Khối trường học." in before.out
    write(operator, "mã,số CĐCS,số đoàn viên\nHNI-12-010,22,\nHNI-12-020,30,\nHNI-12-030,,3454\n")
    done = await operator("programme", "targets", "chi-tieu.csv", *DOCUMENT, **GIA_LAM)
    assert "HNI-12-030 gd1: 1 × ? members → 1 × 1.727 members" in done.out
    assert "Sum in all: 1.784 → 5.342; printed 5.342" in done.out
    after = await operator("programme", "targets", "--show", "01-trieu-gialam", **GIA_LAM)
    assert "Nobody has told" not in after.out
    write(operator, "mã,số CĐCS\nHNI-12-042,3\n")
    refused = await operator("programme", "targets", "chi-tieu.csv", *DOCUMENT, **GIA_LAM)
    assert "“HNI-12-042” has no target for which the number of unions counts." in refused.err


async def test_the_table_of_a_pack_is_printed_with_its_subtotals(
    operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(out, "width", 200)
    done = await operator("programme", "targets", "--show", "01-trieu-daklak")
    lines = [" ".join(line.split()) for line in done.out.splitlines()]
    assert "1 DLK-01 Liên đoàn Lao động thành phố Buôn Ma Thuột 610 190 420" in lines
    assert "15 district unions 3.370 1.020 2.350" in lines
    assert "6 sector unions and the like 1.630 480 1.150" in lines
    assert "printed 5.000 1.500 3.500" in lines


async def test_a_pack_loaded_again_says_what_stays_as_staff_have_set_it(operator: Operator, pack: Path) -> None:
    write(operator, "unit,phase,value\nDLK-01,gd1,200\n")
    await operator("programme", "targets", "chi-tieu.csv", *DOCUMENT)
    targets = pack / "targets.csv"
    text = targets.read_text(encoding="utf-8")
    targets.write_text(text.replace("DLK-01,gd1,fixed,190", "DLK-01,gd1,fixed,191"), encoding="utf-8")
    done = await operator("programme", "load", str(pack), "--force")
    assert "DLK-01 gd1 stays 200, as staff have set it; the pack says 191." in done.out
    assert await value_of(operator, "DLK-01", "gd1") == 200


async def test_targets_may_hold_from_the_very_day_they_are_set(operator: Operator) -> None:
    write(operator, "unit,phase,value\nDLK-01,gd1,200\n")
    today = datetime.now(UTC).astimezone(VIETNAM).date()
    done = await operator("programme", "targets", "chi-tieu.csv", *DOCUMENT, "--from", str(today))
    assert (done.code, await value_of(operator, "DLK-01", "gd1")) == (0, 200)


async def test_a_day_to_come_and_a_programme_left_open_are_refused_with_a_way_out(operator: Operator) -> None:
    write(operator, "unit,phase,value\nDLK-01,gd1,200\n")
    command = ("programme", "targets", "chi-tieu.csv", *DOCUMENT)
    late = await operator(*command, "--from", "2099-01-01")
    both = await operator(*command, PROGRAMMES=f"{PACK},storage/programmes/01-trieu-gialam")
    assert (late.code, both.code) == (1, 1)
    assert "a day to come. Run the same on that day or later" in late.err
    assert "--programme: 01-trieu-daklak, 01-trieu-gialam" in both.err
