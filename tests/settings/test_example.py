"""`.env.example` and the settings say the same, both ways."""

from __future__ import annotations

from pathlib import Path

import pytest
from dotenv import dotenv_values

from bot.settings import SECRETS, Settings, load

EXAMPLE = Path(__file__).parents[2] / ".env.example"
SHOWN = {name: field for name, field in Settings.model_fields.items() if not field.exclude}


def test_the_example_names_every_setting_with_its_default_and_no_other() -> None:
    defaults = {name.upper(): "" if field.default is None else str(field.default) for name, field in SHOWN.items()}
    assert dotenv_values(EXAMPLE) == defaults


def test_the_example_unchanged_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    assert load(_env_file=EXAMPLE) == load(_env_file=None)


@pytest.mark.parametrize("name", [name.upper() for name in SHOWN])
def test_every_setting_has_one_line_of_explanation_that_marks_secrets(name: str) -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith(f"{name}="))
    assert lines[at - 1].startswith("# ")
    assert lines[at - 2] == ""
    assert ("(*)" in lines[at - 1]) == (name in SECRETS)
    assert len(lines[at - 1]) <= 120
