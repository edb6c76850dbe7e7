"""Long polling: nothing is lost, one person's updates stay in order, and trouble is waited out."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.channels.telegram.bots import NamedBot
from bot.channels.telegram.updates import LONG_POLL, pause, poll
from bot.event import Event
from flows.said import Text
from tests.telegram.server import Answer, Api, ok, refused
from tests.telegram.words import AN, NOON, PRIVATE, message


def from_person(update_id: int, person: int, text: str = "a") -> dict[str, object]:
    theirs: dict[str, Any] = {"chat": PRIVATE | {"id": person}, "from": AN | {"id": person}}
    return message(update_id, text=text, **theirs)


def now() -> datetime:
    return NOON


class Work:
    """Takes events, remembers them, and stops the polling after so many."""

    def __init__(self, enough: int = 1) -> None:
        self.stop = asyncio.Event()
        self.taken: list[str] = []
        self.waits: list[float] = []
        self._enough = enough

    async def take(self, event: Event) -> None:
        self.taken.append(event.id)
        if len(self.taken) >= self._enough:
            self.stop.set()

    async def wait(self, stop: asyncio.Event, seconds: float) -> None:
        self.waits.append(seconds)
        await asyncio.sleep(0)


async def run(bot: NamedBot, work: Work) -> None:
    async with asyncio.timeout(10):
        await poll(bot, work.take, now, stop=work.stop, wait=work.wait)


def offsets(api: Api) -> list[str | None]:
    return [asked.get("offset") for asked in api.asked("getUpdates")]


async def test_the_next_batch_is_asked_for_only_after_all_of_this_one_was_taken(api: Api, bot: NamedBot) -> None:
    api.will("getUpdates", ok([from_person(7, 5), from_person(8, 6)]), ok([from_person(9, 5)]))
    asked_while_taking: list[int] = []

    class Watching(Work):
        async def take(self, event: Event) -> None:
            asked_while_taking.append(len(api.asked("getUpdates")))
            await super().take(event)

    work = Watching(enough=3)
    await run(bot, work)
    assert asked_while_taking == [1, 1, 2]
    assert offsets(api) == [None, "9"]
    assert work.waits == []


async def test_what_is_asked_for(api: Api, bot: NamedBot) -> None:
    api.will("getUpdates", ok([from_person(7, 5)]))
    await run(bot, Work())
    assert api.asked("deleteWebhook") == [{"drop_pending_updates": "false"}]
    assert api.asked("getUpdates") == [
        {
            "timeout": str(LONG_POLL),
            "allowed_updates": '["message", "edited_message", "callback_query", "my_chat_member"]',
        }
    ]


async def test_one_person_is_served_in_order_while_others_are_served_too(api: Api, bot: NamedBot) -> None:
    batch = [from_person(1, 5), from_person(2, 5), from_person(3, 6), from_person(4, 5)]
    api.will("getUpdates", ok(batch))
    others_done = asyncio.Event()
    story: list[str] = []

    class Slow(Work):
        async def take(self, event: Event) -> None:
            story.append(f"+{event.id}")
            if event.id == "3":
                others_done.set()
            if event.id == "1":
                await others_done.wait()
            story.append(f"-{event.id}")
            await super().take(event)

    await run(bot, Slow(enough=4))
    assert [step for step in story if step[1] != "3"] == ["+1", "-1", "+2", "-2", "+4", "-4"]
    assert story.index("+3") < story.index("-1")


async def test_an_update_whose_take_fails_is_taken_again_and_never_passed(api: Api, bot: NamedBot) -> None:
    api.will("getUpdates", ok([from_person(1, 5, "Số là 0900 000 001"), from_person(2, 5)]), ok([from_person(3, 5)]))
    tries: list[tuple[str, int]] = []

    class Failing(Work):
        async def take(self, event: Event) -> None:
            tries.append((event.id, len(api.asked("getUpdates"))))
            if len(tries) < 4:
                assert isinstance(event.said, Text)
                raise RuntimeError(event.said.text)
            await super().take(event)

    work = Failing(enough=3)
    with capture_logs() as logs:
        await run(bot, work)
    assert tries == [("1", 1)] * 4 + [("2", 1), ("3", 2)]
    assert work.waits == [1, 2, 4]
    assert offsets(api) == [None, "3"]
    assert {entry["event"] for entry in logs} == {"telegram_update_not_taken"}
    assert "0900" not in str(logs)


async def test_what_fails_while_we_stop_is_left_to_the_next_start(api: Api, bot: NamedBot) -> None:
    api.will("getUpdates", ok([from_person(1, 5), from_person(2, 5), from_person(3, 6)]))

    class Stopping(Work):
        async def take(self, event: Event) -> None:
            if event.id == "1":
                raise RuntimeError
            await super().take(event)

    work = Stopping(enough=1)
    await run(bot, work)
    assert work.taken == ["3"]
    assert offsets(api) == [None]


async def test_a_broken_update_is_passed_and_the_others_are_taken(api: Api, bot: NamedBot) -> None:
    broken = {"update_id": 8, "message": {"message_id": "Trần Thị An", "chat": 3}}
    api.will("getUpdates", ok([from_person(7, 5), broken, 4, {"message": {}}]), ok([from_person(9, 5)]))
    work = Work(enough=2)
    with capture_logs() as logs:
        await run(bot, work)
    assert work.taken == ["7", "9"]
    assert offsets(api) == [None, "9"]
    assert [entry["update"] for entry in logs] == [8, None, None]
    assert "Trần" not in str(logs)


async def test_updates_that_are_not_for_us_are_passed(api: Api, bot: NamedBot) -> None:
    group = message(7, text="a", chat={"id": -1, "type": "group", "title": "a"})
    api.will("getUpdates", ok([group]), ok([from_person(8, 5)]))
    work = Work()
    await run(bot, work)
    assert (work.taken, offsets(api), work.waits) == (["8"], [None, "8"], [])


@pytest.mark.parametrize(
    ("answers", "waits"),
    [
        ([refused(409, "Conflict: terminated by other getUpdates request")] * 3, [1, 2, 4]),
        ([refused(500, "Internal Server Error")] * 8, [1, 2, 4, 8, 16, 32, 60, 60]),
        ([Answer(502, b"<html>Bad Gateway</html>")], [1]),
        ([refused(429, "Too Many Requests: retry after 7", retry_after=7)], [7]),
        ([refused(500, "a")] * 4 + [refused(429, "b", retry_after=7)], [1, 2, 4, 8, 16]),
        ([refused(429, "Too Many Requests")], [1]),
        ([refused(401, "Unauthorized")], [60]),
        ([Answer(200, {"ok": False})], [1]),
        ([ok({"not": "a list"})], [1]),
    ],
)
async def test_trouble_is_waited_out(api: Api, bot: NamedBot, answers: list[Answer], waits: list[float]) -> None:
    api.will("getUpdates", *answers, ok([from_person(1, 5)]))
    work = Work()
    await run(bot, work)
    assert work.waits == waits
    assert work.taken == ["1"]
    assert offsets(api) == [None] * (len(answers) + 1)


async def test_after_success_trouble_begins_with_a_short_wait_again(api: Api, bot: NamedBot) -> None:
    trouble = refused(500, "Internal Server Error")
    api.will("getUpdates", trouble, trouble, ok([from_person(1, 5)]), trouble, ok([from_person(2, 5)]))
    work = Work(enough=2)
    await run(bot, work)
    assert work.waits == [1, 2, 1]
    assert offsets(api) == [None, None, None, "2", "2"]


async def test_a_webhook_in_the_way_is_removed_again(api: Api, bot: NamedBot) -> None:
    api.will("deleteWebhook", refused(502, "Bad Gateway"))
    api.will("getUpdates", refused(409, "Conflict: can't use getUpdates method while webhook is active"))
    api.will("getUpdates", refused(500, "a"), ok([from_person(1, 5)]))
    await run(bot, Work())
    assert [call.method for call in api.calls if call.method != "getMe"] == [
        *("deleteWebhook", "getUpdates"),
        *("deleteWebhook", "getUpdates", "getUpdates"),
    ]


async def test_a_server_that_answers_at_once_with_nothing_is_not_asked_without_a_pause(api: Api, bot: NamedBot) -> None:
    api.will("getUpdates", ok([]), ok([]), ok([from_person(1, 5)]))
    work = Work()
    await run(bot, work)
    assert work.waits == [0.5, 0.5]


async def test_a_server_that_repeats_itself_is_not_asked_without_a_pause(api: Api, bot: NamedBot) -> None:
    api.will("getUpdates", *[ok([from_person(1, 5)])] * 3)
    work = Work(enough=3)
    await run(bot, work)
    assert work.waits == [0.5, 0.5]


async def test_a_stop_ends_a_long_poll_at_once(api: Api, bot: NamedBot) -> None:
    work = Work()
    polling = asyncio.create_task(poll(bot, work.take, now, stop=work.stop))
    await api.held.wait()
    work.stop.set()
    async with asyncio.timeout(5):
        await polling


async def test_a_stop_ends_a_wait_at_once(api: Api, bot: NamedBot) -> None:
    api.will("getUpdates", refused(401, "Unauthorized"))
    work = Work()
    waiting = asyncio.Event()

    async def wait(stop: asyncio.Event, seconds: float) -> None:
        waiting.set()
        await pause(stop, seconds)

    polling = asyncio.create_task(poll(bot, work.take, now, stop=work.stop, wait=wait))
    await waiting.wait()
    work.stop.set()
    async with asyncio.timeout(5):
        await polling
