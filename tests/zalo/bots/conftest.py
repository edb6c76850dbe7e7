"""A served sandbox, a client of it, and the simplest language there is."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.channels.zalo.bots.api import BotApi
from bot.sandbox.zalo.bots.state import TOKEN
from bot.sandbox.zalo.bots.world import ZaloBotWorld
from tests.sandbox.zalo.bots import quiet_world, served


@pytest.fixture
def world() -> ZaloBotWorld:
    return quiet_world()


@pytest.fixture
async def url(world: ZaloBotWorld) -> AsyncIterator[str]:
    async with served(world) as address:
        yield address


@pytest.fixture
async def api(url: str) -> AsyncIterator[BotApi]:
    api = BotApi(TOKEN, url)
    await api.open()
    yield api
    await api.close()
