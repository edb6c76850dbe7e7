"""The digest of the week: who of staff is due for it, and at which hour they want it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage import notices
from storage.tables import NoticeRow, RoleRow, WeeklyRow

USUAL_HOUR = 8
WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class Week:
    """The week of a digest, by its Monday: when it may be sent to whoever chose an hour up to `hour`."""

    monday: date
    hour: int

    @property
    def event(self) -> str:
        """Return the event by which everybody has it once."""
        return f"{WEEKLY} {self.monday}"


async def hour_of(session: AsyncSession, person: int) -> int | None:
    """Return the hour at which somebody wants it, None where never."""
    chosen = select(WeeklyRow).where(col(WeeklyRow.person_id) == person)
    row = (await session.execute(chosen)).scalar_one_or_none()
    return row.hour if row else USUAL_HOUR


async def choose(session: AsyncSession, person: int, hour: int | None) -> None:
    """Keep at which hour somebody wants it."""
    dialect = session.get_bind().dialect.name
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    kept = insert(WeeklyRow).values(person_id=person, hour=hour)
    await session.execute(kept.on_conflict_do_update(index_elements=["person_id"], set_={"hour": hour}))


async def due(session: AsyncSession, week: Week, begun: datetime, *, after: int, limit: int) -> Sequence[int]:
    """Return the next of staff, by id, whose hour has come and who have not been dealt with.

    Whoever became staff since the week had `begun` gets the next one.
    """
    person = col(RoleRow.person_id)
    dealt_with = exists().where(
        col(NoticeRow.person_id) == person, col(NoticeRow.programme) == "", col(NoticeRow.event) == week.event
    )
    never = exists().where(col(WeeklyRow.person_id) == person, col(WeeklyRow.hour).is_(None))
    hour = func.coalesce(
        select(col(WeeklyRow.hour)).where(col(WeeklyRow.person_id) == person).scalar_subquery(), USUAL_HOUR
    )
    found = (
        select(person)
        .where(
            col(RoleRow.name).in_(("staff", "administrator")),
            col(RoleRow.revoked_at).is_(None),
            col(RoleRow.granted_at) < begun,
            person > after,
            hour <= week.hour,
            ~never,
            ~dealt_with,
        )
        .distinct()
        .order_by(person)
        .limit(limit)
    )
    return (await session.execute(found)).scalars().all()


async def settle(session: AsyncSession, person: int, week: Week, now: datetime) -> bool:
    """Note that somebody is dealt with this week, whether there is something to tell or not; False if they were."""
    return await notices.once(session, person, "", week.event, now)
