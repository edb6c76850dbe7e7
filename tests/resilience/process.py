"""The bot as a process of its own, as an operator starts it: its environment, its start, its end."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.sandbox.cast import BOT
from tests.conftest import START
from tests.servers import free_port

ROOT = Path(__file__).resolve().parents[2]
SECRET_KEY = "a secret of tests, long enough for anybody"
_INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR")
_NURSERY = Path(__file__).with_name("nursery.py")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a bot runs: its folder, whom it talks to, where it keeps things and where it listens.

    `otherwise` are settings that are not as usual here, empty where there are to be none.
    """

    folder: Path
    api_url: str
    database_url: str
    port: int = field(default_factory=free_port)
    webhook_url: str | None = None
    otherwise: Mapping[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.folder / f"bot-{self.port}.log"

    def environment(self) -> dict[str, str]:
        inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}
        ours = {
            "PYTHONPATH": str(ROOT),
            "TELEGRAM_TOKEN": BOT.token,
            "TELEGRAM_API_URL": self.api_url,
            "DATABASE_URL": self.database_url,
            "LISTEN": f"127.0.0.1:{self.port}",
            "CLOCK": START.isoformat(),
            "SECRET_KEY": SECRET_KEY,
            "LOG_LEVEL": "info",
        }
        hook = {"WEBHOOK_URL": self.webhook_url} if self.webhook_url else {}
        return inherited | ours | hook | dict(self.otherwise)


class Command:
    """`python -m bot run`, one process at a time."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> int:
        """Start the bot and return its process id."""
        self._process = await _spawn(self.place, ["-m", "bot", "run"])
        return self._process.pid

    async def ended(self) -> int:
        """Wait for its end and return its exit status, minus the signal that ended it."""
        assert self._process is not None
        return await self._process.wait()

    async def close(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()


class Nursery:
    """The same, started in a moment: everything is imported once and every bot is a fork of that."""

    def __init__(self, place: Place, changes: Sequence[str] = ()) -> None:
        """`changes` are names of what is to be different in these bots, see nursery.py."""
        self.place, self._changes = place, changes
        self._mother: asyncio.subprocess.Process | None = None
        self._running: int | None = None
        self._awaited = False

    async def start(self) -> int:
        if self._mother is None:
            self._mother = await _spawn(self.place, [str(_NURSERY), *self._changes], talks=True)
        assert self._mother.stdin is not None
        self._mother.stdin.write(b"start\n")
        self._awaited = True
        return await self._born()

    async def ended(self) -> int:
        status = await self._hear()
        self._running = None
        return status

    async def close(self) -> None:
        if self._awaited:
            await self._born()
        if self._running is not None:
            os.kill(self._running, signal.SIGKILL)
            await self.ended()
        if self._mother is not None and self._mother.stdin is not None:
            self._mother.stdin.close()
            await self._mother.wait()

    async def _born(self) -> int:
        self._running = await self._hear()
        self._awaited = False
        return self._running

    async def _hear(self) -> int:
        assert self._mother is not None
        assert self._mother.stdout is not None
        return int(await self._mother.stdout.readline())


async def _spawn(place: Place, arguments: Sequence[str], *, talks: bool = False) -> asyncio.subprocess.Process:
    with place.log.open("ab") as log:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            *arguments,
            cwd=place.folder,
            env=place.environment(),
            stdin=asyncio.subprocess.PIPE if talks else asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE if talks else log,
            stderr=log,
        )


@asynccontextmanager
async def running(*places: Place, ends_within: float = 60.0) -> AsyncIterator[None]:
    """Run a bot in each place, started together, and end them kindly (SIGTERM) within so many seconds."""
    commands = [Command(place) for place in places]
    try:
        pids = [await command.start() for command in commands]
        yield
        for command, pid in zip(commands, pids, strict=True):
            os.kill(pid, signal.SIGTERM)
            async with asyncio.timeout(ends_within):
                status = await command.ended()
            assert status == 0, command.place.log.read_text(encoding="utf-8")
    finally:
        for command in commands:
            await command.close()
