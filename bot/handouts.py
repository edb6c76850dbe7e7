"""Hands out what a channel cannot carry itself, under signed addresses of this bot that end by themselves.

A picture is shown to whoever has its address, which is given to the platform that fetches it. A file asks for a code,
which is told in one person's chat and stands in no address: what reads links on their way does not get the file.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from http import HTTPStatus
from types import MappingProxyType

import structlog
from aiohttp import web

from bot import identifiers
from bot.clock import Clock
from bot.code_page import HEADERS, CodePage
from bot.files.judge import DOC, DOCX, HEIC, JPEG, PDF, PNG, WEBP, judge
from bot.talk import Talk
from flows.screen import N_
from storage.cipher import Cipher, UnreadableSecretError
from storage.database import Database
from storage.objects import Objects, ObjectsAwayError

log = structlog.get_logger(__name__)
PATH = "/handouts/{token}"
PICTURE_LASTS = timedelta(hours=1)
FILE_LASTS = timedelta(hours=24)
_OPEN_LASTS = timedelta(hours=1)
_COOKIE = "handout"
_CODE_LENGTH = 8
_DRAWN, _PHOTO, _FILE = "d", "p", "f"
_TOKEN = re.compile(
    r"(?P<body>(?P<kind>[dpf])-(?P<sha256>[0-9a-f]{64})-(?P<until>[0-9a-f]{1,10}))-(?P<signature>[0-9a-f]{8}\.[0-9a-f]{64})"
)
_SUFFIXES: Mapping[str, str] = MappingProxyType(
    {PDF: "pdf", DOC: "doc", DOCX: "docx", JPEG: "jpg", PNG: "png", WEBP: "webp", HEIC: "heic"}
)


@dataclass(frozen=True, slots=True)
class Lent:
    """Where a file is fetched, the code that opens it, and until when."""

    address: str
    code: str
    until: datetime


class Handouts:
    """Makes such addresses and serves them; nothing is kept of them, their signature says that they are ours."""

    def __init__(
        self,
        address: str,
        cipher: Cipher,
        *,
        objects: Objects,
        drawn: Objects,
        talk: Talk,
        clock: Clock,
        machine: Clock,
    ) -> None:
        """Take the public address of this bot; `objects` holds what people sent, `drawn` the pictures drawn here.

        `clock` tells whether an address is good still, `machine` how long a picture has been kept.
        """
        self._address, self._cipher, self._clock, self._machine = address, cipher, clock, machine
        self._page = CodePage(
            talk,
            way=N_("The code stands in the chat, below the link."),
            over=N_("Its time is over, or the file is not kept any more. Open it again in the chat."),
        )
        self._objects, self._drawn = objects, drawn

    async def drawn(self, picture: bytes) -> str:
        """Keep a picture for a while and return where it is shown. Raises ObjectsAwayError."""
        await self._drawn.put(sha256(picture).hexdigest(), picture)
        return f"{self._address}{_path(self._token(_DRAWN, picture, PICTURE_LASTS))}"

    def photo(self, content: bytes) -> str:
        """Return where a picture that somebody sent, which is kept already, is shown for a while."""
        return f"{self._address}{_path(self._token(_PHOTO, content, PICTURE_LASTS))}"

    def lend(self, content: bytes) -> Lent:
        """Return where a file that somebody sent, which is kept already, is fetched by one person for a while."""
        token = self._token(_FILE, content, FILE_LASTS)
        until = self._clock.now() + FILE_LASTS
        return Lent(f"{self._address}{_path(token)}", _code(self._cipher.fingerprint(_coded(token))), until)

    async def show(self, request: web.Request) -> web.Response:
        """Give the picture or file, to a browser that has no code yet the page that asks for it."""
        token = request.match_info["token"]
        found = self._read(token)
        if found is None:
            return self._page.gone()
        if found["kind"] == _FILE and not self._opens(token, request.cookies.get(_COOKIE, "")):
            return self._page.ask()
        store = self._drawn if found["kind"] == _DRAWN else self._objects
        try:
            content = await store.get(found["sha256"])
        except ObjectsAwayError:
            content = None
        if content is None:
            return self._page.gone()
        log.info("handout_fetched", kind=found["kind"])
        return _given(content, download=found["kind"] == _FILE)

    async def open(self, request: web.Request) -> web.Response:
        """Take the code, and let this browser fetch the file."""
        token = request.match_info["token"]
        found = self._read(token)
        if found is None or found["kind"] != _FILE:
            return self._page.gone()
        code = "".join(str((await request.post()).get("code", "")).split()).upper()
        if not self._opens(token, code):
            log.warning("wrong_code_for_handout")
            return self._page.ask(N_("This code does not open the file. It stands in the chat, below the link."))
        answer = web.Response(status=HTTPStatus.SEE_OTHER, headers={**HEADERS, "Location": request.path})
        answer.set_cookie(
            _COOKIE,
            code,
            path=request.path,
            max_age=int(_OPEN_LASTS / timedelta(seconds=1)),
            httponly=True,
            samesite="Strict",
            secure=request.headers.get("X-Forwarded-Proto", request.scheme) == "https",
        )
        return answer

    async def tidy(self, _: Database) -> int:
        """Forget drawn pictures whose addresses have ended."""
        return await self._drawn.forget_older(self._machine.now() - 2 * PICTURE_LASTS)

    def _token(self, kind: str, content: bytes, lasts: timedelta) -> str:
        until = int((self._clock.now() + lasts).timestamp())
        body = f"{kind}-{sha256(content).hexdigest()}-{until:x}"
        return f"{body}-{self._cipher.sign(_signed(body))}"

    def _read(self, token: str) -> Mapping[str, str] | None:
        """Return what an address leads to, None where it is not ours or has ended."""
        found = _TOKEN.fullmatch(token)
        if found is None or int(found["until"], 16) <= self._clock.now().timestamp():
            return None
        try:
            ours = self._cipher.signed(_signed(found["body"]), found["signature"])
        except UnreadableSecretError:
            return None
        return found.groupdict() if ours else None

    def _opens(self, token: str, code: str) -> bool:
        given = code.encode("utf-8", "surrogateescape")
        right = [_code(one).encode() for one in self._cipher.fingerprints(_coded(token))]
        return any(hmac.compare_digest(one, given) for one in right)


def _given(content: bytes, *, download: bool) -> web.Response:
    """Return a content as what it is; what somebody called it stands in no address and no header."""
    mime = judge(content).mime
    suffix = _SUFFIXES.get(mime, "bin")
    how = f'attachment; filename="tep.{suffix}"' if download else f'inline; filename="anh.{suffix}"'
    headers = {**HEADERS, "Content-Disposition": how}
    return web.Response(body=content, content_type=mime or "application/octet-stream", headers=headers)


def _path(token: str) -> str:
    return PATH.format(token=token)


def _signed(body: str) -> str:
    return f"handout {body}"


def _coded(token: str) -> str:
    return f"code of handout {token}"


def _code(fingerprint: str) -> str:
    """Return a code that can be read out, made of a keyed hash."""
    number, letters = int(fingerprint.rpartition(".")[2], 16), []
    for _ in range(_CODE_LENGTH):
        number, at = divmod(number, len(identifiers.ALPHABET))
        letters.append(identifiers.ALPHABET[at])
    return "".join(letters)
