"""Who stands in for whom: kept with its dates, resolved at the instant somebody decides (demand 58)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import cast as known

from sqlalchemy import ColumnElement, Select, String, and_, cast, exists, insert, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from flows.deputies import closes_a_loop, overlapping
from flows.needs import DelegationsOf, DelegationsWithin
from flows.records import Delegation
from storage import notices
from storage.alone import alone
from storage.database import ConflictError, changed
from storage.looks import subject
from storage.tables import DelegationRow, NoticeRow, PersonRow


def in_force(at: datetime) -> ColumnElement[bool]:
    """Return the condition that a delegation counts at an instant; nothing has to run for it to begin or to end."""
    ended = col(DelegationRow.ended_at)
    return and_(col(DelegationRow.begins_at) <= at, col(DelegationRow.ends_at) > at, or_(ended.is_(None), ended > at))


async def stood_in_for(session: AsyncSession, person: int, at: datetime) -> Mapping[int, str]:
    """Return the names of all for whom somebody stands in, also by way of others; a loop ends where it began."""
    found: dict[int, str] = {}
    deputies = [person]
    while deputies:
        absent = await session.execute(
            select(col(PersonRow.id), col(PersonRow.name))
            .join(DelegationRow, col(DelegationRow.person_id) == col(PersonRow.id))
            .where(col(DelegationRow.to_id).in_(deputies), in_force(at))
            .order_by(col(DelegationRow.id))
        )
        new = {known("int", one): name for one, name in absent.all() if one != person and one not in found}
        found |= new
        deputies = list(new)
    return found


async def deputies_of(session: AsyncSession, officers: Collection[int], at: datetime) -> Mapping[int, int]:
    """Return who stands in for each of some officers who is away, and for those deputies in turn."""
    found: dict[int, int] = {}
    absent = list(officers)
    while absent:
        rows = await session.execute(
            select(col(DelegationRow.person_id), col(DelegationRow.to_id))
            .where(col(DelegationRow.person_id).in_(absent), in_force(at))
            .order_by(col(DelegationRow.id))
        )
        new = {person: to for person, to in rows.all() if person not in found}
        found |= new
        absent = [to for to in new.values() if to not in found]
    return found


async def of(session: AsyncSession, need: DelegationsOf, now: datetime) -> tuple[Delegation, ...]:
    """Return what is in force or to come of somebody, as the absent one or as the deputy."""
    mine = or_(col(DelegationRow.person_id) == need.person, col(DelegationRow.to_id) == need.person)
    coming = _named().where(mine, col(DelegationRow.ends_at) > now, col(DelegationRow.ended_at).is_(None))
    return await _read(session, coming)


async def within(session: AsyncSession, need: DelegationsWithin) -> tuple[Delegation, ...]:
    """Return all that cover some of a time."""
    return await _read(
        session,
        _named().where(
            col(DelegationRow.ends_at) > need.begins_at,
            col(DelegationRow.begins_at) < need.ends_at,
            col(DelegationRow.ended_at).is_(None),
        ),
    )


async def begun_untold(session: AsyncSession, now: datetime) -> tuple[Delegation, ...]:
    """Return what is in force and its deputy has not been told of."""
    return await _read(session, _named().where(in_force(now), ~_knows("begun ")))


async def over_untold(session: AsyncSession, now: datetime) -> tuple[Delegation, ...]:
    """Return what has ended by itself and its deputy has not been told of."""
    ended = (col(DelegationRow.ends_at) <= now, col(DelegationRow.ended_at).is_(None))
    return await _read(session, _named().where(*ended, ~_knows("over ")))


def begun(identifier: int) -> str:
    """Return the event by which people are told once that a delegation has begun."""
    return f"begun {identifier}"


def over(identifier: int) -> str:
    """Return the event by which people are told once that a delegation is over."""
    return f"over {identifier}"


async def begin(session: AsyncSession, new: Delegation, now: datetime) -> None:
    """Keep a delegation; raises ConflictError where another one of meanwhile makes a loop of it or overlaps it.

    Of one that begins at once the turn itself tells both officers.
    """
    await alone(session, "delegation")
    running = await within(session, DelegationsWithin(new.begins_at, new.ends_at))
    if closes_a_loop(running, new) or overlapping(running, new):
        raise ConflictError("somebody else was made to stand in first")
    await session.execute(
        insert(DelegationRow).values(
            id=new.id,
            person_id=new.person,
            to_id=new.to,
            begins_at=new.begins_at,
            ends_at=new.ends_at,
            created_at=now,
        )
    )
    if new.begins_at <= now:
        for person in (new.person, new.to):
            await notices.once(session, person, "", begun(new.id), now)


async def end(session: AsyncSession, identifier: int, now: datetime) -> None:
    """End a delegation early; raises ConflictError where it is over or somebody ended it first."""
    ended = await changed(
        session,
        update(DelegationRow)
        .where(
            col(DelegationRow.id) == identifier, col(DelegationRow.ended_at).is_(None), col(DelegationRow.ends_at) > now
        )
        .values(ended_at=now),
    )
    if ended != 1:
        raise ConflictError("the delegation was ended by somebody else first")


def described(one: Delegation) -> str:
    """Return a delegation as the audit trail tells it."""
    return f"delegation {one.id}: {subject(one.to)}, {one.begins_at.isoformat()} – {one.ends_at.isoformat()}"


async def end_all(session: AsyncSession, person: int, now: datetime) -> Sequence[int]:
    """End all delegations from and to somebody who is no officer any more, and return which those were."""
    mine = or_(col(DelegationRow.person_id) == person, col(DelegationRow.to_id) == person)
    ended = await session.execute(
        update(DelegationRow)
        .where(mine, col(DelegationRow.ended_at).is_(None), col(DelegationRow.ends_at) > now)
        .values(ended_at=now)
        .returning(col(DelegationRow.id))
    )
    return sorted(known("int", one) for one in ended.scalars())


async def _read(session: AsyncSession, query: Select[DelegationRow, str, str]) -> tuple[Delegation, ...]:
    rows = (await session.execute(query.order_by(col(DelegationRow.begins_at), col(DelegationRow.id)))).all()
    return tuple(
        Delegation(known("int", row.id), row.person_id, row.to_id, row.begins_at, row.ends_at, absent, deputy)
        for row, absent, deputy in rows
    )


def _named() -> Select[DelegationRow, str, str]:
    absent, deputy = aliased(PersonRow), aliased(PersonRow)
    return (
        select(DelegationRow, col(absent.name), col(deputy.name))
        .join(absent, col(absent.id) == col(DelegationRow.person_id))
        .join(deputy, col(deputy.id) == col(DelegationRow.to_id))
    )


def _knows(event: str) -> ColumnElement[bool]:
    told = col(NoticeRow.event) == literal(event) + cast(col(DelegationRow.id), String)
    return exists().where(col(NoticeRow.person_id) == col(DelegationRow.to_id), col(NoticeRow.programme) == "", told)
