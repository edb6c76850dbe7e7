"""Conversations between two turns: what a person is in the middle of, and the screen they see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.screen import Screen
from flows.session import Session
from storage.outbox import SCREEN, dump
from storage.tables import SessionRow

SESSION = TypeAdapter(Session)
T = TypeVar("T")
Other = TypeVar("Other")


@dataclass(frozen=True, slots=True)
class Conversation:
    """A session and the screen shown last; `stored` is False before the first word."""

    session: Session
    screen: Screen | None = None
    stored: bool = False


async def load(session: AsyncSession, person: int) -> Conversation:
    """Return somebody's conversation and hold it until the transaction ends, so that two turns never cross."""
    row = (
        await session.execute(select(SessionRow).where(col(SessionRow.person_id) == person).with_for_update())
    ).scalar_one_or_none()
    if row is None:
        return Conversation(Session())
    screen = _read(SCREEN, row.screen, None) if row.screen else None
    return Conversation(_read(SESSION, row.state, Session()), screen, stored=True)


async def save(session: AsyncSession, person: int, before: Conversation, now: Conversation, at: datetime) -> None:
    """Store where somebody stands now."""
    values = {
        "state": SESSION.dump_python(now.session, mode="json"),
        "screen": dump(now.screen) if now.screen else None,
        "updated_at": at,
    }
    if before.stored:
        await session.execute(update(SessionRow).where(col(SessionRow.person_id) == person).values(**values))
    else:
        await session.execute(insert(SessionRow).values(person_id=person, **values))


def _read(kind: TypeAdapter[T], stored: object, otherwise: Other) -> T | Other:
    """Return what is stored, or something else where another version of this code stored what this one cannot read."""
    try:
        return kind.validate_python(stored)
    except ValidationError:
        return otherwise
