"""The desks of 5,000 officers among 200,000 waiting initiatives: pages of their queues, and a decision."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import cycle, islice
from random import Random
from typing import TypeVar

import asyncpg
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from sqlalchemy import text

from bench import writing
from bench.filling import Record, Spent, chunks, milliseconds, put
from bench.likeness import prepared, sqlite_file
from bench.units import invented
from flows.draft import Initiative
from flows.effects import Carry
from flows.needs import Waiting, WaitingPage, WorkloadOf
from flows.programme import ESCALATE_DAYS, LATE_DAYS
from flows.sieve import Desks, Sieve, View
from flows.units import Unit, UnitTree
from storage import audit, loading
from storage.audit import AuditLine
from storage.cipher import Cipher
from storage.database import Database
from storage.initiatives import Initiatives
from storage.packs import DatedUnit
from storage.queue import Waitings
from storage.workload import workload
from tests.servers import postgres, postgres_programs

INITIATIVES = int(os.environ.get("INITIATIVES", "200000"))
OFFICERS = int(os.environ.get("OFFICERS", "5000"))
UNITS = int(os.environ.get("UNITS", "13000"))
MEASURED = int(os.environ.get("MEASURED", "600"))
PROGRAMME = "01-trieu-daklak"
_NOW = datetime(2022, 5, 1, 9, 0, tzinfo=UTC)
_PROVINCE_DESK, _TOP_DESK = INITIATIVES // 10, INITIATIVES // 100
_ESCALATED = 0.03
_DECIDED = 0.2
_PAGE = 9
_COLUMNS = (
    *("id", "author", "programme", "state", "version", "answers", "partials", "sources", "code", "unit", "phase"),
    *("submitted_at", "waiting_since", "decided_at", "decided_by", "updated_at", "reason", "confidential", "desk"),
    *("escalated", "marks", "alike"),
)
_INSTANTS = ("submitted_at", "waiting_since", "decided_at", "updated_at")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Country:
    """The tree, and for every officer their unit; an officer has the id at which their unit stands, from one on."""

    tree: UnitTree
    desks: Sequence[str]

    @classmethod
    def made(cls) -> Country:
        """Return a national tree with officers at the top, in provinces, upper unions and many grassroots unions."""
        tree = UnitTree.of(invented(UNITS))
        top = [unit.code for unit in tree.units.values() if unit.parent is None]
        provinces = [unit.code for unit in tree.units.values() if unit.kind == "federation"]
        uppers = [unit.code for unit in tree.units.values() if unit.kind == "upper"]
        grassroots = [unit.code for unit in tree.units.values() if unit.kind == "grassroots"]
        above = [*top * 5, *provinces * 5, *uppers * 2]
        return cls(tree, (*above, *islice(cycle(grassroots), max(0, OFFICERS - len(above)))))

    @property
    def busiest_province(self) -> str:
        """Return the province whose desk has most."""
        return next(code for code in self.desks if code.startswith("T"))


@dataclass(frozen=True, slots=True)
class Figures:
    """The seconds of each measured piece of work, and those in which this process was computing, by its name."""

    took: Mapping[str, list[Spent]]


def rows(country: Country, first_author: int) -> Iterator[Record]:
    """Yield all initiatives as their rows: most at the nearest desk, many at one province's and some at the top's."""
    chance = Random(3)
    desks, units = frozenset(country.desks), [*country.tree.units.values()]
    grassroots = [unit for unit in units if unit.kind == "grassroots"]
    top, province = country.desks[0], country.busiest_province
    told = [json.dumps(_answers(chance), ensure_ascii=False) for _ in range(500)]
    decided = int(INITIATIVES * _DECIDED)
    for number in range(1, INITIATIVES + decided + 1):
        unit = chance.choice(grassroots)
        desk = _desk(country.tree, unit, desks)
        if number <= _PROVINCE_DESK:
            desk, unit = province, country.tree.units[province]
        elif number <= _PROVINCE_DESK + _TOP_DESK:
            desk, unit = top, country.tree.units[top]
        since = _NOW - timedelta(seconds=chance.randrange(40 * 86_400))
        pending = number <= INITIATIVES
        escalated = (country.tree.units[desk].parent or None) if chance.random() < _ESCALATED else None
        at = None if pending else min(_NOW, since + timedelta(seconds=chance.randrange(9 * 86_400)))
        officer = None if pending else chance.randrange(len(country.desks)) + 1
        state, marks = ("pending", "{}") if pending else ("verified", "{}")
        yield (
            *(number, first_author + number // 2, PROGRAMME, state, 1, chance.choice(told), "{}", "{}"),
            *(f"SK-{number}", unit.code, "gd1", since, since, at, officer, since, "", False, desk),
            *(escalated if pending else None, marks, "[]"),
        )


def _answers(chance: Random) -> dict[str, object]:
    return {
        "full_name": "Trần Thị An",
        "phone": "0900000001",
        "title": writing.title(chance),
        "description": writing.description(chance, chance.randint(3, 12)),
    }


def _desk(tree: UnitTree, unit: Unit, desks: frozenset[str]) -> str:
    """Return the nearest desk that has an officer."""
    return next(one.code for one in tree.path(unit.code) if one.code in desks)


def _people(country: Country) -> int:
    return len(country.desks) + int(INITIATIVES * (1 + _DECIDED)) // 2 + 1


def fill_sqlite(url: str, country: Country, advance: Callable[[int], None]) -> None:
    """Write everything into a SQLite file."""
    connection = sqlite3.connect(url.removeprefix("sqlite+aiosqlite:///"), isolation_level=None)
    connection.executescript("PRAGMA synchronous=OFF; PRAGMA cache_size=-200000; PRAGMA foreign_keys=OFF; BEGIN")
    named = [(number, "vi", f"Cán bộ {number}", str(_NOW)) for number in range(1, _people(country) + 1)]
    connection.executemany("INSERT INTO person (id, language, name, created_at) VALUES (?, ?, ?, ?)", named)
    roles = [(number, "verifier", unit, str(_NOW)) for number, unit in enumerate(country.desks, 1)]
    connection.executemany("INSERT INTO role (person_id, name, unit, granted_at) VALUES (?, ?, ?, ?)", roles)
    put(connection, _COLUMNS, rows(country, len(country.desks)), advance)
    connection.execute("COMMIT")
    connection.execute("ANALYZE")
    connection.close()


async def fill_postgres(url: str, country: Country, advance: Callable[[int], None]) -> None:
    """Copy everything into PostgreSQL."""
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    named = "INSERT INTO person (id, language, name, created_at) SELECT n, 'vi', 'Cán bộ ' || n, now()"
    await connection.execute(f"{named} FROM generate_series(1, $1) n", _people(country))
    roles = [(number, "verifier", unit, _NOW) for number, unit in enumerate(country.desks, 1)]
    await connection.copy_records_to_table("role", records=roles, columns=["person_id", "name", "unit", "granted_at"])
    for chunk in chunks(rows(country, len(country.desks))):
        await connection.copy_records_to_table("initiative", records=chunk, columns=_COLUMNS)
        advance(len(chunk))
    await connection.execute("VACUUM ANALYZE")
    await connection.close()


async def measured(database: Database, country: Country) -> Figures:
    """Measure each piece of work for many officers, those of the fullest desks among them."""
    chance = Random(4)
    full = [1, country.desks.index(country.busiest_province) + 1]
    many = full * (MEASURED // 20) + chance.sample(range(1, len(country.desks) + 1), MEASURED - 2 * (MEASURED // 20))
    cipher = Cipher(("bench",), os.urandom)
    took: dict[str, list[Spent]] = {}

    async def timed(name: str, work: Callable[[Waitings], Awaitable[T]]) -> T:
        began, computing = time.perf_counter(), time.process_time()
        async with database.transaction() as session:
            done = await work(Waitings(session, Initiatives(session, cipher), country.tree, _NOW))
        spent = time.perf_counter() - began, time.process_time() - computing
        took.setdefault(name, []).append(spent)
        return done

    async def page(name: str, need: WaitingPage) -> tuple[Initiative, ...]:
        return await timed(name, lambda at: at.page(need))

    for officer in many:
        await timed("bare transaction", _nothing)
        await timed("bare commit of one row", _one_row)
        view = View((Desks((country.desks[officer - 1],), (officer,)),))
        first = await page("first page", WaitingPage(view, _PAGE))
        await timed("count, to 1,000", partial(Waitings.queue, need=Waiting(view)))
        await page("“next”, past what colleagues have", WaitingPage(view, 1, free_for=officer))
        if len(first) == _PAGE:
            await page("second page", WaitingPage(view, _PAGE, after=first[-2].id))
        if first:
            await timed("decision", partial(_decide, one=first[0], officer=officer))
    for officer in full * 5:
        view = View((Desks((country.desks[officer - 1],), (officer,)),), Sieve(below=True))
        await page("first page of all below, top and province", WaitingPage(view, _PAGE))
    for code in dict.fromkeys(one for one in country.desks if country.tree.units[one].kind == "federation"):
        await timed("workload of a province", partial(_workload, code=code))
    return Figures(took)


async def _nothing(at: Waitings) -> None:
    await at.session.execute(text("SELECT 1"))


async def _one_row(at: Waitings) -> None:
    await at.session.execute(text("UPDATE person SET language = language WHERE id = 1"))


async def _workload(at: Waitings, code: str) -> None:
    await workload(at.session, WorkloadOf(code, LATE_DAYS, ESCALATE_DAYS), at.units, at.now)


async def _decide(at: Waitings, one: Initiative, officer: int) -> None:
    """Verify as the product does: the conditional update and the audit line in one transaction."""
    after = replace(
        one, state="verified", version=2, decided_at=_NOW, decided_by=officer, opened_at=_NOW, opened_by=officer
    )
    await at.initiatives.carry(Carry("verify", after, version=one.version), _NOW)
    line = AuditLine("verify", f"initiative {one.id}", old="pending", new="verified", programme=PROGRAMME)
    await audit.write(at.session, line, actor=officer, channel="telegram", at=_NOW)


async def run(console: Console) -> None:
    """Measure on SQLite, and on PostgreSQL where it is installed, both with commits that are on disk."""
    country = Country.made()
    total = int(INITIATIVES * (1 + _DECIDED))
    with Progress(console=console, transient=True) as progress:
        with sqlite_file() as url:
            async with prepared(url) as database:
                await _grow(database, country)
                task = progress.add_task("writing, SQLite", total=total)
                fill_sqlite(url, country, lambda by: progress.advance(task, by))
                console.print(table("SQLite", await measured(database, country)))
        if postgres_programs():
            with postgres(durable=True) as server:
                url = f"{server}/postgres"
                async with prepared(url) as database:
                    await _grow(database, country)
                    task = progress.add_task("writing, PostgreSQL", total=total)
                    await fill_postgres(url, country, lambda by: progress.advance(task, by))
                    console.print(table("PostgreSQL", await measured(database, country)))


async def _grow(database: Database, country: Country) -> None:
    async with database.transaction() as session:
        await loading.bring(session, [DatedUnit(unit) for unit in country.tree.units.values()], origin="import")


def table(name: str, figures: Figures) -> Table:
    """Return the figures of one database."""
    title = f"{INITIATIVES:,} waiting initiatives, {OFFICERS:,} officers, {UNITS:,} units, {name}"
    made = Table("", "count", "p50 ms", "p95 ms", "max ms", "p95 computing", "goal", title=title)
    goals = {"first page": "p95 < 50 ms", "decision": "p95 < 30 ms"}
    for what, took in figures.took.items():
        made.add_row(what, str(len(took)), *milliseconds(took), goals.get(what, ""))
    return made
