"""The Official Account API over HTTP: tokens, messages, uploads and the few questions a bot may ask."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from aiohttp import web

from bot.sandbox import forms
from bot.sandbox.zalo.oa import messages, sending, signature
from bot.sandbox.zalo.oa.errors import Reason, Refused
from bot.sandbox.zalo.oa.fields import record, text, wrong
from bot.sandbox.zalo.oa.questions import Questions

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.sandbox.zalo.oa.uploads import Kind
    from bot.sandbox.zalo.oa.world import OaWorld


@dataclass(frozen=True, slots=True)
class _Asked:
    """One call whose token was good."""

    request: web.Request

    async def body(self) -> object:
        """Return the JSON of the body; raises Refused."""
        if self.request.content_type != "application/json":
            raise wrong("the body is not application/json")
        try:
            return await self.request.json()
        except ValueError:
            raise wrong("the body is not JSON") from None

    def data(self) -> object:
        """Return the one parameter of a question; raises Refused."""
        try:
            return json.loads(self.request.query.get("data", ""))
        except ValueError:
            raise wrong("data is missing or not JSON") from None


def routes(world: OaWorld) -> list[web.RouteDef]:
    """Return the addresses of an account's API and of the files its people send."""
    return OaApi(world).routes()


class OaApi:
    """Answers the calls of one account's application."""

    def __init__(self, world: OaWorld) -> None:
        """Serve the given world."""
        self._world, self._questions = world, Questions(world)

    def routes(self) -> list[web.RouteDef]:
        """Return the addresses of the API and of the files that people send."""
        return [
            web.get("/v4/oa/permission", self.permission),
            web.post("/v4/oa/access_token", self.access_token),
            web.post("/v3.0/oa/message/cs", self._call(self._message)),
            web.post("/v3.0/oa/message/transaction", self._call(self._discontinued)),
            web.post("/v3.0/oa/message/promotion", self._call(self._discontinued)),
            web.post("/v2.0/oa/message", self._call(self._old_message)),
            web.post("/v2.0/oa/upload/image", self._call(self._upload("image", "attachment_id"))),
            web.post("/v2.0/oa/upload/gif", self._call(self._upload("gif", "attachment_id"))),
            web.post("/v2.0/oa/upload/file", self._call(self._upload("file", "token"))),
            web.get("/v2.0/oa/getoa", self._call(self._oa, on_free=True)),
            web.get("/v3.0/oa/user/detail", self._call(self._user)),
            web.post("/v3.0/oa/quota/message", self._call(self._quota)),
            web.get("/zalo/oa/files/{token}/{name}", self.file),
            *(web.route("*", f"/v{number}/oa/{{rest:.*}}", self._call(self._unknown)) for number in ("2.0", "3.0")),
        ]

    async def permission(self, request: web.Request) -> web.Response:
        """Agree at once, as an administrator would after reading, and send them back with a code."""
        asked = request.query
        account = self._world.account
        if asked.get("app_id") != account.app_id:
            return self._refused(Refused(Reason.APP_ID), oauth=True)
        if asked.get("redirect_uri") != account.redirect_uri:
            return self._refused(Refused(Reason.REDIRECT), oauth=True)
        code = self._world.oauth.consent(asked.get("code_challenge", ""))
        back = urlencode({"code": code, "oa_id": account.oa_id, "state": asked.get("state", "")})
        return web.Response(status=302, headers={"Location": f"{account.redirect_uri}?{back}"})

    async def access_token(self, request: web.Request) -> web.Response:
        """Exchange a code or a refresh token."""
        fault = self._world.faults.due(request.path)
        if fault is not None and not fault.takes_effect:
            return await self._world.faults.answer(fault)
        try:
            form = await _form(request)
            answer = web.json_response(self._world.oauth.answer(form, request.headers.get("secret_key", "")))
        except Refused as refused:
            answer = self._refused(refused, oauth=True)
        return answer if fault is None else await self._world.faults.answer(fault)

    async def file(self, request: web.Request) -> web.Response:
        """Return a file that a person sent, while its address lives."""
        file = self._world.links.at(request.match_info["token"])
        if file is None:
            return web.Response(status=404)
        return web.Response(body=file.content, content_type=file.mime)

    def _call(
        self, answer: Callable[[_Asked], Awaitable[object]], *, on_free: bool = False
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        """Put token, rate, package and faults around a call."""

        async def called(request: web.Request) -> web.Response:
            fault = self._world.faults.due(request.path)
            if fault is not None and not fault.takes_effect:
                return await self._world.faults.answer(fault)
            try:
                self._admit(request, on_free=on_free)
                found = {"error": 0, "message": "Success", "data": await answer(_Asked(request))}
                response = web.json_response(found, headers=self._world.rates.headers())
            except Refused as refused:
                response = self._refused(refused)
            return response if fault is None else await self._world.faults.answer(fault)

        return called

    def _admit(self, request: web.Request, *, on_free: bool) -> None:
        token = request.headers.get("access_token", "")
        self._world.oauth.check(token)
        proof = request.headers.get("appsecret_proof")
        if proof is not None and proof != signature.proof(self._world.account.app_secret, token):
            raise Refused(Reason.PROOF)
        self._world.rates.spend()
        if self._world.package == "free" and not on_free:
            raise Refused(Reason.PACKAGE)

    def _refused(self, refused: Refused, *, oauth: bool = False) -> web.Response:
        self._world.tally.refused[refused.code] += 1
        body = refused.oauth_body() if oauth else refused.body()
        return web.json_response(body, headers={} if oauth else self._world.rates.headers())

    async def _message(self, asked: _Asked) -> object:
        return sending.send(self._world, messages.read(await asked.body()))

    async def _old_message(self, asked: _Asked) -> object:
        """Take a reaction, the only thing that is left of the second version."""
        body = await asked.body()
        if not isinstance(body, dict) or "sender_action" not in body:
            raise Refused(Reason.SHUT_DOWN)
        whole = record(body, "body", needs=frozenset({"recipient", "sender_action"}))
        recipient = record(whole["recipient"], "recipient", needs=frozenset({"user_id"}))
        action = record(whole["sender_action"], "sender_action", needs=frozenset({"react_icon", "react_message_id"}))
        text(action["react_icon"], "react_icon", 32)
        chat = self._world.chat_of(text(recipient["user_id"], "recipient.user_id", 64))
        if chat is None:
            raise Refused(Reason.USER)
        msg_id = text(action["react_message_id"], "react_message_id", 128)
        if chat.present(self._world.number_of(msg_id)) is None:
            raise wrong("react_message_id is no message of this chat")
        return {"message_id": msg_id, "user_id": recipient["user_id"]}

    async def _discontinued(self, asked: _Asked) -> object:
        raise Refused(Reason.DISCONTINUED, asked.request.path)

    async def _unknown(self, asked: _Asked) -> object:
        raise Refused(Reason.UNREGISTERED, asked.request.path)

    def _upload(self, kind: Kind, answers: str) -> Callable[[_Asked], Awaitable[object]]:
        async def upload(asked: _Asked) -> object:
            if asked.request.content_type != "multipart/form-data":
                raise wrong("an upload is multipart/form-data")
            field = (await forms.read(asked.request)).get("file")
            if not isinstance(field, web.FileField):
                raise wrong("no file in the field 'file'")
            with field.file as file:
                token = self._world.uploads.keep(kind, field.filename, file.read())
            self._world.tally.uploads += 1
            return {answers: token}

        return upload

    async def _oa(self, asked: _Asked) -> object:
        return self._questions.oa()

    async def _user(self, asked: _Asked) -> object:
        return self._questions.user(asked.data())

    async def _quota(self, asked: _Asked) -> object:
        return self._questions.quota(await asked.body())


async def _form(request: web.Request) -> dict[str, str]:
    if request.content_type != "application/x-www-form-urlencoded":
        raise Refused(Reason.FORM, "the body is no form")
    return {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
