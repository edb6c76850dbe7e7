"""What the value of a setting may look like; each error goes on from “it”, as in “LISTEN: it is host:port”."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, SecretStr
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.addresses import is_public

_BOT = re.compile(r"(?:(?P<name>[A-Za-z0-9_-]{1,32})=)?(?P<token>[^\s,=]+)")
_HOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


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


def _public(url: str) -> str:
    if not is_public(_address(url)):
        raise ValueError("begins with https:// and leads to where everybody can see it")
    return url


def _listen(value: str) -> str:
    host, _, port = value.rpartition(":")
    if not host or not port.isdigit() or int(port) > 65535:
        raise ValueError("is host:port, e.g. 127.0.0.1:8080")
    return value


def _files(url: str) -> str:
    kind, _, rest = url.partition(":")
    if not {"file": rest.strip("/"), "s3": urlsplit(url).netloc}.get(kind):
        raise ValueError("begins with file: and a folder, or is s3://bucket/prefix")
    return url


def _clamd(value: str) -> str:
    return value if value.startswith("/") else _listen(value)


def _aware(start: datetime) -> datetime:
    if start.tzinfo is None:
        raise ValueError("names its time zone, e.g. 2022-03-21T09:00:00+07:00")
    return start


def _tokens(given: SecretStr) -> SecretStr:
    parts = _parts(given)
    bots = [match for part in parts if (match := _BOT.fullmatch(part))]
    if len(bots) < len(parts):
        raise ValueError("is what @BotFather gave you, like 123456:ABC, or several of them as name=token,name=token")
    if len({bot["name"] for bot in bots}) < len(bots) or (len(bots) > 1 and any(not bot["name"] for bot in bots)):
        raise ValueError("gives each of several bots a name of its own, like daklak=123456:ABC,gialai=654321:DEF")
    return given


def _hook_secret(given: SecretStr) -> SecretStr:
    if not _HOOK_SECRET.fullmatch(given.get_secret_value()):
        raise ValueError("holds 1 to 256 letters without accents, digits, hyphens and underscores")
    return given


def _parts(tokens: SecretStr) -> list[str]:
    return [part.strip() for part in tokens.get_secret_value().split(",") if part.strip()]


def bots_of(tokens: SecretStr) -> dict[str, str]:
    """Return the bots that tokens name, name to token; a single unnamed one is called “main”."""
    bots = [match for part in _parts(tokens) if (match := _BOT.fullmatch(part))]
    return {bot["name"] or "main": bot["token"] for bot in bots}


Database = Annotated[str, AfterValidator(_database)]
HttpAddress = Annotated[str, AfterValidator(_address)]
PublicAddress = Annotated[str, AfterValidator(_public)]
FilesAddress = Annotated[str, AfterValidator(_files)]
HostAndPort = Annotated[str, AfterValidator(_listen)]
Scanner = Annotated[str, AfterValidator(_clamd)]
Start = Annotated[datetime, AfterValidator(_aware)]
BotTokens = Annotated[SecretStr, AfterValidator(_tokens)]
HookSecret = Annotated[SecretStr, AfterValidator(_hook_secret)]
