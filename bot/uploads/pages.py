"""Serves pages for files: shows one, takes what is given there, and says of each file what became of it."""

from __future__ import annotations

import asyncio
import hmac
import re
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

import structlog
from aiohttp import web

from bot import identifiers
from bot.clock import Clock
from bot.event import Address, Event
from bot.logs import place_of
from bot.talk import Talk
from bot.uploads import words
from bot.uploads.outcome import Outcome, told
from bot.uploads.receiving import Arrived, BrokenOffError, Words, parts_of
from bot.uploads.sheet import Sheet, Writer
from flows.fields.evidence import LARGEST, MOST_FILES, refusal
from flows.said import Attachment, File
from flows.screen import Line
from storage import uploads
from storage.database import Database
from storage.objects import Objects
from storage.uploads import Page

log = structlog.get_logger(__name__)
_AROUND_A_FILE = 1 << 16
_MOST_AT_ONCE = 12
_MOST_OF_A_PAGE = 2
_PATIENCE, _GLANCE = 8.0, 0.25
_SHEET = re.compile(r"[A-Za-z0-9_.-]{8,64}")


class _RefusedError(Exception):
    """What is given cannot be taken; says why."""

    def __init__(self, problem: Line, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.problem, self.status = problem, status


@dataclass
class _Given:
    """What has been read of a form so far, and what became of its files."""

    proof: str = ""
    sheet: str = ""
    outcomes: list[Outcome] = field(default_factory=list)


class UploadPages:
    """Knows pages by their addresses; the address is all that somebody needs to give files there."""

    def __init__(
        self,
        *,
        database: Database,
        waiting: Objects,
        take: Callable[[Event], Awaitable[None]],
        talk: Talk,
        clock: Clock,
        machine: Clock,
        folder: Path,
        public: str,
        patience: float = _PATIENCE,
    ) -> None:
        """Take where files wait until they are judged, and how an event is taken.

        `folder` is for what is just arriving; `public` is how the address of a page begins; `patience` is for how many
        seconds an answer waits for the judging.
        """
        self._database, self._waiting, self._take, self._talk = database, waiting, take, talk
        self._clock, self._machine, self._folder = clock, machine, folder
        self._public, self._patience = urlsplit(public).netloc, patience
        self._writer = Writer(talk)
        self._under_way: Counter[str] = Counter()

    def routes(self) -> list[web.RouteDef]:
        """Return where a page is shown and takes files."""
        return [web.get("/upload/{token}", self.show), web.post("/upload/{token}", self.receive)]

    async def show(self, request: web.Request) -> web.Response:
        """Show a page."""
        page = await self._find(request)
        return self._answer(request, page, Sheet())

    async def receive(self, request: web.Request) -> web.Response:
        """Take the files that are given, each as soon as it is whole."""
        page = await self._find(request)
        if page is None or page.state != "open":
            return self._answer(request, page, Sheet())
        given, problem, status = _Given(), None, HTTPStatus.OK
        try:
            self._look_at(request, page)
            with self._room(request.match_info["token"]):
                await self._all(request, page, given)
        except _RefusedError as refused:
            problem, status = refused.problem, refused.status
        except BrokenOffError:
            problem, status = words.BROKEN_OFF, HTTPStatus.BAD_REQUEST
        except Exception as error:  # noqa: BLE001 - whatever broke, whoever waits at the page is told what to do
            log.warning("upload_not_taken", error=type(error).__name__, at=place_of(error))
            problem, status = words.TROUBLE, HTTPStatus.SERVICE_UNAVAILABLE
        now = await self._find(request)
        return self._answer(request, now, Sheet(problem, tuple(given.outcomes), status))

    def _look_at(self, request: web.Request, page: Page) -> None:
        """Refuse a form of another site, and what is too much before it is sent, as far as it tells."""
        if self._foreign(request):
            raise _RefusedError(words.FOREIGN, HTTPStatus.FORBIDDEN)
        if not request.content_type.startswith("multipart/"):
            raise _RefusedError(words.NOTHING, HTTPStatus.BAD_REQUEST)
        if page.files >= MOST_FILES:
            raise _RefusedError(words.FULL, HTTPStatus.CONFLICT)
        most = (MOST_FILES - page.files) * (LARGEST + _AROUND_A_FILE) + _AROUND_A_FILE
        if (request.content_length or 0) > most:
            raise _RefusedError(words.TOO_LARGE, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)

    def _foreign(self, request: web.Request) -> bool:
        """Tell whether a browser says that another site sends this; without referrers it names none for our own."""
        origin = request.headers.get("Origin", "null")
        ours = {self._public, request.host}
        return request.headers.get("Sec-Fetch-Site") == "cross-site" or (
            origin != "null" and urlsplit(origin).netloc not in ours
        )

    @contextmanager
    def _room(self, token: str) -> Iterator[None]:
        """Let only so many files arrive at once, for all and for one page."""
        if self._under_way.total() >= _MOST_AT_ONCE or self._under_way[token] >= _MOST_OF_A_PAGE:
            raise _RefusedError(words.BUSY, HTTPStatus.TOO_MANY_REQUESTS)
        self._under_way[token] += 1
        try:
            yield
        finally:
            self._under_way[token] -= 1
            self._under_way += Counter()

    async def _all(self, request: web.Request, page: Page, given: _Given) -> None:
        files = 0
        async with _folder(self._folder) as folder:
            async for part in parts_of(request, folder, LARGEST):
                if isinstance(part, Words):
                    given.proof = part.text if part.name == "proof" else given.proof
                    given.sheet = part.text if part.name == "sheet" else given.sheet
                    continue
                files += 1
                await self._one(request.match_info["token"], page, given, part)
        if not files:
            raise _RefusedError(words.NOTHING, HTTPStatus.BAD_REQUEST)

    async def _one(self, token: str, page: Page, given: _Given, arrived: Arrived) -> None:
        """Let a turn take one file, as it takes one that was sent in the chat."""
        if not hmac.compare_digest(given.proof.encode(), proof(token).encode()) or not _SHEET.fullmatch(given.sheet):
            raise _RefusedError(words.FOREIGN, HTTPStatus.FORBIDDEN)
        if not await uploads.admit(self._database, token):
            raise _RefusedError(words.TOO_OFTEN, HTTPStatus.TOO_MANY_REQUESTS)
        key = sha256(f"{token}\n{given.sheet}\n{arrived.sha256}\n{arrived.name}".encode()).hexdigest()
        attachment = Attachment(uploads.reference(key), arrived.name, arrived.size, "", "document")
        if arrived.path and refusal(attachment) is None:
            await uploads.note(self._database, key, page, self._machine.now())
            await self._waiting.put_file(key, arrived.path)
        await self._take(self._event(key, page, attachment))
        log.info("upload_taken", size=arrived.size)
        given.outcomes.append(await self._became(token, key, page, attachment))

    def _event(self, key: str, page: Page, attachment: Attachment) -> Event:
        """Return the event of whoever asked for the page; the same form sent twice is one event."""
        place = page.place
        return Event(
            id=f"upload {key}",
            address=Address(place.channel, place.bot, place.chat),
            user="",
            said=File(attachment, of_album=True, draft=page.initiative),
            received_at=self._clock.now(),
            about=place.person,
        )

    async def _became(self, token: str, key: str, page: Page, attachment: Attachment) -> Outcome:
        """Return what became of a file, waiting a little while it is looked at."""
        for _ in range(max(1, int(self._patience / _GLANCE))):
            found = await uploads.became_of(self._database, key, page)
            if found is None or found[0] is not None:
                break
            await asyncio.sleep(_GLANCE if self._patience else 0)
        async with self._database.transaction() as session:
            now = await uploads.find(session, token, self._clock.now())
        return told(attachment, found, now or page)

    async def _find(self, request: web.Request) -> Page | None:
        async with self._database.transaction() as session:
            return await uploads.find(session, request.match_info["token"], self._clock.now())

    def _answer(self, request: web.Request, page: Page | None, sheet: Sheet) -> web.Response:
        token = request.match_info["token"]
        if "application/json" in request.headers.get("Accept", ""):
            return self._writer.brief(page, sheet)
        return self._writer.whole(page, sheet, proof(token), identifiers.token())


def proof(token: str) -> str:
    """Return what a form holds of the address it was shown at, so that no other form can be sent there."""
    return sha256(f"form {token}".encode()).hexdigest()[:32]


@asynccontextmanager
async def _folder(parent: Path) -> AsyncIterator[Path]:
    """Make a folder for what is arriving, and take it away afterwards."""
    await asyncio.to_thread(parent.mkdir, parents=True, exist_ok=True)
    made = await asyncio.to_thread(tempfile.TemporaryDirectory, prefix="upload-", dir=parent)
    try:
        yield Path(made.name)
    finally:
        await asyncio.to_thread(made.cleanup)
