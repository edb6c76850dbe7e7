"""One web server for the strict Bot API and the page of phones, on loopback only."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from aiohttp import web

from bot.addresses import is_loopback
from bot.sandbox.guard import loopback_only
from bot.sandbox.phones import Phones, errors_as_sentences
from bot.sandbox.telegram import limits
from bot.sandbox.telegram.api import BotApi
from bot.sandbox.telegram.webhook import Courier

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from bot.sandbox.hands import Hands
    from bot.sandbox.world import World

_FORM_ROOM = 64 << 10
"""Bytes a form may have around an upload of the greatest size."""


class Carrier(Protocol):
    """Carries the events of a world to its bot."""

    async def run(self) -> None:
        """Carry events until cancelled."""
        ...

    def stop(self) -> None:
        """Let every waiting call end now."""
        ...


def build(
    world: World,
    *,
    page: Path | None = None,
    others: Sequence[web.RouteDef] = (),
    worlds: Sequence[Hands] = (),
    carriers: Sequence[Carrier] = (),
) -> web.Application:
    """Return the application of a Telegram world and of what else there is.

    `page` is the folder of the page of phones; `others` are the addresses of further platforms' APIs, `worlds` their
    phones and `carriers` what tells their bots.
    """
    app = web.Application(
        middlewares=[loopback_only, errors_as_sentences], client_max_size=limits.UPLOAD_BYTES + _FORM_ROOM
    )
    api = BotApi(world)
    phones = Phones((world, *worlds), page or Path(__file__).with_name("page"))
    courier = Courier(world, api.perform_answer)

    async def end_waiting(_: web.Application) -> None:
        api.stop()
        phones.stop()
        for carrier in carriers:
            carrier.stop()

    async def carry_updates(_: web.Application) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(run) for run in (courier.run(), *(one.run() for one in carriers))]
        yield
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task

    app.add_routes(others)
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
