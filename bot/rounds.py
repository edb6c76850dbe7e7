"""What digests have in common: looked at every minute, one person after another, each in a transaction of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import TypeVar

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.telegram.updates import pause
from storage.database import ConflictError, Database

log = structlog.get_logger(__name__)
_EVERY = 60.0
AT_ONCE = 20
_Due = TypeVar("_Due")


async def keep_sending(
    send: Callable[[], Awaitable[int]], stop: asyncio.Event, wake: Callable[[], None], *, failure: str
) -> None:
    """Send what is due every minute until told to stop; `wake` has the sender look into the outbox."""
    while not stop.is_set():
        try:
            if await send():
                wake()
        except (SQLAlchemyError, OSError, ConflictError) as error:
            log.warning(failure, error=type(error).__name__)
        await pause(stop, _EVERY)


async def one_by_one(
    database: Database,
    some: Callable[[AsyncSession, _Due | None], Awaitable[Sequence[_Due]]],
    send: Callable[[AsyncSession, _Due, timedelta], Awaitable[bool]],
    *,
    a_second: int,
) -> int:
    """Go through all who are due and return how many were sent something; so nobody waits for the figures of others.

    `some` returns the next, at most AT_ONCE, behind the last one; each waits a little longer than the one before.
    """
    sent, last, more = 0, None, True
    while more:
        async with database.transaction() as session:
            due = await some(session, last)
        more = len(due) == AT_ONCE
        for one in due:
            last = one
            async with database.transaction() as session:
                sent += await send(session, one, timedelta(seconds=sent / a_second))
    return sent
