"""As much of Zalo as these tests need: tokens that are good once, calls that answer as they are told, files."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

SENT = {"error": 0, "message": "Success", "data": {"message_id": "m1", "user_id": "81"}}


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: its body as JSON or as it is, its status, headers."""

    body: object
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Call:
    """One request as it came."""

    path: str
    token: str
    body: Any
    headers: dict[str, str]


def refused(code: int) -> Answer:
    return Answer({"error": code, "message": "in Zalo's words"})


@dataclass
class Zalo:
    """Refresh tokens are r0, r1, … and each is good once; an access token dies when the next is given."""

    calls: list[Call] = field(default_factory=list)
    answers: defaultdict[str, deque[Answer]] = field(default_factory=lambda: defaultdict(deque))
    grants: list[dict[str, str]] = field(default_factory=list)
    of_grants: deque[Answer] = field(default_factory=deque)
    good: int = 0
    files: dict[str, Answer] = field(default_factory=dict)
    held: asyncio.Event = field(default_factory=asyncio.Event)
    released: asyncio.Event = field(default_factory=asyncio.Event)
    holding: bool = False
    url: str = ""

    def will(self, path: str, *answers: Answer) -> None:
        self.answers[path].extend(answers)

    def sent(self) -> list[Any]:
        """Return the messages that were sent, refused ones too."""
        return [call.body["message"] for call in self.calls if call.path == "/v3.0/oa/message/cs"]

    @property
    def access(self) -> str:
        """Return the access token that holds now."""
        return f"a{self.good}"

    async def serve(self) -> TestServer:
        app = web.Application(client_max_size=1 << 24)
        app.router.add_post("/v4/oa/access_token", self._grant)
        app.router.add_get("/files/{name}", self._file)
        app.router.add_route("*", "/{path:.+}", self._answer)
        server = TestServer(app)
        await server.start_server()
        self.url = str(server.make_url("")).rstrip("/")
        return server

    async def _grant(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.grants.append({**form, "secret_key": request.headers.get("secret_key", "")})
        if self.of_grants:
            return _response(self.of_grants.popleft())
        if form.get("refresh_token", f"r{self.good}") != f"r{self.good}":
            return _response(Answer({"error": -14014, "error_name": "in Zalo's words"}))
        self.good += 1
        if self.holding:
            self.held.set()
            await self.released.wait()
        pair = {"access_token": self.access, "refresh_token": f"r{self.good}", "expires_in": "90000"}
        return web.json_response(pair)

    async def _answer(self, request: web.Request) -> web.Response:
        token = request.headers.get("access_token", "")
        self.calls.append(Call(request.path, token, await _body(request), dict(request.headers)))
        if self.answers[request.path]:
            return _response(self.answers[request.path].popleft())
        if token != self.access:
            return _response(refused(-216))
        if request.path.startswith("/v2.0/oa/upload/"):
            return web.json_response({"error": 0, "data": {"attachment_id": "at1", "token": "ft1"}})
        return web.json_response(SENT)

    async def _file(self, request: web.Request) -> web.Response:
        return _response(self.files[request.match_info["name"]])


async def _body(request: web.Request) -> Any:
    if request.content_type == "multipart/form-data":
        file = (await request.post())["file"]
        assert isinstance(file, web.FileField)
        return file.filename, file.file.read()
    content = await request.read()
    return json.loads(content) if content else None


def _response(answer: Answer) -> web.Response:
    if isinstance(answer.body, bytes):
        return web.Response(status=answer.status, body=answer.body, headers=answer.headers)
    return web.json_response(answer.body, status=answer.status, headers=answer.headers)
