"""Hands files over by links: a page that asks for the code told in the chat, then the file, to that browser alone."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus

import structlog
from aiohttp import web

from bot import identifiers
from bot.clock import Clock
from bot.code_page import HEADERS, CodePage
from bot.talk import Talk
from flows.programme import VIETNAM
from flows.rights import acting, granted
from flows.screen import N_
from storage import links, people
from storage.database import Database
from storage.links import Linked
from storage.objects import Objects, ObjectsAwayError
from storage.units.trees import tree_of

log = structlog.get_logger(__name__)
_COOKIE = "opens"


class Downloads:
    """Serves what links lead to; whoever ordered it must still have the right when it is fetched."""

    def __init__(self, database: Database, made: Objects, talk: Talk, clock: Clock) -> None:
        """Take where links and contents are kept; `clock` tells whether a link is good still."""
        self._database, self._made, self._clock = database, made, clock
        self._page = CodePage(
            talk,
            way=N_("In the chat where the link came press “Give me the code”, and type the code here."),
            over=N_("It was closed, or its time is over. Order the file again in the chat: /report"),
        )

    async def show(self, request: web.Request) -> web.StreamResponse:
        """Give the file to the browser that has a pass, and to any other the page that asks for the code."""
        linked = await self._linked(request)
        if linked is None:
            return self._page.gone()
        given, now = request.cookies.get(_COOKIE, ""), self._clock.now()
        async with self._database.transaction() as session:
            if not await links.passes(session, linked.token, given, now):
                return self._page.ask()
            if request.method == "GET" and _from_the_start(request):
                await links.count(session, linked.token, now)
        try:
            return await self._send(request, linked)
        except ObjectsAwayError:
            return self._page.gone()

    async def open(self, request: web.Request) -> web.StreamResponse:
        """Take the code, and give this browser a pass for it."""
        linked = await self._linked(request)
        if linked is None:
            return self._page.gone()
        code = "".join(str((await request.post()).get("code", "")).split()).upper()
        pass_ = identifiers.token()
        async with self._database.transaction() as session:
            opened = await links.open_by_code(session, linked.token, code, pass_, self._clock.now())
        if not opened:
            log.warning("wrong_code", job=linked.job)
            return self._page.ask(N_("This code does not open the file. Get a new one in the chat and type it here."))
        answer = web.Response(status=HTTPStatus.SEE_OTHER, headers={**HEADERS, "Location": request.path})
        lasts = int(links.PASS_LASTS / timedelta(seconds=1))
        answer.set_cookie(
            _COOKIE,
            pass_,
            path=request.path,
            max_age=lasts,
            httponly=True,
            samesite="Strict",
            secure=request.headers.get("X-Forwarded-Proto", request.scheme) == "https",
        )
        return answer

    async def _linked(self, request: web.Request) -> Linked | None:
        """Return what a link leads to, None where it is no good or its owner may not have it any more."""
        now = self._clock.now()
        async with self._database.transaction() as session:
            linked = await links.find(session, request.match_info["token"], now)
            if linked is None:
                return None
            units = await tree_of(session, now.astimezone(VIETNAM).date())
            person = acting(await people.by_id(session, linked.person, now), units)
        may = granted(person, "export", linked.unit, units)
        whole = not linked.identities or granted(person, "identities", linked.unit, units)
        return linked if may and whole else None

    async def _send(self, request: web.Request, linked: Linked) -> web.StreamResponse:
        file, (start, end) = linked.file, _range(request, linked.file.size)
        if start >= end:
            return web.Response(
                status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
                headers={**HEADERS, "Content-Range": f"bytes */{file.size}"},
            )
        part = (start, end) != (0, file.size)
        answer = web.StreamResponse(status=HTTPStatus.PARTIAL_CONTENT if part else HTTPStatus.OK, headers=HEADERS)
        answer.content_type, answer.content_length = file.mime, end - start
        answer.headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
        answer.headers["Accept-Ranges"] = "bytes"
        if part:
            answer.headers["Content-Range"] = f"bytes {start}-{end - 1}/{file.size}"
        await answer.prepare(request)
        if request.method == "GET":
            log.info("file_fetched", job=linked.job, part=part)
            async for piece in self._made.read(file.sha256, start, end):
                await answer.write(piece)
        await answer.write_eof()
        return answer


def _range(request: web.Request, size: int) -> tuple[int, int]:
    """Return which bytes are asked for, all of them where that cannot be read."""
    try:
        asked = request.http_range
    except ValueError:
        return 0, size
    start, stop, _ = slice(asked.start, asked.stop).indices(size)
    return start, stop


def _from_the_start(request: web.Request) -> bool:
    return request.headers.get("Range", "bytes=0-").startswith("bytes=0-")
