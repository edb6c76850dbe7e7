"""Every command explains itself, and says plainly what is wrong with how it was used."""

from __future__ import annotations

from collections.abc import Iterator

import click
import pytest
import typer
from typer.testing import CliRunner

from bot.__main__ import build
from tests.command_line.operator import Operator


def _commands(group: object, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, command in getattr(group, "commands", {}).items():
        inner = (*path, name)
        yield from _commands(command, inner) if hasattr(command, "commands") else (inner,)


COMMANDS = tuple(_commands(typer.main.get_command(build())))


def test_these_are_the_commands() -> None:
    assert {" ".join(command) for command in COMMANDS} == {
        "run",
        "demo",
        "doctor",
        "invite",
        "posters",
        "grant",
        "revoke",
        "erase",
        "export",
        "zalo connect",
        "db upgrade",
        "db rotate-keys",
        "db recount",
        "programme check",
        "programme new",
        "programme load",
        "units import",
        "units merge",
        "units rename",
        "programme extend",
        "programme targets",
        "units support",
        "report awards",
        "report closing",
        "report summary",
        "report targets",
        "awards snapshot",
        "awards list",
        "awards tick",
    }


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_has_an_example_and_explains_every_option(command: tuple[str, ...]) -> None:
    done = CliRunner().invoke(build(), [*command, "--help"], env={"COLUMNS": "200"})
    assert done.exit_code == 0
    example = done.output.partition("Example: ")[2].splitlines()[0]
    assert f"sangkien {' '.join(command)}" in example
    assert "--debug" in done.output
    options = [line.split("  ") for line in done.output.splitlines() if line.strip().startswith("--")]
    assert all(line[-1].strip() for line in options)


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (["invite", "--role", "verifier"], "--unit"),
        (["invite", "--role", "boss", "--unit", "DLK"], "administrator"),
        (["invite", "--role", "staff", "--unit", "DLK", "--hours", "0"], "--hours"),
        (["invite", "--role", "staff", "--unit", "DLK", "--name", "Bình" * 26], "at most 100"),
        (["demo", "--port", "http"], "--port"),
        (["erase"], "--person"),
        (["erase", "SK-22-7F3K9Q", "--person", "7"], "either"),
        (["programme", "mend"], "mend"),
        (["programme", "targets"], "--show"),
        (["programme", "targets", "a.csv"], "--document"),
        (["programme", "targets", "a.csv", "--unit", "DLK", "--dry-run"], "--unit"),
        (["posters", "--unit", "DLK", "--format", "png", "--together", "x"], "--together"),
        (["doctor", "--online"], "--online"),
    ],
    ids=" ".join,
)
def test_wrong_use_ends_with_2_and_says_what_is_wrong(command: list[str], words: str) -> None:
    done = CliRunner().invoke(build(), command)
    assert done.exit_code == 2
    assert words in click.unstyle(done.output)


async def test_the_help_of_the_real_command_lists_all_of_them(newcomer: Operator) -> None:
    done = await newcomer.process("--help")
    assert done.code == 0
    assert all(command[0] in done.out for command in COMMANDS)
