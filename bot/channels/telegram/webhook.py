"""Takes updates that Telegram pushes; it is answered only after the work is done, so it keeps our queue for us."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable

import telegram
from aiohttp import web

from bot.channels.bodies import as_json, read_body
from bot.channels.telegram.bots import ALLOWED_UPDATES
from bot.channels.telegram.updates import Take, try_take, understand
from bot.clock import Clock

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
MAX_CONNECTIONS = 40

Handler = Callable[[web.Request], Awaitable[web.Response]]


def handler(bot_name: str, bot: telegram.Bot, secret: str, take: Take, clock: Clock) -> Handler:
    """Return what answers POST /telegram/<name>: 200 once the update is taken or can never be read, else 500."""
    if not secret:
        raise ValueError("a webhook needs a secret, or anybody could speak for anybody")

    async def answer(request: web.Request) -> web.Response:
        if not _knows(secret, request):
            return web.Response(status=403)
        event = understand(as_json(await read_body(request)), bot, bot_name, clock.now())
        taken = event is None or await try_take(event, take)
        return web.Response(status=200 if taken else 500)

    return answer


async def register(bot: telegram.Bot, url: str, secret: str) -> None:
    """Ask Telegram to push this bot's updates to `url`; raises telegram.error.TelegramError."""
    await bot.set_webhook(url, secret_token=secret, allowed_updates=ALLOWED_UPDATES, max_connections=MAX_CONNECTIONS)


def _knows(secret: str, request: web.Request) -> bool:
    told = request.headers.get(SECRET_HEADER, "")
    return hmac.compare_digest(told.encode("utf-8", "surrogateescape"), secret.encode())
