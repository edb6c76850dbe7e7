"""`units import`, `units merge` and `units rename`."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from datetime import date
from pathlib import Path

from sqlalchemy import func, select
from sqlmodel import col

from flows.units import UnitTree
from storage.tables import UnitRow
from storage.units import trees
from tests.command_line.operator import ROOT, Operator
from tests.command_line.test_programmes import read_all

NEW = ["DLK-01-900,Công đoàn Công ty Mẫu Một", "DLK-01-901,Công đoàn Công ty Mẫu Hai"]
ON = date(2022, 9, 1)


def _file(operator: Operator, *rows: str, header: str = "code,name") -> Path:
    file = operator.folder / "new.csv"
    file.write_text("\n".join((header, *rows, "")), encoding="utf-8")
    return file


async def _tree(operator: Operator, day: date = ON) -> UnitTree:
    database = operator.database()
    async with database.transaction() as session:
        tree = await trees.tree_of(session, day)
    await database.close()
    return tree


async def _rows(operator: Operator) -> int:
    database = operator.database()
    async with database.transaction() as session:
        count = (await session.execute(select(func.count(col(UnitRow.id))))).scalar_one()
    await database.close()
    return count


async def test_units_are_added_below_a_unit_and_the_same_file_again_changes_nothing(operator: Operator) -> None:
    _file(operator, *NEW)
    first = await operator("units", "import", "new.csv", "--under", "dlk-01")
    again = await operator("units", "import", "new.csv", "--under", "DLK-01")
    assert (first.code, first.err) == (0, "")
    assert first.out == "Units: 2 added, 0 changed, 0 as they were.\nnew: DLK-01-900, DLK-01-901\n"
    assert again.out == "Units: 0 added, 0 changed, 2 as they were.\n"
    unit = (await _tree(operator)).units["DLK-01-900"]
    assert (unit.parent, unit.name, unit.kind) == ("DLK-01", "Công đoàn Công ty Mẫu Một", "grassroots")


async def test_a_dry_run_tells_what_would_change_and_changes_nothing(operator: Operator) -> None:
    await operator("units", "import", str(_file(operator, NEW[0])), "--under", "DLK-01")
    before = await _rows(operator)
    _file(operator, NEW[0].replace("Một", "Khác"), NEW[1])
    done = await operator("units", "import", "new.csv", "--under", "DLK-01", "--dry-run")
    assert done.out == (
        "Units: 1 would be added, 1 would be changed, 0 as they were.\n"
        "new: DLK-01-901\nchanged: DLK-01-900\nNothing was changed: this was a dry run.\n"
    )
    assert await _rows(operator) == before


async def test_every_mistake_is_named_by_its_line_and_nothing_is_imported(operator: Operator) -> None:
    before = await _rows(operator)
    _file(
        operator,
        "DLK-01-900,Công đoàn Một,DLK-01,",
        "DLK-01-900,Công đoàn Một nữa,DLK-01,",
        "dlk,Công đoàn Hai,DLK-01,",
        "DLK-01-902,,DLK-01,",
        "DLK-01-903,Công đoàn Ba,XX,",
        "DLK-01-904,Công đoàn Bốn,,",
        "DLK-01-905,Công đoàn Năm,DLK-01,30/4/2022",
        "DLK-01-906,Công đoàn Sáu,DLK-01-907,",
        "DLK-01-907,Công đoàn Bảy,DLK-01-906,",
        header="code,name,parent,valid_to",
    )
    done = await operator("units", "import", "new.csv")
    assert (done.code, done.out) == (1, "")
    lines = done.err.splitlines()
    assert [line.split(": ")[0] for line in lines[:-1]] == [f"new.csv:{number}" for number in range(3, 10)]
    assert lines[-1] == "Nothing was imported: 7 problems in all; mend them and check again."
    assert await _rows(operator) == before


async def test_a_unit_cannot_be_put_below_itself(operator: Operator) -> None:
    _file(operator, "DLK-01,Liên đoàn Lao động thành phố,DLK-01-017", header="code,name,parent")
    done = await operator("units", "import", "new.csv")
    assert done.code == 1
    assert "in a circle" in done.err


async def test_a_file_that_is_not_there_and_a_unit_above_that_is_not_there_are_named(operator: Operator) -> None:
    missing = await operator("units", "import", "nowhere.csv")
    assert missing.code == 1
    assert "nowhere.csv" in missing.err
    _file(operator, *NEW)
    stranger = await operator("units", "import", "new.csv", "--under", "XX")
    assert stranger.err == "--under: no unit has the code XX. The codes stand in the packs' units.csv.\n"


async def test_demand_72_units_are_merged_into_a_new_one_from_a_day_on(operator: Operator) -> None:
    command = ("units", "merge", "DLK-02", "dlk-11", "--into", "DLK-30", "--on", "2022-09-01", "--reason", "QĐ 15")
    named = (*command, "--name", "Liên đoàn Lao động khu vực Buôn Hồ", "--short", "LĐLĐ khu vực Buôn Hồ")
    unnamed = await operator(*command)
    first = await operator(*named)
    again = await operator(*named)
    assert unnamed.err == "No unit has the code DLK-30 on that day. Give a new one a name with --name.\n"
    assert first.out.startswith("From 2022-09-01 on DLK-30 takes over from DLK-02, DLK-11.")
    assert again.out == "Nothing has changed: it was so already.\n"
    now, then = await _tree(operator), await _tree(operator, date(2022, 8, 31))
    assert now.get("DLK-02") == now.get("DLK-11") == now.units["DLK-30"]
    assert [unit.short for unit in now.path("DLK-02-004")][1:] == ["LĐLĐ khu vực Buôn Hồ", "LĐLĐ tỉnh Đắk Lắk"]
    assert {"DLK-02", "DLK-11"} <= then.units.keys()
    assert "DLK-30" not in then.units


async def test_mergers_that_make_no_tree_are_refused_with_a_way_out(operator: Operator) -> None:
    when = ("--on", "2022-09-01", "--reason", "x")
    below = await operator("units", "merge", "DLK", "--into", "DLK-01", *when)
    itself = await operator("units", "merge", "DLK-01", "--into", "DLK-01", *when)
    unknown = await operator("units", "merge", "NIX", "--into", "DLK-01", *when)
    undated = await operator("units", "merge", "DLK-02", "--into", "DLK-01", "--on", "1/9/2022", "--reason", "x")
    assert below.err == "DLK lies below a unit that ends. Choose another unit with --into.\n".replace(
        "DLK", "DLK-01", 1
    )
    assert itself.err == "Name at least one unit that ends, other than the one that takes over.\n"
    assert unknown.err == "No unit has the code NIX. The codes stand in the packs' units.csv.\n"
    assert (undated.code, below.code, itself.code, unknown.code) == (2, 1, 1, 1)


async def test_a_unit_is_renamed_from_a_day_on(operator: Operator) -> None:
    done = await operator("units", "rename", "DLK-02", "--name", "Liên đoàn Lao động TP Buôn Hồ", "--on", "2022-09-01")
    assert done.out.startswith("From 2022-09-01 on DLK-02 is called Liên đoàn Lao động TP Buôn Hồ.")
    assert (await _tree(operator)).units["DLK-02"].name == "Liên đoàn Lao động TP Buôn Hồ"
    before = await _tree(operator, date(2022, 8, 31))
    assert before.units["DLK-02"].name == "Liên đoàn Lao động thị xã Buôn Hồ"
    later = await operator("units", "rename", "DLK-02", "--name", "Tên khác", "--on", "2022-08-01")
    assert later.err == "DLK-02 changes again on 2022-09-01. Choose a later day with --on.\n"


def test_a_terminal_shows_how_far_a_long_import_is(operator: Operator) -> None:
    _file(operator, *(f"DLK-01-X{number},Công đoàn số {number}" for number in range(3_000)))
    ours, theirs = pty.openpty()
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "80"}
    command = [sys.executable, "-m", "bot", "units", "import", "new.csv", "--under", "DLK-01"]
    process = subprocess.Popen(
        command, cwd=operator.folder, env=env, stdin=theirs, stdout=subprocess.PIPE, stderr=theirs
    )
    os.close(theirs)
    shown = read_all(ours)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "3000 added" in out.decode()
    assert "Importing" in shown
    assert "3000/3000" in shown
