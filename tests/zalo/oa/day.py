"""A day of an Official Account: two processes on one database, and one clock for Zalo, people and machines."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from itertools import count, cycle
from pathlib import Path
from typing import Protocol, cast

from aiohttp import web

from bot import identifiers
from bot.app import App
from bot.channels.zalo.oa.inbound import BOT, understand
from bot.clock import FrozenClock
from bot.sandbox import server
from bot.sandbox.cast import OA
from bot.sandbox.guard import loopback_only
from bot.sandbox.people import Person
from bot.sandbox.script import Act
from bot.sandbox.zalo.oa.api import routes
from bot.sandbox.zalo.oa.world import OaWorld
from bot.settings import load
from flows.person import RoleName
from flows.said import File
from storage import people
from tests.conftest import START
from tests.talk import talk
from tests.transcripts.on_zalo import ZaloStage

_ALBUM = timedelta(seconds=3)
"""After which nothing more is taken to belong to the photos that came before."""
_LINK_LIFE = timedelta(days=3)
_LOOK, _RELEASE = timedelta(hours=1), timedelta(minutes=10)


class Somebody(Protocol):
    """Who does one thing at a time, and then tells after how long they take up the phone again, or that they do not."""

    def act(self, day: Day) -> timedelta | None:
        """Do one thing on the phone, or only look at it."""
        ...


class Day:
    """The world, the processes, and what is due when."""

    def __init__(self, world: OaWorld, clock: FrozenClock, apps: Sequence[App]) -> None:
        """Hand what happens to the processes in turn."""
        self.world, self.clock, self.apps = world, clock, apps
        self.stage = ZaloStage(world)
        self.refreshed: list[datetime] = []
        self._turns = cycle(apps)
        self._refreshes = world.tally.refreshes

    def do(self, person: str, text: str) -> None:
        """Do on somebody's phone what a transcript would write like this."""
        self.stage.act(Act(0, person, text))

    async def invite(self, person: str, role: str, unit: str) -> None:
        """Give somebody the link of a role, which they open."""
        token, now = identifiers.token(), self.clock.now()
        async with self.apps[0].database.transaction() as session:
            await people.invite(
                session,
                token,
                role=cast("RoleName", role),
                unit=unit,
                name=self.world.people[person].name,
                now=now,
                lasts=_LINK_LIFE,
            )
        self.do(person, f"/start i-{token}")
        await self.settle()

    async def settle(self) -> None:
        """Let both processes take what was done, each event in one of them, and say what there is to be said."""
        events = [one for raw in self.world.take() if (one := understand(raw, BOT, self.clock.now()))]
        if not events:
            return
        await asyncio.gather(*(next(self._turns).turns.take(event) for event in events))
        if any(isinstance(event.said, File) for event in events):
            await asyncio.gather(*(app.fetcher.drain() for app in self.apps))
            self.clock.forward(_ALBUM)
        await self._speak()

    async def look_around(self) -> None:
        """Do in both processes at the same instant what each does all the time or every hour."""
        await asyncio.gather(*(app.official.tokens.access() for app in self.apps if app.official))
        self._note_refresh()
        for app in self.apps:
            await app.notices.send(app.database)
            await app.desks.keep(app.database)
            await app.digests.send()
            await app.weekly.send()
            await app.pushes.send()
        await self.release()

    async def release(self) -> None:
        """Let both processes have authors told whose time has come, and cards passed on that reached nobody."""
        await asyncio.gather(*(app.releaser.drain() for app in self.apps))
        await self._speak()

    async def pass_by(self, arrivals: Iterable[tuple[timedelta, Somebody]], hours: int) -> None:
        """Let everybody act from their arrival on; whoever waits is told within minutes."""
        begun, order = self.clock.now(), count()
        agenda: list[tuple[datetime, int, Somebody | None]] = [
            *((begun + _LOOK * hour, next(order), None) for hour in range(hours + 1)),
            *((begun + after, next(order), one) for after, one in arrivals),
        ]
        heapq.heapify(agenda)
        released = begun
        while agenda and agenda[0][0] <= begun + _LOOK * hours:
            at, _, somebody = heapq.heappop(agenda)
            self.world.move_clock(max(at, self.clock.now()))
            if somebody is None:
                await self.look_around()
            else:
                again = somebody.act(self)
                await self.settle()
                if again is not None:
                    heapq.heappush(agenda, (self.clock.now() + again, next(order), somebody))
            if self.clock.now() - released > _RELEASE:
                released = self.clock.now()
                await self.release()

    async def _speak(self) -> None:
        await asyncio.gather(*(app.sender.drain() for app in self.apps))
        self._note_refresh()

    def _note_refresh(self) -> None:
        self.refreshed += [self.clock.now()] * (self.world.tally.refreshes - self._refreshes)
        self._refreshes = self.world.tally.refreshes


@asynccontextmanager
async def two_processes(database_url: str, folder: Path, cast_: Sequence[Person]) -> AsyncIterator[Day]:
    """Put up Zalo with these people, and two processes that have nothing but an Official Account."""
    clock = FrozenClock(START)
    world = OaWorld(clock, cast_)
    application = web.Application(middlewares=[loopback_only])
    application.add_routes(routes(world))
    runner, port = await server.serve(application)
    world.address = f"http://127.0.0.1:{port}"
    settings = load(
        _env_file=None,
        database_url=database_url,
        files_url=f"file:{folder}/files",
        work_folder=folder / "work",
        secret_key="a secret of tests",
        listen="127.0.0.1:0",
        zalo_oa_app_id=OA.app_id,
        zalo_oa_app_secret=OA.app_secret,
        zalo_oa_secret_key=OA.secret_key,
        zalo_oa_refresh_token=OA.first_refresh_token,
        zalo_openapi_url=world.address,
        zalo_oauth_url=world.address,
        webhook_url="https://bot.example.org",
    )
    apps = [App(settings, clock, clock, talk()) for _ in range(2)]
    for app in apps:
        assert app.official is not None
        await app.official.open()
    try:
        yield Day(world, clock, apps)
    finally:
        for app in apps:
            assert app.official is not None
            await app.official.close()
            await app.database.close()
        await runner.cleanup()
