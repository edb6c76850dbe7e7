"""The platforms a transcript is played on: what stands in for each, and how the bot hears of what people do there."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, cast

from aiohttp import web

from bot.app import App
from bot.channels.telegram.updates import understand
from bot.channels.zalo.bots import inbound as zalo_bot_inbound
from bot.clock import FrozenClock
from bot.event import Event
from bot.sandbox import server
from bot.sandbox.cast import AN, BINH, BOT, CHI, DUNG, STRANGER
from bot.sandbox.player import Player
from bot.sandbox.stage import Stage
from bot.sandbox.world import World
from bot.sandbox.zalo.bots import server as zalo_bot_server
from bot.sandbox.zalo.bots.state import PREFIX, TOKEN
from bot.sandbox.zalo.bots.world import ZaloBotWorld
from tests.conftest import START
from tests.transcripts.on_zalo import ZaloPlayer, ZaloStage

PEOPLE = (AN, BINH, CHI, DUNG, STRANGER)


class Platform(ABC):
    """One platform with its strict local API; `count` is how many events have come."""

    name: str
    stage: Stage
    player: type[Player] = Player
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

    name = "Telegram"

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


class ZaloBot(Platform):
    """Zalo's Bot Platform: words and pictures, no buttons; Telegram is switched off."""

    name = "Zalo Bot"
    player = ZaloPlayer

    def __init__(self) -> None:
        """Begin with nobody having written to the bot."""
        self.world = ZaloBotWorld(FrozenClock(START), PEOPLE)
        self.stage = ZaloStage(self.world)

    def application(self) -> web.Application:
        """Return the platform's API."""
        return zalo_bot_server.build(self.world)

    def settings(self, address: str) -> Mapping[str, Any]:
        """Return the token and where the API is, with a public address, where files that are too much can be had."""
        self.world.address = address
        return {
            "zalo_bot_token": TOKEN,
            "zalo_bot_api_url": f"{address}{PREFIX}",
            "telegram_api_url": address,
            "zalo_openapi_url": address,
            "zalo_oauth_url": address,
            "webhook_url": "https://bot.example.org",
        }

    async def open(self, app: App) -> None:
        """Ask who the bot is."""
        assert app.zalo_bot is not None
        await app.zalo_bot.channel.open()

    async def close(self, app: App) -> None:
        """Close its connections."""
        assert app.zalo_bot is not None
        await app.zalo_bot.channel.close()

    async def next(self, app: App) -> Event | None:
        """Take one event; the platform hands each over once."""
        while raw := self.world.take_one():
            self.count += 1
            if event := zalo_bot_inbound.understand(raw, "bot", self.world.clock.now()):
                return event
        return None
