"""The next some of a push: who they are, where they are reached, and that they have been dealt with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.pushing.aims import Aimed, Kind
from flows.units import UnitTree
from storage.outbox import Place
from storage.pushing.audience import lately_told
from storage.pushing.drafts import left, unit_of
from storage.pushing.officers import at_their_desks
from storage.pushing.pushes import aim_of
from storage.tables import AccountRow, InitiativeRow, PersonRow, PushRecipientRow, PushRow, PushUnitRow

_LOOKED_AT = 500


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody whose turn it is: the figures of their units, or their draft; no place where nothing reaches them."""

    person: int
    units: tuple[Aimed, ...]
    draft: int | None = None
    place: Place | None = None
    lately: bool = False

    @property
    def outcome(self) -> str:
        """Return what becomes of them."""
        if self.place is None:
            return "away"
        return "lately" if self.lately else "put"


@dataclass(frozen=True, slots=True)
class Some:
    """The next recipients of a push, how far that is, and whether nobody comes after them."""

    recipients: tuple[Recipient, ...]
    cursor: int
    last: bool


async def claim(session: AsyncSession, now: datetime, machine: datetime) -> PushRow | None:
    """Return the push whose turn it is to go on, held until the transaction ends; None where none is."""
    due = (
        select(PushRow)
        .where(
            col(PushRow.state) == "running",
            col(PushRow.exhausted).is_(False),
            col(PushRow.starts_at) <= now,
            col(PushRow.next_at) <= machine,
        )
        .order_by(col(PushRow.next_at), col(PushRow.id))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return (await session.execute(due)).scalar_one_or_none()


async def some(session: AsyncSession, row: PushRow, units: UnitTree, now: datetime, limit: int) -> Some:
    """Return the next recipients of a push, by their ids."""
    aim = aim_of(row)
    if aim.kind == "drafts":
        found = await _authors(session, row, units, now, limit)
    else:
        found = await _officers(session, row, now, limit)
    persons = [one.person for one in found.recipients]
    places, lately = await _places(session, persons), await _lately(session, persons, aim.kind, now)
    reached = (
        Recipient(one.person, one.units, one.draft, places.get(one.person), one.person in lately)
        for one in found.recipients
    )
    return Some(tuple(reached), found.cursor, found.last)


async def note(session: AsyncSession, row: PushRow, dealt_with: Some, now: datetime, next_at: datetime) -> None:
    """Write down who has been dealt with; in the same transaction their messages are put."""
    rows = [
        {
            "push_id": row.id,
            "person_id": one.person,
            "unit": one.units[0].unit,
            "outcome": one.outcome,
            "at": now,
        }
        for one in dealt_with.recipients
    ]
    if rows:
        await session.execute(insert(PushRecipientRow), rows)
    further = {"cursor": dealt_with.cursor, "exhausted": dealt_with.last, "next_at": next_at}
    await session.execute(update(PushRow).where(col(PushRow.id) == row.id).values(**further))


async def put_off(session: AsyncSession, row: PushRow, next_at: datetime) -> None:
    """Let a push go on later."""
    await session.execute(update(PushRow).where(col(PushRow.id) == row.id).values(next_at=next_at))


async def _officers(session: AsyncSession, row: PushRow, now: datetime, limit: int) -> Some:
    officer = at_their_desks(now)
    aimed = (col(PushUnitRow.push_id) == row.id, col(PushUnitRow.unit) == officer.c.unit)
    person = officer.c.person_id
    next_ones = (
        select(person)
        .join(PushUnitRow, aimed[1])
        .where(aimed[0], person > row.cursor, person != row.sender)
        .distinct()
        .order_by(person)
        .limit(limit)
    )
    persons = (await session.execute(next_ones)).scalars().all()
    theirs: dict[int, list[Aimed]] = defaultdict(list)
    found = await session.execute(
        select(person, PushUnitRow)
        .join(PushUnitRow, aimed[1])
        .where(aimed[0], person.in_(persons))
        .order_by(person, officer.c.id)
    )
    for who, unit in found.all():
        theirs[who].append(Aimed(unit.unit, unit.verified, unit.submitted, unit.target))
    recipients = tuple(Recipient(who, tuple(dict.fromkeys(theirs[who]))) for who in persons)
    return Some(recipients, persons[-1] if persons else row.cursor, len(persons) < limit)


async def _authors(session: AsyncSession, row: PushRow, units: UnitTree, now: datetime, limit: int) -> Some:
    """Return whoever has left a draft of a unit that is meant, each with the newest one."""
    aim, person, draft = aim_of(row), col(InitiativeRow.author), col(InitiativeRow.id)
    looked_at = await session.execute(
        select(person, draft, unit_of())
        .where(*left(aim, now), person > row.cursor)
        .order_by(person, draft.desc())
        .limit(_LOOKED_AT)
    )
    rows = looked_at.all()
    recipients: dict[int, Recipient] = {}
    cursor = row.cursor
    for who, number, code in rows:
        if who not in recipients and len(recipients) == limit:
            return Some(tuple(recipients.values()), cursor, last=False)
        cursor = who
        unit = units.get(code or "")
        if who not in recipients and who != row.sender and unit and units.within(unit.code, aim.unit):
            recipients[who] = Recipient(who, (Aimed(unit.code),), draft=number)
    return Some(tuple(recipients.values()), cursor, len(rows) < _LOOKED_AT)


async def _places(session: AsyncSession, persons: Sequence[int]) -> Mapping[int, Place]:
    """Return where each of some persons was reached last."""
    found = await session.execute(
        select(AccountRow)
        .where(col(AccountRow.person_id).in_(persons), col(AccountRow.reachable).is_(True))
        .order_by(col(AccountRow.seen_at), col(AccountRow.id).desc())
    )
    return {one.person_id: Place(one.person_id, one.channel, one.bot, one.chat_id) for one in found.scalars()}


async def _lately(session: AsyncSession, persons: Sequence[int], kind: Kind, now: datetime) -> Collection[int]:
    person = col(PersonRow.id)
    told = select(person).where(person.in_(persons), lately_told(person, kind, now))
    return frozenset(cast("Sequence[int]", (await session.execute(told)).scalars().all()))
