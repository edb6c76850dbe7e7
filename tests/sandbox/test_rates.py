"""Sending too fast: one a second in a chat with a burst of five, thirty over all chats."""

from __future__ import annotations

import pytest

from bot.clock import FrozenClock
from bot.sandbox.people import Person
from bot.sandbox.telegram.rates import RateLimits
from bot.sandbox.world import World
from tests.sandbox.conftest import BOTS, Api, Ticks

PEOPLE = [Person(f"p{number}", f"P{number}", "", number, f"+849000000{number:02d}") for number in range(10, 20)]


@pytest.fixture
def world(clock: FrozenClock, ticks: Ticks) -> World:
    world = World(clock, PEOPLE, BOTS, monotonic=ticks, sleep=ticks.sleep, rates=RateLimits())
    for person in PEOPLE:
        world.start(person.key)
    return world


async def send(api: Api, chat_id: int = 10) -> int:
    return (await api.answer("sendMessage", chat_id=chat_id, text="x"))[0]


async def test_a_burst_of_five_is_let_through_then_one_a_second(api: Api, ticks: Ticks) -> None:
    assert [await send(api) for _ in range(6)] == [200] * 5 + [429]
    assert await send(api, 11) == 200, "other chats are not concerned"
    ticks.now += 1
    assert [await send(api), await send(api)] == [200, 429]


async def test_the_refusal_says_when_to_come_back(api: Api, ticks: Ticks) -> None:
    message = await api.ok("sendMessage", chat_id=10, text="x")
    for number in range(4):
        await api.ok("editMessageText", chat_id=10, message_id=message["message_id"], text=str(number))
    async with api.session.post(
        f"{api.address}/bot{api.token}/sendMessage", data={"chat_id": "10", "text": "x"}
    ) as response:
        assert response.status == 429
        assert response.headers["Retry-After"] == "1"
        assert await response.json() == {
            "ok": False,
            "error_code": 429,
            "description": "Too Many Requests: retry after 1",
            "parameters": {"retry_after": 1},
        }


async def test_thirty_a_second_over_all_chats(api: Api, ticks: Ticks) -> None:
    answers = [await send(api, chat_id) for _ in range(4) for chat_id in range(10, 20)]
    assert answers == [200] * 30 + [429] * 10
    ticks.now += 0.5
    answers = [await send(api, chat_id) for _ in range(2) for chat_id in range(10, 20)]
    assert answers.count(200) == 15


async def test_an_album_counts_as_its_pictures(api: Api, world: World, ticks: Ticks) -> None:
    sent = world.send_document("p10", "a.pdf", b"a", "application/pdf")
    file = next(message.file for message in world.chat("p10").messages if message.id == sent)
    assert file is not None
    media = [{"type": "document", "media": file.file_id}] * 8
    assert len(await api.ok("sendMediaGroup", chat_id=10, media=media)) == 8
    ticks.now += 3
    status, envelope = await api.answer("sendMessage", chat_id=10, text="x")
    assert (status, envelope["parameters"]) == (429, {"retry_after": 1})
    ticks.now += 1
    assert await send(api) == 200
