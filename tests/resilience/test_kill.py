"""kill -9 at any moment: nothing a worker said is lost, nothing happens twice."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.clock import MovableClock
from bot.sandbox import server
from bot.sandbox.cast import AN, BINH, BOT, CHI, DUNG, STRANGER
from bot.sandbox.world import World
from tests.conftest import START
from tests.effort import THOROUGH
from tests.resilience import findings
from tests.resilience.chance import seeded
from tests.resilience.kills import AtRandom, BeforeConfirming, Keeper, Rule
from tests.resilience.process import Command, Nursery, Place
from tests.resilience.workers import STEPS, UNIT, Phone, Worker

WORKERS = tuple(Worker(person, number) for number, person in enumerate((AN, BINH, CHI, DUNG, STRANGER), 1))


@asynccontextmanager
async def kept_alive(
    tmp_path: Path, database_url: str, rule: Rule, rng: random.Random, changes: Sequence[str] = ()
) -> AsyncIterator[tuple[World, Keeper]]:
    """Put up the sandbox and a bot that is killed by a rule; at the end the bot is asked to leave."""
    world = World(MovableClock(START), [worker.person for worker in WORKERS], (BOT,), rates=None)
    place: list[Place] = []
    bots: list[Command | Nursery] = []
    keeper = Keeper(rule, bots, rng)
    app = server.build(world)
    app.middlewares.append(keeper.watch)
    runner, port = await server.serve(app)
    place.append(Place(tmp_path, f"http://127.0.0.1:{port}", database_url))
    nursery = Nursery(place[0], changes)
    bots += [nursery] if changes else [Command(place[0]), *[nursery] * 9]
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(keeper.run())
            yield world, keeper
            keeper.finish()
    finally:
        for bot in set(bots):
            await bot.close()
        await runner.cleanup()


async def hand_in_and_go_on(phone: Phone, rule: Rule, rng: random.Random) -> None:
    """Hand in, then go on asking until nobody is to be killed any more."""
    await phone.hand_in(rng, hurry=True)
    while rule.left:
        await phone.ask_again()
    await phone.take_leave()


async def play(tmp_path: Path, database_url: str, kills: int, calls: int, changes: Sequence[str] = ()) -> None:
    rng = seeded()
    rule = AtRandom(rng, kills, calls)
    async with kept_alive(tmp_path, database_url, rule, rng, changes) as (world, keeper):
        async with asyncio.TaskGroup() as people:
            for worker in WORKERS:
                own = random.Random(rng.random())
                people.create_task(hand_in_and_go_on(Phone(world, worker), rule, own))
        assert keeper.killed == kills
    assert await findings.in_database(database_url, WORKERS) == []
    assert await findings.on_phones(world, database_url, WORKERS) == []


async def test_kills_at_any_moment_lose_nothing_and_submit_nothing_twice(tmp_path: Path) -> None:
    await play(tmp_path, f"sqlite+aiosqlite:///{tmp_path}/bot.db", kills=50 if THOROUGH else 15, calls=12)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_kills_on_postgresql_lose_nothing_either(tmp_path: Path, database_url: str) -> None:
    await play(tmp_path, database_url, kills=10 if THOROUGH else 4, calls=50, changes=["lease=3"])


@pytest.mark.parametrize(
    ("changes", "description_is_right"), [((), True), (("without-inbox",), False)], ids=["inbox", "without-inbox"]
)
async def test_only_the_inbox_keeps_a_repeated_title_from_becoming_the_description(
    tmp_path: Path, changes: Sequence[str], description_is_right: bool
) -> None:
    """The very same checks find the fault when the inbox is left out: they would see a lost or doubled answer."""
    rule, worker, polite = BeforeConfirming(), WORKERS[0], random.Random(0)
    database_url = f"sqlite+aiosqlite:///{tmp_path}/bot.db"
    async with kept_alive(tmp_path, database_url, rule, polite, changes) as (world, keeper):
        phone = Phone(world, worker)
        world.start(worker.key, f"u-{UNIT}")
        for step in STEPS:
            await phone.do(step, polite, hurry=False)
            if step.heading == "· Tên sáng kiến":
                rule.update = world.account().updates.alive()[-1].id
                await phone.until(lambda: rule.left == 0, "the kill")
            if step.heading == "· Mô tả sáng kiến" and not description_is_right:
                left_over = await phone.shows("Thêm đoạn này vào mô tả?", "Bỏ tin này")
                world.tap(worker.key, left_over.id, "Bỏ tin này")
        await phone.take_leave()
        assert keeper.killed == 1
    wrong = await findings.in_database(database_url, [worker])
    assert wrong == ([] if description_is_right else [f"an: description is {worker.title!r}"])
