"""Whom the account may write to, what it costs, how fast it may call, and what goes wrong on demand."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.sandbox.people import Person
from bot.sandbox.zalo.hands import zalo_id_of
from bot.sandbox.zalo.oa.faults import Fault
from bot.sandbox.zalo.oa.rates import Rates
from tests.sandbox.conftest import PEOPLE
from tests.sandbox.zalo.conftest import Oa, button, buttons, later

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.sandbox.zalo.oa.world import OaWorld

BINH: Person = PEOPLE[1]
CS = "/v3.0/oa/message/cs"


async def test_somebody_who_never_came_cannot_be_written_to(client: Oa) -> None:
    assert await client.code({"text": "x"}, zalo_id_of(BINH)) == -213


async def test_following_opens_the_window_and_leaving_closes_it(client: Oa, oa: OaWorld) -> None:
    oa.start("binh")
    assert await client.code({"text": "x"}, zalo_id_of(BINH)) == 0
    oa.block("binh")
    assert await client.code({"text": "x"}, zalo_id_of(BINH)) == -213
    oa.unblock("binh")
    assert await client.code({"text": "x"}, zalo_id_of(BINH)) == 0


async def test_a_message_is_free_for_48_hours_billed_for_seven_days_and_then_refused(client: Oa, oa: OaWorld) -> None:
    oa.say("an", "xin chào")
    later(oa, hours=48)
    await client.renew()
    assert (await client.send({"text": "x"}))["data"]["quota"] == {"quota_type": "reply"}
    later(oa, seconds=1)
    assert (await client.send({"text": "x"}))["data"]["quota"] == {"quota_type": "sub_quota"}
    later(oa, days=5, seconds=-1)
    await client.renew()
    assert await client.code({"text": "x"}) == 0
    later(oa, seconds=1)
    assert await client.code({"text": "x"}) == -230
    assert (oa.tally.free, oa.tally.billed, oa.tally.sent) == (1, 2, 3)
    assert oa.tally.refused[-230] == 1


@pytest.mark.parametrize(
    "gesture",
    [
        lambda oa: oa.say("an", "x"),
        lambda oa: oa.tap("an", 2, "Nộp"),
        lambda oa: oa.send_photo("an", b"\xff\xd8\xff"),
        lambda oa: oa.send_other("an", "sticker"),
    ],
    ids=["text", "tap on an old message", "picture", "sticker"],
)
async def test_whatever_a_person_does_opens_the_window_again(
    open_client: Oa, oa: OaWorld, gesture: Callable[[OaWorld], object]
) -> None:
    await open_client.send(buttons(button()))
    later(oa, days=8)
    await open_client.renew()
    assert await open_client.code({"text": "x"}) == -230
    gesture(oa)
    assert await open_client.code({"text": "x"}) == 0


async def test_messages_sent_are_counted_against_those_received(open_client: Oa, oa: OaWorld) -> None:
    oa.say("an", "một")
    await open_client.send({"text": "x"})
    await open_client.send(buttons(button()))
    oa.tap("an", 4, "Nộp")
    await open_client.send({"text": "x"})
    assert (oa.tally.received, oa.tally.sent) == (3, 3)
    assert oa.tally.sent_for_each_received == 1


async def test_too_many_calls_in_a_minute_are_refused_until_the_next(client: Oa, oa: OaWorld) -> None:
    oa.rates = Rates(oa.clock, 2)
    for left in ("1", "0"):
        assert (await client.call("GET", "/v2.0/oa/getoa"))["error"] == 0
        assert (client.headers["X-RateLimit-Limit"], client.headers["X-RateLimit-Remain"]) == ("2", left)
    assert (await client.call("GET", "/v2.0/oa/getoa"))["error"] == -32
    assert client.headers["X-RateLimit-Remain"] == "0"
    later(oa, minutes=1)
    assert (await client.call("GET", "/v2.0/oa/getoa"))["error"] == 0


async def test_without_a_package_nothing_works_but_asking_for_it(open_client: Oa, oa: OaWorld) -> None:
    oa.package = "free"
    assert await open_client.code({"text": "x"}) == -224
    assert (await open_client.call("GET", "/v2.0/oa/getoa"))["data"]["package_name"] == "Dùng thử"


async def test_a_package_without_buttons_refuses_only_those(open_client: Oa, oa: OaWorld) -> None:
    oa.package = "no_buttons"
    assert await open_client.code(buttons(button())) == -224
    assert await open_client.code({"text": "1. Nộp"}) == 0


async def test_a_call_goes_wrong_on_demand(open_client: Oa, oa: OaWorld) -> None:
    oa.faults.plan(Fault("5xx", CS), Fault("not_json", CS, takes_effect=True))
    found = []
    for _ in range(2):
        async with open_client.session.post(
            open_client.address + CS,
            json={"recipient": {"user_id": zalo_id_of(PEOPLE[0])}, "message": {"text": "x"}},
            headers={"access_token": open_client.access},
        ) as response:
            found.append((response.status, response.content_type, oa.tally.sent))
    assert found == [(503, "text/plain", 0), (200, "text/html", 1)]
    assert await open_client.code({"text": "x"}) == 0


async def test_a_call_hangs_on_demand_until_it_is_released(open_client: Oa, oa: OaWorld) -> None:
    oa.faults.plan(Fault("hang", "/v4/"))
    form = {"grant_type": "refresh_token"}
    hanging = asyncio.create_task(open_client.session.post(f"{open_client.address}/v4/oa/access_token", data=form))
    await oa.wait(lambda: oa.faults.hanging == 1, 5)
    assert await open_client.code({"text": "x"}) == 0
    assert not hanging.done()
    oa.faults.release()
    async with await hanging as response:
        assert response.status == 504
    assert oa.tally.refreshes == 1, "nothing was spent"
