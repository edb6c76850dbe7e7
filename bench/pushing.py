"""A push to 100,000 people: how long its parts hold the database, and how fast a sender finds an answer meanwhile."""

from __future__ import annotations

import os
import statistics
import time
from datetime import datetime, timedelta

from rich.console import Console
from rich.table import Table
from sqlalchemy import insert, update
from sqlmodel import col

from bench.likeness import prepared, sqlite_file
from bot.app import read_packs
from bot.clock import FrozenClock
from bot.metrics import Metrics
from bot.pushing import Pushes
from bot.settings import load
from flows.programme import VIETNAM
from flows.pushing.aims import Aim, Aimed, Numbers, Push
from flows.screen import Screen
from storage import leases, loading
from storage.database import Database
from storage.outbox import BROADCAST, Outbox, Place
from storage.pushing import pushes
from storage.tables import AccountRow, OutboxRow, PersonRow, RoleRow
from tests.servers import postgres, postgres_programs

PEOPLE = int(os.environ.get("PEOPLE", "100000"))
_NOW = datetime(2022, 3, 21, 9, 0, tzinfo=VIETNAM)
_CHUNK = 5_000
_WAITING = min(10_000, PEOPLE // 2)
_UNIT = "DLK-01-017"


async def run(console: Console) -> None:
    """Measure on SQLite, and on PostgreSQL where it is installed."""
    table = Table(title=f"A push to {PEOPLE:,} people", title_justify="left")
    for heading in ("database", "a part: median", "95 %", "longest", "all parts", f"claim beside {_WAITING:,}: 95 %"):
        table.add_column(heading, justify="left" if heading == "database" else "right")
    with sqlite_file() as url:
        table.add_row("SQLite", *await _measured(url))
    if postgres_programs():
        with postgres() as address:
            table.add_row("PostgreSQL", *await _measured(f"{address}/postgres"))
    console.print(table)


async def _measured(url: str) -> tuple[str, ...]:
    async with prepared(url) as database:
        await _fill(database)
        parts = await _push(database)
        claims = await _claims(database)
    late = statistics.quantiles(parts, n=20)[-1]
    figures = (statistics.median(parts), late, max(parts))
    claimed = statistics.quantiles(claims, n=20)[-1]
    return (*(f"{one * 1000:.1f} ms" for one in figures), f"{sum(parts):.0f} s", f"{claimed * 1000:.1f} ms")


async def _fill(database: Database) -> None:
    """Let there be so many officers of one unit, with an account each, and a sender who comes first."""
    for start in range(1, PEOPLE + 2, _CHUNK):
        persons = range(start, min(start + _CHUNK, PEOPLE + 2))
        account = {"channel": "telegram", "bot": "main", "reachable": True, "seen_at": _NOW}
        async with database.transaction() as session:
            people = [{"id": one, "language": "vi", "name": "", "created_at": _NOW} for one in persons]
            await session.execute(insert(PersonRow), people)
            accounts = [{**account, "person_id": one, "user_id": str(one), "chat_id": str(one)} for one in persons]
            await session.execute(insert(AccountRow), accounts)
            roles = [{"person_id": one, "name": "verifier", "unit": _UNIT, "granted_at": _NOW} for one in persons]
            await session.execute(insert(RoleRow), roles)


async def _push(database: Database) -> list[float]:
    """Put the whole push, part by part, each sent at once; return how long each part took."""
    (pack,) = read_packs(load(_env_file=None))
    async with database.transaction() as session:
        shared = await loading.snapshot(session, [pack.programme], _NOW.date())
        aim = Aim("silent", pack.programme.key, "gd1", "DLK")
        push = Push(1, aim, "", _NOW, Numbers(1, PEOPLE))
        await pushes.start(session, push, (Aimed(_UNIT),), shared.units, sender=1, now=_NOW)

    async def same(_session: object, _now: datetime) -> loading.Snapshot:
        return shared

    machine = FrozenClock(_NOW)
    pushing = Pushes(database, same, FrozenClock(_NOW), Metrics(), machine=machine)
    took: list[float] = []
    put = 0
    while put < PEOPLE:
        machine.forward(timedelta(seconds=6))
        begun = time.perf_counter()
        put += await pushing.send()
        took.append(time.perf_counter() - begun)
        async with database.transaction() as session:
            await session.execute(update(OutboxRow).where(col(OutboxRow.state) == "waiting").values(state="sent"))
    return took


async def _claims(database: Database) -> list[float]:
    """Return how long a sender takes to find an answer among many broadcasts that wait."""
    waiting = {"channel": "telegram", "bot": "main", "lane": BROADCAST, "kind": "post", "body": {}, "state": "waiting"}
    some = {**waiting, "attempts": 0, "last_error": "", "due_at": _NOW, "created_at": _NOW}
    async with database.transaction() as session:
        rows = [{**some, "chat": str(one), "person_id": one} for one in range(1, _WAITING + 1)]
        await session.execute(insert(OutboxRow), rows)
    took: list[float] = []
    for one in range(_WAITING + 1, _WAITING + 101):
        async with database.transaction() as session:
            await Outbox(session, _NOW).post(Place(one, "telegram", "main", str(one)), Screen(("…",)))
        begun = time.perf_counter()
        (answer, *_) = await leases.claim(database, _NOW, timedelta(seconds=60), 32, broadcasts=16)
        took.append(time.perf_counter() - begun)
        await leases.sent(database, answer, "m")
    return took
