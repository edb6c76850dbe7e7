"""Zalo's permission: the address where it is given, and the pairs of tokens that come of it."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from http import HTTPStatus
from urllib.parse import urlencode

import aiohttp

from bot.channels.zalo.oa.errors import TOO_MANY, AwayError
from storage.zalo_grants import Pair

REFRESH_LIVES = timedelta(days=90)
_TIMEOUT = aiohttp.ClientTimeout(total=20, connect=10)


class RefusedError(Exception):
    """Zalo gives no tokens for this; only an administrator who consents again can help. `code` is Zalo's."""

    def __init__(self, code: int) -> None:
        """Take Zalo's code; its words are not kept."""
        super().__init__(f"error {code}")
        self.code = code


@dataclass(frozen=True, slots=True)
class Application:
    """Our application at Zalo; `secret` is the application's, not the one of the Official Account."""

    id: str
    secret: str = field(repr=False)


class OAuth:
    """Asks for tokens; every answer is used once."""

    def __init__(self, url: str, app: Application) -> None:
        """Ask at `url`, without a slash at its end, as this application."""
        self._url, self._app = url, app

    def permission_address(self, redirect: str, verifier: str, state: str) -> str:
        """Return the address where an administrator of the Official Account consents."""
        query = {
            "app_id": self._app.id,
            "redirect_uri": redirect,
            "code_challenge": challenge(verifier),
            "state": state,
        }
        return f"{self._url}/v4/oa/permission?{urlencode(query)}"

    async def exchange(self, code: str, verifier: str, now: datetime) -> Pair:
        """Return the first pair for a code of the permission page; raises RefusedError or AwayError."""
        return await self._pair({"code": code, "grant_type": "authorization_code", "code_verifier": verifier}, now)

    async def refresh(self, token: str, now: datetime) -> Pair:
        """Return the next pair for a refresh token, which is spent by that; raises RefusedError or AwayError."""
        return await self._pair({"refresh_token": token, "grant_type": "refresh_token"}, now)

    async def _pair(self, form: dict[str, str], now: datetime) -> Pair:
        status, body = await self._post({**form, "app_id": self._app.id})
        answer = _read(body)
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR or answer is None:
            raise AwayError(f"no answer in JSON ({status})", unsure=True)
        if "access_token" not in answer:
            code = _code(answer)
            if code == TOO_MANY or status == HTTPStatus.TOO_MANY_REQUESTS:
                raise AwayError("too many requests", unsure=False)
            raise RefusedError(code)
        try:
            lives = timedelta(seconds=int(str(answer["expires_in"])))
            access, refresh = str(answer["access_token"]), str(answer["refresh_token"])
        except (KeyError, TypeError, ValueError, OverflowError):
            raise AwayError("an answer without what belongs into it", unsure=True) from None
        return Pair(access, refresh, now, now + lives, now + REFRESH_LIVES)

    async def _post(self, form: dict[str, str]) -> tuple[int, bytes]:
        headers = {"secret_key": self._app.secret}
        try:
            async with (
                aiohttp.ClientSession(timeout=_TIMEOUT, cookie_jar=aiohttp.DummyCookieJar()) as session,
                session.post(
                    f"{self._url}/v4/oa/access_token", data=form, headers=headers, allow_redirects=False
                ) as answer,
            ):
                return answer.status, await answer.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise AwayError(type(error).__name__, unsure=False) from None
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise AwayError(type(error).__name__, unsure=True) from None


def challenge(verifier: str) -> str:
    """Return what the permission page is told of a verifier (PKCE)."""
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")


def _read(body: bytes) -> dict[str, object] | None:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) else None


def _code(answer: dict[str, object]) -> int:
    try:
        return int(str(answer.get("error", 0)))
    except ValueError:
        return 0
