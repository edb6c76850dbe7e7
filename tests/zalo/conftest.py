"""A Zalo that answers as it is told."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.zalo.oa.server import Zalo


@pytest.fixture
async def zalo() -> AsyncIterator[Zalo]:
    zalo = Zalo()
    server = await zalo.serve()
    yield zalo
    zalo.released.set()
    await server.close()
