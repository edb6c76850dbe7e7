"""Reads what a form sends, a part at a time, into files on this machine: never more in memory than a piece of one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from aiohttp import BodyPartReader, ClientError, web

from flows.vietnamese import clean_line

_Read = TypeVar("_Read")
_PIECE = 1 << 18
_LONGEST_SILENCE = 60.0
_LONGEST_WORDS = 200
_MOST_PARTS = 60
_NAME_LENGTH = 120
# What aiohttp raises for a body that ends in the middle or is not a form.
_BROKEN = (ClientError, OSError, ValueError, AssertionError, EOFError, RuntimeError, TimeoutError)


class BrokenOffError(Exception):
    """The form did not arrive whole; what came before is good."""


@dataclass(frozen=True, slots=True)
class Words:
    """A field of the form that is no file."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Arrived:
    """A whole file: how it is called, how large it is, its hash; `path` is empty where it is larger than is taken."""

    name: str
    size: int
    sha256: str
    path: Path | None


async def parts_of(request: web.Request, folder: Path, limit: int) -> AsyncIterator[Words | Arrived]:
    """Yield the parts of a form as they arrive; a file of more than `limit` bytes is counted and not kept.

    Raises BrokenOffError.
    """
    number = 0
    try:
        reader = await request.multipart()
        while (part := await _patiently(reader.next())) is not None:
            number += 1
            if not isinstance(part, BodyPartReader) or number > _MOST_PARTS:
                raise BrokenOffError
            if part.filename is None:
                yield Words(part.name or "", await _words(part))
            else:
                arrived = await _file(part, folder / str(number), limit)
                if arrived.name or arrived.size:
                    yield arrived
    except _BROKEN as error:
        raise BrokenOffError from error


async def _words(part: BodyPartReader) -> str:
    """Read a short field; a long one is none of ours."""
    text = b""
    while not part.at_eof():
        text += await _patiently(part.read_chunk())
        if len(text) > _LONGEST_WORDS:
            raise BrokenOffError
    return text.decode(errors="replace")


async def _file(part: BodyPartReader, path: Path, limit: int) -> Arrived:
    size, digest = 0, sha256()
    file = await asyncio.to_thread(path.open, "wb")
    try:
        while not part.at_eof():
            piece = await _patiently(part.read_chunk(_PIECE))
            size += len(piece)
            digest.update(piece)
            if size <= limit:
                await asyncio.to_thread(file.write, piece)
    finally:
        await asyncio.to_thread(file.close)
    return Arrived(_named(part.filename or ""), size, digest.hexdigest(), path if size <= limit else None)


async def _patiently(reading: Awaitable[_Read]) -> _Read:
    """Wait for the next piece, but not for a line that has gone silent."""
    return await asyncio.wait_for(reading, _LONGEST_SILENCE)


def _named(name: str) -> str:
    """Return a name without what some browsers put before it; of a very long one the end, where its kind stands."""
    readable = name.encode(errors="replace").decode()
    return clean_line(readable.replace("\\", "/").rsplit("/", 1)[-1])[-_NAME_LENGTH:]
