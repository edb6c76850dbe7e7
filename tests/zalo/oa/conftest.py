"""Tokens kept in a database, and the channel between them and a Zalo that answers as it is told."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime

import pytest

from bot.channels.zalo.downloads import Downloads
from bot.channels.zalo.oa.api import OpenApi
from bot.channels.zalo.oa.client import Choices, ZaloOaChannel
from bot.channels.zalo.oa.oauth import Application, OAuth
from bot.channels.zalo.oa.tokens import Tokens
from bot.clock import FrozenClock
from bot.event import Address
from storage.cipher import Cipher
from storage.database import Database
from storage.zalo_grants import ZaloGrants
from tests.conftest import START
from tests.zalo.oa.server import Zalo

APP = Application("4242", "the application's secret")
CIPHER = Cipher(("a secret of tests",), os.urandom)
AN = Address("zalo", "oa", "81")


@dataclass
class Process:
    """What one process has: its tokens, its channel, its own view of the database."""

    zalo: Zalo
    database: Database
    clock: FrozenClock
    given: str | None = "r0"
    seen: dict[str, datetime] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.grants = ZaloGrants(self.database, CIPHER, APP.id)
        self.tokens = Tokens(self.grants, OAuth(self.zalo.url, APP), self.clock, self.given)
        self.api = OpenApi(self.zalo.url, self.tokens)

    async def speak_through(self, api: OpenApi) -> None:
        """Call Zalo another way than the ordinary one."""
        await self.api.close()
        self.api = api
        await api.open()

    def channel(self, choices: Choices | None = None) -> ZaloOaChannel:
        async def last_seen(address: Address) -> datetime | None:
            return self.seen.get(address.chat)

        downloads = Downloads(("zdn.vn",), self.zalo.url)
        return ZaloOaChannel(self.api, downloads, last_seen, self.clock, choices or Choices())


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(START)


@pytest.fixture
async def process(zalo: Zalo, database: Database, clock: FrozenClock) -> AsyncIterator[Process]:
    process = Process(zalo, database, clock)
    await process.api.open()
    yield process
    await process.tokens.close()
    await process.api.close()


@pytest.fixture
async def another(zalo: Zalo, database_url: str, clock: FrozenClock) -> AsyncIterator[Callable[..., Process]]:
    """More processes, each with the database open for itself."""
    opened: list[Process] = []

    def start(given: str | None = "r0") -> Process:
        opened.append(Process(zalo, Database(database_url), clock, given))
        return opened[-1]

    yield start
    for one in opened:
        await one.tokens.close()
        await one.database.close()
