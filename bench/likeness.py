"""Likely duplicates among many initiatives: how long a lookup takes, and how many edited copies it finds."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import statistics
import tempfile
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from random import Random

import asyncpg
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from sqlalchemy import text

from bench import writing
from flows.likeness import keys, text_of
from flows.needs import Alike
from storage import likeness, schema
from storage.database import Database
from tests.servers import postgres, postgres_programs

INITIATIVES = int(os.environ.get("INITIATIVES", "200000"))
LOOKUPS = 400
PROGRAMME = "01-trieu-daklak"
_OF_A_UNIT = 15
_CHUNK = 2_000
_AHEAD = 8
_COLUMNS = (
    *("id", "author", "programme", "state", "version", "answers", "partials"),
    *("code", "unit", "phase", "submitted_at", "updated_at", "reason"),
)
_NOW = datetime(2022, 3, 21, tzinfo=UTC)

Initiative = tuple[int, int, str, str]
Chunk = tuple[list[Initiative], list[tuple[int, int]]]
Put = Callable[[Chunk], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Figures:
    """The seconds of each lookup and of each bare transaction; how many edited copies there were, and were found."""

    took: list[float]
    bare: list[float]
    copies: int
    found: int


def answers(number: int) -> dict[str, str]:
    """Return what the author of an initiative wrote."""
    chance = Random(number)
    return {"title": writing.title(chance), "description": writing.description(chance, chance.randint(3, 12))}


def unit(number: int) -> str:
    """Return where an initiative comes from."""
    return f"U{number % max(1, INITIATIVES // _OF_A_UNIT)}"


def written(start: int) -> Chunk:
    """Return the rows of some initiatives and of their keys."""
    initiatives, under = [], []
    for number in range(start, min(start + _CHUNK, INITIATIVES + 1)):
        said = answers(number)
        found = keys(text_of(said), PROGRAMME, unit(number))
        initiatives.append((number, 1 + number // 2, unit(number), json.dumps(said, ensure_ascii=False)))
        under += [(key, number) for key in {*found.near, *found.far}]
    return initiatives, under


async def fill(put: Put, console: Console, name: str) -> None:
    """Write all initiatives; other processes make them, a few pieces ahead."""
    starts = iter(range(1, INITIATIVES + 1, _CHUNK))
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress, ProcessPoolExecutor() as pool:
        task = progress.add_task(f"writing, {name}", total=INITIATIVES)
        ahead = deque(pool.submit(written, start) for start in islice(starts, _AHEAD))
        while ahead:
            chunk = ahead.popleft().result()
            ahead += [pool.submit(written, start) for start in islice(starts, 1)]
            await put(chunk)
            progress.advance(task, len(chunk[0]))


async def measured(database: Database) -> Figures:
    """Look up texts, every second one an edited copy of one that is there."""
    took, bare, copies, found = [], [], 0, 0
    for number in range(LOOKUPS):
        chance = Random(f"lookup {number}")
        original = chance.randint(1, INITIATIVES) if number % 2 else 0
        said = answers(original) if original else answers(INITIATIVES + 1 + number)
        if original:
            said["description"] = writing.longer(chance, writing.mistyped(chance, said["description"], 0.1))
        need = Alike(0, 0, PROGRAMME, unit(original), text_of(said))
        began = time.perf_counter()
        async with database.transaction() as session:
            alike = await likeness.alike(session, need)
        took.append(time.perf_counter() - began)
        began = time.perf_counter()
        async with database.transaction() as session:
            await session.execute(text("SELECT 1"))
        bare.append(time.perf_counter() - began)
        copies += bool(original)
        found += original in {one.initiative for one in alike}
    return Figures(took, bare, copies, found)


@contextmanager
def sqlite_file() -> Iterator[str]:
    """Give the address of a SQLite file and remove it afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="sangkien-bench-"))
    try:
        yield f"sqlite+aiosqlite:///{folder}/bench.db"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def fill_sqlite(url: str, console: Console) -> None:
    """Write everything into a SQLite file, its keys in their own order."""
    connection = sqlite3.connect(url.removeprefix("sqlite+aiosqlite:///"), isolation_level=None)
    connection.executescript(
        "PRAGMA synchronous=OFF; PRAGMA cache_size=-200000; CREATE TABLE pile (key INTEGER, initiative INTEGER); BEGIN"
    )

    columns, marks = ", ".join(_COLUMNS), ", ".join("?" * len(_COLUMNS))

    async def put(chunk: Chunk) -> None:
        initiatives, under = chunk
        connection.executemany(f"INSERT INTO initiative ({columns}) VALUES ({marks})", _rows(initiatives, str(_NOW)))
        connection.executemany("INSERT INTO pile VALUES (?, ?)", under)

    await fill(put, console, "SQLite")
    connection.execute("INSERT INTO likeness SELECT key, initiative FROM pile ORDER BY key, initiative")
    connection.execute("DROP TABLE pile")
    connection.execute("COMMIT")
    connection.execute("ANALYZE")
    connection.close()


def _rows(initiatives: Iterable[Initiative], now: object) -> Iterator[tuple[object, ...]]:
    for number, author, place, said in initiatives:
        yield number, author, PROGRAMME, "pending", 1, said, "{}", f"SK-{number}", place, "gd1", now, now, ""


async def fill_postgres(url: str, console: Console) -> None:
    """Copy everything into PostgreSQL and build the index of keys afterwards."""
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    authors = (
        "INSERT INTO person (id, language, name, created_at) SELECT n, 'vi', '', now() FROM generate_series(1, $1) n"
    )
    await connection.execute(authors, INITIATIVES // 2 + 1)
    await connection.execute("ALTER TABLE likeness DROP CONSTRAINT likeness_pkey")

    async def put(chunk: Chunk) -> None:
        initiatives, under = chunk
        await connection.copy_records_to_table("initiative", records=_rows(initiatives, _NOW), columns=_COLUMNS)
        await connection.copy_records_to_table("likeness", records=under, columns=["key", "initiative"])

    await fill(put, console, "PostgreSQL")
    await connection.execute("ALTER TABLE likeness ADD PRIMARY KEY (key, initiative); ANALYZE")
    await connection.close()


@asynccontextmanager
async def prepared(url: str) -> AsyncIterator[Database]:
    """Open a database that has all tables."""
    database = Database(url)
    await schema.upgrade(database)
    yield database
    await database.close()


async def run(console: Console) -> None:
    """Measure on SQLite, and on PostgreSQL where it is installed; print a line for each."""
    title = f"likely duplicates among {INITIATIVES:,} initiatives"
    table = Table("", "lookups", "median ms", "p95 ms", "bare transaction ms", "edited copies found", title=title)
    with sqlite_file() as url:
        async with prepared(url) as database:
            await fill_sqlite(url, console)
            table.add_row(*line("SQLite", await measured(database)))
    if postgres_programs():
        with postgres() as server:
            url = f"{server}/postgres"
            async with prepared(url) as database:
                await fill_postgres(url, console)
                table.add_row(*line("PostgreSQL", await measured(database)))
    console.print(table)


def line(name: str, figures: Figures) -> tuple[str, ...]:
    """Return a line of the table."""
    median, high = statistics.median(figures.took), statistics.quantiles(figures.took, n=20)[18]
    share = f"{figures.found}/{figures.copies}"
    bare = statistics.median(figures.bare)
    return name, str(len(figures.took)), *(f"{seconds * 1000:.1f}" for seconds in (median, high, bare)), share
