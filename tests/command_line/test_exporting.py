"""`export`: a whole file or none; whole card numbers only with a reason, which the audit keeps."""

from __future__ import annotations

import pytest

from bot.making.excel import initiatives
from storage.tables import AuditRow
from tests.command_line.operator import Operator
from tests.storage.given import UNIT, every, initiative, meet, put
from tests.storage.making.workshop import Read, wish

KEY = {"SECRET_KEY": "a secret of tests"}


async def filled(operator: Operator) -> None:
    database = operator.database()
    an = await meet(database, "1", "Trần Thị An")
    await put(database, initiative(an, 1), initiative(an, 2, "verified", phase="gd2"), initiative(an, 3, unit="DLK-02"))
    await database.close()


async def audited(operator: Operator) -> list[tuple[str, str, str]]:
    database = operator.database()
    lines = await every(database, AuditRow)
    await database.close()
    return [(line.action, line.new, line.reason) for line in lines]


async def test_the_initiatives_of_a_unit_are_written_into_the_file_that_was_named(operator: Operator) -> None:
    await filled(operator)
    done = await operator("export", "--unit", "dlk-01", "--out", "out.xlsx", **KEY)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("out.xlsx: 2 initiatives, ")
    assert [row["Số CCCD hoặc CMND"] for row in Read(operator.folder / "out.xlsx").rows()] == ["••••1234"] * 2
    one = await operator("export", "--unit", UNIT, "--phase", "gd2", "--state", "verified", "--out", "one.xlsx", **KEY)
    assert one.out.startswith("one.xlsx: 1 initiatives, ")
    assert await audited(operator) == []


async def test_whole_card_numbers_need_a_reason_and_the_audit_keeps_it(operator: Operator) -> None:
    await filled(operator)
    asked = ("export", "--unit", UNIT, "--out", "whole.xlsx", "--identities")
    assert (await operator(*asked, **KEY)).code == 2
    assert not (operator.folder / "whole.xlsx").exists()
    done = await operator(*asked, "--reason", "Đối chiếu danh sách khen thưởng", **KEY)
    assert done.code == 0
    assert {row["Số CCCD hoặc CMND"] for row in Read(operator.folder / "whole.xlsx").rows()} == {"066188001234"}
    what = "initiatives of DLK-01-017, all phases, 2 rows, whole identity numbers"
    assert await audited(operator) == [("export identities", what, "Đối chiếu danh sách khen thưởng")]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (("--unit", "DLK-1-17"), "No unit has the code DLK-1-17"),
        (("--unit", UNIT, "--phase", "gd9"), "Its phases are: gd1, gd2."),
        (("--unit", UNIT, "--programme", "other"), "PROGRAMMES has: 01-trieu-daklak."),
        (("--unit", UNIT, "--out", "nowhere/out.xlsx"), "There is no folder nowhere."),
    ],
)
async def test_what_there_is_not_is_said_with_a_way_out(operator: Operator, asked: tuple[str, ...], words: str) -> None:
    done = await operator("export", "--out", "out.xlsx", *asked, **KEY)
    assert done.code == 1
    assert words in done.err
    assert not list(operator.folder.glob("*.xlsx"))


@pytest.mark.parametrize("stopped", [KeyboardInterrupt, OSError(28, "No space left on device")])
async def test_whatever_stops_it_leaves_no_half_file_and_the_one_that_was_there_before(
    operator: Operator, monkeypatch: pytest.MonkeyPatch, stopped: BaseException
) -> None:
    await filled(operator)
    out = operator.folder / "out.xlsx"
    out.write_text("before")
    close = initiatives._Export.close

    def stop(export: initiatives._Export) -> None:
        close(export)
        assert list(operator.folder.glob(".out.xlsx.part/*.xlsx"))
        raise stopped

    monkeypatch.setattr(initiatives._Export, "close", stop)
    done = await operator("export", "--unit", UNIT, "--out", "out.xlsx", **KEY)
    assert done.code in (1, 130)
    assert out.read_text() == "before"
    assert {one.name for one in operator.folder.iterdir()} <= {"data", "out.xlsx"}


def test_the_name_of_a_file_says_nothing_of_a_person() -> None:
    assert initiatives.file_name(wish(identities="yes", state="verified")) == "sang-kien-DLK-gd1-2022-03-21"
