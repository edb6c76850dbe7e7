"""A Zalo bot's sandbox served on a port of its own, and a client that speaks raw HTTP to it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import aiohttp

from bot.clock import FrozenClock
from bot.sandbox.people import Person
from bot.sandbox.server import serve
from bot.sandbox.zalo.bots.server import build
from bot.sandbox.zalo.bots.state import PREFIX, TOKEN
from bot.sandbox.zalo.bots.world import ZaloBotWorld

NOON = datetime(2022, 3, 21, 5, tzinfo=UTC)
PEOPLE = (
    Person("an", "Trần Thị An", "Công nhân", 501, "+84900000001"),
    Person("binh", "Bình", "Cán bộ xác nhận", 502, "+84900000002"),
    Person("stranger", "Stranger", "Người lạ", 505, "+84900000005", language_code="en"),
)
AN = "8501"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x02\x80\x00\x00\x01\xe0\x08\x02\x00\x00\x00"
"""The beginning of a picture of 640 by 480."""


def quiet_world(**more: Any) -> ZaloBotWorld:
    """A world at noon in which nothing happens by itself."""
    return ZaloBotWorld(FrozenClock(NOON), PEOPLE, **more)


@asynccontextmanager
async def served(world: ZaloBotWorld) -> AsyncIterator[str]:
    """Serve a world; the address is that of its API, without the token."""
    runner, port = await serve(build(world))
    world.address = f"http://127.0.0.1:{port}"
    try:
        yield world.address + PREFIX
    finally:
        await runner.cleanup()


@dataclass
class BotApi:
    """Calls the Bot Platform as any client might."""

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
