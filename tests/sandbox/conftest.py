"""A sandbox that stands still in time, served on a port of its own, and a client that speaks raw HTTP to it."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from bot.clock import FrozenClock
from bot.sandbox.people import BotIdentity, Person
from bot.sandbox.server import build, serve
from bot.sandbox.world import World

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

TOKEN = "7000000001:AAF-sandbox"
SECOND_TOKEN = "7000000002:AAF-sandbox"
BOTS = (
    BotIdentity(TOKEN, "sangkien_bot", "Sáng kiến"),
    BotIdentity(SECOND_TOKEN, "second_bot", "Second"),
)
PEOPLE = (
    Person("an", "Trần Thị An", "Công nhân", 501, "+84900000001", username="an_ca_phe"),
    Person("binh", "Bình", "Cán bộ xác nhận", 502, "+84900000002"),
    Person("stranger", "Stranger", "Người lạ", 505, "+84900000005", language_code="en"),
)
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x02\x80\x00\x00\x01\xe0\x08\x02\x00\x00\x00"
"""The beginning of a picture of 640 by 480."""


@dataclass
class Ticks:
    """A monotonic clock that moves when told, or when somebody sleeps."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)


@dataclass
class Api:
    """Calls the Bot API as any client might."""

    session: aiohttp.ClientSession
    address: str
    token: str = TOKEN

    async def answer(self, method: str, **parameters: Any) -> tuple[int, dict[str, Any]]:
        """Call with a JSON body and return status and envelope."""
        async with self.session.post(f"{self.address}/bot{self.token}/{method}", json=parameters) as response:
            return response.status, await response.json()

    async def ok(self, method: str, **parameters: Any) -> Any:
        """Call and return the result of a call that must succeed."""
        status, envelope = await self.answer(method, **parameters)
        assert (status, envelope["ok"]) == (200, True), envelope
        return envelope["result"]

    async def refused(self, method: str, **parameters: Any) -> tuple[int, str]:
        """Call and return code and description of a call that must be refused."""
        status, envelope = await self.answer(method, **parameters)
        assert envelope["ok"] is False
        assert envelope["error_code"] == status
        return status, envelope["description"]

    async def updates(self, **parameters: Any) -> list[dict[str, Any]]:
        """Return what is pending, without waiting."""
        found: list[dict[str, Any]] = await self.ok("getUpdates", **parameters)
        return found


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(datetime(2022, 3, 21, 2, tzinfo=UTC))


@pytest.fixture
def world(clock: FrozenClock, ticks: Ticks) -> World:
    """Nobody is ever too fast here; the tests of rates make their own."""
    return World(clock, PEOPLE, BOTS, monotonic=ticks, sleep=ticks.sleep, rates=None)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    folder = tmp_path / "page"
    folder.mkdir()
    (folder / "index.html").write_text("<!doctype html><title>phones</title>")
    (folder / "app.js").write_text("'use strict'")
    return folder


@pytest.fixture
async def address(world: World, page: Path) -> AsyncIterator[str]:
    runner, port = await serve(build(world, page=page))
    yield f"http://127.0.0.1:{port}"
    await runner.cleanup()


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def api(session: aiohttp.ClientSession, address: str) -> Api:
    return Api(session, address)


def inline(*rows: list[dict[str, Any]]) -> str:
    """Return an inline keyboard as the JSON text that clients send."""
    return json.dumps({"inline_keyboard": list(rows)})


def button(text: str = "Nộp", data: str = "submit") -> dict[str, Any]:
    return {"text": text, "callback_data": data}
