"""Puts the bot at Zalo's Bot Platform together from the settings: calls, the channel, and how it hears of people."""

from __future__ import annotations

import asyncio

import structlog
from aiohttp import web

from bot.channels.zalo.bots import webhook
from bot.channels.zalo.bots.api import BotApi, RefusedError, SilentError
from bot.channels.zalo.bots.client import ZaloBotChannel
from bot.channels.zalo.bots.updates import Take, pause, poll
from bot.channels.zalo.downloads import Downloads
from bot.clock import Clock
from bot.handouts import PATH, Handouts
from bot.settings import Settings
from bot.talk import Talk
from bot.tidy import Errand
from storage.cipher import Cipher
from storage.objects import Objects

log = structlog.get_logger(__name__)
_REGISTER_AGAIN = 30.0


class ZaloBot:
    """Everything about the bot that one process has; open its channel before use, close it after."""

    def __init__(
        self,
        settings: Settings,
        token: str,
        cipher: Cipher,
        objects: Objects,
        talk: Talk,
        *,
        clock: Clock,
        machine: Clock,
    ) -> None:
        """Put it together; `clock` tells when people wrote, `machine` how long drawn pictures are kept."""
        self._settings, self._clock = settings, clock
        self.handouts: Handouts | None = None
        if settings.webhook_url:
            drawn = Objects(f"{settings.made_url}/drawn")
            self.handouts = Handouts(
                settings.webhook_url, cipher, objects=objects, drawn=drawn, talk=talk, clock=clock, machine=machine
            )
        self.api = BotApi(token, settings.zalo_bot_api_url)
        self.channel = ZaloBotChannel(
            self.api, Downloads(settings.zalo_file_hosts, settings.zalo_bot_api_url), self.handouts
        )

    def routes(self, take: Take) -> list[web.RouteDef]:
        """Return what is served for Zalo and the people there; events are taken by `take`."""
        if self.handouts is None:
            return []
        return [
            web.post(webhook.PATH, webhook.handler(self._settings.webhook_token(), take, self._clock)),
            web.get(PATH, self.handouts.show),
            web.post(PATH, self.handouts.open),
        ]

    def errands(self) -> tuple[Errand, ...]:
        """Return what is to be tidied up now and then."""
        return (Errand("drawn pictures", self.handouts.tidy),) if self.handouts else ()

    async def receive(self, take: Take, stop: asyncio.Event) -> None:
        """Hear of what people write until told to stop: by the webhook where there is an address, else by polling."""
        if self._settings.webhook_url is None:
            await poll(self.api, take, self._clock.now, stop=stop)
            return
        address = f"{self._settings.webhook_url}{webhook.PATH}"
        while not stop.is_set():
            try:
                await webhook.register(self.api, address, self._settings.webhook_token())
            except (RefusedError, SilentError) as error:
                log.warning("zalo_webhook_not_registered", why=str(error))
                await pause(stop, _REGISTER_AGAIN)
            else:
                await stop.wait()


def zalo_bot_of(
    settings: Settings, cipher: Cipher, objects: Objects, talk: Talk, *, clock: Clock, machine: Clock
) -> ZaloBot | None:
    """Return the bot at Zalo's Bot Platform, None where none is set up."""
    token = settings.zalo_bot_token
    if token is None:
        return None
    return ZaloBot(settings, token.get_secret_value(), cipher, objects, talk, clock=clock, machine=machine)
