"""The sender when a chat is slow, when a chat must wait, and when the connections to the database are cut."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest
from aiohttp import web
from aiohttp.typedefs import Handler

from bot.channels.capabilities import PLAIN
from bot.channels.channel import LaterError, Outgoing, Say
from bot.clock import FrozenClock, MovableClock
from bot.event import Address
from bot.metrics import Metrics
from bot.sandbox import server
from bot.sandbox.cast import AN, BOT, CHI
from bot.sandbox.world import World
from bot.sender import Sender
from bot.talk import Talk
from flows.screen import Screen
from storage import leases, people
from storage.database import Database
from storage.outbox import Outbox, Place
from tests.conftest import START
from tests.resilience import findings, process
from tests.resilience.chance import seeded
from tests.resilience.workers import PATIENCE, Phone, Worker
from tests.storage.given import CIPHER

SLOW, QUICK = "slow", "quick"


class Post:
    """A channel whose slow chat takes as long as it likes, and that may ask to be left alone for a while."""

    capabilities = PLAIN

    def __init__(self, *, later: float | None = None) -> None:
        self._later = later
        self.begun: asyncio.Queue[str] = asyncio.Queue()
        self.go_on = asyncio.Event()

    async def deliver(self, address: Address, outgoing: Outgoing, say: Say) -> str | None:
        self.begun.put_nowait(address.chat)
        if self._later is not None:
            raise LaterError("too many requests", after=self._later)
        if address.chat == SLOW:
            await self.go_on.wait()
        return "1"

    async def acknowledge(self, address: Address, press: str, text: str | None, *, stays: bool = False) -> None: ...


@asynccontextmanager
async def sending(database: Database, post: Post, clock: FrozenClock) -> AsyncIterator[Sender]:
    sender, stop = Sender(database, {"post": post}, Talk.load(), clock, Metrics(), cipher=CIPHER), asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(sender.run(stop))
        yield sender
        post.go_on.set()
        stop.set()


async def put(database: Database, chats: Sequence[str]) -> None:
    async with database.transaction() as session:
        for chat in chats:
            person = await people.recognise(session, people.Account("post", "b", chat, chat), "", "vi", START)
            await Outbox(session, START).post(Place(person.id, "post", "b", chat), Screen(("x",)))


async def test_a_slow_chat_holds_nobody_else_back(database: Database) -> None:
    post = Post()
    await put(database, [SLOW])
    async with asyncio.timeout(PATIENCE), sending(database, post, FrozenClock(START)) as sender:
        assert await post.begun.get() == SLOW
        await put(database, [QUICK])
        sender.wake()
        assert await post.begun.get() == QUICK


async def test_what_stands_behind_a_message_that_was_put_off_is_not_due_before_it(database: Database) -> None:
    post, clock = Post(later=60), FrozenClock(START)
    await put(database, [SLOW, SLOW, SLOW])
    sender = Sender(database, {"post": post}, Talk.load(), clock, Metrics(), cipher=CIPHER)
    await sender.drain()
    assert await leases.next_due(database, clock.now()) == (START + timedelta(seconds=60)).astimezone(UTC)


async def test_nothing_is_due_in_a_chat_while_a_message_to_it_is_under_way(database: Database) -> None:
    now = datetime.now(UTC)
    await put(database, [SLOW, SLOW])
    (first,) = await leases.claim(database, now, timedelta(seconds=60), 10)
    assert await leases.next_due(database, now) == now + timedelta(seconds=60)
    await leases.sent(database, first, "1")
    assert await leases.next_due(database, now) == now


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_connections_that_are_cut_again_and_again_lose_nothing(tmp_path: Path, database_url: str) -> None:
    rng, workers = seeded(), (Worker(AN, 1), Worker(CHI, 2))
    world = World(MovableClock(START), [worker.person for worker in workers], (BOT,), rates=None)
    app, cutter = server.build(world), Cutter(database_url, rng)
    app.middlewares.append(cutter.watch)
    runner, port = await server.serve(app)
    try:
        async with process.running(process.Place(tmp_path, f"http://127.0.0.1:{port}", database_url)):
            async with asyncio.TaskGroup() as at_once:
                for worker in workers:
                    own = random.Random(rng.random())
                    at_once.create_task(Phone(world, worker).hand_in(own, hurry=True))
            for worker in workers:
                await Phone(world, worker).take_leave()
    finally:
        await runner.cleanup()
    assert cutter.cuts > 0
    assert await findings.in_database(database_url, workers) == []
    assert await findings.on_phones(world, database_url, workers) == []


class Cutter:
    """Ends all connections of the bot to PostgreSQL, now and then, while one of its calls is answered."""

    def __init__(self, database_url: str, rng: random.Random) -> None:
        self._address, self._rng = database_url.replace("+asyncpg", ""), rng
        self.cuts = 0

    @web.middleware
    async def watch(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path.lower().endswith("/sendmessage") and self._rng.random() < 0.15:
            connection = await asyncpg.connect(self._address, server_settings={"application_name": "cutter"})
            ended = await connection.fetch(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND application_name <> 'cutter'"
            )
            self.cuts += bool(ended)
            await connection.close()
        return await handler(request)
