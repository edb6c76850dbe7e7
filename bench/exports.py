"""The Excel of 1,200,000 initiatives: minutes, memory and size, read back by a reader that counts every row.

EXPORTED=20000 makes it a smaller one; what a row takes stays the same but for the half second that every file takes.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import sqlite3
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from time import perf_counter, process_time
from xml.parsers import expat

import asyncpg
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bench import writing
from bench.likeness import prepared, sqlite_file
from bot.app import prepare, read_packs
from bot.clock import FrozenClock
from bot.making.excel import initiatives
from bot.making.making import Materials, Wish
from bot.settings import load
from bot.talk import Talk
from flows.draft import Answers, Secret
from flows.units import UnitTree
from storage.answers import dump
from storage.cipher import Cipher
from storage.database import Database
from storage.objects import Objects
from tests.servers import postgres, postgres_programs

EXPORTED = int(os.environ.get("EXPORTED", "1200000"))
_NOW = datetime(2022, 5, 1, 9, 0, tzinfo=UTC)
_CIPHER = Cipher(("a secret of benchmarks",), os.urandom)
_CHUNK = 5_000
_COLUMNS = (
    *("id", "author", "programme", "state", "version", "answers", "partials", "sources", "code", "unit", "phase"),
    *("bloc", "target_group", "submitted_at", "updated_at", "reason", "confidential"),
)
Record = tuple[object, ...]


async def run(console: Console) -> None:
    """Measure on SQLite, and on PostgreSQL where it is installed."""
    title = f"Excel of {EXPORTED:,} initiatives, a process of its own"
    table = Table("", "minutes", "of it computing", "a row", "memory (peak)", "file", "rows read back", title=title)
    with sqlite_file() as url:
        table.add_row("SQLite", *await measured(url, console))
    if postgres_programs():
        with postgres() as server:
            table.add_row("PostgreSQL", *await measured(f"{server}/postgres", console))
    table.add_row("goal", f"{EXPORTED / 120_000:.2f}", "", "0.50 ms", "300 MB", "", f"{EXPORTED:,}")
    console.print(table)


async def measured(url: str, console: Console) -> tuple[str, ...]:
    """Fill a database, have the file made by a process of its own, and read it back."""
    async with prepared(url) as database:
        await prepare(database, read_packs(load(_env_file=None)), FrozenClock(_NOW))
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("initiatives", total=EXPORTED)
        for chunk in _chunks():
            await _put(url, chunk)
            progress.advance(task, len(chunk))
    with tempfile.TemporaryDirectory(prefix="sangkien-bench-") as folder:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bench.exports", url, folder), stdout=asyncio.subprocess.PIPE
        )
        out, _ = await process.communicate()
        figures = json.loads(out)
        file = Path(figures["file"])
        size = await asyncio.to_thread(lambda: file.stat().st_size)
        rows = await asyncio.to_thread(rows_of, file)
    minutes = (f"{figures[name] / 60:.2f}" for name in ("seconds", "computing"))
    each = f"{figures['computing'] * 1000 / EXPORTED:.2f} ms"
    return *minutes, each, f"{figures['megabytes']:.0f} MB", f"{size / 1e6:.0f} MB", f"{rows:,}"


def rows_of(file: Path) -> int:
    """Count the rows of all sheets but the first, without their headings, as an XML reader finds them."""
    found = 0

    def begun(name: str, _: object) -> None:
        nonlocal found
        found += name == "row"

    with zipfile.ZipFile(file) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        for sheet in sheets:
            if sheet.endswith("/sheet1.xml"):
                continue
            reader = expat.ParserCreate()
            reader.StartElementHandler = begun
            with archive.open(sheet) as content:
                reader.ParseFile(content)
            found -= 1
    return found


def rows() -> Iterator[Record]:
    """Yield initiatives as their rows."""
    chance = Random(5)
    (pack,) = read_packs(load(_env_file=None))
    units = [dated.unit.code for dated in pack.units]
    told = [writing.description(chance, chance.randint(3, 12)) for _ in range(500)]
    for number in range(1, EXPORTED + 1):
        unit, state = chance.choice(units), chance.choice(("verified", "verified", "pending", "returned"))
        answers: Answers = {
            "full_name": "Trần Thị An",
            "phone": "+84900000001",
            "identity": Secret(f"066188{number % 1_000_000:06d}"),
            "unit": unit,
            "bloc": "enterprise",
            "target_group": "2",
            "kind": "1",
            "title": writing.title(chance),
            "description": chance.choice(told),
            "applied_on": "2022-01-02",
            "recognition": {"number": "15/QĐ-CT", "date": "2022-02-20", "issuer": "Giám đốc", "by": "head"},
            "benefit": 33_000_000,
            "co_authors": (),
            "declaration": "given",
        }
        stored = json.dumps(dump(answers, _CIPHER, number), ensure_ascii=False)
        at = _NOW - timedelta(seconds=chance.randrange(90 * 86_400))
        yield (
            *(number, 1, pack.programme.key, state, 1, stored, "{}", "{}", f"SK-{number}", unit, "gd1"),
            *("enterprise", "2", at, at, "", False),
        )


def _chunks() -> Iterator[list[Record]]:
    every = rows()
    while chunk := list(islice(every, _CHUNK)):
        yield chunk


async def _put(url: str, chunk: list[Record]) -> None:
    if url.startswith("sqlite"):
        await asyncio.to_thread(_put_sqlite, url.removeprefix("sqlite+aiosqlite:///"), chunk)
        return
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    await connection.execute("SET session_replication_role = replica")
    await connection.copy_records_to_table("initiative", records=chunk, columns=_COLUMNS)
    await connection.close()


def _put_sqlite(file: str, chunk: list[Record]) -> None:
    connection = sqlite3.connect(file)
    connection.executescript("PRAGMA synchronous=OFF; PRAGMA foreign_keys=OFF")
    columns, marks = ", ".join(_COLUMNS), ", ".join("?" * len(_COLUMNS))
    stored = [
        tuple(one.strftime("%Y-%m-%d %H:%M:%S.%f") if isinstance(one, datetime) else one for one in row)
        for row in chunk
    ]
    connection.executemany(f"INSERT INTO initiative ({columns}) VALUES ({marks})", stored)
    connection.commit()
    connection.close()


async def _make(url: str, folder: Path) -> None:
    (pack,) = read_packs(load(_env_file=None))
    database, talk = Database(url), Talk.load()
    units = UnitTree.of(dated.unit for dated in pack.units)
    objects = Objects(f"file:{folder}")
    materials = Materials(database, _CIPHER, objects, (pack.programme,), units, lambda line: talk.say(line, "vi"))
    wish = Wish(initiatives.KIND, pack.programme.key, pack.programme.root, None, 0, _NOW)
    began, computed = perf_counter(), process_time()
    (file,) = await initiatives.make(materials, wish, folder, _unheard)
    seconds, computing = perf_counter() - began, process_time() - computed
    await database.close()
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures = {"seconds": seconds, "computing": computing, "megabytes": megabytes, "file": str(file)}
    sys.stdout.write(json.dumps(figures))


async def _unheard(done: int, total: int) -> None:
    """Hear how far it is."""


if __name__ == "__main__":
    asyncio.run(_make(sys.argv[1], Path(sys.argv[2])))
