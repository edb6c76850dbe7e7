"""Every knob, typed; from the environment or `.env`, secrets also from a file named by NAME_FILE."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from bot.addresses import on_this_machine
from bot.setting_types import (
    BotTokens,
    Database,
    FilesAddress,
    HookSecret,
    HostAndPort,
    HttpAddress,
    PublicAddress,
    Scanner,
    Start,
    bots_of,
)

SECRETS = (
    *("SECRET_KEY", "SECRET_KEY_OLD", "TELEGRAM_TOKEN", "WEBHOOK_SECRET", "DATABASE_URL"),
    *("ZALO_OA_APP_SECRET", "ZALO_OA_SECRET_KEY", "ZALO_OA_REFRESH_TOKEN", "ZALO_BOT_TOKEN"),
)
_ZALO_SECRET = 8


class SettingsError(Exception):
    """A setting that cannot be used; the text is one sentence that names it and the way out."""


class _SecretFiles(PydanticBaseSettingsSource):
    """Reads NAME_FILE for a secret called NAME, as container platforms hand secrets over."""

    def __init__(self, settings_cls: type[BaseSettings], given: Mapping[str, str | None]) -> None:
        """Look for NAME_FILE among what the environment and `.env` give, by names in small letters."""
        super().__init__(settings_cls)
        self._given = given

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """Return the content of the file a secret is kept in; raises SettingsError for one without any."""
        path = self._given.get(f"{field_name}_file") if field_name.upper() in SECRETS else None
        if not path:
            return None, field_name, False
        name = f"{field_name.upper()}_FILE"
        try:
            content = Path(path).read_text(encoding="utf-8-sig").strip()
        except OSError as error:
            raise SettingsError(f"{name}: cannot read {path} ({error.strerror}).") from error
        except UnicodeDecodeError as error:
            raise SettingsError(f"{name}: {path} is not text in UTF-8.") from error
        if not content:
            raise SettingsError(f"{name}: {path} is empty; put the secret into it.")
        return content, field_name, False

    def __call__(self) -> dict[str, Any]:
        """Return all secrets that came from files."""
        found = {name: self.get_field_value(field, name)[0] for name, field in self.settings_cls.model_fields.items()}
        return {name: value for name, value in found.items() if value is not None}


class Settings(BaseSettings):
    """What the operator decides."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8-sig",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    database_url: Database = "sqlite+aiosqlite:///data/sangkien.db"
    files_url: FilesAddress = "file:data/files"
    clamd: Scanner | None = None
    secret_key: SecretStr | None = None
    secret_key_old: SecretStr | None = None
    secret_key_path: Path = Field(default=Path("data/secret.key"), exclude=True)
    programmes: str = "storage/programmes/01-trieu-daklak"
    telegram_token: BotTokens | None = None
    telegram_api_url: HttpAddress = "https://api.telegram.org"
    zalo_oa_app_id: str | None = None
    zalo_oa_app_secret: SecretStr | None = None
    zalo_oa_secret_key: SecretStr | None = None
    zalo_oa_refresh_token: SecretStr | None = None
    zalo_oa_signature: Literal["strict", "log_only"] = "strict"
    zalo_oa_buttons: bool = True
    zalo_oa_form: bool = True
    zalo_oa_form_picture: PublicAddress | None = None
    zalo_oa_paid: bool = False
    zalo_oa_proof: bool = False
    zalo_oa_file_hosts: str = "zdn.vn,zadn.vn,zaloapp.com,zalo.me"
    zalo_openapi_url: HttpAddress = "https://openapi.zalo.me"
    zalo_oauth_url: HttpAddress = "https://oauth.zaloapp.com"
    zalo_bot_token: SecretStr | None = None
    zalo_bot_api_url: HttpAddress = "https://bot-api.zaloplatforms.com"
    webhook_url: HttpAddress | None = None
    webhook_secret: HookSecret | None = None
    listen: HostAndPort = "127.0.0.1:8080"
    work_folder: Path = Path("data/work")
    made_kept_hours: int = Field(default=72, ge=1)
    messages_kept_days: int = Field(default=7, ge=1)
    clock: Start | None = None
    log_level: Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(str.lower)] = "info"
    log_format: Annotated[Literal["text", "json"], BeforeValidator(str.lower)] = "text"

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
        given = {**_variables(dotenv_settings), **_variables(env_settings)}
        return init_settings, env_settings, _SecretFiles(settings_cls, given), dotenv_settings

    @property
    def packs(self) -> tuple[Path, ...]:
        """Return the folders of the programme packs."""
        return tuple(Path(part.strip()) for part in self.programmes.split(",") if part.strip())

    @property
    def made_url(self) -> str:
        """Return where files that were made are kept for a while: below the others, for a backup to leave out."""
        return f"{self.files_url.rstrip('/')}/made"

    @property
    def uploaded_url(self) -> str:
        """Return where files given on a page wait to be looked at: below the others, for a backup to leave out."""
        return f"{self.files_url.rstrip('/')}/uploaded"

    @property
    def uploads(self) -> str:
        """Return how the address of a page for somebody's files begins, empty where this bot has no public address."""
        return f"{self.webhook_url}/upload/" if self.webhook_url else ""

    @property
    def looks(self) -> str:
        """Return how the address of a page that shows a card number begins, empty where there is no public address."""
        return f"{self.webhook_url}/look/" if self.webhook_url else ""

    @property
    def telegram_bots(self) -> dict[str, str]:
        """Return Telegram's bots, name to token; a single unnamed one is called “main”."""
        return bots_of(self.telegram_token) if self.telegram_token else {}

    @property
    def zalo_hook(self) -> str:
        """Return the path at which Zalo's Official Account hands over what people write; its end nobody can guess."""
        return f"/zalo/oa/{sha256(f'zalo {self.webhook_token()}'.encode()).hexdigest()[:40]}"

    @property
    def zalo_file_hosts(self) -> tuple[str, ...]:
        """Return the hosts at which files that people sent on Zalo may be, with those below them."""
        return tuple(part.strip() for part in self.zalo_oa_file_hosts.split(",") if part.strip())

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
        what = first["msg"].removeprefix("Value error, ").removeprefix("Input ")
        raise SettingsError(f"{str(first['loc'][0]).upper()}: it {what}.") from error
    except UnicodeDecodeError as error:
        raise SettingsError(".env: it is not text in UTF-8; save it as UTF-8.") from error
    except OSError as error:
        raise SettingsError(f"{error.filename}: it cannot be read ({error.strerror}).") from error
    _require_whole(settings)
    far = [name for name, url in _platforms(settings) if not on_this_machine(url)]
    if settings.clock and far:
        raise SettingsError(
            "CLOCK: a clock that does not tell the true time is only for tests; "
            f"remove it, or point {far[0]} at an address on this machine."
        )
    return settings


def _platforms(settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield the addresses of the platforms we speak to, by the names of their settings."""
    yield "TELEGRAM_API_URL", settings.telegram_api_url
    if settings.zalo_oa_app_id:
        yield "ZALO_OPENAPI_URL", settings.zalo_openapi_url
        yield "ZALO_OAUTH_URL", settings.zalo_oauth_url
    if settings.zalo_bot_token:
        yield "ZALO_BOT_API_URL", settings.zalo_bot_api_url


def _require_whole(settings: Settings) -> None:
    """Raise SettingsError where of Zalo's Official Account only a part is set, or Zalo's bot has too short a secret."""
    needed = ("zalo_oa_app_id", "zalo_oa_app_secret", "zalo_oa_secret_key")
    missing = [name.upper() for name in needed if not getattr(settings, name)]
    if missing and (len(missing) < len(needed) or settings.zalo_oa_refresh_token):
        raise SettingsError(
            f"{missing[0]}: it is missing, though other settings of the Official Account are there. "
            "Copy it from developers.zalo.me, or remove the others."
        )
    given = settings.webhook_secret
    if settings.zalo_bot_token and given and len(given.get_secret_value()) < _ZALO_SECRET:
        raise SettingsError(f"WEBHOOK_SECRET: Zalo takes one of at least {_ZALO_SECRET} characters. Make it longer.")


def _variables(source: PydanticBaseSettingsSource) -> Mapping[str, str | None]:
    return source.env_vars if isinstance(source, EnvSettingsSource) else {}


def _kept_key(path: Path) -> str:
    """Return the key in a file, made whole in one step, so that of processes that start together all have the same."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(48) + "\n")
        with suppress(FileExistsError):
            path.hardlink_to(draft)
        draft.unlink()
    key = path.read_text(encoding="utf-8").strip()
    if not key:
        raise SettingsError(
            f"SECRET_KEY: {path} is empty. Restore it from a backup, or remove it if nothing is kept yet."
        )
    return key
