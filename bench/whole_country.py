"""The 2,000,000 initiatives of a whole country, and how they get into a database that does not count them yet."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from random import Random

import asyncpg

from bench.filling import Record, chunks, put
from bench.units import invented
from flows.programme import VIETNAM, Phase, Programme
from flows.units import UnitTree

INITIATIVES = int(os.environ.get("INITIATIVES", "2000000"))
UNITS = int(os.environ.get("UNITS", "130000"))
DECISIONS = int(os.environ.get("DECISIONS", "800"))
PROGRAMME, PHASE = "01-trieu", "gd1"
NOW = datetime(2022, 5, 1, 9, 0, tzinfo=UTC)
_STATES = ("verified",) * 12 + ("pending",) * 4 + ("returned", "returned", "rejected", "withdrawn")
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
            since = NOW - timedelta(seconds=chance.randrange(100 * 86_400))
            decided = None if state in ("pending", "withdrawn") else since
            yield (
                *(number, 1, PROGRAMME, state, 1, answers, "{}", "{}", f"SK-{number}", unit, PHASE),
                *(chance.choice(("office", "enterprise")), str(chance.randint(1, 5)), since, decided, since, "", False),
            )


def fill_sqlite(url: str, country: Country, advance: Callable[[int], None]) -> None:
    """Write everything into a SQLite file that does not count yet."""
    connection = sqlite3.connect(url.removeprefix("sqlite+aiosqlite:///"), isolation_level=None)
    connection.executescript("PRAGMA synchronous=OFF; PRAGMA cache_size=-200000; BEGIN")
    connection.execute("INSERT INTO person (id, language, name, created_at) VALUES (1, 'vi', 'An', ?)", (str(NOW),))
    indexes = connection.execute(_INDEXES["sqlite"]).fetchall()
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}")
    put(connection, _COLUMNS, country.records(), advance)
    for _, made in indexes:
        connection.execute(made)
    connection.execute("COMMIT")
    connection.execute("ANALYZE")
    connection.close()


async def fill_postgres(url: str, country: Country, advance: Callable[[int], None]) -> None:
    """Copy everything into a PostgreSQL database that does not count yet."""
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    await connection.execute("INSERT INTO person (id, language, name, created_at) VALUES (1, 'vi', 'An', now())")
    indexes = await connection.fetch(_INDEXES["postgresql"])
    for name, _ in indexes:
        await connection.execute(f"DROP INDEX {name}")
    for chunk in chunks(country.records()):
        await connection.copy_records_to_table("initiative", records=chunk, columns=_COLUMNS)
        advance(len(chunk))
    for _, made in indexes:
        await connection.execute(made)
    await connection.execute("VACUUM ANALYZE")
    await connection.close()
