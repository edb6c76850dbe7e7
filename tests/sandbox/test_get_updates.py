"""Polling: what getUpdates confirms, filters, waits for and refuses."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.sandbox.server import build, serve
from tests.sandbox.conftest import Api, Ticks, button, inline

if TYPE_CHECKING:
    import aiohttp

    from bot.clock import FrozenClock
    from bot.sandbox.world import World

WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
OTHER_POLLER = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


def texts(updates: list[dict[str, dict[str, str]]]) -> list[str]:
    return [update["message"]["text"] for update in updates]


async def poll_that_waits(api: Api, world: World, offset: int = 0) -> asyncio.Task[tuple[int, dict[str, Any]]]:
    """Start a long poll and return when the server has it."""
    turn = world.account().polling.turn
    poll = asyncio.create_task(api.answer("getUpdates", timeout=50, offset=offset))
    await world.wait(lambda: world.account().polling.turn > turn, 5)
    return poll


async def test_ids_grow_by_one_and_an_offset_confirms_what_lies_below(api: Api, world: World) -> None:
    world.start("an")
    world.say("an", "một")
    world.say("an", "hai")
    first, second, third = await api.updates()
    assert second["update_id"] == first["update_id"] + 1 == third["update_id"] - 1
    assert texts(await api.updates(offset=second["update_id"])) == ["một", "hai"]
    assert texts(await api.updates(limit=1)) == ["một"]
    assert texts(await api.updates(offset=third["update_id"])) == ["hai"]


async def test_a_negative_offset_keeps_only_the_newest(api: Api, world: World) -> None:
    world.start("an")
    for word in ("một", "hai", "ba"):
        world.say("an", word)
    assert texts(await api.updates(offset=-2)) == ["hai", "ba"]
    assert texts(await api.updates()) == ["hai", "ba"]


async def test_an_offset_far_ahead_confirms_nothing(api: Api, world: World) -> None:
    world.start("an")
    (update,) = await api.updates()
    assert await api.updates(offset=update["update_id"] + 100) == [update]


async def test_the_same_offset_at_once_gets_one_update_only(api: Api, world: World, ticks: Ticks) -> None:
    world.start("an")
    world.say("an", "một")
    assert len(await api.updates()) == 2
    assert len(await api.updates()) == 1
    ticks.now += 0.5
    assert len(await api.updates()) == 2


async def test_a_long_poll_returns_as_soon_as_something_happens(api: Api, world: World) -> None:
    poll = await poll_that_waits(api, world)
    assert not poll.done()
    world.start("an")
    status, envelope = await poll
    assert status == 200
    assert texts(envelope["result"]) == ["/start"]


async def test_a_second_poller_ends_the_first(api: Api, world: World, ticks: Ticks) -> None:
    first = await poll_that_waits(api, world)
    second = await poll_that_waits(api, world)
    assert (await first)[1] == {"ok": False, "error_code": 409, "description": OTHER_POLLER}
    third = await poll_that_waits(api, world)
    assert (await second)[0] == 409
    assert ticks.slept == [3.0], "only repeated conflicts are answered late"
    world.start("an")
    assert (await third)[0] == 200


async def test_polling_and_a_webhook_exclude_each_other(api: Api, world: World) -> None:
    poll = await poll_that_waits(api, world)
    await api.ok("setWebhook", url="http://127.0.0.1:1/")
    assert (await poll)[1]["description"] == "Conflict: terminated by setWebhook request"
    assert await api.refused("getUpdates") == (409, WEBHOOK_ACTIVE)
    await api.ok("deleteWebhook")
    assert await api.updates(timeout=0, offset=-1) == []


async def test_allowed_updates_filter_what_is_created_from_now_on(api: Api, world: World) -> None:
    world.start("an")
    message = await api.ok("sendMessage", chat_id=501, text="x", reply_markup=inline([button()]))
    assert [*(await api.updates(allowed_updates=["callback_query", "nonsense"]))[0]] == ["update_id", "message"]
    world.say("an", "not wanted")
    world.tap("an", message["message_id"], "Nộp")
    found = await api.updates(offset=-5)
    assert [list(update)[1] for update in found] == ["message", "callback_query"]
    await api.ok("getUpdates", offset=found[-1]["update_id"] + 1, allowed_updates="{", limit=1, timeout=0)
    world.say("an", "still not wanted")
    world.tap("an", message["message_id"], "Nộp")
    assert [list(update)[1] for update in await api.updates(offset=-5)] == ["callback_query"]
    await api.ok("getUpdates", offset=-1, allowed_updates=[])
    world.say("an", "wanted again")
    assert texts(await api.updates(offset=-1)) == ["wanted again"]


async def test_messages_die_after_a_day_and_taps_after_150_seconds(
    api: Api, world: World, clock: FrozenClock, ticks: Ticks
) -> None:
    world.start("an")
    message = await api.ok("sendMessage", chat_id=501, text="x", reply_markup=inline([button()]))
    world.tap("an", message["message_id"], "submit")
    ticks.now += 149
    assert len(await api.updates()) == 2
    ticks.now += 1
    assert texts(await api.updates()) == ["/start"]
    clock.forward(timedelta(hours=24))
    ticks.now += 10
    poll = await poll_that_waits(api, world, offset=1)
    world.say("an", "mới")
    assert texts((await poll)[1]["result"]) == ["mới"]


async def test_two_bots_have_their_own_chats_and_updates(api: Api, world: World) -> None:
    world.start("an", bot="second_bot")
    assert (await api.refused("sendMessage", chat_id=501, text="x"))[0] == 403
    second = Api(api.session, api.address, world.account("second_bot").identity.token)
    assert texts(await second.updates()) == ["/start"]
    assert await second.ok("sendMessage", chat_id=501, text="x")
    assert world.last_bot_message("an") is None
    shown = world.last_bot_message("an", bot="second_bot")
    assert shown is not None
    assert shown.text == "x"


async def test_a_waiting_call_ends_when_the_server_stops(world: World, session: aiohttp.ClientSession) -> None:
    runner, port = await serve(build(world))
    poll = await poll_that_waits(Api(session, f"http://127.0.0.1:{port}"), world)
    async with asyncio.timeout(3):
        await runner.cleanup()
    assert await poll == (200, {"ok": True, "result": []})
