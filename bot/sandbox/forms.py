"""Reads forms with their uploads, and lets whoever sends too much hear the refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from multidict import MultiDictProxy


async def read(request: web.Request) -> MultiDictProxy[str | bytes | bytearray | web.FileField]:
    """Return the fields of a form.

    Raises HTTPRequestEntityTooLarge once the whole body has come in: many clients send everything before they listen,
    and would see only a broken connection otherwise.
    """
    try:
        return await request.post()
    except web.HTTPRequestEntityTooLarge:
        async for _ in request.content.iter_any():
            pass
        raise
