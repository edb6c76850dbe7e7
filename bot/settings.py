"""Every knob, typed; from the environment or `.env`, secrets also from a file named by NAME_FILE."""

from __future__ import annotations

import ipaddress
import os
import secrets
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

SECRETS = ("SECRET_KEY", "SECRET_KEY_OLD", "TELEGRAM_TOKEN", "WEBHOOK_SECRET", "DATABASE_URL")


class SettingsError(Exception):
    """A setting that cannot be used; the text is one sentence that names it and the way out."""


def _database(url: str) -> str:
    try:
        driver = make_url(url).drivername
    except ArgumentError:
        driver = ""
    if driver not in ("sqlite+aiosqlite", "postgresql+asyncpg"):
        raise ValueError("begins with sqlite+aiosqlite:/// or postgresql+asyncpg://")
    return url


def _address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("is an address such as https://bot.example.org")
    return url.rstrip("/")


def _listen(value: str) -> str:
    host, _, port = value.rpartition(":")
    if not host or not port.isdigit() or int(port) > 65535:
        raise ValueError("is host:port, e.g. 127.0.0.1:8080")
    return value


def _aware(start: datetime) -> datetime:
    if start.tzinfo is None:
        raise ValueError("names its time zone, e.g. 2022-03-21T09:00:00+07:00")
    return start


class _SecretFiles(PydanticBaseSettingsSource):
    """Reads NAME_FILE for a secret called NAME, as container platforms hand secrets over."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """Return the content of the file a secret is kept in."""
        path = os.environ.get(f"{field_name.upper()}_FILE") if field_name.upper() in SECRETS else None
        if not path:
            return None, field_name, False
        try:
            return Path(path).read_text(encoding="utf-8").strip(), field_name, False
        except OSError as error:
            raise SettingsError(f"{field_name.upper()}_FILE: cannot read {path} ({error.strerror}).") from error

    def __call__(self) -> dict[str, Any]:
        """Return all secrets that came from files."""
        found = {name: self.get_field_value(field, name)[0] for name, field in self.settings_cls.model_fields.items()}
        return {name: value for name, value in found.items() if value is not None}


class Settings(BaseSettings):
    """What the operator decides."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True)

    database_url: Annotated[str, AfterValidator(_database)] = "sqlite+aiosqlite:///data/sangkien.db"
    secret_key: SecretStr | None = None
    secret_key_old: SecretStr | None = None
    secret_key_path: Path = Field(default=Path("data/secret.key"), exclude=True)
    programmes: str = "storage/programmes/01-trieu-daklak"
    telegram_token: SecretStr | None = None
    telegram_api_url: Annotated[str, AfterValidator(_address)] = "https://api.telegram.org"
    webhook_url: Annotated[str, AfterValidator(_address)] | None = None
    webhook_secret: SecretStr | None = None
    listen: Annotated[str, AfterValidator(_listen)] = "127.0.0.1:8080"
    clock: Annotated[datetime, AfterValidator(_aware)] | None = None
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["text", "json"] = "text"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the library's signature
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Prefer what is passed in, then the environment, then secret files, then `.env`."""
        return init_settings, env_settings, _SecretFiles(settings_cls), dotenv_settings

    @property
    def packs(self) -> tuple[Path, ...]:
        """Return the folders of the programme packs."""
        return tuple(Path(part.strip()) for part in self.programmes.split(",") if part.strip())

    @property
    def telegram_bots(self) -> dict[str, str]:
        """Return Telegram's bots, name to token; a single unnamed one is called “main”."""
        if self.telegram_token is None:
            return {}
        bots: dict[str, str] = {}
        for part in self.telegram_token.get_secret_value().split(","):
            name, named, token = part.strip().partition("=")
            bots[name if named else "main"] = token if named else name
        return bots

    @property
    def address(self) -> tuple[str, int]:
        """Return where to listen."""
        host, _, port = self.listen.rpartition(":")
        return host.strip("[]"), int(port)

    def keys(self) -> tuple[str, ...]:
        """Return the present secret key and then the old one; a first key is made at the first run."""
        present = self.secret_key.get_secret_value() if self.secret_key else _kept_key(self.secret_key_path)
        old = self.secret_key_old.get_secret_value() if self.secret_key_old else None
        return (present, old) if old else (present,)

    def webhook_token(self) -> str:
        """Return what proves that a webhook call is the platform's; derived from the secret key unless given."""
        if self.webhook_secret:
            return self.webhook_secret.get_secret_value()
        return sha256(f"webhook {self.keys()[0]}".encode()).hexdigest()


def load(**given: Any) -> Settings:
    """Read all settings; raises SettingsError with one sentence that names what is wrong."""
    try:
        settings = Settings(**given)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"]).upper()
        what = first["msg"].removeprefix("Value error, ")
        raise SettingsError(f"{name}: it {what}." if first["type"] == "value_error" else f"{name}: {what}.") from error
    if settings.clock and not _loopback(settings.telegram_api_url):
        raise SettingsError(
            "CLOCK: a clock that does not tell the true time is only for tests; "
            "remove it, or point TELEGRAM_API_URL at an address on this machine."
        )
    return settings


def _loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _kept_key(path: Path) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(48) + "\n")
    return path.read_text(encoding="utf-8").strip()
