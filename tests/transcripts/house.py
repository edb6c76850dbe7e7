"""The whole product for one transcript: real database, real Bot API over HTTP, clocks that stand still."""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

from bot.app import App, prepare
from bot.clock import FrozenClock
from bot.demo import LABELS
from bot.event import Event
from bot.sandbox import server
from bot.sandbox.player import Director, Player
from bot.sandbox.script import Act
from bot.sandbox.stage import Stage
from bot.settings import load
from bot.talk import Talk
from flows.facts import Fresh
from storage import jobs
from storage.database import Database
from storage.tables import FileRow, InitiativeRow, JobRow, PushRow
from tests.conftest import START
from tests.transcripts import operating
from tests.transcripts.giving import give
from tests.transcripts.habits import Habits
from tests.transcripts.platforms import Platform, Telegram

_MAKING = {"(lets the making wait)": True, "(lets the making go on)": False}
USUAL = "01-trieu-daklak"
_NAMED = re.compile(r"^# Programmes: (.+)$", re.MULTILINE)


def programmes_of(text: str) -> str:
    """Return the packs in use, as the setting names them; “# Programmes: KEY, KEY” in a transcript names others."""
    named = _NAMED.search(text)
    keys = (named[1] if named else USUAL).split(",")
    return ",".join(f"storage/programmes/{key.strip()}" for key in keys)


class KilledError(BaseException):
    """The process ends here, as by kill -9."""


@dataclass(frozen=True, slots=True)
class Way:
    """How a transcript is played: what goes wrong around every single turn, and how many processes there are."""

    name: str
    twice: bool = False
    restarts: bool = False
    killed_before_commit: bool = False
    killed_after_commit: bool = False
    processes: int = 1


WAYS = (
    Way("plainly"),
    Way("every event twice", twice=True),
    Way("a new process for every line", restarts=True),
    Way("killed before every commit", killed_before_commit=True),
    Way("killed after every commit", killed_after_commit=True),
    Way("two processes taking turns", processes=2),
)


class House:
    """Sandbox and bot of one transcript."""

    def __init__(
        self, address: str, platform: Platform, database_url: str, way: Way, *, folder: str, programmes: str
    ) -> None:
        """Put up as many processes as the way has, each with these packs; what people send is kept in a folder."""
        self.world, self._platform = platform.stage.world, platform
        self._address, self._database_url, self._way = address, database_url, way
        self._programmes = programmes
        self._files_url = f"file:{folder}"
        self._fetched: list[Event] = []
        self._due: list[Event] = []
        self.machine = FrozenClock(START)
        self.making_waits = False
        self._given: dict[int, Fresh] = {}
        self._turn = 0
        self._neglected = True
        self._apps: list[App] = []

    async def open(self) -> None:
        """Start the processes."""
        self._apps = [await self._process() for _ in range(self._way.processes)]
        await prepare(self._apps[0].database, self._apps[0].packs, FrozenClock(START))

    async def close(self) -> None:
        """End the processes."""
        for app in self._apps:
            await self._platform.close(app)
            await app.database.close()

    @property
    def app(self) -> App:
        """Return the process whose turn it is."""
        return self._apps[self._turn % len(self._apps)]

    async def settle(self) -> None:
        """Let the bot take everything that was done and say everything it has to say."""
        while await self._take_all() or await self._fetch_all():
            pass
        if self._neglected:
            await self._keep()
        await self._speak()
        there = await self._there_is(PushRow, JobRow)
        while PushRow in there and await self.app.pushes.send():
            await self._speak()
        if JobRow in there and await self._make():
            await self._speak()
        self._turn += 1
        if self._way.restarts:
            await self.close()
            await self.open()

    async def _keep(self) -> None:
        """Do what the bot does every hour, after time has passed or officers have come."""
        self._neglected = False
        await self.app.notices.send(self.app.database)
        while await self.app.desks.keep(self.app.database):
            pass
        await self.app.digests.send()
        await self.app.weekly.send()

    async def passes(self) -> None:
        """Let what has become due with time happen."""
        self._neglected = True
        if await self._platform.time_passed(self.app):
            await self._take_all()
        if await self._release():
            await self._speak()

    async def _speak(self) -> None:
        """Say everything; what could not be delivered may lead to more."""
        self.machine.forward(timedelta(seconds=2))
        await self.app.sender.drain()
        if await self._release():
            await self.app.sender.drain()

    async def invite(self, role: str, unit: str, name: str) -> str:
        """Make the link of an officer, and have done what is to be done once there is one more."""
        self._neglected = True
        return await operating.invite(self.app, role, unit, name, self.world.clock.now())

    async def operate(self, act: Act) -> bool:
        """Do what only an operator can, or hold the making up; False for any other act."""
        if act.text in _MAKING:
            self.making_waits = _MAKING[act.text]
            return True
        return await operating.operate(self.app, act, self.world.clock.now())

    async def give(self, act: Act) -> bool:
        """Give files on the page for them, where the chat brings none; False for any other act."""
        await self._take_all()
        given = await give(self._platform, self.app, act)
        if given:
            await self.settle()
        return given

    async def _take_all(self) -> bool:
        """Take everything that people did."""
        taken = False
        while event := await self._platform.next(self.app):
            await self._take(event)
            taken = True
        return taken

    async def _fetch_all(self) -> bool:
        """Fetch the files that wait, and take what became of them as any other event."""
        if not await self._there_is(FileRow):
            return False
        await self.app.fetcher.drain()
        fetched, self._fetched = self._fetched, []
        for event in fetched:
            await self._take(event)
        return bool(fetched)

    async def _make(self) -> bool:
        """Let what was ordered be made, unless the making waits; True where there was anything."""
        if self.making_waits or await jobs.next_due(self.app.database) is None:
            return False
        await self.app.workshop.drain()
        return True

    async def _release(self) -> bool:
        """Let what has become due be taken as any other event."""
        if not await self._there_is(InitiativeRow):
            return False
        await self.app.releaser.drain()
        released, self._due = self._due, []
        for event in released:
            await self._take(event)
        return bool(released)

    async def _there_is(self, *tables: type[SQLModel]) -> frozenset[type[SQLModel]]:
        """Return which of some tables have any row; to look for work that cannot be there takes long."""
        async with self.app.database.transaction() as session:
            found = await session.execute(select(*(exists(select(table)) for table in tables)))
            return frozenset(table for table, any_row in zip(tables, found.one(), strict=True) if any_row)

    async def _hear_due(self, event: Event) -> None:
        self._due.append(event)

    async def _hear(self, event: Event) -> None:
        self._fetched.append(event)

    async def _take(self, event: Event) -> None:
        if self._way.killed_before_commit:
            await self._killed(event, after=False)
        if self._way.killed_after_commit:
            await self._killed(event, after=True)
        if self._way.twice:
            await asyncio.gather(self.app.turns.take(event), self.app.turns.take(event))
        self._turn += 1
        await self.app.turns.take(event)

    async def _killed(self, event: Event, *, after: bool) -> None:
        """Take an event in a process that ends around its commit, then put up another one."""
        app = self.app
        app.database.transaction = _deadly(app.database, after=after)  # type: ignore[method-assign]
        try:
            await app.turns.take(event)
        except KilledError:
            await self.close()
            await self.open()
        else:
            raise AssertionError("the process was to be killed here")

    async def _process(self) -> App:
        settings = load(
            _env_file=None,
            database_url=self._database_url,
            files_url=self._files_url,
            work_folder=Path(self._files_url.removeprefix("file:")) / "work",
            secret_key="a secret of tests",
            clock=START,
            listen="127.0.0.1:0",
            programmes=self._programmes,
            **self._platform.settings(self._address),
        )
        app = App(settings, self.world.clock, self.machine, _talk())
        app.turns._fresh = self._fresh
        app.fetcher._take = self._hear
        app.releaser._take = self._hear_due
        await self._platform.open(app)
        return app

    def _fresh(self) -> Fresh:
        """Return the same id and code for the same event, in whatever way and however often it is taken."""
        number = len(self._given) + 1
        fresh = Fresh(1_000 + number, f"7F3K{number:02d}", f"token-{number}", f"9QWX{number:04d}")
        return self._given.setdefault(self._platform.count, fresh)


@cache
def _talk() -> Talk:
    """Read the catalogues once for all processes of a test run."""
    return Talk.load()


def _deadly(database: Database, *, after: bool):  # type: ignore[no-untyped-def]
    real = Database.transaction

    @asynccontextmanager
    async def transaction() -> AsyncIterator[AsyncSession]:
        async with real(database) as session:
            yield session
            if not after:
                raise KilledError
        raise KilledError

    return transaction


@asynccontextmanager
async def house(
    database_url: str, way: Way, programmes: str, platform: Platform | None = None
) -> AsyncIterator[tuple[House, Player, Stage]]:
    """Put up sandbox and bot, on Telegram unless said otherwise, and give the player; clear everything away."""
    platform = platform or Telegram()
    runner, port = await server.serve(platform.application())
    folder = tempfile.TemporaryDirectory(prefix="sangkien-files-")
    home = House(f"http://127.0.0.1:{port}", platform, database_url, way, folder=folder.name, programmes=programmes)
    await home.open()
    stage = platform.stage
    habits = Habits(stage)

    async def shortcut(player: Player, act: Act) -> bool:
        return await home.operate(act) or await home.give(act) or await habits.perform(player, act)

    director = Director(
        invite=home.invite, settle=home.settle, labels=LABELS, patience=0.01, shortcut=shortcut, passes=home.passes
    )
    try:
        yield home, platform.player(stage, director), stage
    finally:
        await home.close()
        await runner.cleanup()
        folder.cleanup()
