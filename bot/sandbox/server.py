"""One web server for the strict Bot API and the page of phones, on loopback only."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web

from bot.sandbox.guard import is_loopback, loopback_only
from bot.sandbox.phones import Phones, errors_as_sentences
from bot.sandbox.telegram import limits
from bot.sandbox.telegram.api import BotApi
from bot.sandbox.telegram.webhook import Courier

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.sandbox.world import World

_FORM_ROOM = 64 << 10
"""Bytes a form may have around an upload of the greatest size."""


def build(world: World, *, page: Path | None = None) -> web.Application:
    """Return the application of a world; `page` is the folder of the page of phones."""
    app = web.Application(
        middlewares=[loopback_only, errors_as_sentences], client_max_size=limits.UPLOAD_BYTES + _FORM_ROOM
    )
    api = BotApi(world)
    phones = Phones(world, page or Path(__file__).with_name("page"))
    courier = Courier(world, api.perform_answer)

    async def end_waiting(_: web.Application) -> None:
        api.stop()
        phones.stop()

    async def carry_updates(_: web.Application) -> AsyncIterator[None]:
        task = asyncio.create_task(courier.run())
        yield
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    app.add_routes(api.routes())
    app.add_routes(phones.routes())
    app.on_shutdown.append(end_waiting)
    app.cleanup_ctx.append(carry_updates)
    return app


async def serve(app: web.Application, host: str = "127.0.0.1", port: int = 0) -> tuple[web.AppRunner, int]:
    """Start serving and return the runner, to be cleaned up by the caller, and the port in use (0 chooses one).

    Raises ValueError for a host that is not loopback and OSError for a port that is taken.
    """
    if not is_loopback(host):
        raise ValueError(f"the sandbox listens on loopback only, not on {host}")
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=5.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError:
        await runner.cleanup()
        raise
    return runner, int(runner.addresses[0][1])
