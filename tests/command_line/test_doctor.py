"""`doctor` on this machine: what it finds in settings, files and the database, and the way out it names."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, text
from sqlmodel import SQLModel

from bot.command_line.checks import machine
from bot.sandbox.cast import BOT
from storage.cipher import Cipher
from storage.tables import InitiativeRow, OutboxRow, PersonRow, RoleRow
from tests.command_line.operator import PACK, Operator, version_of
from tests.servers import clamd

OFFLINE = ("doctor", "--offline")
KEY = "a secret of tests, long enough for anybody"
SET = {"TELEGRAM_TOKEN": BOT.token, "SECRET_KEY": KEY}


def _now() -> datetime:
    return datetime.now(UTC)


async def _put(operator: Operator, table: type[SQLModel], *rows: dict[str, Any]) -> None:
    database = operator.database()
    async with database.transaction() as session:
        await session.execute(insert(table), list(rows))
    await database.close()


async def _people(operator: Operator, *ids: int) -> None:
    await _put(operator, PersonRow, *({"id": one, "name": "An", "created_at": _now()} for one in ids))


async def _verifier(operator: Operator, unit: str, **more: Any) -> None:
    role = {"person_id": 1, "name": "verifier", "unit": unit, "granted_at": _now(), "revoked_at": None}
    await _put(operator, RoleRow, role | more)


def _initiative(number: int, unit: str, answers: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "id": number,
        "author": 1,
        "programme": "01-trieu-daklak",
        "state": "pending",
        "answers": answers or {},
        "code": f"SK-22-7F3K{number:02d}",
        "unit": unit,
        "phase": "gd1",
        "submitted_at": _now(),
        "updated_at": _now(),
    }


def _message(chat: str, state: str, age: timedelta) -> dict[str, Any]:
    at = _now() - age
    return {
        "channel": "telegram",
        "bot": "main",
        "chat": chat,
        "person_id": 1,
        "lane": 0,
        "kind": "erase",
        "state": state,
        "created_at": at,
        "due_at": at,
    }


def _only(lines: Sequence[str], words: str) -> str:
    (line,) = [line for line in lines if words in line]
    return line


async def test_on_a_fresh_machine_the_doctor_names_what_is_missing_and_makes_nothing(newcomer: Operator) -> None:
    done = await newcomer.process(*OFFLINE)
    assert done.code == 1
    assert done.marked("✗") == [
        "The database has no tables yet. Run: sangkien db upgrade",
        "TELEGRAM_TOKEN is not set. Put the token that @BotFather gave you into .env.",
    ]
    assert done.out.splitlines()[-1] == "2 to mend."
    assert list(newcomer.folder.iterdir()) == []


async def test_where_nothing_is_missing_all_is_well(operator: Operator) -> None:
    await _people(operator, 1)
    await _verifier(operator, "DLK")
    done = await operator(*OFFLINE, **SET)
    assert (done.code, done.err) == (0, "")
    assert done.marked("✗") == []
    assert _only(done.marked("✓"), "tables are at revision")
    assert _only(done.marked("✓"), "is writable and in WAL mode")
    assert _only(done.marked("✓"), f"01-trieu-daklak version {version_of(PACK)} is loaded.")
    assert done.out.splitlines()[-1] == "All is well."


async def test_every_finding_is_one_line_however_narrow_the_terminal(operator: Operator) -> None:
    done = await operator(*OFFLINE, **SET, COLUMNS="40")
    assert all(line[:2] in {"✓ ", "✗ ", "– "} for line in done.out.splitlines()[:-1])


async def test_it_works_for_postgresql_too(newcomer: Operator, postgres_server: str) -> None:
    done = await newcomer(*OFFLINE, **SET, DATABASE_URL=f"{postgres_server}/prepared")
    assert _only(done.marked("✓"), "The PostgreSQL database prepared on 127.0.0.1 answers")
    assert _only(done.marked("✓"), "is loaded.")
    assert done.code == 0


async def test_a_database_that_does_not_answer_is_ill_and_its_password_is_not_shown(newcomer: Operator) -> None:
    url = "postgresql+asyncpg://sangkien:sesame@127.0.0.1:1/d"
    done = await newcomer(*OFFLINE, **SET, DATABASE_URL=url)
    assert done.code == 1
    assert _only(done.marked("✗"), "The database cannot be reached")
    assert _only(done.marked("–"), "was not looked at")
    assert "sesame" not in done.said


async def test_wrong_settings_are_named_and_the_rest_is_left(newcomer: Operator) -> None:
    done = await newcomer(*OFFLINE, LISTEN="nowhere")
    assert done.code == 1
    assert done.marked("✗") == ["LISTEN: it is host:port, e.g. 127.0.0.1:8080."]
    assert _only(done.marked("–"), "depends on the settings")


@pytest.mark.parametrize("secret", [f"TELEGRAM_TOKEN={BOT.token}", "DATABASE_URL=postgresql+asyncpg://u:p@h/d"])
async def test_secrets_in_an_env_file_that_others_may_read_are_ill(newcomer: Operator, secret: str) -> None:
    env = newcomer.folder / ".env"
    env.write_text(f"{secret}\n", encoding="utf-8")
    env.chmod(0o640)
    (line,) = _findings("ill", env)
    assert line.endswith("Run: chmod 600 .env")
    assert secret.partition("=")[0] in line
    assert secret.partition("=")[2] not in line
    env.chmod(0o600)
    assert _findings("ill", env) == []
    done = await newcomer(*OFFLINE)
    assert ".env is read by its owner only." in done.marked("✓")


def test_an_env_file_without_secrets_may_be_read_by_all(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("DATABASE_URL=postgresql+asyncpg://u@h/d\nSECRET_KEY=\n", encoding="utf-8")
    assert _findings("ill", tmp_path / ".env") == []


def test_a_name_that_is_nearly_a_setting_is_pointed_out_and_a_strange_one_left(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("TELEGRAM_TOKEM=x\nPORT=80\nSECRET_KEY_FILE=k\n", encoding="utf-8")
    assert _findings("ill", tmp_path / ".env") == [
        ".env names TELEGRAM_TOKEM, which is no setting. Did you mean TELEGRAM_TOKEN?"
    ]


def _findings(state: str, env: Path) -> list[str]:
    return [finding.text for finding in machine.env_file(env) if finding.state == state]


async def test_the_secret_key_must_be_its_owners_alone_and_not_empty(operator: Operator) -> None:
    key = operator.file.with_name("secret.key")
    key.write_text("a key", encoding="utf-8")
    key.chmod(0o644)
    shared = await operator(*OFFLINE)
    assert _only(shared.marked("✗"), "secret key").endswith("Run: chmod 600 data/secret.key")
    key.chmod(0o600)
    assert _only((await operator(*OFFLINE)).marked("✓"), "Only its owner may read the secret key")
    key.write_text("", encoding="utf-8")
    assert "is empty" in "".join((await operator(*OFFLINE)).marked("✗"))


async def test_a_key_that_does_not_open_what_is_kept_is_ill(operator: Operator) -> None:
    await _people(operator, 1)
    closed = Cipher((KEY,), lambda length: b"n" * length).close("079200000001", "7/identity")
    await _put(operator, InitiativeRow, _initiative(7, "DLK-01", {"identity": {"$secret": closed}}))
    right = await operator(*OFFLINE, **SET)
    assert "The identity numbers kept here can be opened." in right.marked("✓")
    for settings in ({"SECRET_KEY": "another"}, {}):
        done = await operator(*OFFLINE, **settings)
        assert _only(done.marked("✗"), "does not open the identity numbers")
        assert not operator.file.with_name("secret.key").exists()
    rotated = await operator(*OFFLINE, SECRET_KEY="another", SECRET_KEY_OLD=KEY)
    assert "The identity numbers kept here can be opened." in rotated.marked("✓")


async def test_old_tables_are_ill(operator: Operator) -> None:
    database = operator.database()
    async with database.engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    await database.close()
    done = await operator(*OFFLINE, **SET)
    assert _only(done.marked("✗"), "The tables are at revision 0000").endswith("Run: sangkien db upgrade")


async def test_a_pack_with_mistakes_and_one_that_is_not_there_are_ill(operator: Operator) -> None:
    pack = Path(shutil.copytree(PACK, operator.folder / "pack"))
    with (pack / "targets.csv").open("a", encoding="utf-8") as file:
        file.write("DLK-99,gd1,fixed,5\n")
    wrong = await operator(*OFFLINE, **SET, PROGRAMMES="pack")
    assert "targets.csv:46" in _only(wrong.marked("✗"), "sangkien programme check")
    missing = await operator(*OFFLINE, **SET, PROGRAMMES="nowhere")
    assert _only(missing.marked("✗"), "PROGRAMMES: there is no folder nowhere.")


async def test_a_pack_that_is_not_loaded_as_it_stands_is_ill_and_stays_so(operator: Operator) -> None:
    pack = Path(shutil.copytree(PACK, operator.folder / "pack"))
    with (pack / "targets.csv").open("a", encoding="utf-8") as file:
        file.write("DLK-01-017,gd1,fixed,5\n")
    for _ in range(2):
        done = await operator(*OFFLINE, **SET, PROGRAMMES="pack")
        assert _only(done.marked("✗"), "as its folder has it").endswith("Run: sangkien programme load pack")
    await operator("programme", "load", "pack")
    assert (await operator(*OFFLINE, **SET, PROGRAMMES="pack")).marked("✗") == []


async def test_units_nobody_verifies_for_are_counted(operator: Operator) -> None:
    await _people(operator, 1)
    await _verifier(operator, "DLK-01")
    await _verifier(operator, "DLK", revoked_at=_now())
    await _verifier(operator, "DLK", name="staff")
    done = await operator(*OFFLINE, **SET)
    line = _only(done.marked("–"), "no verifier")
    assert line.startswith("01-trieu-daklak: 32 of 36 units (DLK, DLK-02, ")
    assert line.endswith("Run: sangkien invite --role verifier --unit DLK")
    assert done.code == 0


async def test_initiatives_that_wait_where_nobody_verifies_are_ill(operator: Operator) -> None:
    await _people(operator, 1)
    await _verifier(operator, "DLK-01")
    await _put(operator, InitiativeRow, *(_initiative(n, unit) for n, unit in enumerate(("DLK-01-017", "DLK-02"), 1)))
    done = await operator(*OFFLINE, **SET)
    assert "; initiatives that wait there unseen: 1. " in _only(done.marked("✗"), "no verifier")
    await _verifier(operator, "DLK")
    assert _only((await operator(*OFFLINE, **SET)).marked("✓"), "every one of 36 units has a verifier")


async def test_messages_that_wait_too_long_are_ill_and_those_given_up_are_told(operator: Operator) -> None:
    await _people(operator, 1)
    await _put(operator, OutboxRow, _message("1", "waiting", timedelta(minutes=2)))
    await _put(operator, OutboxRow, _message("2", "dead", timedelta(hours=30)))
    await _put(operator, OutboxRow, _message("3", "sent", timedelta(hours=30)))
    well = await operator(*OFFLINE, **SET)
    assert _only(well.marked("✓"), "Outbox:") == (
        "Outbox: 1 waiting, the oldest for 2 minutes; 0 of the last day could not be delivered."
    )
    await _put(operator, OutboxRow, _message("4", "dead", timedelta(hours=20)))
    assert "1 of the last day" in _only((await operator(*OFFLINE, **SET)).marked("–"), "Outbox:")
    await _put(operator, OutboxRow, _message("5", "waiting", timedelta(hours=3)))
    late = _only((await operator(*OFFLINE, **SET)).marked("✗"), "Outbox:")
    assert "2 waiting, the oldest for 3 hours" in late
    assert late.endswith("Start it with: sangkien run")


async def test_another_clock_is_pointed_out(operator: Operator) -> None:
    clock = {"CLOCK": "2022-03-21T02:00:00Z", "TELEGRAM_API_URL": "http://127.0.0.1:1"}
    done = await operator(*OFFLINE, **SET, **clock)
    assert _only(done.marked("–"), "CLOCK is set: the bot starts at 09:00 on 21/03/2022 in Vietnam.")


async def test_a_folder_for_files_is_only_looked_at_and_one_that_cannot_be_used_is_ill(
    operator: Operator,
) -> None:
    assert _only((await operator(*OFFLINE, **SET)).marked("✓"), "Files are kept in")
    assert not (operator.folder / "data" / "files").exists()
    (operator.folder / "blocked").write_text("no folder", encoding="utf-8")
    done = await operator(*OFFLINE, **SET, FILES_URL="file:blocked/files")
    assert _only(done.marked("✗"), "FILES_URL").endswith("Run this, and the bot, as its owner.")
    assert done.code == 1


async def test_a_bucket_is_not_tried_offline(operator: Operator) -> None:
    assert _only((await operator(*OFFLINE, **SET, FILES_URL="s3://b")).marked("–"), "FILES_URL was not tried")


async def test_a_virus_scanner_that_does_not_answer_is_ill_and_none_is_worth_knowing(operator: Operator) -> None:
    assert _only((await operator(*OFFLINE, **SET)).marked("–"), "CLAMD is not set")
    done = await operator(*OFFLINE, **SET, CLAMD="/nowhere/clamd.socket")
    assert _only(done.marked("✗"), "CLAMD: no clamd answers at /nowhere/clamd.socket")
    assert _only((await operator(*OFFLINE, **SET, CLAMD="127.0.0.1:1")).marked("–"), "The virus scanner was not asked")


async def test_a_virus_scanner_that_answers_is_well(operator: Operator) -> None:
    with clamd("Test.Signature:0:*:00112233445566778899\n") as socket:
        done = await operator(*OFFLINE, **SET, CLAMD=str(socket))
    assert _only(done.marked("✓"), "The virus scanner at")


def _left(number: int, *answered: str) -> dict[str, Any]:
    """Return a draft of last week in which these questions are answered."""
    days_ago = _now() - timedelta(days=5)
    draft = {"state": "draft", "code": None, "unit": None, "phase": None, "submitted_at": None, "updated_at": days_ago}
    return _initiative(number, "") | draft | {"answers": dict.fromkeys(answered, "x")}


async def test_questions_where_more_than_a_tenth_stop_are_pointed_out(operator: Operator) -> None:
    """Demand 40."""
    await _people(operator, 1)
    assert _only((await operator(*OFFLINE, **SET)).marked("✓"), "no draft of the last month")
    first = ("full_name", "phone")
    handed_in = [_initiative(n, "DLK-01") | {"updated_at": _now() - timedelta(days=5)} for n in range(1, 18)]
    await _put(operator, InitiativeRow, *handed_in)
    await _put(operator, InitiativeRow, _left(20, *first), _left(21, *first), _left(22))
    fresh = _left(23, *first) | {"updated_at": _now()}
    await _put(operator, InitiativeRow, fresh)
    well = _only((await operator(*OFFLINE, **SET)).marked("–"), "left unfinished")
    assert "full_name 1 of 20; identity 2 of 19." in well
    assert well.endswith("More than 10% stop at: identity. Make it easier.")
