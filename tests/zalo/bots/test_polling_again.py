"""Polling that something gets in the way of while it runs, and events of which nothing can be made."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.channels.zalo.bots.api import BotApi, RefusedError
from bot.channels.zalo.bots.inbound import understand
from bot.channels.zalo.bots.updates import LONG_POLL
from bot.event import Event
from bot.sandbox.zalo.bots.state import Webhook
from bot.sandbox.zalo.bots.world import ZaloBotWorld
from tests.sandbox.conftest import PNG
from tests.sandbox.zalo.bots import NOON
from tests.zalo.bots.test_polling import Work, run


class Scripted(BotApi):
    """A platform that answers polls as it is told, one after the other; everything else it takes."""

    def __init__(self, *answers: str | int) -> None:
        super().__init__("12345689:a", "http://127.0.0.1:1")
        self.done: list[str] = []
        self.asked: list[tuple[Mapping[str, str], float]] = []
        self._answers = deque(answers)

    async def call(
        self, method: str, parameters: Mapping[str, str] = MappingProxyType({}), patience: float = 30
    ) -> dict[str, Any]:
        self.done.append(method)
        if method != "getUpdates":
            return {}
        self.asked.append((parameters, patience))
        answer = self._answers.popleft()
        if isinstance(answer, int):
            raise RefusedError(answer, "in Zalo's words")
        return text_event(answer)


def text_event(text: str, **more: Any) -> dict[str, Any]:
    message = {
        "from": {"id": "8501", "display_name": "An", "is_bot": False},
        "chat": {"id": "8501", "chat_type": "PRIVATE"},
        "message_id": text,
        "date": int(NOON.timestamp() * 1000),
        "text": text,
        **more,
    }
    return {"event_name": "message.text.received", "message": message}


async def test_nothing_is_asked_for_before_what_came_is_taken() -> None:
    api = Scripted("a", "b")

    class Slow(Work):
        async def take(self, event: Event) -> None:
            for _ in range(20):
                await asyncio.sleep(0)
            api.done.append(event.id)
            await super().take(event)

    await run(api, Slow(enough=2))
    assert api.done == ["deleteWebhook", "getUpdates", "a", "getUpdates", "b"]


async def test_a_poll_that_brings_nothing_is_no_failure() -> None:
    api, work = Scripted(408, 408, "a"), Work()
    with capture_logs() as logs:
        await run(api, work)
    assert (work.taken, work.waits, logs) == (["a"], [0.5, 0.5], [])


async def test_after_a_poll_that_went_well_the_waits_begin_anew() -> None:
    api, work = Scripted(500, 500, "a", 500, "b"), Work(enough=2)
    with capture_logs():
        await run(api, work)
    assert work.waits == [1, 2, 1]


async def test_zalo_is_told_how_long_a_poll_may_wait_and_is_given_longer() -> None:
    api = Scripted("a")
    await run(api, Work())
    ((parameters, patience),) = api.asked
    assert parameters == {"timeout": str(LONG_POLL)}
    assert patience > LONG_POLL


async def test_a_webhook_that_somebody_sets_while_we_poll_is_removed_again(api: BotApi, world: ZaloBotWorld) -> None:
    class Surprised(Work):
        async def take(self, event: Event) -> None:
            await super().take(event)
            if len(self.taken) == 1:
                world.webhook = Webhook("https://bot.example.org/zalo/bot", "only-Zalo")

    world.say("an", "a")
    work = Surprised(enough=2)
    polling = asyncio.create_task(run(api, work))
    await world.wait(lambda: bool(work.waits) and world.polled, 5)
    world.say("an", "b")
    await polling
    assert (work.taken, work.waits) == (["a", "b"], [1])
    assert world.webhook is None


def test_an_answer_goes_to_the_chat_and_not_to_whoever_wrote_there() -> None:
    event = understand(text_event("a", chat={"id": "77", "chat_type": "PRIVATE"}), "bot", NOON)
    assert event is not None
    assert (event.address.chat, event.user) == ("77", "8501")


@pytest.mark.parametrize("change", [{"photo": "IMG_1.jpg"}, {"photo": "https://"}, {"photo": {"url": "https://a.vn/"}}])
def test_a_picture_without_an_address_is_logged_unseen(world: ZaloBotWorld, change: dict[str, Any]) -> None:
    world.address = "http://127.0.0.1:1"
    world.send_photo("an", PNG)
    (raw,) = world.take()
    with capture_logs() as logs:
        assert understand({**raw, "message": {**raw["message"], **change}}, "bot", NOON) is None
    assert [entry["event"] for entry in logs] == ["zalo_event_unreadable"]
