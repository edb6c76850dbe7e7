"""Zalo's OpenAPI as far as we use it: one aiohttp session, and every error as one kind of exception."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Literal

import aiohttp

from bot.channels.zalo.oa.errors import TOO_MANY, AwayError, Deed, ZaloError, by_status
from bot.channels.zalo.oa.tokens import Tokens

Uploaded = Literal["image", "gif", "file"]
_CALL = aiohttp.ClientTimeout(total=20, connect=10)
_UPLOAD = aiohttp.ClientTimeout(total=120, connect=10)
_LARGEST_ANSWER = 1 << 20
_HOLD_OFF = 10.0  # of the minute that Zalo counts in, whose beginning it does not tell
_Body = Callable[[], aiohttp.FormData | bytes | None]


@dataclass(frozen=True, slots=True)
class AboutAccount:
    """What Zalo says of our Official Account."""

    id: str
    name: str
    verified: bool
    package: str
    valid_until: str


class OpenApi:
    """Calls Zalo with the token that holds; open it before use, close it after."""

    def __init__(self, url: str, tokens: Tokens, *, proof: str | None = None) -> None:
        """Call at `url`, without a slash at its end; `proof` is the application's secret where it is to be proved."""
        self._url, self._tokens, self._proof = url, tokens, proof
        self._session: aiohttp.ClientSession | None = None
        self._quiet_until = 0.0

    async def open(self) -> None:
        """Open the session, free of proxies and cookies of the environment."""
        if self._session is None:
            self._session = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar(), trust_env=False)

    async def close(self) -> None:
        """Close the session and its connections."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def send(self, user: str, message: dict[str, Any]) -> str:
        """Send a message of customer service and return its id; raises ZaloError, AwayError or LaterError."""
        body = json.dumps({"recipient": {"user_id": user}, "message": message}, ensure_ascii=False).encode()
        data = await self._call("POST", "/v3.0/oa/message/cs", lambda: body)
        return str(data.get("message_id", ""))

    async def upload(self, kind: Uploaded, content: bytes, name: str) -> str:
        """Upload a file and return what stands for it in a message: an attachment id, of a file a token."""

        def body() -> aiohttp.FormData:
            form = aiohttp.FormData()
            form.add_field("file", content, filename=name)
            return form

        try:
            data = await self._call("POST", f"/v2.0/oa/upload/{kind}", body, within=_UPLOAD)
        except AwayError as error:
            raise AwayError(str(error), unsure=False) from None  # nobody sees what was only uploaded
        reference = data.get("token" if kind == "file" else "attachment_id")
        if not reference:
            raise AwayError("an upload without a reference", unsure=False)
        return str(reference)

    async def about(self) -> AboutAccount:
        """Return what Zalo says of our account; raises as `send` does."""
        data = await self._call("GET", "/v2.0/oa/getoa", lambda: None)
        return AboutAccount(
            id=str(data.get("oaid") or data.get("oa_id") or ""),
            name=str(data.get("name", "")),
            verified=bool(data.get("is_verified")),
            package=str(data.get("package_name", "")),
            valid_until=str(data.get("package_valid_through_date", "")),
        )

    async def _call(
        self, method: str, path: str, body: _Body, *, within: aiohttp.ClientTimeout = _CALL
    ) -> dict[str, Any]:
        """Call, and once more with another token where Zalo refuses the first."""
        token = await self._tokens.access()
        try:
            return await self._once(method, path, body(), token, within)
        except ZaloError as error:
            if error.meaning.deed is not Deed.RENEW:
                raise
        token = await self._tokens.access(refused=token)
        return await self._once(method, path, body(), token, within)

    async def _once(
        self, method: str, path: str, body: aiohttp.FormData | bytes | None, token: str, within: aiohttp.ClientTimeout
    ) -> dict[str, Any]:
        if self._session is None:
            raise AwayError("the channel is not open", unsure=False)
        clock = asyncio.get_running_loop().time
        if (quiet := self._quiet_until - clock()) > 0:
            raise ZaloError(TOO_MANY, after=quiet)
        try:
            async with self._session.request(
                method,
                self._url + path,
                data=body,
                headers=self._headers(token, body),
                timeout=within,
                allow_redirects=False,
            ) as answer:
                content = await answer.content.read(_LARGEST_ANSWER)
                while not answer.content.at_eof() and len(content) < _LARGEST_ANSWER:
                    content += await answer.content.read(_LARGEST_ANSWER)
                if answer.headers.get("X-RateLimit-Remain", "").strip() == "0":
                    self._quiet_until = clock() + _HOLD_OFF
                return _data(answer.status, content)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise AwayError(type(error).__name__, unsure=False) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise AwayError(type(error).__name__, unsure=True) from None

    def _headers(self, token: str, body: object) -> dict[str, str]:
        headers = {"access_token": token}
        if isinstance(body, bytes):
            headers["Content-Type"] = "application/json"
        if self._proof:
            headers["appsecret_proof"] = hmac.digest(self._proof.encode(), token.encode(), "sha256").hex()
        return headers


def _data(status: int, content: bytes) -> dict[str, Any]:
    """Return the data of an answer; the body is looked at first, because errors come with status 200."""
    try:
        answer: Any = json.loads(content)
        code = int(answer.get("error", 0))
    except (AttributeError, TypeError, ValueError, RecursionError):
        answer, code = None, 0
    code = code or by_status(status) or 0
    if code:
        raise ZaloError(code)
    if answer is None or status != HTTPStatus.OK:
        raise AwayError(f"no answer of the OpenAPI ({status})", unsure=True)
    data = answer.get("data")
    return data if isinstance(data, dict) else {}
