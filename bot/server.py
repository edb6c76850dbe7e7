"""What the bot answers over HTTP: webhooks, health, figures."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from bot.downloads import Downloads
from bot.metrics import Metrics
from bot.uploads.pages import UploadPages

Handler = Callable[[web.Request], Awaitable[web.Response]]
_BODY_BYTES = 1 << 20


def build(
    webhooks: Mapping[str, Handler],
    ready: Callable[[], Awaitable[bool]],
    metrics: Metrics,
    downloads: Downloads | None = None,
    uploads: UploadPages | None = None,
) -> web.Application:
    """Return the application: `webhooks` by path, `ready` tells whether the database answers."""

    async def healthz(_: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def readyz(_: web.Request) -> web.Response:
        return web.Response(text="ready\n") if await ready() else web.Response(text="not ready\n", status=503)

    async def figures(_: web.Request) -> web.Response:
        return web.Response(body=metrics.page(), headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"})

    app = web.Application(client_max_size=_BODY_BYTES)
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)
    app.router.add_get("/metrics", figures)
    for path, handler in webhooks.items():
        app.router.add_post(path, handler)
    if downloads:
        app.router.add_get("/files/{token}", downloads.show)
        app.router.add_post("/files/{token}", downloads.open)
    if uploads:
        app.router.add_get("/upload/{token}", uploads.show)
        app.router.add_post("/upload/{token}", uploads.receive)
    return app


async def serve(app: web.Application, host: str, port: int) -> tuple[web.AppRunner, int]:
    """Start serving; return the runner, to be cleaned up, and the port in use."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=5)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError:
        await runner.cleanup()
        raise
    return runner, int(runner.addresses[0][1])
