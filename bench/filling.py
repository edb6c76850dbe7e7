"""Rows as they are written into a database by the thousand, and the figures of what was measured there."""

from __future__ import annotations

import sqlite3
import statistics
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice

Record = tuple[object, ...]
Spent = tuple[float, float]
"""The seconds of a piece of work, and those of them in which this process was computing."""
_CHUNK = 5_000


def chunks(records: Iterable[Record]) -> Iterator[list[Record]]:
    """Yield rows in parts."""
    every = iter(records)
    while chunk := list(islice(every, _CHUNK)):
        yield chunk


def put(
    connection: sqlite3.Connection, columns: Sequence[str], records: Iterable[Record], advance: Callable[[int], None]
) -> None:
    """Put initiatives into a SQLite file."""
    named, marks = ", ".join(columns), ", ".join("?" * len(columns))
    for chunk in chunks(records):
        stored = [tuple(map(_stored, row)) for row in chunk]
        connection.executemany(f"INSERT INTO initiative ({named}) VALUES ({marks})", stored)
        advance(len(chunk))


def milliseconds(took: Sequence[Spent]) -> tuple[str, str, str, str]:
    """Return the median, the 95th percentile and the longest, and the 95th percentile of what was computing."""
    passed, computing = ([one[place] for one in took] for place in (0, 1))
    numbers = (statistics.median(passed), _high(passed), max(passed), _high(computing))
    median, high, longest, computed = (f"{one * 1000:.1f}" for one in numbers)
    return median, high, longest, computed


def _high(took: Sequence[float]) -> float:
    return statistics.quantiles(took, n=20)[18] if len(took) > 2 else max(took)


def _stored(value: object) -> object:
    """Return a value as the product stores it in SQLite: instants in UTC, with all six digits."""
    return value.strftime("%Y-%m-%d %H:%M:%S.%f") if isinstance(value, datetime) else value
