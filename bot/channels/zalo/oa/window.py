"""When Zalo may be asked to carry a message at all: the person wrote lately, and it costs nobody money by surprise."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.channels.channel import NeverError
from bot.event import Address

FREE = timedelta(hours=48)
LastSeen = Callable[[Address], Awaitable[datetime | None]]


def require_open(seen_at: datetime | None, now: datetime, longest: timedelta, *, paid: bool) -> None:
    """Raise NeverError for somebody whose last word is too old; one whom nobody knows is left to Zalo.

    They count as unreachable, so that what must arrive goes another way, until they write again.
    """
    if seen_at is None:
        return
    silent = now - seen_at
    if silent > longest:
        raise NeverError("no word from this person for longer than the platform allows", unreachable=True)
    if silent > FREE and not paid:
        raise NeverError("writing to this person now would cost money", unreachable=True)
