"""A virus scanner over the network or a socket: clamd's INSTREAM command (decision record 14)."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

_CHUNK = 1 << 16
_PATIENCE = 120.0
_LONGEST_ANSWER = 4096


class ScannerAwayError(Exception):
    """The scanner does not answer, or not with a verdict."""


class Scanner:
    """Asks clamd at `host:port`, or at the path of a socket."""

    def __init__(self, address: str) -> None:
        """Keep the address; a connection is made for every question."""
        self._address = address

    async def finds(self, content: bytes | bytearray) -> bool:
        """Tell whether a content holds a virus. Raises ScannerAwayError."""
        async with self._asked() as (reader, writer):
            writer.write(b"zINSTREAM\0")
            for start in range(0, len(content), _CHUNK):
                part = content[start : start + _CHUNK]
                writer.write(struct.pack(">I", len(part)) + part)
                await writer.drain()
            writer.write(struct.pack(">I", 0))
            answer = await _answer(reader)
        if answer.endswith(" FOUND"):
            return True
        if answer == "stream: OK":
            return False
        raise ScannerAwayError("the scanner gave no verdict")

    async def ping(self) -> None:
        """Return if the scanner answers. Raises ScannerAwayError."""
        async with self._asked() as (reader, writer):
            writer.write(b"zPING\0")
            if await _answer(reader) != "PONG":
                raise ScannerAwayError("something else answers there")

    @asynccontextmanager
    async def _asked(self) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
        try:
            async with asyncio.timeout(_PATIENCE):
                reader, writer = await self._connected()
                try:
                    yield reader, writer
                finally:
                    writer.close()
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
            raise ScannerAwayError(type(error).__name__) from None

    async def _connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._address.startswith("/"):
            return await asyncio.open_unix_connection(self._address, limit=_LONGEST_ANSWER)
        host, _, port = self._address.rpartition(":")
        return await asyncio.open_connection(host.strip("[]"), int(port), limit=_LONGEST_ANSWER)


async def _answer(reader: asyncio.StreamReader) -> str:
    return (await reader.readuntil(b"\0"))[:-1].decode(errors="replace").strip()
