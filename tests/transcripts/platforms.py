"""The platforms a transcript is played on: what stands in for each, and how the bot hears of what people do there."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, cast

from aiohttp import web

from bot.app import App
from bot.channels.telegram.updates import understand
from bot.clock import FrozenClock
from bot.event import Event
from bot.sandbox import server
from bot.sandbox.cast import AN, BINH, BOT, CHI, DUNG, STRANGER
from bot.sandbox.stage import Stage
from bot.sandbox.world import World
from tests.conftest import START

PEOPLE = (AN, BINH, CHI, DUNG, STRANGER)


class Platform(ABC):
    """One platform with its strict local API; `count` is how many events have come."""

    stage: Stage
    count: int = 0

    @abstractmethod
    def application(self) -> web.Application:
        """Return what the local API is served by."""

    @abstractmethod
    def settings(self, address: str) -> Mapping[str, Any]:
        """Return the settings by which the bot finds its API."""

    @abstractmethod
    async def open(self, app: App) -> None:
        """Let a new process reach the API."""

    @abstractmethod
    async def close(self, app: App) -> None:
        """Let a process go."""

    @abstractmethod
    async def next(self, app: App) -> Event | None:
        """Return the next thing somebody did that is for us, None where there is nothing more."""


class Telegram(Platform):
    """Telegram by long polling."""

    def __init__(self) -> None:
        """Begin with nobody having started the bot."""
        self.world = World(FrozenClock(START), PEOPLE, (BOT,), rates=None)
        self.stage = Stage(self.world)
        self._waiting: list[object] = []

    def application(self) -> web.Application:
        """Return the Bot API."""
        return server.build(self.world)

    def settings(self, address: str) -> Mapping[str, Any]:
        """Return the token and where the Bot API is."""
        return {"telegram_token": BOT.token, "telegram_api_url": address}

    async def open(self, app: App) -> None:
        """Ask who the bot is."""
        await app.telegram.open()

    async def close(self, app: App) -> None:
        """Close its connections."""
        await app.telegram.close()

    async def next(self, app: App) -> Event | None:
        """Ask for updates; not where nothing waits: asking twice alike is answered seconds later."""
        bot = app.bots["main"]
        while True:
            if not self._waiting and self.world.account().updates.alive():
                self._waiting = await bot.raw_updates(self.count or None, 0)
            if not self._waiting:
                return None
            raw = self._waiting.pop(0)
            self.count = cast("dict[str, int]", raw)["update_id"] + 1
            if event := understand(raw, bot, "main", self.world.clock.now()):
                return event
