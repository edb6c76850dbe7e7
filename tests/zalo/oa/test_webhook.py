"""Pushed events: only Zalo may push, and it is told in time that all is well, only when it is."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from io import BytesIO

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from structlog.testing import capture_logs

from bot.channels.zalo.oa.signature import HEADER, Signature
from bot.channels.zalo.oa.webhook import Webhook
from bot.clock import FrozenClock
from bot.event import Event
from tests.zalo.oa.events import NOON, STAMP, event, text

PATH = "/zalo/oa/nobody-can-guess"
SIGNATURE = Signature("4242", "the account's secret")
Client = TestClient[web.Request, web.Application]


@dataclass
class Turn:
    """Takes events; fails or takes its time while it is told to."""

    taken: list[Event] = field(default_factory=list)
    failing: bool = False
    free: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, event: Event) -> None:
        if self.failing:
            raise RuntimeError("Trần Thị An")
        await self.free.wait()
        self.taken.append(event)


@pytest.fixture
def turn() -> Turn:
    turn = Turn()
    turn.free.set()
    return turn


@pytest.fixture
def webhook(turn: Turn) -> Webhook:
    return Webhook(PATH, SIGNATURE, turn.take, FrozenClock(NOON), patience=0.05)


@pytest.fixture
async def client(webhook: Webhook) -> AsyncIterator[Client]:
    app = web.Application()
    app.add_routes(webhook.routes())
    async with TestClient(TestServer(app)) as client:
        yield client


def signed(body: bytes, timestamp: str = STAMP) -> dict[str, str]:
    return {HEADER: f"mac={SIGNATURE.mac(body, timestamp)}"}


async def push(client: Client, raw: object, headers: dict[str, str] | None = None, path: str = PATH) -> int:
    body = raw if isinstance(raw, bytes) else json.dumps(raw).encode()
    async with client.post(path, data=BytesIO(body), headers=signed(body) if headers is None else headers) as answer:
        return answer.status


def test_the_signature_is_a_plain_hash_of_four_parts() -> None:
    signature = Signature("X", "Y")
    known = "2f1ef5aabe67e8396a459ca89562e108ad541f82ba5022c85f645bd6b7220cb9"
    assert signature.mac(b"BODY", "1234567890") == known
    assert signature.holds(f"mac={known}", b"BODY", "1234567890")
    assert signature.holds(known.upper(), b"BODY", "1234567890")
    assert not signature.holds(known, b"BODY ", "1234567890")


async def test_an_event_is_taken_before_it_is_acknowledged(client: Client, turn: Turn) -> None:
    assert await push(client, text("Chào")) == 200
    assert [one.id for one in turn.taken] == ["n1"]


@pytest.mark.parametrize(
    "headers", [{}, {HEADER: ""}, {HEADER: "mac="}, {HEADER: "mac=" + "0" * 64}, {HEADER: "mac=Đoán"}]
)
async def test_nobody_else_can_push(client: Client, turn: Turn, headers: dict[str, str]) -> None:
    assert await push(client, text("Chào"), headers) == 403
    assert turn.taken == []


async def test_a_body_that_was_written_anew_is_refused(client: Client, turn: Turn) -> None:
    """Zalo may write “á” or “\\u00e1”: only the bytes that came are signed."""
    escaped, plain = json.dumps(text("á")).encode(), json.dumps(text("á"), ensure_ascii=False).encode()
    assert await push(client, plain, signed(escaped)) == 403
    assert turn.taken == []
    assert await push(client, plain) == await push(client, escaped) == 200


async def test_another_timestamp_than_the_signed_one_is_refused(client: Client) -> None:
    body = json.dumps(text("a")).encode()
    assert await push(client, body, signed(body, "1")) == 403


async def test_on_the_first_day_a_wrong_signature_is_only_logged(turn: Turn) -> None:
    app = web.Application()
    app.add_routes(Webhook(PATH, SIGNATURE, turn.take, FrozenClock(NOON), strict=False).routes())
    async with TestClient(TestServer(app)) as client:
        with capture_logs() as logs:
            assert await push(client, text("Chào"), {HEADER: "mac=0"}) == 200
    assert [(one["event"], one["refused"]) for one in logs] == [("zalo_signature_wrong", False)]
    assert len(turn.taken) == 1


@pytest.mark.parametrize("path", [PATH, "/zalo/oa"])
@pytest.mark.parametrize("body", [b"{}", b"", b"[]", b"no JSON", b"[" * 100_000])
async def test_a_probe_of_the_console_is_answered_and_nothing_done(
    client: Client, turn: Turn, path: str, body: bytes
) -> None:
    assert await push(client, body, {}, path) == 200
    async with client.get(path) as answer:
        assert answer.status == 200
    assert turn.taken == []


async def test_events_belong_to_the_path_that_nobody_can_guess(client: Client, turn: Turn) -> None:
    assert await push(client, text("Chào"), path="/zalo/oa") == 404
    assert turn.taken == []


async def test_whoever_comes_from_the_page_of_permission_is_told_what_to_do(client: Client) -> None:
    async with client.get("/zalo/oa?code=c&state=s&oa_id=1") as answer:
        assert "sangkien zalo connect" in await answer.text()


async def test_an_event_that_could_not_be_taken_comes_again(client: Client, turn: Turn) -> None:
    turn.failing = True
    with capture_logs() as logs:
        assert await push(client, text("Chào")) == 500
    assert logs == [
        {"event": "zalo_event_not_taken", "bot": "oa", "update": "n1", "error": "RuntimeError", "log_level": "error"}
    ]


async def test_an_event_that_takes_too_long_goes_on_and_is_asked_for_again(
    client: Client, turn: Turn, webhook: Webhook
) -> None:
    turn.free.clear()
    assert await push(client, text("Chào")) == 500
    turn.free.set()
    await webhook.close()
    assert [one.id for one in turn.taken] == ["n1"]


@pytest.mark.parametrize("raw", [event("user_send_text", message="Trần"), event("oa_send_text", message={})])
async def test_what_can_never_be_read_or_is_not_for_us_is_not_asked_for_again(
    client: Client, turn: Turn, raw: object
) -> None:
    assert await push(client, raw) == 200
    assert turn.taken == []


@pytest.mark.parametrize(("length", "status"), [(1 << 20, 200), ((1 << 20) + 1, 413)])
async def test_a_body_beyond_one_mebibyte_is_refused(client: Client, length: int, status: int) -> None:
    whole = json.dumps(text("a")).encode()
    assert await push(client, whole + b" " * (length - len(whole))) == status
