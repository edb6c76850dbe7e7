"""Figures of any unit among 2,000,000 initiatives, how fast they are folded, and what the counting costs a decision."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from importlib import import_module
from itertools import islice
from random import Random
from typing import TypeVar

import asyncpg
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bench.likeness import prepared, sqlite_file
from bench.units import invented
from flows.programme import VIETNAM, Phase, Programme
from flows.units import Unit, UnitTree
from storage import loading, schema
from storage.counting import figures, rows
from storage.counting.cells import Counted
from storage.counting.folding import Folder
from storage.database import Database
from storage.loading import Snapshot
from storage.packs import DatedUnit
from storage.tables import InitiativeRow
from storage.units import changes
from tests.servers import postgres, postgres_programs

INITIATIVES = int(os.environ.get("INITIATIVES", "2000000"))
UNITS = int(os.environ.get("UNITS", "130000"))
MEASURED = int(os.environ.get("MEASURED", "300"))
OFFICERS = int(os.environ.get("OFFICERS", "8"))
CHANGES = int(os.environ.get("CHANGES", "10000"))
DECISIONS = int(os.environ.get("DECISIONS", "800"))
COUNTING = import_module("storage.migrations.versions.0013_counting")
PROGRAMME, PHASE = "01-trieu", "gd1"
_NOW = datetime(2022, 5, 1, 9, 0, tzinfo=UTC)
_TODAY = _NOW.astimezone(VIETNAM).date()
_STATES = ("verified",) * 12 + ("pending",) * 4 + ("returned", "returned", "rejected", "withdrawn")
_PLACES = ("confederation", "federation", "upper", "grassroots")
_CHUNK = 5_000
_COLUMNS = (
    *("id", "author", "programme", "state", "version", "answers", "partials", "sources", "code", "unit", "phase"),
    *("bloc", "target_group", "submitted_at", "decided_at", "updated_at", "reason", "confidential"),
)
# Filled without them and made afterwards: so many rows are a matter of minutes then, not of an hour.
_INDEXES = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'initiative' AND sql <> ''",
    "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'initiative' "
    "AND indexname NOT IN (SELECT conname FROM pg_constraint)",
}
Record = tuple[object, ...]
T = TypeVar("T")


@dataclass(slots=True)
class Took:
    """The seconds of each piece of work by its name, with those this process was computing; what else is to be said."""

    seconds: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)


class Country:
    """A national tree in which one unit has many that wait, so that its officers decide side by side."""

    def __init__(self) -> None:
        """Invent it."""
        self.tree = UnitTree.of(invented(UNITS))
        self.grassroots = [unit for unit in self.tree.units.values() if unit.kind == "grassroots"]
        self.busy = self.grassroots[0].code
        opens = datetime(2022, 1, 8, tzinfo=VIETNAM)
        phase = Phase(PHASE, PHASE, opens, opens + timedelta(days=300), opens.date(), opens.date())
        self.programme = Programme(PROGRAMME, 1, "", "", "TLD", (), (phase,))

    def records(self) -> Iterator[Record]:
        """Yield all initiatives as rows: first those that wait at the busy unit, then any anywhere."""
        chance, answers = Random(5), '{"title": "Sàng rung hai tầng"}'
        for number in range(1, INITIATIVES + 1):
            waits = number <= 2 * DECISIONS
            state = "pending" if waits else chance.choice(_STATES)
            unit = self.busy if waits else chance.choice(self.grassroots).code
            since = _NOW - timedelta(seconds=chance.randrange(100 * 86_400))
            decided = None if state in ("pending", "withdrawn") else since
            yield (
                *(number, 1, PROGRAMME, state, 1, answers, "{}", "{}", f"SK-{number}", unit, PHASE),
                *(chance.choice(("office", "enterprise")), str(chance.randint(1, 5)), since, decided, since, "", False),
            )

    def chunks(self) -> Iterator[list[Record]]:
        """Yield them in parts."""
        every = self.records()
        while chunk := list(islice(every, _CHUNK)):
            yield chunk


class Bench:
    """One database of the whole country."""

    def __init__(self, database: Database, country: Country) -> None:
        """Nothing is measured yet."""
        self.database, self.country, self.took = database, country, Took()
        self._snapshot: Snapshot | None = None
        self.folder = Folder(database, self._shared)
        self.counted = Counted(PROGRAMME, PHASE, _TODAY)

    async def _shared(self, session: AsyncSession, instant: datetime) -> Snapshot:
        day = instant.astimezone(VIETNAM).date()
        newest = await loading.stamp(session)
        if self._snapshot is None or self._snapshot.stamp != newest:
            self._snapshot = await loading.snapshot(session, (self.country.programme,), day, self._snapshot)
        return self._snapshot

    async def tree(self) -> UnitTree:
        """Return the tree that all turns share."""
        async with self.database.transaction() as session:
            return (await self._shared(session, _NOW)).units

    async def timed(self, name: str, work: Callable[[], Awaitable[T]]) -> T:
        """Do a piece of work and note what it took."""
        began, computing = time.perf_counter(), time.process_time()
        done = await work()
        spent = time.perf_counter() - began, time.process_time() - computing
        self.took.seconds.setdefault(name, []).append(spent)
        return done

    async def fold_all(self, name: str) -> None:
        """Fold until nothing is left, and note how fast that went."""
        began, folded = time.perf_counter(), 0
        while done := (await self.folder.some(_NOW, lambda: datetime.now(UTC))).folded:
            folded += done
        spent = time.perf_counter() - began
        self.took.said[name] = f"{folded:,} in {spent:.1f} s" + (f", {folded / spent:,.0f}/s" if folded else "")

    async def many_decisions(self) -> None:
        """Let very many be decided anywhere within seconds."""
        waiting = select(col(InitiativeRow.id)).where(col(InitiativeRow.state) == "pending").limit(CHANGES)
        async with self.database.transaction() as session:
            ids = (await session.execute(waiting)).scalars().all()
            decided = update(InitiativeRow).where(col(InitiativeRow.id).in_(ids))
            await session.execute(decided.values(state="verified", decided_at=_NOW))

    async def read(self, name: str, times: int) -> None:
        """Ask for the figures of units of all kinds, each with all directly below it, as /chitieu does."""
        tree, chance = await self.tree(), Random(6)
        kinds = {kind: [one for one in tree.units.values() if one.kind == kind] for kind in _PLACES}
        for _ in range(times):
            await self.timed("bare transaction", self._nothing)
            for kind, several in kinds.items():
                unit = chance.choice(several)
                await self.timed(f"{name}, {kind}", partial(self._figures, tree, unit))

    async def read_rows(self) -> None:
        """Ask for the same of the whole country without totals."""
        tree = await self.tree()
        await self.timed("the same from the rows, confederation", lambda: self._rows(tree, tree.units["TLD"]))

    async def _figures(self, tree: UnitTree, unit: Unit) -> None:
        codes = (unit.code, *(child.code for child in tree.children(unit.code)))
        async with self.database.transaction() as session:
            await figures.within(session, self.counted, codes, tree)
            week = figures.whole_days(_TODAY, 7)
            await figures.verified_between(session, self.counted, codes[:1], tree, week)

    async def _rows(self, tree: UnitTree, unit: Unit) -> None:
        codes = (unit.code, *(child.code for child in tree.children(unit.code)))
        async with self.database.transaction() as session:
            await rows.within(session, self.counted, codes, tree)

    async def _nothing(self) -> None:
        async with self.database.transaction() as session:
            await session.execute(text("SELECT 1"))

    async def decide(self, name: str, first: int) -> None:
        """Let officers of one unit decide side by side."""
        numbers = iter(range(first, first + DECISIONS))

        async def officer() -> None:
            for number in numbers:
                await self.timed(name, partial(self._decide, number))

        began = time.perf_counter()
        await asyncio.gather(*(officer() for _ in range(OFFICERS)))
        self.took.said[name] = f"{DECISIONS / (time.perf_counter() - began):,.0f} decisions/s"

    async def _decide(self, number: int) -> None:
        async with self.database.transaction() as session:
            this = update(InitiativeRow).where(col(InitiativeRow.id) == number, col(InitiativeRow.version) == 1)
            await session.execute(this.values(state="verified", version=2, decided_at=_NOW))

    async def merge(self) -> None:
        """Merge two units into a third from today on, and note how long figures come from the rows."""
        into, *codes = self.country.grassroots[1:4]
        async with self.database.transaction() as session:
            merger = changes.Merger(tuple(one.code for one in codes), into, False, _TODAY, "QĐ 15")
            await changes.merge(session, merger)
        await self.tree()
        await self.timed("totals changed after a merger", self.bring)

    async def anew(self) -> None:
        """Make all totals anew, as a process does that finds the tree changed when it starts."""
        self.folder = Folder(self.database, self._shared)
        async with self.database.transaction() as session:
            await session.execute(text("UPDATE count_tree SET first_day = :day"), {"day": date(2001, 1, 1)})
        await self.timed("totals made anew", self.bring)

    async def bring(self) -> None:
        """Bring the totals to the present tree."""
        await self.folder.some(_NOW, lambda: datetime.now(UTC))

    @asynccontextmanager
    async def without_triggers(self) -> AsyncIterator[None]:
        """Let nothing be written down meanwhile."""
        names = [f"initiative_counts_{act}" for act in ("insert", "update", "delete")]
        if not self.database.is_sqlite:
            for act in ("DISABLE", "ENABLE"):
                async with self.database.transaction() as session:
                    for name in names:
                        await session.execute(text(f"ALTER TABLE initiative {act} TRIGGER {name}"))
                if act == "DISABLE":
                    yield
            return
        async with self.database.transaction() as session:
            found = (
                select(text("sql")).select_from(text("sqlite_master")).where(text("name LIKE 'initiative_counts_%'"))
            )
            made = (await session.execute(found)).scalars().all()
            for name in names:
                await session.execute(text(f"DROP TRIGGER {name}"))
        yield
        async with self.database.transaction() as session:
            for one in made:
                await (await session.connection()).exec_driver_sql(one)


def fill_sqlite(url: str, country: Country, advance: Callable[[int], None]) -> None:
    """Write everything into a SQLite file that does not count yet."""
    connection = sqlite3.connect(url.removeprefix("sqlite+aiosqlite:///"), isolation_level=None)
    connection.executescript("PRAGMA synchronous=OFF; PRAGMA cache_size=-200000; BEGIN")
    connection.execute("INSERT INTO person (id, language, name, created_at) VALUES (1, 'vi', 'An', ?)", (str(_NOW),))
    columns, marks = ", ".join(_COLUMNS), ", ".join("?" * len(_COLUMNS))
    indexes = connection.execute(_INDEXES["sqlite"]).fetchall()
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}")
    for chunk in country.chunks():
        stored = [tuple(_sqlite(value) for value in row) for row in chunk]
        connection.executemany(f"INSERT INTO initiative ({columns}) VALUES ({marks})", stored)
        advance(len(chunk))
    for _, made in indexes:
        connection.execute(made)
    connection.execute("COMMIT")
    connection.execute("ANALYZE")
    connection.close()


def _sqlite(value: object) -> object:
    """Return a value as the product stores it in SQLite: instants in UTC, with all six digits."""
    return value.strftime("%Y-%m-%d %H:%M:%S.%f") if isinstance(value, datetime) else value


async def fill_postgres(url: str, country: Country, advance: Callable[[int], None]) -> None:
    """Copy everything into a PostgreSQL database that does not count yet."""
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    await connection.execute("INSERT INTO person (id, language, name, created_at) VALUES (1, 'vi', 'An', now())")
    indexes = await connection.fetch(_INDEXES["postgresql"])
    for name, _ in indexes:
        await connection.execute(f"DROP INDEX {name}")
    for chunk in country.chunks():
        await connection.copy_records_to_table("initiative", records=chunk, columns=_COLUMNS)
        advance(len(chunk))
    for _, made in indexes:
        await connection.execute(made)
    await connection.execute("VACUUM ANALYZE")
    await connection.close()


async def measured(bench: Bench) -> Took:
    """Measure everything."""
    await bench.timed("upgrade of a database that did not count", lambda: schema.upgrade(bench.database))
    await bench.timed("totals with all below, the first time", bench.bring)
    await bench.decide("decision, with triggers", 1)
    async with bench.without_triggers():
        await bench.decide("decision, without", DECISIONS + 1)
    await bench.fold_all("folding the decisions of one unit")
    await bench.many_decisions()
    await bench.read("figures while they wait to be folded", MEASURED // 10)
    await bench.fold_all("folding decisions of the whole country")
    await bench.read("figures", MEASURED)
    await bench.read_rows()
    await bench.merge()
    await bench.anew()
    return bench.took


async def run(console: Console) -> None:
    """Measure on SQLite, and on PostgreSQL where it is installed, both with commits that are on disk."""
    country = Country()
    with Progress(console=console, transient=True) as progress:
        with sqlite_file() as url:
            async with prepared(url) as database:
                await _prepare(database, country)
                task = progress.add_task("writing, SQLite", total=INITIATIVES)
                fill_sqlite(url, country, lambda by: progress.advance(task, by))
                console.print(table("SQLite", await measured(Bench(database, country))))
        if postgres_programs():
            with postgres(durable=True) as server:
                url = f"{server}/postgres"
                async with prepared(url) as database:
                    await _prepare(database, country)
                    task = progress.add_task("writing, PostgreSQL", total=INITIATIVES)
                    await fill_postgres(url, country, lambda by: progress.advance(task, by))
                    console.print(table("PostgreSQL", await measured(Bench(database, country))))


async def _prepare(database: Database, country: Country) -> None:
    """Bring in all units, and go back to when nothing was counted: filling is no part of what is measured."""
    async with database.transaction() as session:
        await loading.bring(session, [DatedUnit(unit) for unit in country.tree.units.values()], origin="import")
    await schema.downgrade(database, COUNTING.down_revision)


def table(name: str, took: Took) -> Table:
    """Return the figures of one database."""
    title = f"{INITIATIVES:,} initiatives, {UNITS:,} units, {OFFICERS} officers of one unit, {name}"
    made = Table("", "count", "p50 ms", "p95 ms", "max ms", "p95 computing", "", title=title)
    for what, seconds in took.seconds.items():
        passed, computing = ([one[place] for one in seconds] for place in (0, 1))
        numbers = [statistics.median(passed), _high(passed), max(passed)]
        cells = [f"{one * 1000:.1f}" for one in (*numbers, _high(computing))]
        goal = "goal: p95 < 100 ms" if what.startswith("figures,") else took.said.get(what, "")
        made.add_row(what, str(len(seconds)), *cells, goal)
    for what in took.said.keys() - took.seconds.keys():
        made.add_row(what, *[""] * 5, took.said[what])
    return made


def _high(took: Sequence[float]) -> float:
    return statistics.quantiles(took, n=20)[18] if len(took) > 2 else max(took)
