"""The calls of Zalo's Bot Platform over one aiohttp session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import aiohttp

CHANNEL: Final = "zalo-bot"
BOT: Final = "bot"
NO_UPDATE = 408

_CONNECT, _READ = 10.0, 30.0
_NONE: Mapping[str, str] = MappingProxyType({})


class RefusedError(Exception):
    """The platform answered that it will not; its words may be logged, they hold nothing of ours."""

    def __init__(self, code: int, description: str) -> None:
        """Keep the platform's own code, whatever the HTTP status was."""
        super().__init__(f"{code}: {description[:200]}")
        self.code, self.description = code, description


class SilentError(Exception):
    """The platform gave no answer, or none of its own; names the kind of error alone, the address holds the token.

    `unsure` where it may have done what it was asked for all the same.
    """

    def __init__(self, reason: str, *, unsure: bool = False) -> None:
        """Say why, without the address."""
        super().__init__(reason)
        self.unsure = unsure


@dataclass(frozen=True, slots=True)
class Account:
    """What the platform calls our bot."""

    id: str
    name: str
    kind: str


class BotApi:
    """One bot at the platform; open it before use, close it after."""

    def __init__(self, token: str, api_url: str) -> None:
        """Speak as the bot of a token to the API at `api_url`."""
        self._base = f"{api_url.rstrip('/')}/bot{token}/"
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        """Open the session, free of proxies and cookies of the environment."""
        if self._session is None:
            self._session = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar(), trust_env=False)

    async def close(self) -> None:
        """Close the session and its connections."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def call(self, method: str, parameters: Mapping[str, str] = _NONE, patience: float = _READ) -> dict[str, Any]:
        """Return the result of a call, waiting at most `patience` seconds; raise RefusedError or SilentError."""
        if self._session is None:
            raise SilentError("the connection is not open")
        timeout = aiohttp.ClientTimeout(total=_CONNECT + patience, connect=_CONNECT)
        try:
            async with self._session.post(
                self._base + method, json=dict(parameters), timeout=timeout, allow_redirects=False
            ) as answer:
                status, envelope = answer.status, await answer.json(content_type=None)
        except (aiohttp.ClientConnectionError, OSError) as error:
            unsure = not isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError)
            raise SilentError(type(error).__name__, unsure=unsure) from None
        except (aiohttp.ClientError, ValueError) as error:
            raise SilentError(type(error).__name__, unsure=True) from None
        return _result(status, envelope)

    async def who(self) -> Account:
        """Return what the platform calls our bot; raise RefusedError or SilentError."""
        me = await self.call("getMe")
        return Account(str(me.get("id", "")), str(me.get("account_name", "")), str(me.get("account_type", "")))

    async def webhook(self) -> str:
        """Return where the platform hands over what people write, empty where it is asked; raise as `call` does."""
        return str((await self.call("getWebhookInfo")).get("url") or "")


def _result(status: int, envelope: object) -> dict[str, Any]:
    if not isinstance(envelope, dict) or not isinstance(envelope.get("ok"), bool):
        raise SilentError(f"not an answer of the platform ({status})", unsure=True)
    if envelope["ok"]:
        result = envelope.get("result")
        return result if isinstance(result, dict) else {}
    code = envelope.get("error_code")
    raise RefusedError(code if isinstance(code, int) else status, str(envelope.get("description") or ""))
