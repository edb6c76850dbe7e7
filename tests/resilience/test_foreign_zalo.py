"""Behind an Official Account that is not our sandbox: kill -9, repeated events, a flood; each answered exactly once."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.sandbox.cast import AN, BINH, CHI, DUNG, STRANGER
from bot.settings import load
from tests.effort import THOROUGH
from tests.resilience import findings
from tests.resilience.chance import seeded
from tests.resilience.foreign_zalo import APP_ID, APP_SECRET, FIRST, SECRET_KEY, ForeignAccount
from tests.resilience.kills import AtRandom, Keeper, Kill
from tests.resilience.process import SECRET_KEY as OURS
from tests.resilience.process import Command, Nursery, Place, running
from tests.resilience.workers import HEADINGS, PATIENCE, RECEIPT, Phone, Worker

# What was received need not be said where “Xong” comes at once: what follows takes its place.
SAID = tuple(heading for heading in (*HEADINGS, RECEIPT) if heading != "Đã nhận 1 tệp")
WORKERS = tuple(Worker(person, number) for number, person in enumerate((AN, BINH, CHI, DUNG, STRANGER), 1))
EACH = 100 if THOROUGH else 12
FLOOD = EACH * len(WORKERS)


class Mortal(AtRandom):
    """Kills at random calls once the bot has its tokens: one that dies between two of them needs an administrator."""

    def __init__(self, rng: random.Random, kills: int, calls: int, account: ForeignAccount) -> None:
        super().__init__(rng, kills, calls)
        self._account = account

    def born(self) -> float | None:
        return super().born() if self._account.refreshed else None

    async def at(self, method: str, request: web.Request) -> Kill | None:
        return await super().at(method, request) if self._account.refreshed else None


@asynccontextmanager
async def serving(account: ForeignAccount, tmp_path: Path, keeper: list[Keeper]) -> AsyncIterator[Place]:
    """Serve the account and bring its events; give where a bot is to run that has this account and no Telegram."""
    app = account.application()
    if keeper:
        app.middlewares.append(keeper[0].watch)
    server = TestServer(app)
    await server.start_server()
    account.address = str(server.make_url("")).rstrip("/")
    settings = {
        "TELEGRAM_TOKEN": "",
        "ZALO_OA_APP_ID": APP_ID,
        "ZALO_OA_APP_SECRET": APP_SECRET,
        "ZALO_OA_SECRET_KEY": SECRET_KEY,
        "ZALO_OA_REFRESH_TOKEN": FIRST,
        "ZALO_OPENAPI_URL": account.address,
        "ZALO_OAUTH_URL": account.address,
    }
    database_url = f"sqlite+aiosqlite:///{tmp_path}/bot.db"
    place = Place(tmp_path, account.address, database_url, otherwise=settings)
    account.hook = f"{place.url}{load(_env_file=None, secret_key=OURS).zalo_hook}"
    try:
        yield place
    finally:
        await server.close()


@asynccontextmanager
async def carried(account: ForeignAccount, *workers: Worker) -> AsyncIterator[None]:
    """Bring the events of some people for as long as this lasts."""
    tasks = [asyncio.create_task(account.carry(worker.key)) for worker in workers]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def out_of_order(account: ForeignAccount, worker: Worker) -> list[str]:
    """Return what the bot did not say to somebody, or not in the order of the questions; repetitions are no fault."""
    said = [one.text for one in Phone(account, worker).said()]
    first = [next((at for at, text in enumerate(said) if wanted in text), -1) for wanted in SAID]
    return [] if -1 not in first and first == sorted(first) else [f"{worker.key}: said in this order: {first}"]


def said_twice(account: ForeignAccount, worker: Worker) -> list[str]:
    """Return what was said more often than it was asked for: nobody was killed, and no two questions are alike."""
    counted = Counter(one.text for one in Phone(account, worker).said())
    return [text for text, times in counted.items() if times > 1]


async def test_a_foreign_account_is_talked_to_as_zalo_writes_and_every_event_is_answered_once(tmp_path: Path) -> None:
    worker, account = WORKERS[0], ForeignAccount(WORKERS)
    phones = [Phone(account, one) for one in WORKERS]
    async with serving(account, tmp_path, []) as place, running(place), aiohttp.ClientSession() as session:
        async with carried(account, worker):
            await phones[0].hand_in(random.Random(1), hurry=False)
            await phones[0].take_leave()
        assert said_twice(account, worker) == []
        assert out_of_order(account, worker) == []
        before = len(phones[0].said())
        assert {await account.bring(session, event, 5) for event in reversed(account.events)} == {200}
        await flood(account, session, phones, before + FLOOD)
    assert [len(phone.said()) for phone in phones] == [before + EACH, *[EACH for _ in phones[1:]]]
    assert account.wrong == []
    assert account.refreshed == 1
    assert await findings.in_database(place.database_url, [worker]) == []


async def flood(account: ForeignAccount, session: aiohttp.ClientSession, phones: list[Phone], expected: int) -> None:
    """Bring many questions of everybody in any order, each twice, again those not taken in time; wait for answers."""
    for number in range(FLOOD):
        account.say(phones[number % len(phones)].worker.key, f"/trogiup {number}")
    left = account.taken_out() * 2
    seeded().shuffle(left)
    while left := [event for event in left if await account.bring(session, event) != 200]:
        pass
    await account.wait(lambda: sum(len(phone.said()) for phone in phones) >= expected, PATIENCE)


async def test_kills_at_any_moment_lose_no_answer_and_hand_in_nothing_twice(tmp_path: Path) -> None:
    rng, kills = seeded(), 30 if THOROUGH else 5
    account, bots = ForeignAccount(WORKERS), list[Command | Nursery]()
    rule = Mortal(rng, kills, 12, account)
    keeper = Keeper(rule, bots, rng)
    async with serving(account, tmp_path, [keeper]) as place, carried(account, *WORKERS):
        bots.append(Nursery(place))
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(keeper.run())
                async with asyncio.TaskGroup() as people:
                    for worker in WORKERS:
                        people.create_task(_hand_in_and_go_on(Phone(account, worker), rule, rng))
                keeper.finish()
        finally:
            await bots[0].close()
    assert keeper.killed == kills
    assert account.wrong == []
    assert account.refreshed == 1
    assert [fault for worker in WORKERS for fault in out_of_order(account, worker)] == []
    assert await findings.in_database(place.database_url, WORKERS) == []


async def _hand_in_and_go_on(phone: Phone, rule: AtRandom, rng: random.Random) -> None:
    await phone.hand_in(random.Random(rng.random()), hurry=True)
    while rule.left:
        await phone.ask_again()
    await phone.take_leave()
