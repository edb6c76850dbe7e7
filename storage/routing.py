"""At whose desk each waiting initiative is: kept right when officers come and go, and passed up after a long time.

A row's `desk` is the nearest unit that has an officer who neither wrote nor entered it (decision 20). Rows of one unit
whose author and whose enterer are no officers all have the same desk, so they are looked at and changed together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped
from sqlmodel import col

from flows.desk import news
from flows.programme import VIETNAM, Programme
from flows.screen import Screen
from flows.units import Unit, UnitTree
from storage import audit, notices, people
from storage.alone import alone
from storage.audit import AuditLine
from storage.outbox import CARD, Outbox, Place
from storage.tables import InitiativeRow, RoleRow
from storage.units.subtree import below

_AT_ONCE = 2_000
_TIDY = "tidy"  # the channel of what nobody on a channel did
Staff = Mapping[str, frozenset[int]]


@dataclass(frozen=True, slots=True)
class Round:
    """One look at the desks: its transaction, the units of today, and the instant."""

    session: AsyncSession
    outbox: Outbox
    units: UnitTree
    now: datetime


@dataclass(frozen=True, slots=True)
class Lot:
    """Waiting initiatives of one unit that go the same way; author and enterer are named where they are officers."""

    unit: str
    desk: str | None
    escalated: str | None
    author: int | None
    entered_by: int | None
    count: int
    right: str | None = None

    @property
    def hands(self) -> frozenset[int]:
        """Return the officers who have a hand in them."""
        return frozenset(one for one in (self.author, self.entered_by) if one is not None)


async def staff(session: AsyncSession, units: UnitTree) -> Staff:
    """Return who verifies for which unit of today."""
    found = await session.execute(
        select(col(RoleRow.unit), col(RoleRow.person_id)).where(
            col(RoleRow.name) == "verifier", col(RoleRow.revoked_at).is_(None)
        )
    )
    held: dict[str, set[int]] = {}
    for code, person in found.all():
        if unit := units.get(code):
            held.setdefault(unit.code, set()).add(person)
    return {code: frozenset(persons) for code, persons in held.items()}


async def astray(session: AsyncSession, units: UnitTree, now: datetime, top: str | None = None) -> tuple[Lot, ...]:
    """Return what waits at another desk than its own, each lot with the `right` one; below one unit, or everywhere."""
    held = await staff(session, units)
    unit = units.get(top) if top else None
    day = now.astimezone(VIETNAM).date()
    here = (col(InitiativeRow.unit).in_(select(below((unit.code,), day).c.code)),) if unit else ()
    lots = [_routed(lot, units, held) for lot in await _lots(session, *here)]
    wrong = (lot for lot in lots if lot.right != lot.desk or not _above(lot.escalated, lot.right, units))
    return tuple(sorted(wrong, key=lambda lot: (lot.right or "", lot.unit)))


async def reroute(this: Round, *, top: str | None = None, some: bool = False) -> Mapping[str | None, int]:
    """Put what waits on the right desks, and tell the officers there how many came; return how many came to which.

    `some` does no more at once than fits a short transaction, but for one desk always all.
    """
    await alone(this.session, "desks")
    moved: dict[str | None, int] = {}
    wrong = await astray(this.session, this.units, this.now, top)
    for right, lots in groupby(wrong, key=lambda lot: lot.right):
        if some and sum(moved.values()) >= _AT_ONCE:
            break
        moved[right] = 0
        for lot in lots:
            kept = lot.escalated if _above(lot.escalated, right, this.units) else None
            await this.session.execute(update(InitiativeRow).where(*_of(lot)).values(desk=right, escalated=kept))
            moved[right] += lot.count if lot.desk != right else 0
        if right is not None and moved[right]:
            for officer in await officers_at(this, right):
                await tell(this, officer, news.come(moved[right]))
    return moved


async def escalate(this: Round, programme: Programme) -> int:
    """Give what has waited longer than the programme allows to the nearest officers above as well; return how many.

    Days are counted by the calendar, so that whoever is above learns of a day's once, with one number.
    """
    await alone(this.session, "desks")
    today = datetime.combine(this.now.astimezone(VIETNAM).date(), time(), VIETNAM)
    too_long = (
        col(InitiativeRow.programme) == programme.key,
        col(InitiativeRow.escalated).is_(None),
        col(InitiativeRow.desk).is_not(None),
        col(InitiativeRow.waiting_since) < today - timedelta(days=programme.escalate_days),
    )
    held, passed = await staff(this.session, this.units), dict[str, int]()
    for lot in await _lots(this.session, *too_long):
        above = _next_above(lot, this.units, held)
        if above is None:
            continue
        change = update(InitiativeRow).where(*_of(lot), *too_long).values(escalated=above.code)
        raised = sorted((await this.session.execute(change.returning(col(InitiativeRow.id)))).scalars())
        for identifier in raised:
            await _note_escalation(this, identifier, programme, f"{lot.desk} → {above.code}")
        passed[above.code] = passed.get(above.code, 0) + len(raised)
    for code, count in sorted(passed.items()):
        event = f"escalated {code} {today.date()}"
        for officer in await officers_at(this, code):
            if await notices.once(this.session, officer, programme.key, event, this.now):
                await tell(this, officer, news.late(count, programme.escalate_days))
    return sum(passed.values())


async def officers_at(this: Round, desk: str) -> tuple[int, ...]:
    """Return the officers of a desk, or whoever stands in for them now."""
    return await people.verifiers(this.session, people.with_merged((desk,), this.units), 0, at=this.now)


async def tell(this: Round, person: int, screen: Screen) -> bool:
    """Put a message for somebody where they wrote last; False where they cannot be reached."""
    accounts = await people.accounts_of(this.session, person)
    if not accounts:
        return False
    place = Place(person, accounts[0].channel, accounts[0].bot, accounts[0].chat_id)
    await this.outbox.post(place, screen, lane=CARD)
    return True


async def _note_escalation(this: Round, identifier: int, programme: Programme, reason: str) -> None:
    about, key = f"initiative {identifier}", programme.key
    line = AuditLine("escalate", about, old="pending", new="pending", reason=reason, programme=key)
    await audit.write(this.session, line, actor=None, channel=_TIDY, at=this.now)


async def _lots(session: AsyncSession, *conditions: ColumnElement[bool]) -> Sequence[Lot]:
    """Return everything that waits, in lots."""
    author, entered_by = _if_officer(col(InitiativeRow.author)), _if_officer(col(InitiativeRow.entered_by))
    keys = (col(InitiativeRow.unit), col(InitiativeRow.desk), col(InitiativeRow.escalated))
    waiting: Select[Any] = (
        select(*keys, author.label("author_id"), entered_by.label("enterer_id"), func.count())
        .where(col(InitiativeRow.state) == "pending", *conditions)
        .group_by(*keys, "author_id", "enterer_id")
    )
    return [Lot(*row) for row in (await session.execute(waiting)).all()]


def _officers() -> Select[Any]:
    return select(col(RoleRow.person_id)).where(col(RoleRow.name) == "verifier", col(RoleRow.revoked_at).is_(None))


def _if_officer(column: Mapped[int] | Mapped[int | None]) -> ColumnElement[Any]:
    return case((column.in_(_officers()), column), else_=None)


def _of(lot: Lot) -> tuple[ColumnElement[bool], ...]:
    """Return the condition that a row belongs to a lot."""
    author, entered_by = col(InitiativeRow.author), col(InitiativeRow.entered_by)
    return (
        col(InitiativeRow.state) == "pending",
        col(InitiativeRow.unit) == lot.unit,
        col(InitiativeRow.desk).is_not_distinct_from(lot.desk),
        col(InitiativeRow.escalated).is_not_distinct_from(lot.escalated),
        author == lot.author if lot.author is not None else author.not_in(_officers()),
        entered_by == lot.entered_by
        if lot.entered_by is not None
        else or_(entered_by.is_(None), entered_by.not_in(_officers())),
    )


def _routed(lot: Lot, units: UnitTree, held: Staff) -> Lot:
    path = units.path(lot.unit)
    right = next((unit.code for unit in path if held.get(unit.code, frozenset()) - lot.hands), None)
    return Lot(lot.unit, lot.desk, lot.escalated, lot.author, lot.entered_by, lot.count, right)


def _next_above(lot: Lot, units: UnitTree, held: Staff) -> Unit | None:
    above = units.path(lot.desk or "")[1:]
    return next((unit for unit in above if held.get(unit.code, frozenset()) - lot.hands), None)


def _above(escalated: str | None, desk: str | None, units: UnitTree) -> bool:
    """Tell whether what was passed up still lies strictly above the desk; what was not passed up always does."""
    if escalated is None:
        return True
    return desk is not None and any(unit.code == escalated for unit in units.path(desk)[1:])
