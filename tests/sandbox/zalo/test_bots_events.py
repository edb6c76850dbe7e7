"""What a Zalo bot is told of, by polling and by webhook."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.sandbox.zalo.bots.state import Manners
from bot.sandbox.zalo.bots.world import ZaloBotWorld
from tests.sandbox.conftest import PNG
from tests.sandbox.zalo.bots import AN, NOON, BotApi, quiet_world, served

SECRET = "only-Zalo"


@pytest.fixture
def world() -> ZaloBotWorld:
    return quiet_world()


@pytest.fixture
async def api(world: ZaloBotWorld) -> AsyncIterator[BotApi]:
    async with served(world) as address, aiohttp.ClientSession() as session:
        yield BotApi(session, address)


@dataclass
class Receiver:
    """A bot's webhook: notes what comes and answers as told."""

    world: ZaloBotWorld
    url: str = ""
    status: int = 200
    bodies: list[Any] = field(default_factory=list)
    secrets: list[str | None] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        self.secrets.append(request.headers.get("X-Bot-Api-Secret-Token"))
        self.bodies.append(await request.json())
        self.world.changes.wake()
        return web.Response(status=self.status)


@pytest.fixture
async def receiver(world: ZaloBotWorld) -> AsyncIterator[Receiver]:
    receiver = Receiver(world)
    app = web.Application()
    app.router.add_post("/hook", receiver.take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield receiver
    await runner.cleanup()


def text_of(event: dict[str, Any]) -> str:
    return str(event["message"]["text"])


async def test_a_poll_hands_over_one_event_as_an_object_and_forgets_it(api: BotApi, world: ZaloBotWorld) -> None:
    world.start("an", "u-DLK-01-017")
    number = world.say("an", "Xin chào")
    first, second = await api.ok("getUpdates", timeout="0"), await api.ok("getUpdates", timeout="0")
    assert text_of(first) == "/start u-DLK-01-017"
    assert second == {
        "event_name": "message.text.received",
        "message": {
            "from": {"id": AN, "display_name": "Trần Thị An", "is_bot": False},
            "chat": {"id": AN, "chat_type": "PRIVATE"},
            "text": "Xin chào",
            "message_id": f"{number:016x}",
            "date": int(NOON.timestamp() * 1000),
        },
    }
    assert await api.refused("getUpdates", timeout="0") == (408, "Request timeout")


async def test_a_poll_waits_for_what_comes(api: BotApi, world: ZaloBotWorld) -> None:
    polling = asyncio.create_task(api.ok("getUpdates", timeout="30"))
    await world.wait(lambda: world.polled, 5)
    world.say("an", "a")
    assert text_of(await polling) == "a"


async def test_a_second_poll_at_the_same_time_is_a_conflict(api: BotApi, world: ZaloBotWorld) -> None:
    polling = asyncio.create_task(api.ok("getUpdates", timeout="30"))
    await world.wait(lambda: world.polled, 5)
    assert (await api.refused("getUpdates", timeout="30"))[0] == 409
    world.say("an", "a")
    await polling


async def test_polling_is_refused_while_a_webhook_is_set(api: BotApi, world: ZaloBotWorld) -> None:
    await api.ok("setWebhook", url="https://bot.example.org/zalo/bot", secret_token=SECRET)
    code, words = await api.refused("getUpdates", timeout="0")
    assert (code, "webhook" in words) == (400, True)
    await api.ok("deleteWebhook")
    assert (await api.refused("getUpdates", timeout="0"))[0] == 408
    assert (await api.refused("getUpdates", timeout="soon"))[0] == 400


async def test_a_webhook_set_meanwhile_ends_a_poll(api: BotApi, world: ZaloBotWorld) -> None:
    polling = asyncio.create_task(api.refused("getUpdates", timeout="30"))
    await world.wait(lambda: world.polled, 5)
    await api.ok("setWebhook", url="https://bot.example.org/zalo/bot", secret_token=SECRET)
    assert (await polling)[0] == 400


@pytest.mark.parametrize(("length", "code"), [(7, 400), (8, 200), (256, 200), (257, 400)])
async def test_the_secret_of_a_webhook_has_eight_to_256_characters(api: BotApi, length: int, code: int) -> None:
    answer = await api.answer("setWebhook", url="https://bot.example.org/zalo/bot", secret_token="a" * length)
    assert answer[0] == code


async def test_a_webhook_needs_a_secret_and_an_https_address(api: BotApi) -> None:
    assert (await api.refused("setWebhook", url="https://bot.example.org/"))[0] == 400
    assert (await api.refused("setWebhook", url="http://bot.example.org/", secret_token=SECRET))[0] == 400


async def test_the_webhook_is_told_until_it_is_deleted(api: BotApi) -> None:
    url, now = "https://bot.example.org/zalo/bot", int(NOON.timestamp() * 1000)
    assert await api.ok("getWebhookInfo") == {"url": "", "updated_at": now}
    assert await api.ok("setWebhook", url=url, secret_token=SECRET) == {"url": url, "updated_at": now}
    assert await api.ok("getWebhookInfo") == {"url": url, "updated_at": now}
    assert await api.ok("deleteWebhook") == {"url": "", "updated_at": now}


@pytest.mark.parametrize("enveloped", [True, False])
async def test_a_webhook_gets_every_event_once_with_the_secret(
    api: BotApi, world: ZaloBotWorld, receiver: Receiver, *, enveloped: bool
) -> None:
    world.manners = Manners(enveloped=enveloped)
    await api.ok("setWebhook", url=receiver.url, secret_token=SECRET)
    world.say("an", "a")
    world.say("an", "b")
    await world.wait(lambda: len(receiver.bodies) == 2, 5)
    assert receiver.secrets == [SECRET, SECRET]
    assert {"ok" in body for body in receiver.bodies} == {enveloped}
    assert [text_of(body["result"] if enveloped else body) for body in receiver.bodies] == ["a", "b"]


async def test_what_a_webhook_does_not_take_is_not_sent_again(
    api: BotApi, world: ZaloBotWorld, receiver: Receiver
) -> None:
    receiver.status = 500
    await api.ok("setWebhook", url=receiver.url, secret_token=SECRET)
    world.say("an", "a")
    await world.wait(lambda: len(world.undelivered) == 1, 5)
    receiver.status = 200
    world.say("an", "b")
    await world.wait(lambda: len(receiver.bodies) == 2, 5)
    assert [text_of(event) for event in world.undelivered] == ["a"]


@pytest.mark.parametrize("name", ["photo", "photo_url"])
async def test_a_picture_comes_as_an_address_that_ends(api: BotApi, world: ZaloBotWorld, name: str) -> None:
    world.manners = Manners(photo_field="photo_url" if name == "photo_url" else "photo")
    world.send_photo("an", PNG, "Trước và sau")
    (event,) = world.take()
    assert (event["event_name"], event["message"]["caption"]) == ("message.image.received", "Trước và sau")
    async with api.session.get(event["message"][name]) as answer:
        assert (await answer.read(), answer.content_type) == (PNG, "image/jpeg")
    world.move_clock(NOON + timedelta(hours=1))
    async with api.session.get(event["message"][name]) as answer:
        assert answer.status == 404


@pytest.mark.parametrize("has_message", [True, False])
def test_of_a_document_a_bot_is_told_nothing_but_that_something_came(world: ZaloBotWorld, *, has_message: bool) -> None:
    world.manners = Manners(unsupported_has_message=has_message)
    world.send_document("an", "QD-15.pdf", b"%PDF-1.4", "application/pdf", "Quyết định")
    words, event = world.take()
    assert text_of(words) == "Quyết định"
    assert event["event_name"] == "message.unsupported.received"
    assert set(event.get("message", ())) == ({"from", "chat", "message_id", "date"} if has_message else set())


def test_stickers_and_voices_have_events_of_their_own_and_the_rest_has_one(world: ZaloBotWorld) -> None:
    for kind in ("sticker", "voice", "location"):
        world.send_other("an", kind)
    assert [event["event_name"] for event in world.take()] == [
        "message.sticker.received",
        "message.voice.received",
        "message.unsupported.received",
    ]


def test_a_long_text_comes_in_several_messages(world: ZaloBotWorld) -> None:
    world.say("an", "ế" * 2_000 + "a")
    assert [len(text_of(event)) for event in world.take()] == [2_000, 1]
    assert world.take() == []


async def test_a_platform_may_refuse_with_status_200(world: ZaloBotWorld) -> None:
    world.manners = Manners(refuses_with_status=False)
    async with served(world) as address, aiohttp.ClientSession() as session:
        status, envelope = await BotApi(session, address).answer("getUpdates", timeout="0")
    assert (status, envelope["error_code"]) == (200, 408)
