"""`programme check` and `programme load`."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

from sqlalchemy import func, select
from sqlmodel import col

from storage.tables import TargetRow, UnitRow
from tests.command_line.operator import PACK, ROOT, Operator, version_of


def _append(pack: Path, file: str, *rows: str) -> int:
    """Add rows to a file and return the line of the last."""
    path = pack / file
    path.write_text(path.read_text(encoding="utf-8") + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return len(path.read_text(encoding="utf-8").splitlines())


def _change(pack: Path, file: str, old: str, new: str) -> None:
    path = pack / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old} is not once in {file}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def _number(pack: Path, version: int) -> None:
    """Give a pack another version."""
    path = pack / "programme.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"(?m)^version = \d+$", f"version = {version}", text), encoding="utf-8")


def _row(done: str, key: str) -> list[str]:
    return next(line.split() for line in done.splitlines() if line.split()[:1] == [key])


async def test_the_shipped_pack_is_found_from_anywhere_and_adds_up(newcomer: Operator) -> None:
    done = await newcomer("programme", "check", "storage/programmes/01-trieu-daklak")
    assert (done.code, done.err) == (0, "")
    assert "36 units (14 of them examples), 15 questions, 44 targets" in done.out
    opens, closes = ["08/01/2022", "07:00"], ["01/06/2022", "00:00"]
    assert _row(done.out, "gd1") == ["gd1", *opens, *closes, "1.500", "1.500", "1.500", "none"]
    assert _row(done.out, "total") == ["total", "5.000", "5.000", "5.000", "none"]
    assert not newcomer.file.parent.exists()


async def test_without_a_folder_the_packs_of_the_settings_are_read(newcomer: Operator, pack: Path) -> None:
    _change(pack, "programme.toml", 'key = "01-trieu-daklak"', 'key = "other"')
    done = await newcomer("programme", "check", PROGRAMMES=f"{PACK},pack")
    said = f"version {version_of(pack)}: "
    assert [line.split()[0] for line in done.out.splitlines() if said in line] == ["01-trieu-daklak", "other"]


async def test_every_difference_between_targets_and_printed_totals_is_shown(newcomer: Operator, pack: Path) -> None:
    _change(pack, "programme.toml", "gd2 = 3500", "gd2 = 3510")
    _change(pack, "programme.toml", "total = 5000", "total = 5001")
    _change(pack, "targets.csv", "DLK-01,gd1,fixed,190\n", "")
    done = await newcomer("programme", "check", "pack")
    assert done.code == 0
    assert _row(done.out, "gd1")[-4:] == ["1.310", "1.500", "1.500", "-190"]
    assert _row(done.out, "gd2")[-4:] == ["3.500", "3.500", "3.510", "-10"]
    assert "gd1: the targets add up to 1.310, printed is 1.500: 190 missing." in done.out
    assert "gd1: no target for DLK-01." in done.out
    assert "gd2: the targets add up to 3.500, printed is 3.510: 10 missing." in done.out
    assert "gd2: the target of DLK is 3.500, printed is 3.510." in done.out
    assert "total: the targets below DLK add up to 4.810, its own is 5.000: 190 missing." in done.out
    assert "The totals printed for the phases make 5.010, printed for all is 5.001." in done.out


async def test_rules_of_gia_lam_are_computed_as_far_as_their_counts_are_known(newcomer: Operator) -> None:
    done = await newcomer("programme", "check", "storage/programmes/01-trieu-gialam")
    assert (done.code, done.err) == (0, "")
    assert _row(done.out, "gd1")[-4:] == ["992", "2.771", "2.771", "-1.779"]
    assert _row(done.out, "gd2")[-4:] == ["792", "2.571", "2.571", "-1.779"]
    assert _row(done.out, "total")[-4:] == ["1.784", "5.342", "5.342", "-3.558"]
    unknown = {"HNI-12-010, HNI-12-020": "unions", "HNI-12-030": "members"}
    assert [line for line in done.out.splitlines() if line.startswith("gd1: ")] == [
        "gd1: the targets add up to 992, printed is 2.771: 1.779 missing.",
        *(
            f"gd1: not computed for {codes}: their number of {column} is not known (column “{column}” of units.csv)."
            for codes, column in unknown.items()
        ),
    ]
    assert "total: the targets add up to 1.784, printed is 5.342: 3.558 missing." in done.out


async def test_a_plan_that_names_no_unit_below_its_root_does_not_count_as_one_that_adds_up_to_nothing(
    newcomer: Operator,
) -> None:
    done = await newcomer("programme", "check", "storage/programmes/01-trieu")
    assert _row(done.out, "gd1")[-5:] == ["–", "300.000", "300.000", "83", "missing"]
    assert "gd1: no unit below TLD has a target." in done.out
    assert "printed is" not in done.out


async def test_every_mistake_of_every_pack_is_named_by_file_and_line(newcomer: Operator, pack: Path) -> None:
    last = _append(pack, "targets.csv", "DLK-99,gd1,fixed,ten")
    (newcomer.folder / "empty").mkdir()
    done = await newcomer.process("programme", "check", "pack", "empty")
    lines = done.err.splitlines()
    assert (done.code, done.out) == (1, "")
    assert any(line.startswith(f"pack/targets.csv:{last}: ") and "DLK-99" in line for line in lines)
    assert any(line.startswith(f"pack/targets.csv:{last}: ") and "“ten”" in line for line in lines)
    assert any(line.startswith("empty/units.csv: ") and "cannot be opened" in line for line in lines)
    assert lines[-1] == "5 problems in all; mend them and check again."


async def test_a_folder_that_is_not_there_is_named(newcomer: Operator) -> None:
    done = await newcomer("programme", "check", "nowhere")
    assert (done.code, done.err) == (1, "There is no folder nowhere. Name the folder of a programme pack.\n")


async def test_nothing_is_loaded_where_there_are_no_tables(newcomer: Operator) -> None:
    done = await newcomer("programme", "load")
    assert (done.code, done.err) == (1, "The database has no tables yet. Run: sangkien db upgrade\n")
    assert not newcomer.file.exists()


async def test_loading_a_pack_again_changes_nothing_until_it_is_changed(newcomer: Operator, pack: Path) -> None:
    await newcomer("db", "upgrade")
    first = await newcomer("programme", "load", "pack", PROGRAMMES="pack")
    again = await newcomer("programme", "load", "pack", PROGRAMMES="pack")
    _append(pack, "targets.csv", "DLK-01-017,gd1,fixed,5")
    changed = await newcomer("programme", "load", "pack", PROGRAMMES="pack")
    said = f"01-trieu-daklak version {version_of(pack)}: "
    assert first.out.startswith(f"{said}36 units, 44 targets loaded.\n")
    assert again.out == f"{said}nothing has changed.\n"
    assert changed.out.startswith(f"{said}36 units, 45 targets loaded.\n")
    assert {done.code for done in (first, again, changed)} == {0}
    assert await _stored(newcomer) == (36, 45)


async def test_an_older_version_is_refused_with_a_way_out_by_every_command_and_loaded_when_forced(
    operator: Operator, pack: Path
) -> None:
    _number(pack, 9)
    await operator("programme", "load", "pack")
    _number(pack, 8)
    refused = await operator("programme", "load", "pack")
    sentence = (
        "01-trieu-daklak: this folder has version 8, the database has version 9 already. Take the newer folder, or go "
        "back on purpose: sangkien programme load FOLDER --force"
    )
    assert (refused.code, refused.out, refused.err) == (1, "", f"{sentence}\n")
    settings = {"PROGRAMMES": "pack", "TELEGRAM_TOKEN": "1:invented", "SECRET_KEY": "a secret of tests"}
    assert sentence in (await operator.process("run", **settings)).err
    assert sentence in (await operator("doctor", "--offline", **settings)).marked("✗")
    forced = await operator("programme", "load", "--force", "pack")
    assert forced.out.startswith("01-trieu-daklak version 8: 36 units, 44 targets loaded.")


async def test_a_pack_the_bot_does_not_serve_is_said_to_be_one(operator: Operator, pack: Path) -> None:
    _change(pack, "programme.toml", 'key = "01-trieu-daklak"', 'key = "other"')
    done = await operator("programme", "load", "pack")
    assert "The bot takes part once PROGRAMMES names pack.\n" in done.out


async def test_a_pack_with_a_mistake_changes_nothing(operator: Operator, pack: Path) -> None:
    before = await _stored(operator)
    _append(pack, "units.csv", "DLK-30,DLK,Công đoàn mới,CĐ mới,upper,,30,,,")
    _append(pack, "targets.csv", "DLK-30,gd3,fixed,5")
    done = await operator("programme", "load", "pack")
    assert done.code == 1
    assert await _stored(operator) == before


def test_a_terminal_shows_how_far_a_long_load_is(operator: Operator, pack: Path) -> None:
    rows = (f"DLK-01-X{n},DLK-01,Công đoàn số {n},CĐ {n},grassroots,,{n},,,yes" for n in range(1, 3_001))
    _append(pack, "units.csv", *rows)
    ours, theirs = pty.openpty()
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "80"}
    command = [sys.executable, "-m", "bot", "programme", "load", "pack"]
    process = subprocess.Popen(
        command, cwd=operator.folder, env=env, stdin=theirs, stdout=subprocess.PIPE, stderr=theirs
    )
    os.close(theirs)
    shown = read_all(ours)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "3036 units, 44 targets loaded" in out.decode()
    assert "Loading" in shown
    assert "3081/3081" in shown


def read_all(terminal: int) -> str:
    """Read what a terminal is shown until whoever wrote to it has left."""
    parts: list[bytes] = []
    while True:
        try:
            part = os.read(terminal, 4096)
        except OSError:
            break
        if not part:
            break
        parts.append(part)
    os.close(terminal)
    return b"".join(parts).decode()


async def _stored(operator: Operator) -> tuple[int, int]:
    database = operator.database()
    async with database.transaction() as session:
        units = (await session.execute(select(func.count()).select_from(UnitRow))).scalar_one()
        targets = (await session.execute(select(func.count(col(TargetRow.unit))))).scalar_one()
    await database.close()
    return units, targets
