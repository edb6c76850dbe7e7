"""What may be sent now is leased to one sender: in every chat one thing after another, whoever sends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update
from sqlalchemy.orm import aliased
from sqlmodel import col

from storage.database import Database, changed
from storage.outbox import BROADCAST, Parcel, offered, place_of
from storage.tables import OutboxRow, PersonRow


async def claim(
    database: Database, now: datetime, lease: timedelta, limit: int, *, broadcasts: int | None = None
) -> Sequence[Parcel]:
    """Lease what may be sent now: of every chat only the first by lane and age, and nothing while one is under way.

    Broadcasts take only the room that answers and cards of all chats leave, and of it at most as much as is given.
    """
    under_way = _another()
    free = ~exists().where(*_same_chat(under_way), col(under_way.state) == "waiting", col(under_way.leased_until) > now)
    async with database.transaction() as session:
        query = (
            select(OutboxRow, col(PersonRow.language))
            .join(PersonRow, col(PersonRow.id) == col(OutboxRow.person_id))
            .where(col(OutboxRow.state) == "waiting", col(OutboxRow.due_at) <= now, _first_of_chat(), free)
            # PostgreSQL looks at a row again that another process has just leased, but only at that row's own columns.
            .where(or_(col(OutboxRow.leased_until).is_(None), col(OutboxRow.leased_until) <= now))
            .order_by(col(OutboxRow.lane), col(OutboxRow.id))
            .limit(limit)
            .with_for_update(of=OutboxRow, skip_locked=True)
        )
        found = (await session.execute(query)).all()
        answers = [one for one in found if one[0].lane < BROADCAST]
        rows = found if broadcasts is None else found[: len(answers) + broadcasts]
        if rows:
            await session.execute(
                update(OutboxRow)
                .where(col(OutboxRow.id).in_([row.id for row, _ in rows]))
                .values(leased_until=now + lease, attempts=col(OutboxRow.attempts) + 1)
            )
        return [_parcel(row, language) for row, language in rows]


async def sent(database: Database, parcel: Parcel, message: str | None) -> None:
    """Note that something was sent, and the platform's id for it."""
    async with database.transaction() as session:
        delivered: dict[str, Any] = {"state": "sent", "leased_until": None, "message": message or parcel.message}
        if parcel.kind == "document":
            delivered["body"] = {}
        elif parcel.body.get("once"):
            delivered["body"] = offered(parcel.screen)
        await session.execute(update(OutboxRow).where(col(OutboxRow.id) == parcel.id).values(**delivered))


async def hold(database: Database, parcel: Parcel, until: datetime) -> None:
    """Keep what is being sent for longer, because it takes longer."""
    async with database.transaction() as session:
        await session.execute(update(OutboxRow).where(col(OutboxRow.id) == parcel.id).values(leased_until=until))


async def put_off(database: Database, parcel: Parcel, until: datetime, why: str) -> None:
    """Try again later; what comes after it in the same chat waits too."""
    async with database.transaction() as session:
        await session.execute(
            update(OutboxRow)
            .where(col(OutboxRow.id) == parcel.id)
            .values(leased_until=None, due_at=until, last_error=why)
        )


async def next_due(database: Database, now: datetime) -> datetime | None:
    """Return when something waiting may next be sent, None when nothing waits.

    What stands behind another message of its chat may not, and nothing may while one of the chat is under way.
    """
    under_way = _another()
    lease = select(func.max(col(under_way.leased_until))).where(
        *_same_chat(under_way), col(under_way.state) == "waiting"
    )
    async with database.transaction() as session:
        row = (
            await session.execute(
                select(col(OutboxRow.due_at), lease.scalar_subquery())
                .where(col(OutboxRow.state) == "waiting", _first_of_chat())
                .order_by(col(OutboxRow.due_at))
                .limit(50)
            )
        ).all()
        return min((max(due, leased or due, now) for due, leased in row), default=None)


async def release_all(database: Database) -> int:
    """Free what a process that was killed had under way; only for a database that has one process."""
    async with database.transaction() as session:
        return await changed(
            session, update(OutboxRow).where(col(OutboxRow.leased_until).is_not(None)).values(leased_until=None)
        )


@cache
def _another() -> type[OutboxRow]:
    return aliased(OutboxRow)


@cache
def _first_of_chat() -> ColumnElement[bool]:
    earlier = aliased(OutboxRow)
    return ~exists().where(
        *_same_chat(earlier),
        col(earlier.state) == "waiting",
        or_(
            col(earlier.lane) < col(OutboxRow.lane),
            and_(col(earlier.lane) == col(OutboxRow.lane), col(earlier.id) < col(OutboxRow.id)),
        ),
    )


def _same_chat(other: Any) -> tuple[Any, ...]:
    return (
        col(other.channel) == col(OutboxRow.channel),
        col(other.bot) == col(OutboxRow.bot),
        col(other.chat) == col(OutboxRow.chat),
    )


def _parcel(row: OutboxRow, language: str) -> Parcel:
    """Return what is being leased, this attempt counted."""
    return Parcel(
        id=row.id or 0,
        place=place_of(row),
        kind=row.kind,  # type: ignore[arg-type] # the database's CHECK allows no other
        body=row.body,
        message=row.message,
        language=language,
        attempts=row.attempts + 1,
        lane=row.lane,
    )
