"""Polling: what is handed over is in our hands alone, so it is taken before anything else is asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

import aiohttp
from structlog.testing import capture_logs

from bot.channels.zalo.bots.api import BotApi
from bot.channels.zalo.bots.updates import pause, poll
from bot.event import Event
from bot.sandbox.zalo.bots.state import TOKEN, Webhook
from bot.sandbox.zalo.bots.world import ZaloBotWorld
from flows.said import Text
from tests.sandbox.zalo.bots import NOON
from tests.sandbox.zalo.bots import BotApi as Stranger


def now() -> datetime:
    return NOON


class Work:
    """Takes events, remembers their words, and stops the polling after so many."""

    def __init__(self, enough: int = 1) -> None:
        self.stop = asyncio.Event()
        self.taken: list[str] = []
        self.waits: list[float] = []
        self._enough = enough

    async def take(self, event: Event) -> None:
        assert isinstance(event.said, Text)
        self.taken.append(event.said.text)
        if len(self.taken) >= self._enough:
            self.stop.set()

    async def wait(self, stop: asyncio.Event, seconds: float) -> None:
        self.waits.append(seconds)
        await asyncio.sleep(0)


async def run(api: BotApi, work: Work) -> None:
    async with asyncio.timeout(10):
        await poll(api, work.take, now, stop=work.stop, wait=work.wait)


async def test_events_are_taken_one_after_another(api: BotApi, world: ZaloBotWorld) -> None:
    world.say("an", "a")
    world.say("binh", "b")
    work = Work(enough=2)
    await run(api, work)
    assert (work.taken, work.waits) == (["a", "b"], [])


async def test_an_event_whose_take_fails_is_taken_again_before_the_next_is_asked_for(
    api: BotApi, world: ZaloBotWorld
) -> None:
    world.say("an", "Số là 0900 000 001")
    world.say("an", "b")
    tries: list[tuple[str, bool]] = []

    class Failing(Work):
        async def take(self, event: Event) -> None:
            assert isinstance(event.said, Text)
            tries.append((event.said.text, world.has_news))
            if len(tries) < 4:
                raise OSError(event.said.text)
            await super().take(event)

    work = Failing(enough=2)
    with capture_logs() as logs:
        await run(api, work)
    assert tries == [("Số là 0900 000 001", True)] * 4 + [("b", False)]
    assert work.waits == [1, 2, 4]
    assert {entry["event"] for entry in logs} == {"zalo_event_not_taken"}
    assert "0900" not in str(logs)


async def test_what_still_fails_when_we_stop_is_named_as_lost(api: BotApi, world: ZaloBotWorld) -> None:
    number = world.say("an", "a")
    tries = 0

    class Stopping(Work):
        async def take(self, event: Event) -> None:
            nonlocal tries
            tries += 1
            self.stop.set()
            raise OSError

    with capture_logs() as logs:
        await run(api, Stopping())
    assert tries == 3
    assert logs[-1] == {
        "event": "zalo_event_lost",
        "bot": "bot",
        "event_id": f"{number:016x}",
        "log_level": "error",
    }


async def test_a_stop_waits_for_the_poll_that_is_under_way_and_takes_what_it_brings(
    api: BotApi, world: ZaloBotWorld
) -> None:
    work = Work(enough=2)
    polling = asyncio.create_task(run(api, work))
    await world.wait(lambda: world.polled, 5)
    work.stop.set()
    world.say("an", "a")
    await polling
    assert work.taken == ["a"]


async def test_a_stop_is_never_kept_waiting_for_more_than_a_second(world: ZaloBotWorld, url: str) -> None:
    asked: list[str] = []

    class Asking(BotApi):
        async def call(
            self, method: str, parameters: Mapping[str, str] = MappingProxyType({}), patience: float = 30
        ) -> dict[str, Any]:
            asked.extend(parameters.values())
            return await super().call(method, parameters, patience)

    api, work = Asking(TOKEN, url), Work()
    await api.open()
    world.say("an", "a")
    await run(api, work)
    await api.close()
    assert asked == ["1"]


async def test_what_comes_after_a_poll_was_broken_off_is_handed_to_nobody(api: BotApi, world: ZaloBotWorld) -> None:
    """Why a stop waits for the poll that is under way: the platform may not see that nobody listens any more."""
    polling = asyncio.create_task(api.call("getUpdates", {"timeout": "30"}))
    await world.wait(lambda: world.polled, 5)
    polling.cancel()
    world.say("an", "a")
    await world.wait(lambda: not world.polled, 5)
    assert not world.has_news


async def test_a_webhook_in_the_way_is_removed(api: BotApi, world: ZaloBotWorld) -> None:
    world.webhook = Webhook("https://bot.example.org/zalo/bot", "only-Zalo")
    work = Work()
    polling = asyncio.create_task(run(api, work))
    await world.wait(lambda: world.polled, 5)
    world.say("an", "a")
    await polling
    assert work.taken == ["a"]
    assert not world.webhook


async def test_another_that_polls_is_waited_out(api: BotApi, world: ZaloBotWorld, url: str) -> None:
    async with aiohttp.ClientSession() as session:
        other = asyncio.create_task(Stranger(session, url).ok("getUpdates", timeout="30"))
        await world.wait(lambda: world.polled, 5)

        class Waiting(Work):
            async def wait(self, stop: asyncio.Event, seconds: float) -> None:
                await super().wait(stop, seconds)
                world.say("binh", "for the other")
                await other
                world.say("an", "a")

        work = Waiting()
        await run(api, work)
    assert (work.taken, work.waits) == (["a"], [1])


async def test_a_refused_token_is_waited_out_and_reported(url: str) -> None:
    api = BotApi("12345689:guess", url)
    await api.open()

    class Stopping(Work):
        async def wait(self, stop: asyncio.Event, seconds: float) -> None:
            await super().wait(stop, seconds)
            stop.set()

    work = Stopping()
    with capture_logs() as logs:
        await run(api, work)
    await api.close()
    assert work.waits == [60]
    assert logs[-1]["event"] == "zalo_bot_token_refused"
    assert "guess" not in str(logs)


async def test_a_server_that_is_away_is_asked_less_and_less_often() -> None:
    api = BotApi(TOKEN, "http://127.0.0.1:1")
    await api.open()

    class Stopping(Work):
        async def wait(self, stop: asyncio.Event, seconds: float) -> None:
            await super().wait(stop, seconds)
            if len(self.waits) == 8:
                stop.set()

    work = Stopping()
    with capture_logs() as logs:
        await run(api, work)
    await api.close()
    assert work.waits == [1, 2, 4, 8, 16, 32, 60, 60]
    assert TOKEN not in str(logs)


async def test_a_stop_ends_a_wait_at_once() -> None:
    stop = asyncio.Event()
    waiting = asyncio.create_task(pause(stop, 3_600))
    stop.set()
    async with asyncio.timeout(5):
        await waiting


async def test_a_broken_event_is_passed_and_not_asked_for_without_a_pause(api: BotApi, world: ZaloBotWorld) -> None:
    world.note("message.text.received", {"text": "Trần Thị An"})
    world.say("an", "a")
    work = Work()
    with capture_logs() as logs:
        await run(api, work)
    assert (work.taken, work.waits) == (["a"], [0.5])
    assert "Trần" not in str(logs)
