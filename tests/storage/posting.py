"""Short ways to put something into the outbox and to see what may be sent of it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

from flows.screen import Screen, button
from storage import leases, outbox
from storage.database import Database
from storage.outbox import Outbox, Parcel, Place
from storage.tables import OutboxRow
from tests.conftest import START
from tests.storage.given import chat_of, every, meet

LEASE = timedelta(seconds=60)
SECOND = timedelta(seconds=1)


@asynccontextmanager
async def opened(database: Database, now: datetime = START) -> AsyncIterator[Outbox]:
    """Open the outbox for one transaction."""
    async with database.transaction() as session:
        yield Outbox(session, now)


async def chat(database: Database, user: str) -> Place:
    """Return the chat of somebody new."""
    return chat_of(await meet(database, user), user)


async def post(database: Database, place: Place, *words: str, now: datetime = START, **more: Any) -> None:
    """Put messages of one line each."""
    async with opened(database, now) as box:
        for text in words:
            await box.post(place, Screen((text,)), **more)


async def post_card(database: Database, place: Place, about: int, words: str = "card") -> None:
    """Put a card with a button."""
    async with opened(database) as box:
        card = Screen((words,), ((button("Xác nhận", "verify", about),),))
        await box.post(place, card, lane=outbox.CARD, about=about)


async def claim(database: Database, now: datetime = START, limit: int = 50) -> Sequence[Parcel]:
    """Take what may be sent."""
    return await leases.claim(database, now, LEASE, limit)


def words(parcels: Sequence[Parcel]) -> list[object]:
    """Return the first lines of what was taken; for what is not a screen its kind."""
    return [parcel.screen.lines[0] if "screen" in parcel.body else parcel.kind for parcel in parcels]


async def sent_in_order(database: Database, now: datetime = START) -> list[object]:
    """Send everything that may be sent, without a channel, and return it in order."""
    said: list[object] = []
    while parcels := await claim(database, now):
        said += words(parcels)
        for parcel in parcels:
            await leases.sent(database, parcel, f"m{parcel.id}" if parcel.kind in ("post", "file") else None)
    return said


async def states(database: Database) -> dict[str, str]:
    """Return the state of every message by its first line."""
    return {row.body["screen"]["lines"][0]: row.state for row in await every(database, OutboxRow)}
