"""Every command as an operator runs it: a real process, a real SQLite file."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.clock import FrozenClock
from bot.sandbox import server
from bot.sandbox.cast import AN, BOT
from bot.sandbox.world import World
from tests.conftest import START

ROOT = Path(__file__).parents[2]
PACK = ROOT / "storage" / "programmes" / "01-trieu-daklak"
COMMANDS = (
    ("run",),
    ("demo",),
    ("doctor",),
    ("invite",),
    ("db", "upgrade"),
    ("programme", "check"),
    ("programme", "load"),
)


class Operator:
    """Runs commands in a folder of their own, with settings of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "COLUMNS": "200", "SECRET_KEY": "of tests"}

    def __call__(self, *command: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "bot", *command],
            cwd=self.folder,
            env={**self.env, **settings},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )


@pytest.fixture
def sangkien(tmp_path: Path) -> Operator:
    return Operator(tmp_path)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_explains_itself_with_an_example(sangkien: Operator, command: tuple[str, ...]) -> None:
    done = sangkien(*command, "--help")
    assert done.returncode == 0
    assert "Example: " in done.stdout


def test_wrong_use_ends_with_2_and_says_what_is_missing(sangkien: Operator) -> None:
    done = sangkien("invite", "--role", "verifier")
    assert done.returncode == 2
    assert "--unit" in done.stderr


def test_run_without_a_token_says_where_to_get_one(sangkien: Operator) -> None:
    done = sangkien("run")
    assert (done.returncode, done.stdout) == (1, "")
    assert "TELEGRAM_TOKEN" in done.stderr
    assert "@BotFather" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_setting_is_one_sentence_and_a_traceback_only_on_request(sangkien: Operator) -> None:
    plain = sangkien("run", LISTEN="nowhere")
    assert plain.returncode == 1
    assert plain.stderr.startswith("LISTEN: ")
    assert "Traceback" not in plain.stderr
    assert "Traceback" in sangkien("run", "--debug", LISTEN="nowhere").stderr


def test_the_tables_are_brought_up_to_date_once(sangkien: Operator) -> None:
    assert sangkien("db", "upgrade").stdout == "From nothing to 0001.\n"
    assert sangkien("db", "upgrade").stdout == "The tables are up to date.\n"


def test_a_pack_is_checked_and_its_targets_add_up(sangkien: Operator) -> None:
    done = sangkien("programme", "check", str(PACK))
    assert done.returncode == 0
    for figure in ("5.000", "1.500", "3.500", "36 units (14 of them examples)"):
        assert figure in done.stdout


def test_every_mistake_of_a_pack_is_named_by_file_and_line(sangkien: Operator, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.mkdir()
    for file in PACK.iterdir():
        (wrong / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    targets = wrong / "targets.csv"
    targets.write_text(targets.read_text(encoding="utf-8") + "DLK-99,gd1,fixed,ten\n", encoding="utf-8")
    last = len(targets.read_text(encoding="utf-8").splitlines())
    done = sangkien("programme", "check", str(wrong))
    assert done.returncode == 1
    assert f"targets.csv:{last}: " in done.stderr
    assert "DLK-99" in done.stderr


def test_loading_a_pack_twice_changes_nothing(sangkien: Operator) -> None:
    assert "36 units, 44 targets loaded" in sangkien("programme", "load", str(PACK)).stdout
    assert "nothing has changed" in sangkien("programme", "load", str(PACK)).stdout


def test_an_invitation_without_telegram_is_a_line_to_send(sangkien: Operator) -> None:
    done = sangkien("invite", "--role", "verifier", "--unit", "dlk-01", "--name", "Lê Văn Bình")
    assert done.returncode == 0
    assert "Lê Văn Bình: verifier of Liên đoàn Lao động thành phố Buôn Ma Thuột (DLK-01)" in done.stdout
    assert "/start i-" in done.stdout


def test_an_invitation_to_an_unknown_unit_suggests_the_right_one(sangkien: Operator) -> None:
    done = sangkien("invite", "--role", "staff", "--unit", "buon ho")
    assert done.returncode == 1
    assert "DLK-02" in done.stderr


async def test_an_invitation_is_a_link_once_telegram_knows_the_bot(sangkien: Operator) -> None:
    runner, port = await server.serve(server.build(World(FrozenClock(START), (AN,), (BOT,))))
    sangkien.env |= {"TELEGRAM_TOKEN": BOT.token, "TELEGRAM_API_URL": f"http://127.0.0.1:{port}"}
    done = await _aside(sangkien, "invite", "--role", "staff", "--unit", "DLK")
    checked = await _aside(sangkien, "doctor")
    await runner.cleanup()
    assert f"https://t.me/{BOT.username}?start=i-" in done.stdout
    assert f"✓ Telegram knows bot “main” as @{BOT.username}" in checked.stdout
    assert BOT.token not in done.stdout + done.stderr + checked.stdout + checked.stderr
    assert "✗" not in checked.stdout
    assert checked.returncode == 0


def test_the_doctor_names_what_is_missing_and_the_way_out(sangkien: Operator) -> None:
    done = sangkien("doctor", "--offline")
    assert done.returncode == 1
    assert "✗ The tables are at nothing, not 0001: sangkien db upgrade" in done.stdout
    assert "✗ No TELEGRAM_TOKEN" in done.stdout


def test_the_doctor_sees_units_nobody_verifies_for(sangkien: Operator) -> None:
    sangkien("programme", "load", str(PACK))
    assert "36 units have no verifier at or above them" in sangkien("doctor", "--offline").stdout


def test_the_demo_plays_to_its_end(sangkien: Operator) -> None:
    done = sangkien("demo", "--once", "--port", "0")
    assert done.returncode == 0, done.stderr
    assert "Đã xác nhận 1/1.500 (0,1%)" in done.stdout
    assert "Đã xác nhận 1/190 (0,5%)" in done.stdout


async def _aside(sangkien: Operator, *command: str) -> subprocess.CompletedProcess[str]:
    return await asyncio.to_thread(sangkien, *command)
