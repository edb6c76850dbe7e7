"""Figures of any unit among 2,000,000 initiatives, how fast they are folded, and what the counting costs a decision."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from importlib import import_module
from random import Random
from typing import TypeVar

from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bench.filling import Spent, milliseconds
from bench.likeness import prepared, sqlite_file
from bench.whole_country import (
    DECISIONS,
    INITIATIVES,
    NOW,
    PHASE,
    PROGRAMME,
    UNITS,
    Country,
    fill_postgres,
    fill_sqlite,
)
from flows.programme import VIETNAM
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

MEASURED = int(os.environ.get("MEASURED", "300"))
OFFICERS = int(os.environ.get("OFFICERS", "8"))
CHANGES = int(os.environ.get("CHANGES", "10000"))
COUNTING = import_module("storage.migrations.versions.0013_counting")
_TODAY = NOW.astimezone(VIETNAM).date()
_PLACES = ("confederation", "federation", "upper", "grassroots")
T = TypeVar("T")


@dataclass(slots=True)
class Took:
    """The seconds of each piece of work by its name, with those this process was computing; what else is to be said."""

    seconds: dict[str, list[Spent]] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)


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
            return (await self._shared(session, NOW)).units

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
        while done := (await self.folder.some(NOW, lambda: datetime.now(UTC))).folded:
            folded += done
        spent = time.perf_counter() - began
        self.took.said[name] = f"{folded:,} in {spent:.1f} s" + (f", {folded / spent:,.0f}/s" if folded else "")

    async def many_decisions(self) -> None:
        """Let very many be decided anywhere within seconds."""
        waiting = select(col(InitiativeRow.id)).where(col(InitiativeRow.state) == "pending").limit(CHANGES)
        async with self.database.transaction() as session:
            ids = (await session.execute(waiting)).scalars().all()
            decided = update(InitiativeRow).where(col(InitiativeRow.id).in_(ids))
            await session.execute(decided.values(state="verified", decided_at=NOW))

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
            await session.execute(this.values(state="verified", version=2, decided_at=NOW))

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
        await self.folder.some(NOW, lambda: datetime.now(UTC))

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
        goal = "goal: p95 < 100 ms" if what.startswith("figures,") else took.said.get(what, "")
        made.add_row(what, str(len(seconds)), *milliseconds(seconds), goal)
    for what in took.said.keys() - took.seconds.keys():
        made.add_row(what, *[""] * 5, took.said[what])
    return made
