"""How officers hear of what waits: what they chose, whose digest is due, and what a digest tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    String,
    and_,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    union,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.backlog import Backlog, Cards, DeskChoice, Overdue
from flows.programme import VIETNAM
from flows.sieve import View
from storage import notices
from storage.queue import Waitings
from storage.tables import DelegationRow, DeskRow, InitiativeRow, NoticeRow, RoleRow

_USUAL = DeskChoice()
_SINCE = func.coalesce(col(InitiativeRow.waiting_since), col(InitiativeRow.submitted_at))
DIGEST = "digest"
_SENT = f"{DIGEST} sent"


@dataclass(frozen=True, slots=True)
class Due:
    """An officer whose digest is due, and for which hour of the day."""

    officer: int
    hour: int


async def choice(session: AsyncSession, officer: int) -> DeskChoice:
    """Return how an officer wants to hear of what waits."""
    row = (await session.execute(select(DeskRow).where(col(DeskRow.person_id) == officer))).scalar_one_or_none()
    return DeskChoice(cast("Cards", row.cards), row.hour, row.second_hour, row.channel) if row else _USUAL


async def choose(session: AsyncSession, officer: int, chosen: DeskChoice, now: datetime) -> None:
    """Keep how an officer wants to hear of what waits; an hour of today that is past already begins tomorrow."""
    dialect = session.get_bind().dialect.name
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    row = {"cards": chosen.cards, "hour": chosen.hour, "second_hour": chosen.second_hour}
    kept = insert(DeskRow).values(person_id=officer, **row)
    await session.execute(kept.on_conflict_do_update(index_elements=["person_id"], set_=row))
    local = now.astimezone(VIETNAM)
    for hour in (chosen.hour, chosen.second_hour):
        if hour is not None and hour <= local.hour:
            await settle(session, Due(officer, hour), local.date(), now)


async def choose_channel(session: AsyncSession, officer: int, channel: str | None) -> None:
    """Keep on which channel an officer wants to hear of what waits, None for wherever they wrote last."""
    dialect = session.get_bind().dialect.name
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    usual = {"cards": _USUAL.cards, "hour": _USUAL.hour, "second_hour": _USUAL.second_hour}
    kept = insert(DeskRow).values(person_id=officer, channel=channel, **usual)
    await session.execute(kept.on_conflict_do_update(index_elements=["person_id"], set_={"channel": channel}))


async def due(
    session: AsyncSession, day: date, hours: range, now: datetime, *, after: int, limit: int
) -> Sequence[Due]:
    """Return the next officers, by id, whose latest hour among some of a day has not been dealt with."""
    hour = _latest(hours.stop - 1)
    officer = _officers(now).subquery().c.person_id
    dealt_with = exists().where(
        col(NoticeRow.person_id) == officer,
        col(NoticeRow.programme) == "",
        col(NoticeRow.event) == literal(f"{DIGEST} {day} ") + sql_cast(hour, String),
    )
    found = (
        select(officer, hour)
        .outerjoin(DeskRow, col(DeskRow.person_id) == officer)
        .where(
            officer > after, func.coalesce(col(DeskRow.cards), _USUAL.cards) != "each", hour.in_([*hours]), ~dealt_with
        )
        .order_by(officer)
        .limit(limit)
    )
    return [Due(person, at) for person, at in (await session.execute(found)).all()]


async def settle(session: AsyncSession, one: Due, day: date, now: datetime) -> bool:
    """Note that an officer's hour is dealt with, whether there is a digest or not; False if it was before."""
    return await notices.once(session, one.officer, "", f"{DIGEST} {day} {one.hour}", now)


async def may_send(session: AsyncSession, officer: int, day: date, now: datetime, *, most: int) -> bool:
    """Note that an officer gets a digest; False if they got as many on that day as they may."""
    for number in range(1, most + 1):
        if await notices.once(session, officer, "", f"{_SENT} {day} {number}", now):
            return True
    return False


async def last_digest(session: AsyncSession, officer: int) -> datetime | None:
    """Return when an officer got their last digest."""
    sent = select(func.max(col(NoticeRow.at))).where(
        col(NoticeRow.person_id) == officer,
        col(NoticeRow.programme) == "",
        col(NoticeRow.event).startswith(f"{_SENT} "),
    )
    return cast("datetime | None", (await session.execute(sent)).scalar_one())


async def backlog(waitings: Waitings, view: View, *, late_days: int, since: datetime | None, most: int) -> Backlog:
    """Return in figures what waits for an officer, as /queue shows it, and the oldest of what waits too long.

    `since` tells from when on something is new, `late_days` after how many days it waits too long.
    """
    session, late = waitings.session, waitings.now - timedelta(days=late_days) > _SINCE
    here = (col(InitiativeRow.id).in_(select(waitings.everything(view).subquery().c.id)),)
    grouped = select(
        col(InitiativeRow.unit),
        func.count(),
        func.count().filter(since < _SINCE) if since else literal(0),
        func.count().filter(late),
        func.min(_SINCE),
    )
    rows = (await session.execute(grouped.where(*here).group_by(col(InitiativeRow.unit)))).all()
    title = col(InitiativeRow.answers)["title"].as_string()
    oldest_first = select(col(InitiativeRow.code), title, _SINCE).order_by(_SINCE, col(InitiativeRow.id))
    longest = (await session.execute(oldest_first.where(*here, late).limit(most))).all()
    return Backlog(
        tuple((unit or "", count) for unit, count, *_ in rows),
        oldest=min((oldest for *_, oldest in rows), default=None),
        late=sum(number for *_, number, _ in rows),
        longest=tuple(Overdue(code or "", title or "", at) for code, title, at in longest),
        fresh=sum(new for _, _, new, *_ in rows) if since else None,
    )


def _officers(now: datetime) -> CompoundSelect[int]:
    """Return everybody who verifies, and everybody who stands in for somebody now."""
    own: Select[int] = select(col(RoleRow.person_id).label("person_id")).where(
        col(RoleRow.name) == "verifier", col(RoleRow.revoked_at).is_(None)
    )
    deputies: Select[int] = select(col(DelegationRow.to_id).label("person_id")).where(
        col(DelegationRow.begins_at) <= now, col(DelegationRow.ends_at) > now, col(DelegationRow.ended_at).is_(None)
    )
    return union(own, deputies)


def _latest(present: int) -> ColumnElement[int]:
    """Return the later of an officer's hours that is not after the present one, else one that is still to come."""
    first = func.coalesce(col(DeskRow.hour), _USUAL.hour)
    second = col(DeskRow.second_hour)
    nearer = or_(second > first, first > present)
    return case((and_(second.is_not(None), second <= present, nearer), second), else_=first)
