"""Checks of what is kept: the database, the audit trail, the programmes, what waits to be sent, and who verifies."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select, text
from sqlmodel import col

from bot.clock import SystemClock
from bot.command_line.checks import counts, dropoff, snapshots, trail
from bot.command_line.checks.finding import Finding, ill, mind, well
from bot.command_line.console import clock_of
from bot.command_line.database import opened, require_tables, sqlite_file
from bot.command_line.extending import described
from bot.command_line.trouble import DATABASE_ERRORS, CommandError, about_database, plain_words
from bot.settings import Settings, SettingsError
from flows.programme import VIETNAM
from flows.units import UnitTree
from storage import answers, extensions, loading, routing
from storage.cipher import Cipher, UnreadableSecretError
from storage.database import Database
from storage.packs import Pack
from storage.tables import InitiativeRow, OutboxRow, RoleRow

_LATE = timedelta(minutes=10)
_DAY = timedelta(days=1)
_NAMED = 3
_SAMPLE = 20
_NO_KEY = "opens nothing"


@dataclass(frozen=True, slots=True)
class _Uncovered:
    """The units of a programme without a verifier at or above them, and what waits there for one."""

    units: tuple[str, ...]
    of: int
    waiting: int


async def check(chosen: Settings, packs: Sequence[Pack]) -> AsyncIterator[Finding]:
    """Yield what is found in the database; nothing is made or changed in it."""
    try:
        async with opened(chosen.database_url) as database:
            revision = await require_tables(database)
            yield well(f"{_named(database)} answers, its tables are at revision {revision}, the newest.")
            file = sqlite_file(chosen.database_url)
            if file:
                yield await _sqlite(database, file)
            yield await _outbox(database, SystemClock().now())
            yield await _secrets(database, chosen)
            now = clock_of(chosen).now()
            async for finding in trail.check(database, chosen, now):
                yield finding
            async for finding in snapshots.check(database):
                yield finding
            for pack in packs:
                yield await _loaded(database, pack, now)
                yield await _verifiers(database, pack, now.astimezone(VIETNAM).date())
                yield await dropoff.check(database, pack, now)
            for finding in await _desks(database, now):
                yield finding
            async for finding in counts.check(database, packs, now):
                yield finding
            for finding in await _extensions(database, packs, now):
                yield finding
    except (CommandError, SettingsError) as error:
        yield ill(str(error))
        yield mind("What is in the database was not looked at.")
    except DATABASE_ERRORS as error:
        yield ill(about_database(error))


def _named(database: Database) -> str:
    if database.is_sqlite:
        return f"The SQLite file {database.url.database}"
    return f"The PostgreSQL database {database.url.database} on {database.url.host}"


async def _sqlite(database: Database, file: Path) -> Finding:
    if not (os.access(file, os.W_OK) and os.access(file.parent, os.W_OK)):
        return ill(f"{file} and its folder must be writable. Run this, and the bot, as their owner.")
    async with database.engine.connect() as connection:
        mode = (await connection.execute(text("PRAGMA journal_mode"))).scalar_one()
    if mode != "wal":
        return ill(f"{file} is not in WAL mode ({mode}). Move it to a disk of this machine, not one of the network.")
    return well(f"{file} is writable and in WAL mode.")


async def _outbox(database: Database, now: datetime) -> Finding:
    state, created = col(OutboxRow.state), col(OutboxRow.created_at)
    async with database.transaction() as session:
        found = await session.execute(select(func.count(), func.min(created)).where(state == "waiting"))
        waiting, oldest = found.one()
        recent = select(func.count()).where(state == "dead", created > now - _DAY)
        dead = (await session.execute(recent)).scalar_one()
    age = now - oldest if oldest else timedelta()
    said = f"Outbox: {waiting} waiting{f', the oldest for {_span(age)}' if oldest else ''}; "
    said += f"{dead} of the last day could not be delivered."
    if age > _LATE:
        return ill(f"{said} Does the bot run? Start it with: sangkien run")
    return mind(said) if dead else well(said)


async def _secrets(database: Database, chosen: Settings) -> Finding:
    """Check that what was encrypted of late can be opened; a key that is not there is not made."""
    there = chosen.secret_key or chosen.secret_key_path.exists()
    cipher = Cipher(chosen.keys() if there else (_NO_KEY,), os.urandom)
    async with database.transaction() as session:
        newest = select(InitiativeRow).order_by(col(InitiativeRow.id).desc()).limit(_SAMPLE)
        rows = (await session.execute(newest)).scalars().all()
    try:
        for row in rows:
            answers.load(row.answers, cipher, row.id)
    except UnreadableSecretError:
        return ill("The secret key does not open the identity numbers kept here. Put back the one they were kept with.")
    return well("The identity numbers kept here can be opened." if rows else "No identity number is kept yet.")


async def _loaded(database: Database, pack: Pack, now: datetime) -> Finding:
    """Check that the database has exactly this pack; storing it tells, and is taken back."""
    try:
        async with database.transaction() as session:
            differs = await loading.store(session, pack, now)
            await session.rollback()
    except loading.OlderPackError as older:
        return ill(plain_words(older))
    key = pack.programme.key
    if differs:
        return ill(f"The database does not have {key} as its folder has it. Run: sangkien programme load {pack.source}")
    return well(f"{key} version {pack.programme.version} is loaded.")


async def _verifiers(database: Database, pack: Pack, today: date) -> Finding:
    key = pack.programme.key
    found = await _uncovered(database, pack, today)
    if not found.of:
        return mind(f"{key}: who verifies was not looked at, because its units are not loaded.")
    if not found.units and not found.waiting:
        return well(f"{key}: every one of {found.of} units has a verifier at or above it.")
    way_out = f"Run: sangkien invite --role verifier --unit {pack.programme.root}"
    some = ", ".join(found.units[:_NAMED]) + (" …" if len(found.units) > _NAMED else "")
    said = f"{key}: {len(found.units)} of {found.of} units ({some}) have no verifier at or above them"
    if found.waiting:
        return ill(f"{said}; initiatives that wait there unseen: {found.waiting}. {way_out}")
    return mind(f"{said}; what is handed in there goes unseen. {way_out}")


async def _uncovered(database: Database, pack: Pack, today: date) -> _Uncovered:
    async with database.transaction() as session:
        units = (await loading.snapshot(session, (), today)).units
        roles = select(col(RoleRow.unit)).where(col(RoleRow.name) == "verifier", col(RoleRow.revoked_at).is_(None))
        held = (await session.execute(roles.distinct())).scalars()
        staffed = frozenset(unit.code for code in held if (unit := units.get(code)))
        pending = (
            select(col(InitiativeRow.unit), func.count())
            .where(col(InitiativeRow.state) == "pending", col(InitiativeRow.programme) == pack.programme.key)
            .group_by(col(InitiativeRow.unit))
        )
        waiting = (await session.execute(pending)).all()
    below = tuple(unit.code for unit in units.below(pack.programme.root))
    return _Uncovered(
        units=tuple(code for code in below if not _covered(code, units, staffed)),
        of=len(below),
        waiting=sum(int(count) for code, count in waiting if not _covered(code or "", units, staffed)),
    )


async def _desks(database: Database, now: datetime) -> list[Finding]:
    """Tell how many wait where their officers do not look; the running bot puts that right."""
    async with database.transaction() as session:
        units = (await loading.snapshot(session, (), now.astimezone(VIETNAM).date())).units
        wrong = sum(lot.count for lot in await routing.astray(session, units, now) if lot.right != lot.desk)
    if not wrong:
        return []
    return [mind(f"Waiting initiatives at another desk than their officers': {wrong}. A running bot puts it right.")]


async def _extensions(database: Database, packs: Sequence[Pack], now: datetime) -> list[Finding]:
    keys = {pack.programme.key for pack in packs}
    async with database.transaction() as session:
        granted = await extensions.grants(session)
    return [mind(described(one)) for one in granted if one.programme in keys and one.extension.until > now]


def _covered(code: str, units: UnitTree, staffed: frozenset[str]) -> bool:
    return any(unit.code in staffed for unit in units.path(code))


def _span(age: timedelta) -> str:
    minutes = int(age.total_seconds()) // 60
    if minutes < 120:
        return f"{minutes} minutes"
    return f"{minutes // 60} hours" if minutes < 48 * 60 else f"{minutes // 60 // 24} days"
