"""Settings: from the environment, from files, from .env; a wrong one is named in one sentence."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from bot.settings import SECRETS, Settings, SettingsError, load

TOKEN = "900000000:token-of-no-value"
ACCOUNT = {"zalo_oa_app_id": "4242", "zalo_oa_app_secret": "a", "zalo_oa_secret_key": "b"}


@pytest.fixture(autouse=True)
def _nothing_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep the settings of whoever runs the tests out of them."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
        monkeypatch.delenv(f"{name.upper()}_FILE", raising=False)


def test_without_anything_the_defaults_hold() -> None:
    settings = load()
    assert settings.address == ("127.0.0.1", 8080)
    assert settings.packs == (Path("storage/programmes/01-trieu-daklak"),)
    assert settings.telegram_bots == {}


def test_settings_are_read_from_the_env_file_beside_the_process(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("LISTEN=127.0.0.1:9000\nLOG_LEVEL=\nPORT=80\n", encoding="utf-8")
    settings = load()
    assert (settings.address, settings.log_level) == (("127.0.0.1", 9000), "info")


def test_an_env_file_written_by_notepad_is_read_from_its_first_line(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("LISTEN=127.0.0.1:9000\r\n", encoding="utf-8-sig")
    assert load().address == ("127.0.0.1", 9000)


def test_an_env_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("LISTEN=127.0.0.1:9000", encoding="utf-16")
    with pytest.raises(SettingsError, match=r"^\.env: .* UTF-8"):
        load()


def test_the_environment_overrules_a_secret_file_and_that_the_env_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("SECRET_KEY=of .env\n", encoding="utf-8")
    assert load().keys() == ("of .env",)
    (tmp_path / "key").write_text("of the file\n", encoding="utf-8")
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))
    assert load().keys() == ("of the file",)
    monkeypatch.setenv("SECRET_KEY", "of the environment")
    assert load().keys() == ("of the environment",)


@pytest.mark.parametrize("name", SECRETS)
def test_every_secret_may_stand_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    secret = {"TELEGRAM_TOKEN": TOKEN, "DATABASE_URL": "postgresql+asyncpg://u:p@localhost/d"}.get(name, "a-secret")
    (tmp_path / "secret").write_text(f"{secret}\n", encoding="utf-8")
    for other in ACCOUNT if name.startswith("ZALO_OA") else ():
        monkeypatch.setenv(other.upper(), "a")
    monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(f"{name}_FILE", str(tmp_path / "secret"))
    found = getattr(load(), name.lower())
    assert (found if isinstance(found, str) else found.get_secret_value()) == secret


def test_the_env_file_may_name_a_secret_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(TOKEN, encoding="utf-8")
    (tmp_path / ".env").write_text(f"TELEGRAM_TOKEN_FILE={tmp_path / 'token'}\n", encoding="utf-8")
    assert load().telegram_bots == {"main": TOKEN}


def test_what_is_no_secret_is_not_read_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "listen").write_text("127.0.0.1:1", encoding="utf-8")
    monkeypatch.setenv("LISTEN_FILE", str(tmp_path / "listen"))
    assert load().listen == "127.0.0.1:8080"


@pytest.mark.parametrize(
    ("content", "words"), [(None, "cannot read"), (b"", "is empty"), (b" \n", "is empty"), (b"\xff\xfe\x00", "UTF-8")]
)
def test_a_secret_file_without_a_secret_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes | None, words: str
) -> None:
    if content is not None:
        (tmp_path / "token").write_bytes(content)
    monkeypatch.setenv("TELEGRAM_TOKEN_FILE", str(tmp_path / "token"))
    with pytest.raises(SettingsError, match=f"^TELEGRAM_TOKEN_FILE: .*{words}"):
        load()


@pytest.mark.parametrize(
    ("written", "bots"),
    [
        ("1:a", {"main": "1:a"}),
        (" 1:a , ", {"main": "1:a"}),
        ("daklak=1:a", {"daklak": "1:a"}),
        ("daklak=1:a, gialai=2:b_-", {"daklak": "1:a", "gialai": "2:b_-"}),
    ],
)
def test_one_bot_needs_no_name_and_several_have_one_each(written: str, bots: dict[str, str]) -> None:
    assert load(telegram_token=written).telegram_bots == bots


@pytest.mark.parametrize(
    "written", ["1:a,2:b", "x=1:a,x=2:b", "x=1:a,2:b", "đắk lắk=1:a", "a/b=1:a", "x=", "=1:a", "1:a b"]
)
def test_tokens_that_cannot_be_are_refused_without_being_shown(written: str) -> None:
    with pytest.raises(SettingsError, match=r"^TELEGRAM_TOKEN: ") as refused:
        load(telegram_token=written)
    assert written not in str(refused.value)
    assert written not in str(refused.value.__cause__)


def test_a_token_is_never_shown() -> None:
    assert TOKEN not in repr(load(telegram_token=TOKEN))


def test_the_password_of_a_wrong_database_address_is_not_shown() -> None:
    with pytest.raises(SettingsError) as refused:
        load(database_url="mysql://u:sesame@host/d")
    assert "sesame" not in f"{refused.value} {refused.value.__cause__}"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://x"),
        ("DATABASE_URL", "sqlite:///x"),
        ("DATABASE_URL", "nothing"),
        ("TELEGRAM_API_URL", "somewhere"),
        ("WEBHOOK_URL", "ftp://bot.example.org"),
        ("WEBHOOK_SECRET", "bí mật"),
        ("FILES_URL", "data/files"),
        ("FILES_URL", "file:"),
        ("FILES_URL", "s3://"),
        ("FILES_URL", "ftp://somewhere/files"),
        ("CLAMD", "scanner"),
        ("LISTEN", "8080"),
        ("LISTEN", "127.0.0.1:70000"),
        ("CLOCK", "yesterday"),
        ("CLOCK", "2022-03-21T09:00:00"),
        ("LOG_LEVEL", "loud"),
        ("LOG_FORMAT", "xml"),
    ],
)
def test_a_wrong_setting_is_named_in_one_sentence(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as refused:
        load()
    assert str(refused.value).startswith(f"{name}: it ")
    assert str(refused.value).endswith(".")
    assert "\n" not in str(refused.value)


def test_levels_may_be_written_in_capitals() -> None:
    assert load(log_level="WARNING").log_level == "warning"


@pytest.mark.parametrize("address", ["https://api.telegram.org", "http://10.0.0.1", "http://localhost.example.org"])
def test_another_clock_is_refused_where_people_would_meet_it(address: str) -> None:
    with pytest.raises(SettingsError, match=r"^CLOCK: "):
        load(clock="2022-03-21T09:00:00+07:00", telegram_api_url=address)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "127.9.9.9"])
def test_another_clock_is_allowed_on_this_machine(host: str) -> None:
    settings = load(clock="2022-03-21T09:00:00+07:00", telegram_api_url=f"http://{host}:8081")
    assert settings.clock is not None


def test_the_first_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "data" / "secret.key"
    before = os.umask(0)
    try:
        (first,) = load(secret_key_path=path).keys()
    finally:
        os.umask(before)
    assert load(secret_key_path=path).keys() == (first,)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(first) > 40
    assert [file.name for file in path.parent.iterdir()] == ["secret.key"]


def test_those_that_start_together_have_the_same_key(tmp_path: Path) -> None:
    together = Barrier(8)

    def key(settings: Settings) -> str:
        together.wait(60)
        return settings.keys()[0]

    with ThreadPoolExecutor(together.parties) as threads:
        for attempt in range(50):
            settings = load(secret_key_path=tmp_path / str(attempt) / "secret.key")
            made = set(threads.map(key, [settings] * together.parties))
            assert len(made) == 1


def test_an_empty_key_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.key").touch()
    with pytest.raises(SettingsError, match=r"^SECRET_KEY: .* is empty"):
        load(secret_key_path=tmp_path / "secret.key").keys()


def test_the_old_key_follows_the_new_one() -> None:
    assert load(secret_key="new", secret_key_old="old").keys() == ("new", "old")


@pytest.mark.parametrize("missing", ACCOUNT)
def test_a_part_of_an_official_account_names_what_is_missing(missing: str) -> None:
    with pytest.raises(SettingsError, match=f"^{missing.upper()}: it is missing"):
        load(**{name: value for name, value in ACCOUNT.items() if name != missing})
    assert load(**ACCOUNT).zalo_oa_app_id == "4242"


def test_a_token_alone_is_no_official_account() -> None:
    with pytest.raises(SettingsError, match=r"^ZALO_OA_APP_ID: it is missing"):
        load(zalo_oa_refresh_token="r0")


def test_a_test_clock_needs_every_platform_in_use_on_this_machine() -> None:
    here = {"clock": "2022-03-21T09:00:00+07:00", "telegram_api_url": "http://127.0.0.1:1"}
    assert load(**here).clock
    with pytest.raises(SettingsError, match="point ZALO_OPENAPI_URL at"):
        load(**here, **ACCOUNT)
    with pytest.raises(SettingsError, match="point ZALO_OAUTH_URL at"):
        load(**here, **ACCOUNT, zalo_openapi_url="http://127.0.0.1:2")
    with pytest.raises(SettingsError, match="point ZALO_BOT_API_URL at"):
        load(**here, zalo_bot_token="t")
    assert load(**here, **ACCOUNT, zalo_openapi_url="http://127.0.0.1:2", zalo_oauth_url="http://[::1]:3").clock


def test_the_path_of_zalo_hangs_on_the_secret_and_does_not_tell_it() -> None:
    one, other = load(webhook_secret="one"), load(webhook_secret="other")
    assert one.zalo_hook != other.zalo_hook
    assert one.zalo_hook.startswith("/zalo/oa/")
    assert len(one.zalo_hook) == len("/zalo/oa/") + 40
