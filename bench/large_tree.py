"""130,000 units: how long a process needs to start, to search, to turn a page, and how much memory it takes."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from itertools import takewhile
from pathlib import Path
from random import Random
from time import perf_counter, process_time

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bench.dialogues import DIALOGUE, START
from bench.units import invented
from bot.app import App, prepare
from bot.clock import FrozenClock
from bot.event import Address, Event
from bot.settings import Settings, load
from flows.said import Said, Text
from flows.units import Unit
from flows.vietnamese import fold
from storage import loading, schema
from storage.database import Database
from storage.packs import DatedUnit

UNITS = int(os.environ.get("UNITS", "130000"))
SEARCHES = 300
_SHIPPED = Path("storage/programmes/01-trieu-daklak")
_HEADER = "code,parent,name,short,kind,aliases,order,valid_from,valid_to,example\n"
_PAGES = ("Trang sau ›", "‹ Trang trước")


async def run(console: Console) -> None:
    """Measure and print."""
    folder = Path(tempfile.mkdtemp(prefix="sangkien-bench-"))
    try:
        with Progress(console=console, transient=True) as progress:
            task = progress.add_task("units", total=2)
            console.print(await measure(folder, lambda: progress.advance(task)))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def measure(folder: Path, advance: Callable[[], None]) -> Table:
    """Return the figures of a process of its own that starts with so many units in SQLite."""
    await fill(folder)
    advance()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.large_tree", str(folder)), stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()
    figures = json.loads(out)
    table = Table("", "time", "of it computing", "goal", title=f"{UNITS:,} units, SQLite, a process of its own")
    table.add_row("from App to the first turn taken", *_both([figures["start"]], "s"), "5 s")
    table.add_row(f"search, p95 of {SEARCHES} turns", *_both(figures["searches"], "ms"), "50 ms")
    table.add_row(f"page of the tree, p95 of {len(figures['pages'])} turns", *_both(figures["pages"], "ms"), "20 ms")
    table.add_row("memory (resident)", f"{figures['megabytes']:.0f} MB", "", "300 MB")
    return table


async def fill(folder: Path) -> None:
    """Make a pack of the whole country and a database with all units in it."""
    pack = folder / "pack"
    pack.mkdir()
    manifest = (_SHIPPED / "programme.toml").read_text(encoding="utf-8")
    (pack / "programme.toml").write_text(manifest.replace('root = "DLK"', 'root = "TLD"'), encoding="utf-8")
    units = tuple(invented(UNITS))
    (pack / "units.csv").write_text(f"{_HEADER}TLD,,{units[0].name},,confederation,,,,,\n", encoding="utf-8")
    (pack / "targets.csv").write_text("unit,phase,kind,value\n", encoding="utf-8")
    database = Database(_url(folder))
    await schema.upgrade(database)
    async with database.transaction() as session:
        await loading.bring(session, [DatedUnit(unit) for unit in units], origin="import")
    await database.close()


def searched(units: list[Unit], chance: Random) -> Iterator[str]:
    """Yield what people type for units: names without accents, parts of names, with the district, with a slip."""
    for unit in chance.choices(units, k=SEARCHES):
        words = fold(unit.short).split()
        match chance.randrange(5):
            case 0:
                yield unit.name
            case 1:
                yield " ".join(words[-2:])
            case 2:
                yield " ".join(chance.sample(words, min(3, len(words))))
            case 3:
                yield f"{words[-1]} {words[-2]}x cong doan"
            case _:
                yield words[-1][:3]


async def _process(folder: Path) -> None:
    began = _now()
    app = App(_settings(folder), FrozenClock(START), FrozenClock(START))
    await prepare(app.database, app.packs, app.clock)
    walk = list(takewhile(lambda one: one != Text("Đúng"), DIALOGUE))
    await _take(app, 0, walk[0])
    start = _since(began)
    for number, said in enumerate(walk[1:], 1):
        await _take(app, number, said)
    megabytes = _resident()
    typed = list(searched(list(invented(UNITS)), Random(2)))
    searches = [await _take(app, number, Text(words)) for number, words in enumerate(typed, 1_000)]
    await _take(app, 9_000, Text("Chọn từng cấp"))
    await _take(app, 9_001, Text("LĐLĐ tỉnh Hà Nội"))
    pages = [await _take(app, 9_100 + number, Text(_PAGES[number % 2])) for number in range(100)]
    pages += [await _take(app, 9_300, Text("LĐLĐ huyện Châu Thành"))]
    await app.database.close()
    figures = {"start": start, "searches": searches, "pages": pages, "megabytes": megabytes}
    sys.stdout.write(json.dumps(figures))


async def _take(app: App, number: int, said: Said) -> tuple[float, float]:
    """Take one turn and return what it took."""
    event = Event(str(number), Address("telegram", "main", "1"), "1", said, START)
    began = _now()
    await app.turns.take(event)
    return _since(began)


def _now() -> tuple[float, float]:
    return perf_counter(), process_time()


def _since(began: tuple[float, float]) -> tuple[float, float]:
    """Return the seconds that have passed, and those of them in which this process was computing."""
    now = _now()
    return now[0] - began[0], now[1] - began[1]


def _settings(folder: Path) -> Settings:
    return load(
        _env_file=None,
        database_url=_url(folder),
        programmes=str(folder / "pack"),
        secret_key="of a bench",  # noqa: S106 - made up, guards invented data only
        telegram_token="1:none",  # noqa: S106 - no bot has it
        telegram_api_url="http://127.0.0.1:1",
    )


def _url(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder}/tree.db"


def _resident() -> float:
    """Return the megabytes this process holds in memory, as Linux counts them."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1_000_000


def _both(took: list[tuple[float, float]], unit: str) -> tuple[str, str]:
    """Return the 95th percentile of what turns took, and of what they computed."""
    return _high([one for one, _ in took], unit), _high([one for _, one in took], unit)


def _high(took: list[float], unit: str) -> str:
    high = statistics.quantiles(took, n=20)[18] if len(took) > 1 else took[0]
    return f"{high:.2f} s" if unit == "s" else f"{high * 1_000:.1f} ms"


if __name__ == "__main__":
    asyncio.run(_process(Path(sys.argv[1])))
