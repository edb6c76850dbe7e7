"""The webhook: probed, signed over its bytes, told within two seconds or again later, and switched off in the end."""

from __future__ import annotations

import asyncio
import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from aiohttp import web

from bot.sandbox.cast import OA
from bot.sandbox.server import build, serve
from bot.sandbox.zalo.oa.api import routes
from bot.sandbox.zalo.oa.courier import Courier
from bot.sandbox.zalo.oa.signature import mac
from tests.sandbox.zalo.conftest import later

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.sandbox.world import World
    from bot.sandbox.zalo.oa.world import OaWorld


@dataclass
class Receiver:
    """A bot's webhook: notes what comes and answers as told; a gate holds answers back."""

    oa: OaWorld
    address: str = ""
    bodies: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, request: web.Request) -> web.Response:
        self.bodies.append(await request.read())
        self.headers.append(dict(request.headers))
        self.oa.changes.wake()
        await self.gate.wait()
        return web.Response(status=self.answers.pop(0) if self.answers else 200)

    async def until(self, count: int) -> None:
        """Wait for so many requests, the probe among them."""
        await self.oa.wait(lambda: len(self.bodies) >= count, 5)

    async def until_waiting(self, failures: int) -> None:
        """Wait until what waits has failed so often."""
        await self.oa.wait(lambda: bool(self.oa.webhook and self._failures() == failures), 5)

    def _failures(self) -> int:
        return max((one.failures for one in self.oa.webhook.waiting), default=0) if self.oa.webhook else 0

    def texts(self) -> list[str]:
        return [json.loads(body)["message"]["text"] for body in self.bodies[1:]]

    def passes(self, at: int, *, rewritten: bool = False) -> bool:
        """Tell whether a bot lets a request in, perhaps one that writes the body again before it looks."""
        body = self.bodies[at]
        event = json.loads(body)
        if rewritten:
            body = json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()
        given = self.headers[at].get("X-ZEvent-Signature", "").removeprefix("mac=")
        seed = OA.app_id.encode() + body + event["timestamp"].encode() + OA.secret_key.encode()
        return given == hashlib.sha256(seed).hexdigest()


@pytest.fixture
def late() -> asyncio.Event:
    """Set when the two seconds of an answer are over."""
    return asyncio.Event()


@pytest.fixture
async def receiver(telegram: World, oa: OaWorld, late: asyncio.Event) -> AsyncIterator[Receiver]:
    receiver = Receiver(oa)
    receiver.gate.set()
    app = web.Application()
    app.router.add_post("/hook", receiver.take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.address = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"

    async def deadline(seconds: float) -> None:
        assert seconds == 2
        await late.wait()

    async def sleep(_: float) -> None:
        await asyncio.Event().wait()

    sandbox, _ = await serve(build(telegram, others=routes(oa), carriers=[Courier(oa, deadline=deadline, sleep=sleep)]))
    yield receiver
    receiver.gate.set()
    await sandbox.cleanup()
    await runner.cleanup()


def test_the_signature_is_a_plain_hash_over_four_parts() -> None:
    assert mac("X", b"BODY", "1234567890", "Y") == "2f1ef5aabe67e8396a459ca89562e108ad541f82ba5022c85f645bd6b7220cb9"


async def test_saving_an_address_sends_an_unsigned_probe_first(oa: OaWorld, receiver: Receiver) -> None:
    oa.set_webhook(receiver.address)
    await receiver.until(1)
    assert receiver.bodies == [b"{}"]
    assert "X-ZEvent-Signature" not in receiver.headers[0]


async def test_an_address_that_fails_the_probe_is_not_saved(oa: OaWorld, receiver: Receiver) -> None:
    receiver.answers.append(401)
    oa.set_webhook(receiver.address)
    await oa.wait(lambda: oa.webhook is None, 5)
    oa.say("an", "x")
    assert len(oa.take()) == 1, "nobody was told"


async def test_events_arrive_in_order_and_signed(oa: OaWorld, receiver: Receiver) -> None:
    oa.set_webhook(receiver.address)
    for word in ("một", "hai", "ba"):
        oa.say("an", word)
    await receiver.until(4)
    assert receiver.texts() == ["một", "hai", "ba"]
    assert all(receiver.passes(at) for at in (1, 2, 3))
    assert all(headers["X-ZEvent-Signature"].startswith("mac=") for headers in receiver.headers[1:])


async def test_who_writes_a_body_again_before_looking_gets_another_signature(oa: OaWorld, receiver: Receiver) -> None:
    oa.set_webhook(receiver.address)
    oa.faults.body = "escaped"
    oa.say("an", "Sáng kiến")
    await receiver.until(2)
    assert b"S\\u00e1ng ki\\u1ebfn" in receiver.bodies[1]
    assert receiver.passes(1)
    assert not receiver.passes(1, rewritten=True)
    oa.faults.body = "raw"
    oa.say("an", "Sáng kiến")
    await receiver.until(3)
    assert "Sáng kiến".encode() in receiver.bodies[2]
    assert receiver.passes(2)
    again = json.dumps(json.loads(receiver.bodies[2])).encode()
    assert again != receiver.bodies[2], "nor is it what a plain json.dumps writes"


async def test_signatures_go_wrong_on_demand(oa: OaWorld, receiver: Receiver) -> None:
    oa.set_webhook(receiver.address)
    for at, (how, passes) in enumerate((("bad", False), ("none", False), ("bare", True)), start=1):
        oa.faults.signature = how  # type: ignore[assignment]
        oa.say("an", how)
        await receiver.until(at + 1)
        assert receiver.passes(at) is passes, how
    assert "X-ZEvent-Signature" not in receiver.headers[2]
    assert not receiver.headers[3]["X-ZEvent-Signature"].startswith("mac=")


async def test_events_come_twice_and_backwards_on_demand(oa: OaWorld, receiver: Receiver) -> None:
    oa.faults.copies, oa.faults.backwards = 2, True
    oa.say("an", "một")
    oa.say("an", "hai")
    oa.set_webhook(receiver.address)
    await receiver.until(5)
    assert receiver.texts() == ["hai", "hai", "một", "một"]


async def test_a_delivery_that_fails_is_repeated_on_the_clock_and_then_never_again(
    oa: OaWorld, receiver: Receiver
) -> None:
    oa.set_webhook(receiver.address)
    receiver.answers += [200, *[500] * 6]
    oa.say("an", "một")
    for number, seconds in enumerate((30, 300, 900, 1800, 3600), start=1):
        await receiver.until_waiting(number)
        assert oa.webhook is not None
        assert (oa.webhook.waiting[0].due - oa.clock.now()).total_seconds() == seconds
        later(oa, seconds=seconds)
        await receiver.until(2 + number)
    await oa.wait(lambda: bool(oa.webhook and oa.webhook.is_off), 5)
    assert [headers.get("num_retry") for headers in receiver.headers[1:]] == [None, "1", "2", "3", "4", "5"]
    oa.say("an", "hai")
    await oa.wait(lambda: bool(oa.webhook and oa.webhook.lost == 2), 5)
    assert len(receiver.bodies) == 7
    oa.set_webhook(receiver.address)
    await receiver.until(8)
    oa.say("an", "ba")
    await receiver.until(9)
    assert json.loads(receiver.bodies[8])["message"]["text"] == "ba", "saved again, it is told again"


async def test_an_answer_after_two_seconds_counts_for_nothing(
    oa: OaWorld, receiver: Receiver, late: asyncio.Event
) -> None:
    oa.set_webhook(receiver.address)
    await receiver.until(1)
    await oa.wait(lambda: bool(oa.webhook and oa.webhook.is_live), 5)
    receiver.gate.clear()
    oa.say("an", "một")
    await receiver.until(2)
    late.set()
    await receiver.until_waiting(1)
    assert oa.webhook is not None
    assert oa.webhook.deliveries[0].status is None
    late.clear()
    receiver.gate.set()
    later(oa, seconds=30)
    await receiver.until(3)
    assert receiver.texts() == ["một", "một"]


def test_only_this_machine_is_told(oa: OaWorld) -> None:
    with pytest.raises(ValueError, match="this machine"):
        oa.set_webhook("https://bot.example/hook")
