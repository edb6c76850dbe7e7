"""Pushed updates: only Telegram may push, and it is told that all is well only when it is."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from io import BytesIO

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from structlog.testing import capture_logs

from bot.channels.telegram.bots import NamedBot
from bot.channels.telegram.webhook import SECRET_HEADER, handler, register
from bot.clock import FrozenClock
from bot.event import Event
from tests.telegram.server import Api, ok
from tests.telegram.words import NOON, message, tap

SECRET = "only-Telegram_knows"
TRUSTED = {SECRET_HEADER: SECRET}
Client = TestClient[web.Request, web.Application]


class Turn:
    """Takes events; fails while it is told to."""

    def __init__(self) -> None:
        self.taken: list[Event] = []
        self.failing = False

    async def take(self, event: Event) -> None:
        if self.failing:
            raise RuntimeError("Trần Thị An")
        self.taken.append(event)


@pytest.fixture
def turn() -> Turn:
    return Turn()


@pytest.fixture
async def client(bot: NamedBot, turn: Turn) -> AsyncIterator[Client]:
    app = web.Application(client_max_size=1 << 30)
    app.router.add_post("/telegram/daklak", handler("daklak", bot, SECRET, turn.take, FrozenClock(NOON)))
    async with TestClient(TestServer(app)) as client:
        yield client


async def push(client: Client, body: object, headers: dict[str, str]) -> int:
    data = BytesIO(body if isinstance(body, bytes) else json.dumps(body).encode())
    async with client.post("/telegram/daklak", data=data, headers=headers) as response:
        return response.status


async def test_a_pushed_update_is_taken_before_it_is_acknowledged(client: Client, turn: Turn) -> None:
    assert await push(client, tap(4), TRUSTED) == 200
    (event,) = turn.taken
    assert (event.id, event.address.bot, event.received_at) == ("4", "daklak", NOON)


@pytest.mark.parametrize("headers", [{}, {SECRET_HEADER: ""}, {SECRET_HEADER: "guess"}, {SECRET_HEADER: "Đoán"}])
async def test_nobody_else_can_push(client: Client, turn: Turn, headers: dict[str, str]) -> None:
    assert await push(client, message(text="a"), headers) == 403
    assert turn.taken == []


def test_a_webhook_without_a_secret_is_not_made(bot: NamedBot, turn: Turn) -> None:
    with pytest.raises(ValueError, match="secret"):
        handler("daklak", bot, "", turn.take, FrozenClock(NOON))


async def test_an_update_that_could_not_be_taken_comes_again(client: Client, turn: Turn) -> None:
    turn.failing = True
    with capture_logs() as logs:
        assert await push(client, message(4, text="a"), TRUSTED) == 500
    assert logs == [
        {
            "event": "telegram_update_not_taken",
            "bot": "daklak",
            "update": "4",
            "error": "RuntimeError",
            "log_level": "error",
        }
    ]
    turn.failing = False
    assert await push(client, message(4, text="a"), TRUSTED) == 200
    assert [event.id for event in turn.taken] == ["4"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no JSON",
        b"\xff",
        b"[" * 100_000,
        b"[]",
        b"{}",
        {"update_id": 1, "message": "Trần Thị An"},
        {"update_id": 1, "callback_query": {"id": "1", "data": "Trần Thị An"}},
        {"update_id": 1, "message": {"message_id": 1, "date": 10**30, "chat": {"id": 1, "type": "private"}}},
    ],
)
async def test_an_update_that_can_never_be_read_is_not_asked_for_again(
    client: Client, turn: Turn, body: object
) -> None:
    with capture_logs() as logs:
        assert await push(client, body, TRUSTED) == 200
    assert [entry["event"] for entry in logs] == ["telegram_update_unreadable"]
    assert "Trần" not in str(logs)
    assert turn.taken == []


async def test_an_update_that_is_not_for_us_is_acknowledged(client: Client, turn: Turn) -> None:
    assert await push(client, message(text="a", chat={"id": -1, "type": "group", "title": "a"}), TRUSTED) == 200
    assert turn.taken == []


@pytest.mark.parametrize(("length", "status"), [(1 << 20, 200), ((1 << 20) + 1, 413)])
async def test_a_body_beyond_one_mebibyte_is_refused(client: Client, length: int, status: int) -> None:
    whole = json.dumps(message(text="a")).encode()
    assert await push(client, whole + b" " * (length - len(whole)), TRUSTED) == status


async def test_telegram_is_told_where_to_push(api: Api, bot: NamedBot) -> None:
    api.will("setWebhook", ok(True))
    await register(bot, "https://sangkien.example/telegram/daklak", SECRET)
    assert api.asked("setWebhook") == [
        {
            "url": "https://sangkien.example/telegram/daklak",
            "secret_token": SECRET,
            "allowed_updates": '["message", "edited_message", "callback_query", "my_chat_member"]',
            "max_connections": "40",
        }
    ]
