"""The platforms a transcript is played on: what stands in for each, and how the bot hears of what people do there."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, cast

from aiohttp import web

from bot.app import App
from bot.channels.telegram.updates import understand
from bot.channels.zalo.bots import inbound as zalo_bot_inbound
from bot.channels.zalo.oa import inbound as zalo_inbound
from bot.clock import FrozenClock
from bot.event import Event
from bot.sandbox import server
from bot.sandbox.cast import AN, BINH, BOT, CHI, DUNG, OA, STRANGER
from bot.sandbox.guard import loopback_only
from bot.sandbox.player import Player
from bot.sandbox.stage import Stage
from bot.sandbox.world import World
from bot.sandbox.zalo.bots import server as zalo_bot_server
from bot.sandbox.zalo.bots.state import PREFIX, TOKEN
from bot.sandbox.zalo.bots.world import ZaloBotWorld
from bot.sandbox.zalo.hands import zalo_id_of
from bot.sandbox.zalo.oa.account import Package
from bot.sandbox.zalo.oa.api import routes
from bot.sandbox.zalo.oa.world import OaWorld
from tests.conftest import START
from tests.transcripts.on_zalo import ZaloPlayer, ZaloStage

_A_WHILE = timedelta(hours=40)
# What Zalo answers to a message that is written wrongly or too long, to a call that is shut, to a token spent before.
_BREACHES = frozenset({-201, -210, -233, -240, -14014})
_LONG = timedelta(days=20)
PEOPLE = (AN, BINH, CHI, DUNG, STRANGER)


class Platform(ABC):
    """One platform with its strict local API.

    `documents` tells whether its chat brings files, `count` is how many events have come.
    """

    name: str
    documents: bool = True
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

    async def time_passed(self, app: App) -> bool:
        """Let people do what keeps a platform's door open, and the bot too; tell whether people did anything."""
        return False

    def breaches(self) -> frozenset[int]:
        """Return the codes by which the platform refused what no bot may send, even where nobody saw it on a phone."""
        return frozenset()

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


class ZaloOfficial(Platform):
    """Zalo's Official Account with buttons; Telegram is switched off."""

    name = "Zalo OA"
    player = ZaloPlayer
    package: Package = "full"

    def __init__(self) -> None:
        """Begin with nobody following the account."""
        self.clock = FrozenClock(START)
        self.world = OaWorld(self.clock, PEOPLE, package=self.package, apart=False)
        self.stage = self._phones = ZaloStage(self.world)
        self._waiting: list[dict[str, Any]] = []
        self._renewed = START

    def application(self) -> web.Application:
        """Return the account's API."""
        app = web.Application(middlewares=[loopback_only])
        app.add_routes(routes(self.world))
        return app

    def settings(self, address: str) -> Mapping[str, Any]:
        """Return the account's application, its secrets, and where its APIs are."""
        self.world.address = address
        return {
            **_nowhere(address),
            "zalo_oa_app_id": OA.app_id,
            "zalo_oa_app_secret": OA.app_secret,
            "zalo_oa_secret_key": OA.secret_key,
            "zalo_oa_refresh_token": OA.first_refresh_token,
            "zalo_openapi_url": address,
            "zalo_oauth_url": address,
        }

    async def open(self, app: App) -> None:
        """Open the connections."""
        assert app.official is not None
        await app.official.open()

    async def close(self, app: App) -> None:
        """Close them."""
        assert app.official is not None
        await app.official.close()

    async def time_passed(self, app: App) -> bool:
        """Let everybody look into the chat after a while, as somebody does who can be written to at all.

        The bot renews its tokens meanwhile, which it does by the machine's clock, and that stands still here.
        """
        now = self.clock.now()
        self._renewed = min(self._renewed, now)
        if now - self._renewed > _LONG:
            assert app.official is not None
            await app.official.tokens.access(refused=await app.official.tokens.access())
            self._renewed = now
        idle = [
            key
            for key, person in self.world.people.items()
            if (last := self.world.windows.last(zalo_id_of(person)))
            and now - last > _A_WHILE
            and not self.world.chat(key).blocked
            and key not in self._phones.laid_aside
        ]
        for key in idle:
            self.world.open_chat(key)
        return bool(idle)

    def breaches(self) -> frozenset[int]:
        """Return which of Zalo's rules were broken: buttons it refuses, for one, are sent again as words."""
        return _BREACHES & self.world.tally.refused.keys()

    async def next(self, app: App) -> Event | None:
        """Take one event; those of the account itself are none."""
        self._waiting += self.world.take()
        while self._waiting:
            self.count += 1
            if event := zalo_inbound.understand(self._waiting.pop(0), "oa", self.world.clock.now()):
                return event
        return None


class ZaloOfficialWords(ZaloOfficial):
    """Zalo's Official Account with a package that is too small for buttons."""

    name = "Zalo OA without buttons"
    package: Package = "no_buttons"


class ZaloBot(Platform):
    """Zalo's Bot Platform: words and pictures, no buttons; Telegram is switched off."""

    name = "Zalo Bot"
    player = ZaloPlayer
    documents = False

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
        return {**_nowhere(address), "zalo_bot_token": TOKEN, "zalo_bot_api_url": f"{address}{PREFIX}"}

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


PLATFORMS: tuple[type[Platform], ...] = (Telegram, ZaloOfficial, ZaloOfficialWords, ZaloBot)


def _nowhere(address: str) -> Mapping[str, Any]:
    """Return addresses that lead nowhere else, and a public one, where files that a chat cannot carry can be had."""
    urls = ("telegram_api_url", "zalo_openapi_url", "zalo_oauth_url", "zalo_bot_api_url")
    return {**dict.fromkeys(urls, address), "webhook_url": "https://bot.example.org"}
