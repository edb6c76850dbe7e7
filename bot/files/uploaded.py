"""Files given on a page of ours: their contents wait in a place of their own until they are fetched and judged."""

from __future__ import annotations

from bot.channels.channel import NeverError
from bot.event import Address
from bot.files.source import TooLargeError
from storage.objects import Objects
from storage.uploads import key_in


class Uploaded:
    """The source of files that no channel brought."""

    def __init__(self, waiting: Objects) -> None:
        """Take the place where they wait."""
        self._waiting = waiting

    async def fetch(self, address: Address, reference: str, limit: int) -> bytes:
        """Return a content; raises NeverError where it waits no more, ObjectsAwayError and TooLargeError."""
        content = await self._waiting.get(key_in(reference) or "")
        if content is None:
            raise NeverError("what was given on the page is not here any more")
        if len(content) > limit:
            raise TooLargeError
        return content
