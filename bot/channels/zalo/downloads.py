"""Fetches the files people send: over https from hosts of Zalo's alone, no larger and no longer than allowed."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from urllib.parse import urljoin, urlsplit

import aiohttp

from bot.addresses import on_this_machine
from bot.channels.channel import LaterError, NeverError
from bot.files.source import TooLargeError

_CHUNK = 1 << 16
_REDIRECTS = 3
_TIMEOUT = aiohttp.ClientTimeout(total=240, connect=10, sock_read=20)
_GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE, HTTPStatus.FORBIDDEN, HTTPStatus.UNAUTHORIZED, HTTPStatus.BAD_REQUEST)


class Downloads:
    """Knows where files of Zalo's may be; an address with any other host is not asked, whoever wrote it."""

    def __init__(self, hosts: Sequence[str], openapi_url: str) -> None:
        """Allow these hosts and those below them; this machine only where Zalo itself is on it, for tests."""
        self._hosts = tuple(host.lower().strip(".") for host in hosts)
        self._local = on_this_machine(openapi_url)

    async def fetch(self, url: str, limit: int) -> bytes:
        """Return what is at an address, at most `limit` bytes; raise LaterError, NeverError or TooLargeError.

        No error names the address: whoever has it has the file.
        """
        async with aiohttp.ClientSession(timeout=_TIMEOUT, cookie_jar=aiohttp.DummyCookieJar()) as session:
            for _ in range(_REDIRECTS + 1):
                if not self._allowed(url):
                    raise NeverError("a file at a place that is not Zalo's")
                found = await _got(session, url, limit)
                if isinstance(found, bytes):
                    return found
                url = found
        raise NeverError("a file that is always elsewhere")

    def _allowed(self, url: str) -> bool:
        try:
            parts = urlsplit(url)
            host, port = (parts.hostname or "").lower(), parts.port
        except ValueError:
            return False
        if self._local and on_this_machine(url):
            return parts.scheme in ("http", "https")
        known = any(host == one or host.endswith(f".{one}") for one in self._hosts)
        return known and parts.scheme == "https" and port in (None, 443) and parts.username is None


async def _got(session: aiohttp.ClientSession, url: str, limit: int) -> bytes | str:
    """Return the content, or the address it is said to be at instead."""
    body = bytearray()
    try:
        async with session.get(url, allow_redirects=False) as answer:
            if answer.status in (301, 302, 303, 307, 308):
                return urljoin(url, answer.headers.get("Location", ""))
            if answer.status in _GONE:
                raise NeverError(f"the link to the file is over ({answer.status})")
            if answer.status != HTTPStatus.OK:
                raise LaterError(f"no file ({answer.status})")
            if (answer.content_length or 0) > limit:
                raise TooLargeError
            async for chunk in answer.content.iter_chunked(_CHUNK):
                body += chunk
                if len(body) > limit:
                    raise TooLargeError
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        raise LaterError(f"the file cannot be fetched: {type(error).__name__}") from None
    return bytes(body)
