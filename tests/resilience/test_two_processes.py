"""Two bots on one PostgreSQL behind one webhook: nothing twice, nothing out of order."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from aiohttp.typedefs import Handler

from bot.channels.capabilities import PLAIN
from bot.channels.channel import Outgoing, Post, Say
from bot.clock import MovableClock, SystemClock
from bot.event import Address
from bot.metrics import Metrics
from bot.sandbox import server
from bot.sandbox.cast import AN, BINH, BOT, CHI, DUNG, STRANGER
from bot.sandbox.world import World
from bot.sender import Sender
from bot.talk import Talk
from flows.screen import Screen
from storage import outbox, people
from storage.database import Database
from storage.outbox import Outbox
from tests.conftest import START
from tests.resilience import findings
from tests.resilience.chance import seeded
from tests.resilience.process import Place, running
from tests.resilience.workers import PATIENCE, UNIT, Phone, Worker
from tests.storage.given import CIPHER

AUTHORS = tuple(Worker(person, number) for number, person in enumerate((AN, CHI, DUNG, STRANGER), 1))
OFFICER = Worker(BINH, 9)
TOKEN = "an-invitation-of-tests"
CHATS, IN_A_CHAT, SENDERS = 40, 10, 4

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


class Crossing:
    """Passes each update on to one of two bots, by chance; some to both at the same time, some twice."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self.bots: list[Place] = []
        self.passed: dict[int, int] = {}
        self._session: aiohttp.ClientSession | None = None

    @asynccontextmanager
    async def open(self) -> AsyncIterator[str]:
        """Listen, and give the address that is to be the webhook's."""
        app = web.Application()
        app.router.add_post("/telegram/main", self._pass)
        crossing = TestServer(app)
        await crossing.start_server()
        async with aiohttp.ClientSession() as self._session:
            try:
                yield str(crossing.make_url("")).rstrip("/")
            finally:
                await crossing.close()

    async def _pass(self, request: web.Request) -> web.Response:
        body, headers = await request.read(), dict(request.headers)
        ways = self._rng.choice(([0], [1], [0, 1], [0, 0], [1, 1]))
        statuses = await asyncio.gather(*(self._post(self.bots[way], body, headers) for way in ways))
        return web.Response(status=max(statuses))

    async def _post(self, place: Place, body: bytes, headers: dict[str, str]) -> int:
        assert self._session is not None
        self.passed[place.port] = self.passed.get(place.port, 0) + 1
        async with self._session.post(f"{place.url}/telegram/main", data=body, headers=headers) as answer:
            return answer.status


async def test_two_bots_taking_turns_hand_everything_in_once_and_say_everything_once_in_order(
    tmp_path: Path, database_url: str
) -> None:
    rng = seeded()
    world = World(MovableClock(START), [worker.person for worker in (*AUTHORS, OFFICER)], (BOT,), rates=None)
    crossing, calls = Crossing(rng), Registrations(world)
    app = server.build(world)
    app.middlewares.append(calls.watch)
    runner, port = await server.serve(app)
    await _invite(database_url)
    try:
        async with crossing.open() as hook:
            api = f"http://127.0.0.1:{port}"
            crossing.bots = [Place(tmp_path, api, database_url, webhook_url=hook) for _ in range(2)]
            async with running(*crossing.bots):
                await world.wait(lambda: calls.seen >= 2, PATIENCE)
                await _hand_in(world, rng)
    finally:
        await runner.cleanup()
    assert min(crossing.passed.values()) > 10
    assert await findings.in_database(database_url, AUTHORS) == []
    assert await findings.on_phones(world, database_url, AUTHORS) == []
    for worker in (*AUTHORS, OFFICER):
        assert await findings.said_otherwise_than_stored(world, database_url, worker) == []


class Registrations:
    """Counts how many bots have asked for the webhook; both then listen."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.seen = 0

    @web.middleware
    async def watch(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        self.seen += request.path.lower().endswith("/setwebhook")
        self._world.changes.wake()
        return await handler(request)


async def _hand_in(world: World, rng: random.Random) -> None:
    officer = Phone(world, OFFICER)
    world.start(OFFICER.key, f"i-{TOKEN}")
    await officer.shows("/hangcho")
    async with asyncio.TaskGroup() as people_at_once:
        for worker in AUTHORS:
            phone = Phone(world, worker)
            people_at_once.create_task(phone.hand_in(random.Random(rng.random()), hurry=False))
    await officer.until(lambda: len(_cards(officer)) == len(AUTHORS), "a card for every initiative")
    for worker in AUTHORS:
        await Phone(world, worker).take_leave()


def _cards(officer: Phone) -> Sequence[str]:
    return [one.text for one in officer.said() if "Sáng kiến mới cần xác nhận" in one.text]


async def _invite(database_url: str) -> None:
    database = Database(database_url)
    async with database.transaction() as session:
        await people.invite(session, TOKEN, role="verifier", unit=UNIT, name="Bình", now=START, lasts=timedelta(days=1))
    await database.close()


async def test_two_senders_send_every_message_of_a_chat_once_and_in_order(database_url: str) -> None:
    """PostgreSQL judges a row anew that somebody has just leased: the lease must be part of that judgement."""
    databases = [Database(database_url) for _ in range(SENDERS)]
    channel, stop = Slowly(seeded()), asyncio.Event()
    try:
        await _post_many(databases[0])
        async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as tasks:
            for database in databases:
                sender = Sender(database, {"post": channel}, Talk.load(), SystemClock(), Metrics(), cipher=CIPHER)
                tasks.create_task(sender.run(stop))
            await channel.done.wait()
            stop.set()
    finally:
        for database in databases:
            await database.close()
    assert channel.sent == {str(chat): [str(number) for number in range(IN_A_CHAT)] for chat in range(CHATS)}


class Slowly:
    """A channel that takes its time, and notes what it has sent to whom."""

    capabilities = PLAIN

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self.sent: dict[str, list[str]] = {}
        self.done = asyncio.Event()

    async def deliver(self, address: Address, outgoing: Outgoing, say: Say) -> str | None:
        assert isinstance(outgoing, Post)
        for _ in range(self._rng.randrange(20)):
            await asyncio.sleep(0)
        self.sent.setdefault(address.chat, []).append(say(outgoing.screen.lines[0]))
        if sum(map(len, self.sent.values())) >= CHATS * IN_A_CHAT:
            self.done.set()
        return "1"

    async def acknowledge(self, address: Address, press: str, text: str | None, *, stays: bool = False) -> None: ...


async def _post_many(database: Database) -> None:
    async with database.transaction() as session:
        box = Outbox(session, START)
        for chat in map(str, range(CHATS)):
            person = await people.recognise(session, people.Account("post", "b", chat, chat), "", "vi", START)
            for number in range(IN_A_CHAT):
                await box.post(outbox.Place(person.id, "post", "b", chat), Screen((str(number),)))
