"""Takes events that the Bot Platform pushes; answered only after the work is done, and tried again here before that."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.channels.bodies import as_json
from bot.channels.zalo.bots.api import BOT, BotApi
from bot.channels.zalo.bots.inbound import understand
from bot.channels.zalo.bots.updates import Take, Wait, pause, take_until_done
from bot.clock import Clock

SECRET_HEADER = "X-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
PATH = "/zalo/bot"
MOST_TRIES = 6  # half a minute: whether the platform tries again itself is written nowhere

Handler = Callable[[web.Request], Awaitable[web.Response]]


def handler(secret: str, take: Take, clock: Clock, *, wait: Wait = pause) -> Handler:
    """Return what answers POST /zalo/bot: 200 once the event is taken or can never be read, else 500."""
    if not secret:
        raise ValueError("a webhook needs a secret, or anybody could speak for anybody")

    async def answer(request: web.Request) -> web.Response:
        if not _knows(secret, request):
            return web.Response(status=403)
        event = understand(as_json(await request.read()), BOT, clock.now())
        if event is None:
            return web.Response()
        taken = await take_until_done(event, take, stop=asyncio.Event(), wait=wait, most=MOST_TRIES)
        return web.Response(status=200 if taken else 500)

    return answer


async def register(api: BotApi, url: str, secret: str) -> None:
    """Ask the platform to push to `url`; raises RefusedError or SilentError."""
    await api.call("setWebhook", {"url": url, "secret_token": secret})


def _knows(secret: str, request: web.Request) -> bool:
    told = request.headers.get(SECRET_HEADER, "")
    return hmac.compare_digest(told.encode("utf-8", "surrogateescape"), secret.encode())
