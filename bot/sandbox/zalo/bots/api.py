"""The Bot Platform over HTTP: addresses, the envelope of answers, the pictures people send."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import aiohttp
from aiohttp import web

from bot.sandbox.zalo.bots.methods import METHODS, Call, Loaded
from bot.sandbox.zalo.bots.refusals import Reason, Refused
from bot.sandbox.zalo.bots.state import PREFIX
from bot.sandbox.zalo.bots.world import ZaloBotWorld

_LARGEST_PICTURE = 10 << 20
_PATIENCE = aiohttp.ClientTimeout(total=10)


class ZaloBotApi:
    """Answers the calls of a bot; `routes` are below a prefix of their own, so that other APIs have room beside."""

    def __init__(self, world: ZaloBotWorld) -> None:
        """Serve the given world."""
        self._world = world
        self._stopping = asyncio.Event()

    def routes(self) -> list[web.RouteDef]:
        """Return the addresses of methods and pictures."""
        return [
            web.route("*", PREFIX + "/bot{token:[^/]*}/{method:[^/]*}", self.method),
            web.get(PREFIX + "/pictures/{token}/{name}", self.picture),
        ]

    def stop(self) -> None:
        """Let every waiting call end now."""
        self._stopping.set()
        self._world.changes.wake()

    async def method(self, request: web.Request) -> web.Response:
        """Answer one call."""
        try:
            return web.json_response({"ok": True, "result": await self._performed(request)})
        except Refused as refused:
            envelope = {"ok": False, "description": refused.description, "error_code": refused.code}
            plain = not self._world.manners.refuses_with_status
            return web.json_response(envelope, status=HTTPStatus.OK if plain else refused.code)

    async def _performed(self, request: web.Request) -> object:
        if request.match_info["token"] != self._world.token:
            raise Refused(Reason.TOKEN)
        name = request.match_info["method"]
        if name not in METHODS or request.method not in ("GET", "POST"):
            raise Refused(Reason.METHOD)
        method, known = METHODS[name]
        given = await _parameters(request)
        unknown = next((one for one in given if one not in known), None)
        if unknown is not None:
            raise Refused(Reason.PARAMETER, name=unknown, method=name)
        return await method(Call(self._world, given, _loaded, self._stopping.is_set))

    async def picture(self, request: web.Request) -> web.Response:
        """Return a picture somebody sent, as long as its address lives."""
        picture = self._world.links.at(request.match_info["token"])
        if picture is None:
            return web.Response(status=HTTPStatus.NOT_FOUND)
        return web.Response(body=picture.content, content_type=picture.mime)


async def _parameters(request: web.Request) -> Mapping[str, Any]:
    if request.method == "GET" or not request.can_read_body:
        return dict(request.query)
    try:
        given = await request.json() if request.content_type == "application/json" else None
    except ValueError:
        raise Refused(Reason.UNREADABLE) from None
    if not isinstance(given, dict):
        raise Refused(Reason.UNREADABLE)
    return {name: value for name, value in given.items() if value is not None}


async def _loaded(url: str) -> Loaded | None:
    try:
        async with aiohttp.ClientSession(timeout=_PATIENCE) as session, session.get(url) as answer:
            content = await answer.read()
            fits = answer.status == HTTPStatus.OK and len(content) <= _LARGEST_PICTURE
            return (content, answer.content_type) if fits else None
    except (aiohttp.ClientError, TimeoutError, OSError):
        return None
