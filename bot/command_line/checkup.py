"""`doctor`: a checklist of everything the bot needs, each line with the way out."""

from __future__ import annotations

import asyncio
import stat
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal

import typer
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col
from telegram.error import TelegramError

from bot.app import read_packs
from bot.channels.telegram.bots import make_bot
from bot.command_line.console import Debug, out, plainly, settings
from bot.settings import Settings, SettingsError
from bot.talk import NoCatalogueError, Talk
from storage import loading, schema
from storage.database import Database
from storage.packs import Pack, PackError
from storage.tables import OutboxRow, RoleRow

MARKS = {"well": "[green]✓[/]", "ill": "[red]✗[/]", "mind": "[yellow]–[/]"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the checklist; an ill one makes the checkup fail."""

    state: Literal["well", "ill", "mind"]
    text: str


def doctor(
    *,
    offline: Annotated[bool, typer.Option("--offline", help="Ask nobody over the network.")] = False,
    debug: Debug = False,
) -> None:
    """Check everything the bot needs and say what is missing; exit code 1 if anything is.

    Example: sangkien doctor --offline
    """
    with plainly(debug=debug):
        findings = asyncio.run(_checkup(settings(), offline=offline))
        for finding in findings:
            out.print(MARKS[finding.state], end=" ")
            out.print(finding.text, markup=False)
        if any(finding.state == "ill" for finding in findings):
            sys.exit(1)


async def _checkup(chosen: Settings, *, offline: bool) -> list[Finding]:
    findings = [_clock(chosen), _secret_key(chosen), *_env_file(), _catalogues()]
    packs, read = _packs(chosen)
    findings += read
    findings += [finding async for finding in _database(chosen, packs)]
    if not chosen.telegram_bots:
        findings.append(Finding("ill", "No TELEGRAM_TOKEN: put the token that @BotFather gave you into .env."))
    elif not offline:
        findings += [await _telegram(chosen, name, token) for name, token in chosen.telegram_bots.items()]
    return findings


def _clock(chosen: Settings) -> Finding:
    if chosen.clock:
        return Finding("mind", f"CLOCK is set: the bot lives at {chosen.clock.isoformat()}, for tests only.")
    return Finding("well", f"Python {sys.version_info.major}.{sys.version_info.minor}, the machine's own clock.")


def _secret_key(chosen: Settings) -> Finding:
    path = chosen.secret_key_path
    if chosen.secret_key:
        return Finding("well", "SECRET_KEY is set.")
    if not path.exists():
        return Finding("mind", f"The secret key will be made in {path} at the first run; keep it with your backups.")
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        return Finding("ill", f"Others can read {path}: chmod 600 {path}")
    return Finding("well", f"The secret key in {path} is readable by its owner only; keep it with your backups.")


def _env_file() -> list[Finding]:
    path = Path(".env")
    if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077 and "TOKEN" in path.read_text(encoding="utf-8"):
        return [Finding("mind", "Others on this machine can read .env, which holds a token: chmod 600 .env")]
    return []


def _catalogues() -> Finding:
    try:
        return Finding("well", f"Languages: {', '.join(sorted(Talk.load().languages))}.")
    except NoCatalogueError as error:
        return Finding("ill", f"{error}. Restore the folder locales/.")


def _packs(chosen: Settings) -> tuple[tuple[Pack, ...], list[Finding]]:
    try:
        packs = read_packs(chosen)
    except SettingsError as error:
        return (), [Finding("ill", str(error))]
    except PackError as error:
        places = ", ".join(f"{problem.file}:{problem.line}" for problem in error.problems[:3])
        return (), [Finding("ill", f"A programme pack has mistakes ({places}): sangkien programme check FOLDER")]
    return packs, [Finding("well", f"Programmes: {', '.join(pack.programme.key for pack in packs)}.")]


async def _database(chosen: Settings, packs: tuple[Pack, ...]) -> AsyncIterator[Finding]:
    database = Database(chosen.database_url)
    try:
        present, newest = await schema.revisions(database)
        if present != newest:
            yield Finding("ill", f"The tables are at {present or 'nothing'}, not {newest}: sangkien db upgrade")
            return
        yield Finding("well", f"The database answers, its tables are at {present}.")
        yield await _outbox(database)
        for pack in packs:
            yield await _unseen(database, pack)
    except (SQLAlchemyError, OSError) as error:
        yield Finding("ill", f"The database does not answer ({type(error).__name__}): check DATABASE_URL.")
    finally:
        await database.close()


async def _outbox(database: Database) -> Finding:
    now = datetime.now(UTC)
    async with database.transaction() as session:
        counted = await session.execute(
            select(func.count(), func.min(col(OutboxRow.created_at))).where(col(OutboxRow.state) == "waiting")
        )
        waiting, oldest = counted.one()
        dead = (
            await session.execute(
                select(func.count())
                .select_from(OutboxRow)
                .where(col(OutboxRow.state) == "dead", col(OutboxRow.created_at) > now - timedelta(days=1))
            )
        ).scalar_one()
    since = oldest.replace(tzinfo=oldest.tzinfo or UTC) if oldest else now
    late = now - since > timedelta(minutes=5)
    text = f"{waiting} messages wait to be sent, {dead} could not be delivered since yesterday."
    return Finding("mind" if late or dead else "well", f"{text} Is the bot running?" if late else text)


async def _unseen(database: Database, pack: Pack) -> Finding:
    """Tell which units have no verifier at or above them, so that nobody would see their initiatives."""
    async with database.transaction() as session:
        found = await session.execute(
            select(col(RoleRow.unit)).where(col(RoleRow.name) == "verifier", col(RoleRow.revoked_at).is_(None))
        )
        staffed = {unit for (unit,) in found.all()}
        today = datetime.now(UTC).date()
        units = (await loading.snapshot(session, [pack.programme], today)).units
    if units.get(pack.programme.root) is None:
        return Finding("mind", f"{pack.programme.key} is not loaded yet: `run` loads it, or sangkien programme load")
    unseen = [
        unit for unit in units.below(pack.programme.root) if not staffed & {one.code for one in units.path(unit.code)}
    ]
    if not unseen:
        return Finding("well", f"{pack.programme.key}: every unit has a verifier at or above it.")
    some = ", ".join(unit.code for unit in unseen[:3])
    return Finding(
        "mind",
        f"{pack.programme.key}: {len(unseen)} units have no verifier at or above them ({some} …): "
        "sangkien invite --role verifier --unit CODE",
    )


async def _telegram(chosen: Settings, name: str, token: str) -> Finding:
    bot = make_bot(name, token, chosen.telegram_api_url)
    try:
        await bot.initialize()
        info = await bot.get_webhook_info()
    except TelegramError as error:
        return Finding("ill", f"Telegram does not accept bot “{name}” ({type(error).__name__}): check TELEGRAM_TOKEN.")
    finally:
        await bot.shutdown()
    said = f"Telegram knows bot “{name}” as @{bot.username}, {info.pending_update_count} updates waiting"
    if bool(info.url) != bool(chosen.webhook_url):
        told = "has a webhook, which the next run by polling removes" if info.url else "has no webhook yet"
        return Finding("mind", f"{said}; it {told}.")
    return Finding("mind" if info.last_error_message else "well", f"{said}. {info.last_error_message or ''}".rstrip())
