"""A Zalo bot's sandbox served on a port of its own, and a client that speaks raw HTTP to it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.clock import FrozenClock
from bot.sandbox.server import serve
from bot.sandbox.zalo.bots.server import build
from bot.sandbox.zalo.bots.state import PREFIX, TOKEN
from bot.sandbox.zalo.bots.world import ZaloBotWorld
from tests.sandbox.conftest import PEOPLE, Api

NOON = datetime(2022, 3, 21, 5, tzinfo=UTC)
AN = "8501"


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
class BotApi(Api):
    """Calls the Bot Platform, which is called as Telegram's Bot API is, as any client might."""

    token: str = TOKEN
