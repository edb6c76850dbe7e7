"""Checks of this machine and of what is installed on it: Python, `.env`, the secret key, languages, the clock."""

from __future__ import annotations

import stat
import sys
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path

from dotenv import dotenv_values
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.command_line.checks.finding import Finding, ill, mind, well
from bot.settings import SECRETS, Settings
from bot.talk import NoCatalogueError, Talk
from flows.programme import VIETNAM

OLDEST = (3, 11)
ENV = Path(".env")


def python() -> Finding:
    """Check that Python is new enough."""
    present = ".".join(str(part) for part in sys.version_info[:3])
    if sys.version_info < OLDEST:
        return ill(f"Python {present} is too old. Install Python {'.'.join(map(str, OLDEST))} or newer.")
    return well(f"Python {present}.")


def env_file(path: Path = ENV) -> Iterator[Finding]:
    """Check that nobody else reads the secrets in `.env`, and that no name in it is spelt wrong."""
    if not path.exists():
        yield mind("There is no .env here; the settings are those of the environment.")
        return
    given = dotenv_values(path, encoding="utf-8-sig")
    secrets = [name for name in SECRETS if _holds_secret(name, given)]
    if secrets and stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield ill(f"Others on this machine may read .env, which holds {', '.join(secrets)}. Run: chmod 600 .env")
    else:
        yield well(f".env is read{' by its owner only' if secrets else ', it holds no secrets'}.")
    for name, meant in _misspelt(given):
        yield ill(f".env names {name}, which is no setting. Did you mean {meant}?")


def secret_key(chosen: Settings) -> Finding:
    """Check that the key is there, or will be, and that nobody else reads it."""
    path = chosen.secret_key_path
    if chosen.secret_key:
        return well("The secret key is given by SECRET_KEY; keep it with your backups.")
    if not path.exists():
        return mind(f"The secret key will be made in {path} at the first run; keep it with your backups.")
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        return ill(f"Others on this machine may read the secret key. Run: chmod 600 {path}")
    try:
        kept = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        return ill(f"The secret key in {path} cannot be read ({error.strerror}). Run this as the user the bot runs as.")
    if not kept:
        return ill(f"The secret key in {path} is empty. Restore it from a backup, or remove it if nothing is kept yet.")
    return well(f"Only its owner may read the secret key in {path}; keep it with your backups.")


def catalogues() -> Finding:
    """Check that the sentences of every language can be read."""
    try:
        return well(f"Languages: {', '.join(sorted(Talk.load().languages))}.")
    except NoCatalogueError as error:
        return ill(f"The sentences of the bot are missing: {error}. Restore the folder locales/.")


def clock(chosen: Settings) -> Finding:
    """Say which clock the bot lives by."""
    if chosen.clock is None:
        return well("The bot lives by this machine's clock.")
    start = chosen.clock.astimezone(VIETNAM)
    return mind(f"CLOCK is set: the bot starts at {start:%H:%M on %d/%m/%Y} in Vietnam. Only for tests.")


def _holds_secret(name: str, given: Mapping[str, str | None]) -> bool:
    value = given.get(name)
    if not value:
        return False
    if name != "DATABASE_URL":
        return True
    try:
        return make_url(value).password is not None
    except ArgumentError:
        return True


def _misspelt(given: Mapping[str, str | None]) -> Iterator[tuple[str, str]]:
    """Yield names that are nearly those of a setting, and the settings' names; others may belong to other programs."""
    known = [name.upper() for name in Settings.model_fields]
    known += [f"{name}_FILE" for name in SECRETS]
    for name in given:
        near = get_close_matches(name.upper(), known, n=1, cutoff=0.85)
        if near and name.upper() not in known:
            yield name, near[0]
