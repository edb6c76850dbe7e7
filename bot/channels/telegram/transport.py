"""Carries python-telegram-bot's requests over one aiohttp session, at a fraction of the cost of its own transport."""

from __future__ import annotations

from http import HTTPStatus

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.files.source import TooLargeError

_CHUNK = 1 << 16


class AiohttpRequest(BaseRequest):
    """The library's way out to the Bot API; all timeouts are in seconds and may be overruled by each call.

    No error text and no cause of an error names the address, because the address holds the token.
    """

    __slots__ = ("_connect", "_connections", "_pool", "_read", "_session", "_write")

    def __init__(
        self,
        *,
        connect: float = 10,
        read: float = 20,
        write: float = 60,
        pool: float = 10,
        connections: int = 100,
    ) -> None:
        """Keep the timeouts; nothing is opened before `initialize`."""
        self._connect = connect
        self._read = read
        self._write = write
        self._pool = pool
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Return how long an answer may take where a call does not say."""
        return self._read

    async def initialize(self) -> None:
        """Open the session, free of proxies and cookies of the environment."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
                trust_env=False,
            )

    async def shutdown(self) -> None:
        """Close the session and its connections."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(  # noqa: PLR0917 - the signature is the library's
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Send one request and return the HTTP status and the body; raise TimedOut or NetworkError."""
        if self._session is None:
            raise NetworkError("the transport is not open")
        timeout = _timeout(
            connect=_seconds(connect_timeout, self._connect),
            read=_seconds(read_timeout, self._read),
            write=_seconds(write_timeout, self._write),
            pool=_seconds(pool_timeout, self._pool),
            small_answer=method == "POST",
        )
        try:
            async with self._session.request(
                method, url, data=_body(request_data), timeout=timeout, allow_redirects=False
            ) as response:
                status, payload = response.status, await response.read()
        except TimeoutError:
            raise TimedOut from None
        except (aiohttp.ClientError, OSError, ValueError, TypeError) as error:
            raise NetworkError(_reason(error)) from None
        _require_bot_api(method, status, payload)
        return status, payload

    async def download(self, url: str, limit: int) -> bytes:
        """Return what is at an address, at most `limit` bytes; raise TooLargeError, TimedOut or NetworkError."""
        if self._session is None:
            raise NetworkError("the transport is not open")
        timeout = aiohttp.ClientTimeout(total=None, connect=self._connect, sock_read=self._read)
        body = bytearray()
        try:
            async with self._session.get(url, timeout=timeout, allow_redirects=False) as response:
                if response.status != HTTPStatus.OK:
                    raise NetworkError(f"not a file ({response.status})")
                async for chunk in response.content.iter_chunked(_CHUNK):
                    body += chunk
                    if len(body) > limit:
                        raise TooLargeError
        except TimeoutError:
            raise TimedOut from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise NetworkError(_reason(error)) from None
        return bytes(body)


def _body(data: RequestData | None) -> aiohttp.FormData | dict[str, str] | None:
    if data is None:
        return None
    files = data.multipart_data
    if not files:
        return data.json_parameters or None
    form = aiohttp.FormData(quote_fields=False)
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in files.items():
        form.add_field(name, content, filename=_one_line(filename), content_type=mime)
    return form


def _one_line(name: str) -> str:
    return " ".join(name.split())


def _seconds(given: object, default: float) -> float | None:
    if given is None:
        return None
    return float(given) if isinstance(given, int | float) else default


def _timeout(
    *, connect: float | None, read: float | None, write: float | None, pool: float | None, small_answer: bool
) -> aiohttp.ClientTimeout:
    """Return aiohttp's timeouts; it has none for writing, so a request with a small answer is bounded as a whole."""
    return aiohttp.ClientTimeout(
        total=_sum(pool, connect, write, read) if small_answer else None,
        connect=_sum(pool, connect),
        sock_connect=connect,
        sock_read=read,
    )


def _sum(*parts: float | None) -> float | None:
    known = [part for part in parts if part is not None]
    return sum(known) if len(known) == len(parts) else None


def _reason(error: Exception) -> str:
    detail = error.strerror if isinstance(error, OSError) else None
    return f"{type(error).__name__}: {detail}" if detail else type(error).__name__


def _require_bot_api(method: str, status: int, payload: bytes) -> None:
    """Raise NetworkError for a proxy's page: it is not Telegram's word, and it may repeat the token."""
    if (method == "POST" or status >= 300) and not payload.lstrip().startswith(b"{"):
        raise NetworkError(f"not an answer of the Bot API ({status})")
