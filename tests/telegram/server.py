"""A Bot API server that answers as it is told and remembers what it was asked."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

TOKEN = "1234:the-secret-part"
ME = {"id": 1234, "is_bot": True, "first_name": "Sáng kiến", "username": "sangkien_bot"}


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: its status, and its body as JSON or as it is."""

    status: int
    body: object


@dataclass(frozen=True, slots=True)
class Call:
    """One request as it came."""

    method: str
    content_type: str
    params: Mapping[str, str]
    files: Mapping[str, tuple[str, bytes]]


def ok(result: object) -> Answer:
    return Answer(200, {"ok": True, "result": result})


def refused(status: int, description: str, **parameters: int) -> Answer:
    body: dict[str, object] = {"ok": False, "error_code": status, "description": description}
    return Answer(status, body | ({"parameters": parameters} if parameters else {}))


def sent(message_id: int = 77) -> Answer:
    return ok({"message_id": message_id, "date": 1, "chat": {"id": 5, "type": "private"}})


@dataclass
class Api:
    """Answers of a method are used up one by one; then comes its ordinary answer, or none at all."""

    calls: list[Call] = field(default_factory=list)
    answers: defaultdict[str, deque[Answer]] = field(default_factory=lambda: defaultdict(deque))
    ordinary: dict[str, Answer] = field(default_factory=lambda: {"getMe": ok(ME), "deleteWebhook": ok(True)})
    held: asyncio.Event = field(default_factory=asyncio.Event)
    released: asyncio.Event = field(default_factory=asyncio.Event)
    url: str = ""

    def will(self, method: str, *answers: Answer) -> None:
        self.answers[method].extend(answers)

    def asked(self, method: str) -> list[Mapping[str, str]]:
        return [call.params for call in self.calls if call.method == method]

    async def serve(self) -> TestServer:
        app = web.Application()
        app.router.add_post("/bot{token}/{method}", self._answer)
        app.router.add_get("/file/bot{token}/{path:.+}", self._answer_file)
        server = TestServer(app)
        await server.start_server()
        self.url = str(server.make_url("")).rstrip("/")
        return server

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        params: dict[str, str] = {}
        files: dict[str, tuple[str, bytes]] = {}
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                files[name] = (value.filename, value.file.read())
            else:
                params[name] = str(value)
        self.calls.append(Call(method, request.content_type, params, files))
        if not self.answers[method] and method not in self.ordinary:
            self.held.set()
            await self.released.wait()
            return web.Response(status=503)
        answer = self.answers[method].popleft() if self.answers[method] else self.ordinary[method]
        return _response(answer)

    async def _answer_file(self, request: web.Request) -> web.StreamResponse:
        return _response(self.ordinary[request.match_info["path"]])


def _response(answer: Answer) -> web.Response:
    if isinstance(answer.body, bytes):
        return web.Response(status=answer.status, body=answer.body, content_type="text/html")
    return web.json_response(answer.body, status=answer.status)


def markup(params: Mapping[str, str]) -> dict[str, Any]:
    """Return the keyboard of a request."""
    keyboard: dict[str, Any] = json.loads(params["reply_markup"])
    return keyboard
