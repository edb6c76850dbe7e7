"""`make bench`: complete dialogues through the turn and the sender, beside bare durable commits on the same disk."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bot import identifiers
from bot.app import prepare, read_packs
from bot.channels.capabilities import TELEGRAM
from bot.channels.channel import Outgoing, Say
from bot.clock import FrozenClock, SystemClock
from bot.event import Address, Event
from bot.metrics import Metrics
from bot.sender import Sender
from bot.settings import load
from bot.talk import Talk
from bot.turn import Turns
from flows.programme import VIETNAM
from flows.said import Command, Said, Text
from storage.cipher import Cipher
from storage.database import Database

WORKERS = int(os.environ.get("WORKERS", "200"))
COMMITS = 500
START = datetime(2022, 3, 21, 9, 0, tzinfo=VIETNAM)
DIALOGUE: tuple[Said, ...] = (
    Command("start", "u-DLK-01-017"),
    Text("Nộp sáng kiến"),
    Text("Tôi đồng ý"),
    Text("Trần Thị An"),
    Text("0900 000 001"),
    Text("066199001234"),
    Text("Đúng"),
    Text("Doanh nghiệp"),
    Text("2"),
    Text("1"),
    Text("Cải tiến khâu phân loại hạt"),
    Text("Trước đây công nhân phân loại hạt bằng tay; nay dùng sàng rung tự chế nên nhanh và đều hơn. " * 5),
    Text("02/01/2022"),
    Text("Quyết định số 15/QĐ-CT ngày 20/02/2022 của Giám đốc Công ty X"),
    Text("120 triệu"),
    Text("Chỉ mình tôi"),
    Text("Tôi cam đoan đúng như vậy"),
    Text("Bỏ qua"),
    Text("Nộp"),
)


class NullChannel:
    """Writes every message in the person's language and sends it nowhere."""

    capabilities = TELEGRAM

    def __init__(self) -> None:
        """Begin with nothing delivered."""
        self.delivered = 0

    async def deliver(self, _address: Address, outgoing: Outgoing, say: Say) -> str | None:
        """Write the message and forget it."""
        screen = getattr(outgoing, "screen", None)
        for line in screen.lines if screen else ():
            say(line)
        self.delivered += 1
        return str(self.delivered)

    async def acknowledge(self, address: Address, press: str, text: str | None, *, stays: bool = False) -> None:
        """Do nothing."""


async def measure(url: str, advance: Callable[[], None]) -> tuple[list[float], float, int]:
    """Return the seconds of each turn, those of sending everything, and how many messages that were."""
    database, machine, talk, channel = Database(url), SystemClock(), Talk.load(), NullChannel()
    packs, metrics = read_packs(load(_env_file=None)), Metrics()
    await prepare(database, packs, FrozenClock(START))
    cipher = Cipher(("bench",), os.urandom)
    sender = Sender(database, {"telegram": channel}, talk, machine, metrics, cipher=cipher)
    turns = Turns(
        database=database,
        cipher=cipher,
        talk=talk,
        programmes=[pack.programme for pack in packs],
        channels={"telegram": channel},
        clock=machine,
        fresh=lambda: identifiers.fresh(machine),
        wake=lambda: None,
        metrics=metrics,
    )
    took: list[float] = []
    for worker in range(WORKERS):
        for number, said in enumerate(DIALOGUE):
            event = Event(f"{worker}-{number}", Address("telegram", "main", str(worker)), str(worker), said, START)
            began = time.perf_counter()
            await turns.take(event)
            took.append(time.perf_counter() - began)
        advance()
    began = time.perf_counter()
    await sender.drain()
    sending = time.perf_counter() - began
    await database.close()
    return took, sending, channel.delivered


def bare_commits(folder: Path) -> list[float]:
    """Return the seconds of single-row commits to SQLite under the same durability, the floor on this disk."""
    connection = sqlite3.connect(folder / "floor.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE floor (text TEXT)")
    took = []
    for _ in range(COMMITS):
        began = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO floor VALUES ('x')")
        connection.execute("COMMIT")
        took.append(time.perf_counter() - began)
    connection.close()
    return took


def row(name: str, took: list[float], floor: float) -> tuple[str, ...]:
    """Return a line of the table: median, 95th percentile, and the median as a multiple of the floor."""
    median, high = statistics.median(took), statistics.quantiles(took, n=20)[18]
    return name, str(len(took)), f"{median * 1000:.2f}", f"{high * 1000:.2f}", f"{median / floor:.1f}"


async def main() -> None:
    """Measure and print."""
    console, folder = Console(), Path(tempfile.mkdtemp(prefix="sangkien-bench-"))
    try:
        floor = bare_commits(folder)
        with Progress(console=console, transient=True) as progress:
            task = progress.add_task("dialogues", total=WORKERS)
            url = f"sqlite+aiosqlite:///{folder}/bench.db"
            took, sending, messages = await measure(url, lambda: progress.advance(task))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    table = Table("", "count", "median ms", "p95 ms", "× bare commit", title=f"{WORKERS} complete dialogues, SQLite")
    table.add_row(*row("bare durable commit", floor, statistics.median(floor)))
    table.add_row(*row("turn (decided, committed)", took, statistics.median(floor)))
    console.print(table)
    console.print(
        f"turns: {len(took) / sum(took):.0f}/s · sender: {messages / sending:.0f} messages/s, {messages} in all"
    )


if __name__ == "__main__":
    asyncio.run(main())
