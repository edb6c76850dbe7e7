"""A server, a bot that speaks to it, and the simplest language there is."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.channels.telegram.bots import NamedBot, make_bot
from tests.telegram.server import TOKEN, Api


@pytest.fixture
async def api() -> AsyncIterator[Api]:
    api = Api()
    server = await api.serve()
    yield api
    api.released.set()
    await server.close()


@pytest.fixture
async def bot(api: Api) -> AsyncIterator[NamedBot]:
    bot = make_bot("daklak", TOKEN, api.url)
    await bot.initialize()
    yield bot
    await bot.shutdown()
