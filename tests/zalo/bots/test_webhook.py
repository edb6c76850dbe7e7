"""Pushed events: only Zalo may push, and an event is tried again here, because Zalo promises no second try."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from structlog.testing import capture_logs

from bot.channels.zalo.bots.api import BotApi
from bot.channels.zalo.bots.webhook import SECRET_HEADER, handler, register
from bot.clock import FrozenClock
from bot.event import Event
from bot.sandbox.zalo.bots.state import Manners
from bot.sandbox.zalo.bots.world import ZaloBotWorld
from flows.said import Text
from tests.sandbox.zalo.bots import NOON

SECRET = "only-Zalo_knows"
TRUSTED = {SECRET_HEADER: SECRET}
Client = TestClient[web.Request, web.Application]


class Turn:
    """Takes events; fails as often as it is told to."""

    def __init__(self) -> None:
        self.taken: list[Event] = []
        self.failures = 0
        self.waits: list[float] = []

    async def take(self, event: Event) -> None:
        if self.failures:
            self.failures -= 1
            raise RuntimeError("Trần Thị An")
        self.taken.append(event)

    async def wait(self, stop: asyncio.Event, seconds: float) -> None:
        self.waits.append(seconds)


@pytest.fixture
def turn() -> Turn:
    return Turn()


@pytest.fixture
async def client(turn: Turn) -> AsyncIterator[Client]:
    app = web.Application()
    app.router.add_post("/zalo/bot", handler(SECRET, turn.take, FrozenClock(NOON), wait=turn.wait))
    async with TestClient(TestServer(app)) as client:
        yield client


@pytest.fixture
def event(world: ZaloBotWorld) -> object:
    world.say("an", "Xin chào")
    return world.take()[0]


async def push(client: Client, body: object, headers: dict[str, str]) -> int:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    async with client.post("/zalo/bot", data=data, headers=headers) as response:
        return response.status


@pytest.mark.parametrize("enveloped", [True, False])
async def test_what_the_platform_pushes_is_taken(
    client: Client, turn: Turn, api: BotApi, world: ZaloBotWorld, *, enveloped: bool
) -> None:
    world.manners = Manners(enveloped=enveloped)
    await register(api, str(client.make_url("/zalo/bot")), SECRET)
    world.say("an", "a")
    await world.wait(lambda: bool(turn.taken or world.undelivered), 5)
    (taken,) = turn.taken
    assert isinstance(taken.said, Text)
    assert (taken.said.text, taken.address.channel, taken.address.bot) == ("a", "zalo-bot", "bot")


@pytest.mark.parametrize("headers", [{}, {SECRET_HEADER: ""}, {SECRET_HEADER: "guess"}, {SECRET_HEADER: "Đoán"}])
async def test_nobody_else_can_push(client: Client, turn: Turn, event: object, headers: dict[str, str]) -> None:
    assert await push(client, event, headers) == 403
    assert turn.taken == []


def test_a_webhook_without_a_secret_is_not_made(turn: Turn) -> None:
    with pytest.raises(ValueError, match="secret"):
        handler("", turn.take, FrozenClock(NOON))


async def test_an_event_whose_take_fails_is_taken_again_before_the_answer(
    client: Client, turn: Turn, event: object
) -> None:
    turn.failures = 3
    with capture_logs() as logs:
        assert await push(client, event, TRUSTED) == 200
    assert (len(turn.taken), turn.waits) == (1, [1, 2, 4])
    assert "Trần" not in str(logs)


async def test_an_event_that_cannot_be_taken_for_long_is_answered_with_an_error(
    client: Client, turn: Turn, event: object
) -> None:
    turn.failures = 6
    with capture_logs():
        assert await push(client, event, TRUSTED) == 500
    assert (turn.taken, turn.waits) == ([], [1, 2, 4, 8, 16])


@pytest.mark.parametrize("body", [b"", b"no JSON", b"\xff", b"[" * 100_000, {"ok": True, "result": {}}])
async def test_an_event_that_can_never_be_read_is_not_asked_for_again(client: Client, turn: Turn, body: object) -> None:
    with capture_logs() as logs:
        assert await push(client, body, TRUSTED) == 200
    assert [entry["event"] for entry in logs] == ["zalo_event_unreadable"]
    assert turn.taken == []
