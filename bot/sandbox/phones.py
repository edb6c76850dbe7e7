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
    from collections.abc import Sequence

    from aiohttp.typedefs import Handler

    from bot.sandbox.events import Changes, Event
    from bot.sandbox.hands import Hands

_KEEP_OPEN_SECONDS = 15.0
_APIS = ("/bot", "/file/bot", "/v2.0/", "/v3.0/", "/v4/", "/zalo/")
"""How the addresses of the platforms' own APIs begin."""
_T = TypeVar("_T")


@web.middleware
async def errors_as_sentences(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer what goes wrong on the page with `{"error": sentence}`: 404 for what is not there, else 400."""
    if request.path.startswith(_APIS):
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
    """The handlers of the page: every person has a phone in each world, in the chat with that world's first bot."""

    def __init__(self, worlds: Sequence[Hands], page: Path) -> None:
        """Serve worlds that share one clock, and the page's folder; phones of the first world have the plain keys."""
        self._first, self._page = worlds[0], page
        self._worlds = {world.platform.key: world for world in worlds}
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
        return web.json_response(views.state(self._places()), headers={"Cache-Control": "no-store"})

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Send what happens, as it happens, until one side ends it."""
        bots = {None} | {world.platform.bot for world in self._worlds.values()}
        stream: asyncio.Queue[Event | None] = asyncio.Queue()

        def note(happened: Event) -> None:
            if happened.bot in bots:
                stream.put_nowait(happened)

        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await response.prepare(request)
        unsubscribe = [changes.subscribe(note) for changes in self._changes()]
        self._streams.add(stream)
        try:
            await self._send(stream, response)
        except ConnectionResetError:
            pass  # the page was closed
        finally:
            self._streams.discard(stream)
            for end in unsubscribe:
                end()
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
            body = json.dumps(views.event(happened, self._first.clock.now(), self._places()), ensure_ascii=False)
            await response.write(f"data: {body}\n\n".encode())

    async def file(self, request: web.Request) -> web.Response:
        """Return a file of a chat; a browser may show it but never run it."""
        found = (world.stored(request.match_info["id"]) for world in self._worlds.values())
        file = next((file for file in found if file is not None), None)
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
            to = self._first.clock.now() + timedelta(seconds=_field(body, "forward_seconds", int))
        if to.tzinfo is None:
            raise ValueError("an instant comes with its time zone, e.g. 2022-03-21T09:00:00+07:00")
        try:
            self._first.move_clock(to)
        except PhoneError as problem:
            return _error(409, str(problem))
        for changes in self._changes():
            changes.wake()
        return web.json_response({"clock": views.instant(self._first.clock.now())})

    async def start(self, request: web.Request) -> web.Response:
        """Press Start."""
        (world, person), body = self._phone(request), await _body(request)
        return _sent(world.start(person, str(body.get("payload") or "")))

    async def text(self, request: web.Request) -> web.Response:
        """Write a text."""
        world, person = self._phone(request)
        return _sent(world.say(person, _field(await _body(request), "text", str)))

    async def tap(self, request: web.Request) -> web.Response:
        """Tap a button under a message."""
        (world, person), body = self._phone(request), await _body(request)
        query = world.tap(person, _field(body, "message", int), _field(body, "data", str))
        return web.json_response({"query": query})

    async def press(self, request: web.Request) -> web.Response:
        """Press a button of the reply keyboard."""
        world, person = self._phone(request)
        return _sent(world.press(person, _field(await _body(request), "text", str)))

    async def contact(self, request: web.Request) -> web.Response:
        """Send the own contact."""
        world, person = self._phone(request)
        return _sent(world.share_contact(person))

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
        world, person = self._phone(request)
        sent = world.send_album(person, picked, str(form.get("caption") or ""))
        return web.json_response({"messages": sent})

    async def edit(self, request: web.Request) -> web.Response:
        """Change the words of an own message."""
        (world, person), body = self._phone(request), await _body(request)
        message_id = _field(body, "message", int)
        world.edit(person, message_id, _field(body, "text", str))
        return _sent(message_id)

    async def block(self, request: web.Request) -> web.Response:
        """Block or unblock the bot."""
        world, person = self._phone(request)
        blocked = _field(await _body(request), "blocked", bool)
        (world.block if blocked else world.unblock)(person)
        return web.json_response({"blocked": blocked})

    def _places(self) -> list[views.Place]:
        """Return the worlds, each with what its phones' keys end in."""
        return [views.Place(one, "" if one is self._first else f"@{key}") for key, one in self._worlds.items()]

    def _changes(self) -> list[Changes]:
        """Return the news of all worlds, once where they share them."""
        return list({id(world.changes): world.changes for world in self._worlds.values()}.values())

    def _phone(self, request: web.Request) -> tuple[Hands, str]:
        """Return the world and the person that a key such as `an` or `an@zalo` names; raises LookupError."""
        person, _, platform = request.match_info["key"].partition("@")
        world = self._worlds.get(platform) if platform else self._first
        if world is None:
            raise LookupError(f"no phone of {platform!r}; there: {', '.join(self._worlds)}")
        return world, person


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
