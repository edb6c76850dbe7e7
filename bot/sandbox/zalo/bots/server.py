"""Serves the Bot Platform's sandbox: beside another one, or alone."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from aiohttp import web

from bot.sandbox.guard import loopback_only
from bot.sandbox.zalo.bots.api import ZaloBotApi
from bot.sandbox.zalo.bots.courier import ZaloBotCourier

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.sandbox.zalo.bots.world import ZaloBotWorld


def attach(app: web.Application, world: ZaloBotWorld) -> None:
    """Add the addresses of a bot to an application that is not running yet, and the courier of its webhook."""
    api, courier = ZaloBotApi(world), ZaloBotCourier(world)

    async def end_waiting(_: web.Application) -> None:
        api.stop()

    async def carry_events(_: web.Application) -> AsyncIterator[None]:
        task = asyncio.create_task(courier.run())
        yield
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    app.add_routes(api.routes())
    app.on_shutdown.append(end_waiting)
    app.cleanup_ctx.append(carry_events)


def build(world: ZaloBotWorld) -> web.Application:
    """Return an application that serves this bot alone."""
    app = web.Application(middlewares=[loopback_only])
    attach(app, world)
    return app
