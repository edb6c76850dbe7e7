"""Which decisions are to be told, whom they reached nowhere, and who else may have an officer's card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.effects import NoteCalled, NoteTold
from storage.database import ConflictError, changed
from storage.outbox import CARD
from storage.tables import AccountRow, InitiativeRow, OutboxRow

_DECIDED = ("verified", "returned", "rejected")


@dataclass(frozen=True, slots=True)
class Untold:
    """A decision to be told: to whom, and when it was made."""

    initiative: int
    version: int
    editor: int
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class StrandedCard:
    """An officer's card that reached nobody."""

    message: int
    initiative: int
    officer: int


async def untold(session: AsyncSession, until: datetime, after: tuple[datetime, int], limit: int) -> Sequence[Untold]:
    """Return the next decisions made until an instant whose authors are not told yet, the oldest first.

    `after` is the instant and id of the one before.
    """
    at, number = after
    editor = case(
        (col(InitiativeRow.entered_by).is_(None), col(InitiativeRow.author)),
        (col(InitiativeRow.confirmed_at).is_not(None), col(InitiativeRow.author)),
        else_=col(InitiativeRow.entered_by),
    )
    decided = col(InitiativeRow.decided_at)
    found = await session.execute(
        select(col(InitiativeRow.id), col(InitiativeRow.version), editor, decided)
        .where(
            *_waiting_to_be_told(),
            decided <= until,
            or_(decided > at, (decided == at) & (col(InitiativeRow.id) > number)),
        )
        .order_by(decided, col(InitiativeRow.id))
        .limit(limit)
    )
    return [Untold(*row) for row in found.all()]


async def next_decided(session: AsyncSession) -> datetime | None:
    """Return when the oldest decision was made that is to be told."""
    oldest = select(col(InitiativeRow.decided_at)).where(*_waiting_to_be_told())
    return (await session.execute(oldest.order_by(col(InitiativeRow.decided_at)).limit(1))).scalar_one_or_none()


def _waiting_to_be_told() -> tuple[ColumnElement[bool], ...]:
    return col(InitiativeRow.told_at).is_(None), col(InitiativeRow.state).in_(_DECIDED)


async def note_told(session: AsyncSession, telling: NoteTold, now: datetime) -> None:
    """Note that an author is told now; raises ConflictError where that was done or the decision is another one."""
    noted = await changed(
        session,
        update(InitiativeRow)
        .where(
            col(InitiativeRow.id) == telling.initiative,
            col(InitiativeRow.version) == telling.version,
            or_(col(InitiativeRow.told_at).is_(None), col(InitiativeRow.unreached_at).is_not(None)),
        )
        .values(told_at=now, unreached_at=None),
    )
    if noted != 1:
        raise ConflictError("the decision was told or taken back by somebody else first")


async def note_called(session: AsyncSession, call: NoteCalled) -> None:
    """Note that somebody has been called; raises ConflictError where another officer was first."""
    noted = await changed(
        session,
        update(InitiativeRow)
        .where(col(InitiativeRow.id) == call.initiative, col(InitiativeRow.unreached_at).is_not(None))
        .values(unreached_at=None),
    )
    if noted != 1:
        raise ConflictError("somebody else has called them first")


async def stranded(session: AsyncSession, after: int, limit: int) -> Sequence[StrandedCard]:
    """Return the next officers' cards that reached nobody."""
    some = select(OutboxRow).where(col(OutboxRow.stranded), col(OutboxRow.id) > after)
    found = await session.execute(some.order_by(col(OutboxRow.id)).limit(limit))
    return [StrandedCard(row.id or 0, row.about or 0, row.person_id) for row in found.scalars()]


async def passed_on(session: AsyncSession, message: int) -> None:
    """Note that a card that reached nobody has been seen to."""
    await session.execute(update(OutboxRow).where(col(OutboxRow.id) == message).values(stranded=False))


async def reachable(session: AsyncSession, persons: Sequence[int]) -> tuple[int, ...]:
    """Return those of some persons who can be reached somewhere, in the same order."""
    found = await session.execute(
        select(col(AccountRow.person_id)).where(
            col(AccountRow.person_id).in_(persons), col(AccountRow.reachable).is_(True)
        )
    )
    there = set(found.scalars())
    return tuple(one for one in persons if one in there)


async def have_card(session: AsyncSession, initiative: int) -> frozenset[int]:
    """Return the persons who have been sent a card of an initiative or are about to be."""
    found = await session.execute(
        select(col(OutboxRow.person_id)).where(
            col(OutboxRow.about) == initiative,
            col(OutboxRow.lane) == CARD,
            col(OutboxRow.kind) == "post",
            col(OutboxRow.state).in_(("waiting", "sent")),
        )
    )
    return frozenset(found.scalars())
