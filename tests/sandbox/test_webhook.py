"""Webhooks: order, repetition, secrets, and calls inside answers."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import web

from bot.sandbox.telegram.webhook import delay
from tests.sandbox.conftest import Api, Ticks, button, inline

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.sandbox.world import World


@dataclass
class Receiver:
    """A bot's webhook: notes what comes and answers as told; a gate holds answers back."""

    world: World
    address: str = ""
    seen: list[dict[str, Any]] = field(default_factory=list)
    secrets: list[str | None] = field(default_factory=list)
    answers: list[web.Response] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, request: web.Request) -> web.Response:
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        self.seen.append(await request.json())
        self.world.changes.wake()
        await self.gate.wait()
        return self.answers.pop(0) if self.answers else web.Response()

    def texts(self) -> list[str]:
        return [update["message"]["text"] if "message" in update else "tap" for update in self.seen]

    async def until(self, count: int) -> None:
        await self.world.wait(lambda: len(self.seen) >= count, 5)

    async def until_delivered(self) -> None:
        await self.world.wait(lambda: not self.world.account().updates.alive(), 5)


@pytest.fixture
async def receiver(world: World, address: str) -> AsyncIterator[Receiver]:
    receiver = Receiver(world)
    receiver.gate.set()
    app = web.Application()
    app.router.add_post("/hook", receiver.take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.address = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield receiver
    receiver.gate.set()
    await runner.cleanup()


async def test_updates_arrive_in_order_with_the_secret(api: Api, world: World, receiver: Receiver) -> None:
    world.start("an")
    await api.ok("setWebhook", url=receiver.address, secret_token="s3cret_-")
    for word in ("một", "hai", "ba"):
        world.say("an", word)
    await receiver.until_delivered()
    assert receiver.texts() == ["/start", "một", "hai", "ba"]
    assert set(receiver.secrets) == {"s3cret_-"}


async def test_an_update_is_repeated_until_it_is_taken_and_the_next_ones_wait(
    api: Api, world: World, receiver: Receiver, ticks: Ticks
) -> None:
    world.start("an")
    world.say("an", "một")
    receiver.answers += [web.Response(status=status) for status in (500, 302, 403, 500)]
    await api.ok("setWebhook", url=receiver.address)
    await receiver.until_delivered()
    assert receiver.texts() == ["/start"] * 5 + ["một"]
    assert ticks.slept == [0.0, 2.0, 4.0, 8.0]
    info = await api.ok("getWebhookInfo")
    assert info["last_error_message"] == "Wrong response from the webhook: 500 Internal Server Error"
    assert info["pending_update_count"] == 0


async def test_retry_after_is_honoured(api: Api, world: World, receiver: Receiver, ticks: Ticks) -> None:
    world.start("an")
    receiver.answers.append(web.Response(status=503, headers={"Retry-After": "7"}))
    await api.ok("setWebhook", url=receiver.address)
    await receiver.until_delivered()
    assert ticks.slept == [7.0]


def test_waits_grow_to_about_a_minute() -> None:
    assert [delay(failures) for failures in range(1, 9)] == [0, 2, 4, 8, 16, 32, 64, 64]


async def test_a_tap_and_a_text_of_one_person_do_not_wait_for_each_other(
    api: Api, world: World, receiver: Receiver
) -> None:
    world.start("an")
    message = await api.ok("sendMessage", chat_id=501, text="x", reply_markup=inline([button()]))
    receiver.gate.clear()
    await api.ok("setWebhook", url=receiver.address, drop_pending_updates=True)
    world.say("an", "một")
    world.say("an", "hai")
    world.tap("an", message["message_id"], "Nộp")
    await receiver.until(2)
    assert sorted(receiver.texts()) == ["một", "tap"], "the second text waits for the first"
    receiver.gate.set()
    await receiver.until_delivered()
    assert receiver.texts()[-1] == "hai"


async def test_no_more_connections_than_allowed_are_used(api: Api, world: World, receiver: Receiver) -> None:
    receiver.gate.clear()
    await api.ok("setWebhook", url=receiver.address, max_connections=1)
    world.start("an")
    world.start("binh")
    await receiver.until(1)
    for _ in range(20):
        await api.ok("getMe")
    assert len(receiver.seen) == 1
    receiver.gate.set()
    await receiver.until_delivered()
    assert [update["message"]["from"]["id"] for update in receiver.seen] == [501, 502]


async def test_a_call_in_the_answer_is_executed(api: Api, world: World, receiver: Receiver) -> None:
    body = {"method": "sendMessage", "chat_id": 501, "text": "Chào"}
    receiver.answers += [
        web.json_response(body),
        web.json_response({"method": "deleteWebhook"}),
        web.json_response({"method": "sendMessage", "chat_id": 1}),
    ]
    await api.ok("setWebhook", url=receiver.address)
    world.start("an")
    world.say("an", "một")
    world.say("an", "hai")
    await receiver.until_delivered()
    await world.wait(lambda: world.last_bot_message("an") is not None, 5)
    assert world.account().webhook is not None


async def test_an_unreachable_webhook_is_tried_again_elsewhere_when_it_moves(
    api: Api, world: World, receiver: Receiver, ticks: Ticks
) -> None:
    world.start("an")
    await api.ok("setWebhook", url="http://127.0.0.1:1/")
    await world.wait(lambda: len(ticks.slept) > 2, 5)
    assert (await api.ok("getWebhookInfo"))["last_error_message"] == "Connection refused"
    await api.ok("setWebhook", url=receiver.address)
    await receiver.until_delivered()
    assert receiver.texts() == ["/start"]


async def test_setting_the_same_webhook_again_says_so(api: Api, ticks: Ticks) -> None:
    given = {"url": "http://localhost:1/x", "allowed_updates": ["message"], "max_connections": 7}
    assert (await api.answer("setWebhook", **given))[1]["description"] == "Webhook was set"
    status, envelope = await api.answer("setWebhook", **given)
    assert (status, envelope["parameters"]) == (429, {"retry_after": 1})
    ticks.now += 1
    assert (await api.answer("setWebhook", **given))[1]["description"] == "Webhook is already set"
    assert await api.ok("getWebhookInfo") == {
        "url": "http://localhost:1/x",
        "has_custom_certificate": False,
        "pending_update_count": 0,
        "max_connections": 7,
        "allowed_updates": ["message"],
    }
    assert (await api.answer("setWebhook", url=""))[1]["description"] == "Webhook was deleted"
    assert (await api.answer("deleteWebhook"))[1]["description"] == "Webhook is already deleted"
    assert (await api.ok("getWebhookInfo"))["url"] == ""
