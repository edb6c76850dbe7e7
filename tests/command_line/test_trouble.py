"""What goes wrong is one sentence with a way out; a traceback comes only when asked for, a secret never."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import pytest

from bot.command_line.console import plainly
from bot.command_line.trouble import plain_words
from storage.cipher import UnreadableSecretError
from tests.command_line.operator import Operator
from tests.servers import free_port


async def test_run_without_a_token_says_where_to_get_one(newcomer: Operator) -> None:
    done = await newcomer.process("run")
    assert (done.code, done.out) == (1, "")
    assert "TELEGRAM_TOKEN" in done.err
    assert "@BotFather" in done.err
    assert "Traceback" not in done.err


async def test_a_wrong_setting_is_one_sentence_and_a_traceback_only_on_request(newcomer: Operator) -> None:
    plain = await newcomer.process("run", LISTEN="nowhere")
    assert (plain.code, plain.err) == (1, "LISTEN: it is host:port, e.g. 127.0.0.1:8080.\n")
    debugged = await newcomer.process("run", "--debug", LISTEN="nowhere")
    assert debugged.code == 1
    assert "Traceback" in debugged.err


async def test_a_port_that_is_taken_is_named_as_what_it_is(newcomer: Operator) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = await newcomer.process("demo", "--once", "--port", str(taken.getsockname()[1]))
    assert done.code == 1
    assert done.err == "Another program listens there already. Choose another port: LISTEN for run, --port for demo.\n"


async def test_a_database_that_does_not_run_is_named_without_its_password(newcomer: Operator) -> None:
    url = f"postgresql+asyncpg://sangkien:sesame@127.0.0.1:{free_port()}/sangkien"
    done = await newcomer("db", "upgrade", DATABASE_URL=url)
    assert done.code == 1
    assert done.err.startswith("The database cannot be reached (")
    assert done.err.count("\n") == 1
    assert "sesame" not in done.said


async def test_a_file_that_is_no_database_is_named_as_such(newcomer: Operator) -> None:
    (newcomer.folder / "letter.txt").write_text("Kính gửi" * 500, encoding="utf-8")
    done = await newcomer("db", "upgrade", DATABASE_URL="sqlite+aiosqlite:///letter.txt")
    assert done.code == 1
    assert done.err.startswith("The file in DATABASE_URL is no SQLite database.")


async def test_a_database_nobody_made_and_one_that_refuses_us_are_told_apart(
    newcomer: Operator, postgres_server: str
) -> None:
    unmade = await newcomer("db", "upgrade", DATABASE_URL=f"{postgres_server}/nobody_made_this")
    assert unmade.code == 1
    assert unmade.err.startswith("There is no database of that name")
    refused = await newcomer("db", "upgrade", DATABASE_URL=postgres_server.replace("postgres@", "dung@") + "/postgres")
    assert refused.code == 1
    assert refused.err.startswith("The database refuses the name or the password")


def test_what_nobody_foresaw_is_told_by_its_kind_alone(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left, plainly(debug=False):
        raise KeyError("0900 000 001")
    said = capsys.readouterr().err
    assert left.value.code == 1
    assert "KeyError" in said
    assert "--debug" in said
    assert "0900" not in said


def test_what_breaks_one_of_several_tasks_is_told_as_if_it_were_alone() -> None:
    async def broken() -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(_refuse())

    async def _refuse() -> None:
        raise UnreadableSecretError

    with pytest.raises(BaseExceptionGroup) as group:
        asyncio.run(broken())
    assert "SECRET_KEY" in plain_words(group.value)


def test_ctrl_c_ends_a_command_without_a_word(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left, plainly(debug=False):
        raise KeyboardInterrupt
    assert left.value.code == 130
    assert capsys.readouterr() == ("", "")


def test_a_file_that_may_not_be_used_is_named(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError) as refused:
        tmp_path.read_text()
    assert plain_words(refused.value).startswith(f"{tmp_path}: Is a directory.")
