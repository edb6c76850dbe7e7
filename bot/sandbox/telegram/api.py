"""The Bot API over HTTP: addresses, the envelope of answers, downloads."""

from __future__ import annotations

import asyncio
import inspect
from typing import TYPE_CHECKING, Any

from aiohttp import web

from bot.sandbox.telegram import parameters
from bot.sandbox.telegram.errors import Reason, Refused
from bot.sandbox.telegram.methods import METHODS
from bot.sandbox.telegram.methods.call import Answer, Call
from bot.sandbox.telegram.parameters import Parameters

if TYPE_CHECKING:
    from bot.sandbox.account import Account
    from bot.sandbox.state import State

_NOT_IN_ANSWERS = frozenset({"setwebhook", "deletewebhook", "close", "logout"})


class BotApi:
    """Answers the calls of every bot of the sandbox."""

    def __init__(self, state: State) -> None:
        """Serve the given state."""
        self._state = state
        self._stopping = asyncio.Event()

    def routes(self) -> list[web.AbstractRouteDef]:
        """Return the addresses of methods and downloads."""
        return [
            web.route("*", "/bot{token:[^/]*}/{method:[^/]*}", self.method),
            web.route("*", "/bot{rest:.*}", self.nothing),
            web.get("/file/bot{token:[^/]*}/{path:.*}", self.download),
        ]

    def stop(self) -> None:
        """Let every waiting call end now."""
        self._stopping.set()
        self._state.changes.wake()

    async def method(self, request: web.Request) -> web.Response:
        """Answer one call."""
        try:
            account = self._account(request.match_info["token"])
            given = await parameters.read(request)
            answer = await self.perform(account, request.match_info["method"], given)
        except Refused as refused:
            return _refusal(refused)
        envelope = {"ok": True, "result": answer.result}
        if answer.description is not None:
            envelope["description"] = answer.description
        return web.json_response(envelope)

    async def perform(self, account: Account, method: str, given: Parameters) -> Answer:
        """Execute a method by its name in any case; raises Refused."""
        chosen = METHODS.get(method.lower())
        if chosen is None:
            raise Refused(Reason.METHOD_NOT_FOUND)
        result = chosen(Call(self._state, account, given, self._stopping.is_set))
        if inspect.isawaitable(result):
            result = await result
        return result if isinstance(result, Answer) else Answer(result)

    async def perform_answer(self, account: Account, body: dict[str, Any]) -> None:
        """Execute the call that a webhook put into its answer; nobody hears how it went."""
        method = str(body.get("method", "")).lower()
        if method.startswith("get") or method in _NOT_IN_ANSWERS:
            return
        try:
            await self.perform(account, method, Parameters(body))
        except Refused:
            return

    async def download(self, request: web.Request) -> web.Response:
        """Return the content of a file that getFile has opened; its name and type are not kept."""
        try:
            file = self._account(request.match_info["token"]).files.at(request.match_info["path"])
        except Refused as refused:
            return _refusal(refused)
        if file is None:
            return _refusal(Refused(Reason.NOT_FOUND))
        return web.Response(body=file.content, content_type="application/octet-stream")

    async def nothing(self, _: web.Request) -> web.Response:
        """Answer an address that is no call at all."""
        return _refusal(Refused(Reason.NOT_FOUND))

    def _account(self, token: str) -> Account:
        number, _, secret = token.partition(":")
        if not number.isdecimal() or not secret:
            raise Refused(Reason.TOKEN_MALFORMED)
        account = self._state.account_of_token(token)
        if account is None:
            raise Refused(Reason.TOKEN_UNKNOWN)
        return account


def _refusal(refused: Refused) -> web.Response:
    envelope: dict[str, Any] = {"ok": False, "error_code": refused.code, "description": refused.description}
    headers = {}
    if refused.parameters:
        envelope["parameters"] = refused.parameters
    if "retry_after" in refused.parameters:
        headers["Retry-After"] = str(refused.parameters["retry_after"])
    return web.json_response(envelope, status=refused.code, headers=headers)
