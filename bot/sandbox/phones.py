"""The page of phones: what its people can do, over HTTP, and a stream of what happens on every phone."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

from aiohttp import web

from bot.sandbox import forms, views
from bot.sandbox.content import Attachment
from bot.sandbox.state import PhoneError

if TYPE_CHECKING:
    from aiohttp.typedefs import Handler

    from bot.sandbox.events import Event
    from bot.sandbox.world import World

_KEEP_OPEN_SECONDS = 15.0
_T = TypeVar("_T")


@web.middleware
async def errors_as_sentences(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer what goes wrong on the page with `{"error": sentence}`: 404 for what is not there, else 400."""
    if request.path.startswith(("/bot", "/file/bot")):
        return await handler(request)
    try:
        return await handler(request)
    except LookupError as problem:
        return _error(404, str(problem.args[0]) if problem.args else "not found")
    except (PhoneError, ValueError) as problem:
        return _error(400, str(problem))
    except web.HTTPException as problem:
        return _error(problem.status, problem.reason)


def _error(status: int, sentence: str) -> web.Response:
    return web.json_response({"error": sentence}, status=status)


class Phones:
    """The handlers of the page, for every person's chat with the first bot."""

    def __init__(self, world: World, page: Path) -> None:
        """Serve the given world and the page's folder."""
        self._world, self._page = world, page
        self._streams: set[asyncio.Queue[Event | None]] = set()

    def routes(self) -> list[web.AbstractRouteDef]:
        """Return the addresses of the page and of what it calls."""
        phone = "/sandbox/phones/{key}"
        return [
            web.get("/", self.index),
            web.get("/page/{file}", self.file_of_page),
            web.get("/sandbox/state", self.state),
            web.get("/sandbox/events", self.events),
            web.get("/sandbox/files/{id}", self.file),
            web.post("/sandbox/clock", self.clock),
            web.post(f"{phone}/start", self.start),
            web.post(f"{phone}/text", self.text),
            web.post(f"{phone}/tap", self.tap),
            web.post(f"{phone}/press", self.press),
            web.post(f"{phone}/contact", self.contact),
            web.post(f"{phone}/files", self.files),
            web.post(f"{phone}/edit", self.edit),
            web.post(f"{phone}/block", self.block),
        ]

    def stop(self) -> None:
        """End every stream."""
        for stream in self._streams:
            stream.put_nowait(None)

    async def index(self, _: web.Request) -> web.StreamResponse:
        """Return the page."""
        return self._static("index.html")

    async def file_of_page(self, request: web.Request) -> web.StreamResponse:
        """Return a file that belongs to the page."""
        return self._static(request.match_info["file"])

    def _static(self, name: str) -> web.FileResponse:
        path = self._page / Path(name).name
        if not path.is_file():
            raise LookupError(f"the page has no file {name!r}")
        return web.FileResponse(path, headers={"Cache-Control": "no-cache"})

    async def state(self, _: web.Request) -> web.Response:
        """Return all phones."""
        return web.json_response(views.state(self._world), headers={"Cache-Control": "no-store"})

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Send what happens, as it happens, until one side ends it."""
        username = self._world.account().identity.username
        stream: asyncio.Queue[Event | None] = asyncio.Queue()

        def note(happened: Event) -> None:
            if happened.bot in {None, username}:
                stream.put_nowait(happened)

        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await response.prepare(request)
        unsubscribe = self._world.changes.subscribe(note)
        self._streams.add(stream)
        try:
            await self._send(stream, response)
        except ConnectionResetError:
            pass  # the page was closed
        finally:
            self._streams.discard(stream)
            unsubscribe()
        return response

    async def _send(self, stream: asyncio.Queue[Event | None], response: web.StreamResponse) -> None:
        await response.write(b": open\n\n")
        while True:
            try:
                async with asyncio.timeout(_KEEP_OPEN_SECONDS):
                    happened = await stream.get()
            except TimeoutError:
                await response.write(b": still here\n\n")
                continue
            if happened is None:
                return
            body = json.dumps(views.event(happened, self._world.clock.now()), ensure_ascii=False)
            await response.write(f"data: {body}\n\n".encode())

    async def file(self, request: web.Request) -> web.Response:
        """Return a file of a chat; a browser may show it but never run it."""
        file = self._world.account().files.get(request.match_info["id"])
        if file is None:
            raise LookupError("no such file")
        headers = {
            "Content-Type": file.mime,
            "Content-Disposition": f"inline; filename*=UTF-8''{quote(file.name)}",
            "Content-Security-Policy": "sandbox",
            "X-Content-Type-Options": "nosniff",
        }
        return web.Response(body=file.content, headers=headers)

    async def clock(self, request: web.Request) -> web.Response:
        """Move the clock; 409 when it cannot be moved."""
        body = await _body(request)
        if "to" in body:
            to = datetime.fromisoformat(_field(body, "to", str))
        else:
            to = self._world.clock.now() + timedelta(seconds=_field(body, "forward_seconds", int))
        if to.tzinfo is None:
            raise ValueError("an instant comes with its time zone, e.g. 2022-03-21T09:00:00+07:00")
        try:
            self._world.move_clock(to)
        except PhoneError as problem:
            return _error(409, str(problem))
        return web.json_response({"clock": views.instant(self._world.clock.now())})

    async def start(self, request: web.Request) -> web.Response:
        """Press Start."""
        body = await _body(request)
        return _sent(self._world.start(_key(request), str(body.get("payload") or "")))

    async def text(self, request: web.Request) -> web.Response:
        """Write a text."""
        return _sent(self._world.say(_key(request), _field(await _body(request), "text", str)))

    async def tap(self, request: web.Request) -> web.Response:
        """Tap a button under a message."""
        body = await _body(request)
        query = self._world.tap(_key(request), _field(body, "message", int), _field(body, "data", str))
        return web.json_response({"query": query})

    async def press(self, request: web.Request) -> web.Response:
        """Press a button of the reply keyboard."""
        return _sent(self._world.press(_key(request), _field(await _body(request), "text", str)))

    async def contact(self, request: web.Request) -> web.Response:
        """Send the own contact."""
        return _sent(self._world.share_contact(_key(request)))

    async def files(self, request: web.Request) -> web.Response:
        """Send the picked files, several as an album."""
        form = await forms.read(request)
        as_document = form.get("as") == "document"
        picked = []
        for part in form.getall("file", []):
            if isinstance(part, web.FileField):
                with part.file as file:
                    name = Path(part.filename).name
                    picked.append(Attachment(name, file.read(), part.content_type, as_document))
        sent = self._world.send_album(_key(request), picked, str(form.get("caption") or ""))
        return web.json_response({"messages": sent})

    async def edit(self, request: web.Request) -> web.Response:
        """Change the words of an own message."""
        body = await _body(request)
        message_id = _field(body, "message", int)
        self._world.edit(_key(request), message_id, _field(body, "text", str))
        return _sent(message_id)

    async def block(self, request: web.Request) -> web.Response:
        """Block or unblock the bot."""
        blocked = _field(await _body(request), "blocked", bool)
        (self._world.block if blocked else self._world.unblock)(_key(request))
        return web.json_response({"blocked": blocked})


def _key(request: web.Request) -> str:
    return request.match_info["key"]


def _sent(message_id: int) -> web.Response:
    return web.json_response({"message": message_id})


async def _body(request: web.Request) -> dict[str, Any]:
    body = await request.json() if request.can_read_body else {}
    if not isinstance(body, dict):
        raise ValueError("the body is a JSON object")  # noqa: TRY004 - it becomes a 400
    return body


def _field(body: dict[str, Any], name: str, kind: type[_T]) -> _T:
    value = body.get(name)
    if not isinstance(value, kind):
        raise ValueError(f"{name!r} is missing or of the wrong type")  # noqa: TRY004 - it becomes a 400
    return value
