"""Settings: from the environment, from files, from .env; a wrong one is named in one sentence."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, load

EXAMPLE = Path(__file__).parents[2] / ".env.example"


def test_the_example_names_every_setting_with_its_default() -> None:
    lines = [line for line in EXAMPLE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    shown = dict(line.split("=", 1) for line in lines)
    defaults = {
        name.upper(): "" if field.default is None else str(field.default)
        for name, field in Settings.model_fields.items()
        if not field.exclude
    }
    assert shown == defaults


def test_every_setting_of_the_example_is_explained() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        if line and not line.startswith("#"):
            assert lines[number - 1].startswith("# "), line


def test_a_secret_may_stand_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "token").write_text("1:abc\n", encoding="utf-8")
    monkeypatch.setenv("TELEGRAM_TOKEN_FILE", str(tmp_path / "token"))
    assert load(_env_file=None).telegram_bots == {"main": "1:abc"}


def test_a_secret_file_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "nowhere"))
    with pytest.raises(SettingsError, match="SECRET_KEY_FILE"):
        load(_env_file=None)


def test_several_bots_have_names() -> None:
    settings = load(_env_file=None, telegram_token="daklak=1:a, gialai=2:b")
    assert settings.telegram_bots == {"daklak": "1:a", "gialai": "2:b"}


def test_a_token_is_never_shown() -> None:
    assert "1:abc" not in repr(load(_env_file=None, telegram_token="1:abc"))


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"database_url": "mysql://x"}, "DATABASE_URL"),
        ({"database_url": "sqlite:///x"}, "DATABASE_URL"),
        ({"telegram_api_url": "somewhere"}, "TELEGRAM_API_URL"),
        ({"listen": "8080"}, "LISTEN"),
        ({"clock": "2022-03-21T09:00:00"}, "CLOCK"),
        ({"log_format": "xml"}, "LOG_FORMAT"),
        ({"clock": "2022-03-21T09:00:00+07:00"}, "CLOCK"),
        ({"clock": "2022-03-21T09:00:00+07:00", "telegram_api_url": "http://10.0.0.1"}, "CLOCK"),
    ],
)
def test_a_wrong_setting_is_named_in_one_sentence(given: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load(_env_file=None, **given)
    assert str(refused.value).startswith(f"{named}: ")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "127.9.9.9"])
def test_another_clock_is_allowed_on_this_machine(host: str) -> None:
    settings = load(_env_file=None, clock="2022-03-21T09:00:00+07:00", telegram_api_url=f"http://{host}:8081")
    assert settings.clock is not None


def test_the_first_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    settings = load(_env_file=None, secret_key_path=tmp_path / "data" / "secret.key")
    (first,) = settings.keys()
    assert settings.keys() == (first,)
    assert stat.S_IMODE((tmp_path / "data" / "secret.key").stat().st_mode) == 0o600
    assert len(first) > 40


def test_the_old_key_follows_the_new_one() -> None:
    assert load(_env_file=None, secret_key="new", secret_key_old="old").keys() == ("new", "old")


def test_settings_are_read_from_the_env_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("LISTEN=127.0.0.1:9000\nLOG_LEVEL=\n", encoding="utf-8")
    settings = load(_env_file=tmp_path / ".env")
    assert (settings.address, settings.log_level) == (("127.0.0.1", 9000), "info")
