"""What a channel must be able to do so that files can be fetched from it."""

from __future__ import annotations

from typing import Protocol

from bot.event import Address


class TooLargeError(Exception):
    """A file has more bytes than were asked for at most; nothing of it was kept."""


class FileSource(Protocol):
    """A channel whose files can be fetched."""

    async def fetch(self, address: Address, reference: str, limit: int) -> bytes:
        """Return a file of at most `limit` bytes; raise LaterError, NeverError or TooLargeError."""
        ...
