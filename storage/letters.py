"""Letters of messages that nobody asked for, in chats where choices are typed: “B2” is the second one under B.

A number alone always means what was asked last; so a card that comes in between takes no answer away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.screen import Screen
from storage.database import Database
from storage.outbox import SCREEN, Parcel, Place, in_chat
from storage.tables import OutboxRow

_LOOKED_BACK = 12
LETTERS = "BCDEGHKMNPQRSTUVXY"  # none that looks like a digit, and not A, which may stand before a single choice


async def give(database: Database, parcel: Parcel) -> str:
    """Return the letter of a message that is about to be sent: the next of its chat, or the one it has already."""
    async with database.transaction() as session:
        this = col(OutboxRow.id) == parcel.id
        given = (await session.execute(select(col(OutboxRow.letter)).where(this))).scalar_one_or_none()
        if given:
            return given
        newest = (
            select(col(OutboxRow.letter))
            .where(*in_chat(parcel.place), col(OutboxRow.letter).is_not(None))
            .order_by(col(OutboxRow.id).desc())
            .limit(1)
        )
        last = (await session.execute(newest)).scalar_one_or_none()
        letter = LETTERS[(LETTERS.index(last) + 1) % len(LETTERS)] if last else LETTERS[0]
        await session.execute(update(OutboxRow).where(this).values(letter=letter))
        return letter


async def find(session: AsyncSession, place: Place, letter: str) -> Screen | None:
    """Return what the newest message with a letter shows, None where there is none or it is forgotten."""
    newest = (
        select(col(OutboxRow.body))
        .where(*in_chat(place), col(OutboxRow.letter) == letter.upper())
        .order_by(col(OutboxRow.id).desc())
        .limit(1)
    )
    body = (await session.execute(newest)).scalar_one_or_none()
    return _offered(body) if body else None


async def shown_before(session: AsyncSession, place: Place) -> Sequence[Screen]:
    """Return what the last few messages of a chat show, the newest first."""
    newest = (
        select(col(OutboxRow.body))
        .where(*in_chat(place), col(OutboxRow.kind) == "post", col(OutboxRow.state) == "sent")
        .order_by(col(OutboxRow.id).desc())
        .limit(_LOOKED_BACK)
    )
    bodies = (await session.execute(newest)).scalars().all()
    return [screen for body in bodies if (screen := _offered(body))]


def _offered(body: Mapping[str, Any]) -> Screen | None:
    """Return a message as it was sent, or only its choices where nothing else of it is kept."""
    kept = body.get("screen") or body.get("offered")
    return SCREEN.validate_python(kept) if kept else None
