"""Keeps strangers' web pages out: only loopback names, and no writes from another origin."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from aiohttp import web

from bot.addresses import is_loopback

if TYPE_CHECKING:
    from aiohttp.typedefs import Handler


def _refused(sentence: str) -> web.Response:
    return web.json_response({"error": sentence}, status=403)


@web.middleware
async def loopback_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse a Host that is not a loopback name (DNS rebinding) and a write sent by another site's page."""
    host = request.headers.get("Host", "")
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        name = ""
    if not is_loopback(name):
        return _refused("The sandbox answers only to loopback names, e.g. 127.0.0.1.")
    origin = request.headers.get("Origin")
    if request.method not in {"GET", "HEAD"} and origin is not None and origin != f"{request.scheme}://{host}":
        return _refused("The sandbox takes no writes from another origin.")
    return await handler(request)
