"""Carries events to a bot's webhook, one after another, each once: the platform promises no second try."""

from __future__ import annotations

import aiohttp

from bot.sandbox.zalo.bots.state import Webhook
from bot.sandbox.zalo.bots.world import ZaloBotWorld

SECRET_HEADER = "X-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
_PATIENCE = aiohttp.ClientTimeout(total=60)


class ZaloBotCourier:
    """Carries events as long as `run` runs; what was not taken is kept where a test can see it."""

    def __init__(self, world: ZaloBotWorld) -> None:
        """Carry the events of this bot."""
        self._world = world

    async def run(self) -> None:
        """Carry events until cancelled."""
        world = self._world
        async with aiohttp.ClientSession(timeout=_PATIENCE) as session:
            while True:
                await world.changes.wait(lambda: world.webhook is not None and world.has_news, None)
                webhook, event = world.webhook, world.take_one()
                if webhook is None or event is None:
                    continue
                body = {"ok": True, "result": event} if world.manners.enveloped else event
                if not await _taken(session, webhook, body):
                    world.undelivered.append(event)
                world.changes.wake()


async def _taken(session: aiohttp.ClientSession, webhook: Webhook, body: object) -> bool:
    headers = {SECRET_HEADER: webhook.secret}
    try:
        async with session.post(webhook.url, json=body, headers=headers, allow_redirects=False) as answer:
            return 200 <= answer.status < 300
    except (aiohttp.ClientError, TimeoutError, OSError):
        return False
