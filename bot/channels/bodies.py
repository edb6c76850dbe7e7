"""What a platform posts to us: read up to a size, and as JSON where it is any."""

from __future__ import annotations

import json

from aiohttp import web

MOST_BYTES = 1 << 20


async def read_body(request: web.Request) -> bytes:
    """Return the body of a call; raises HTTPRequestEntityTooLarge for more than any platform sends."""
    body = bytearray()
    async for chunk in request.content.iter_chunked(1 << 16):
        body += chunk
        if len(body) > MOST_BYTES:
            raise web.HTTPRequestEntityTooLarge(MOST_BYTES, len(body))
    return bytes(body)


def as_json(body: bytes) -> object:
    """Return what a body says, None where it is no JSON."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
