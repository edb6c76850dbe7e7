"""Whom an aim means now: which units, who of them can be reached, and whom another push has just told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped
from sqlmodel import col

from flows.programme import VIETNAM
from flows.pushing.aims import AGAIN_AFTER, Aim, Aimed, Audience, Kind, family
from flows.reminders import CLOSING
from flows.units import UnitTree
from storage.counting.cells import Counted
from storage.counting.figures import within
from storage.progress import targets_of
from storage.pushing.drafts import left, unit_of
from storage.pushing.officers import at_their_desks
from storage.tables import (
    AccountRow,
    InitiativeRow,
    NoticeRow,
    PushRecipientRow,
    PushRow,
    TargetRow,
)
from storage.units.subtree import below


@dataclass(frozen=True, slots=True)
class Reach:
    """Somebody a push is for: at which unit, and whether they can and may be told."""

    person: int
    unit: str
    reachable: bool
    lately: bool


async def audience(session: AsyncSession, aim: Aim, sender: int, units: UnitTree, now: datetime) -> Audience:
    """Return whom an aim means now, without whoever sends it."""
    if aim.kind == "drafts":
        found = await _with_drafts(session, aim, units, now)
        aimed: Mapping[str, Aimed] = {code: Aimed(code) for code in dict.fromkeys(one.unit for one in found)}
    else:
        aimed = await _units(session, aim, units, now)
        found = await _officers(session, aim, aimed, units, now)
    running = select(func.count()).select_from(PushRow).where(col(PushRow.state) == "running")
    under_way = int((await session.execute(running)).scalar_one())
    return replace(_counted(aim, aimed, [one for one in found if one.person != sender]), under_way=under_way)


def lately_told(
    person: ColumnElement[int] | Mapped[int] | Mapped[int | None], kind: Kind, now: datetime
) -> ColumnElement[bool]:
    """Return the condition that somebody was told the same not long ago: by a push, or that a phase will close."""
    pushed = exists().where(
        col(PushRecipientRow.person_id) == person,
        col(PushRecipientRow.at) > now - AGAIN_AFTER,
        col(PushRecipientRow.outcome) == "put",
        col(PushRecipientRow.push_id) == col(PushRow.id),
        col(PushRow.kind).in_(family(kind)),
    )
    if kind != "drafts":
        return pushed
    warned = exists().where(
        col(NoticeRow.person_id) == person,
        col(NoticeRow.event).startswith(CLOSING),
        col(NoticeRow.at) > now - AGAIN_AFTER,
    )
    return or_(pushed, warned)


def can_be_reached(person: ColumnElement[int] | Mapped[int]) -> ColumnElement[bool]:
    """Return the condition that at least one account of somebody takes messages."""
    return exists().where(col(AccountRow.person_id) == person, col(AccountRow.reachable).is_(True))


def _counted(aim: Aim, aimed: Mapping[str, Aimed], found: Sequence[Reach]) -> Audience:
    """Count each person once, at the first of their units."""
    persons: dict[int, Reach] = {}
    at: dict[str, set[int]] = defaultdict(set)
    for one in found:
        persons.setdefault(one.person, one)
        at[one.unit].add(one.person)
    told = [one for one in persons.values() if one.reachable and not one.lately]
    named = tuple(replace(one, people=len(at[code])) for code, one in aimed.items())
    return Audience(
        units=tuple(sorted(named, key=_worst_first)),
        people=len(told),
        away=sum(not one.reachable for one in persons.values()),
        lately=sum(one.reachable and one.lately for one in persons.values()),
        unmanned=() if aim.kind == "drafts" else tuple(one.unit for one in named if not one.people),
    )


def _worst_first(one: Aimed) -> tuple[float, int, str]:
    return one.verified / one.target if one.target else 0.0, -(one.target or one.people), one.unit


async def _units(session: AsyncSession, aim: Aim, units: UnitTree, now: datetime) -> dict[str, Aimed]:
    """Return the units whose officers an aim means, with their figures."""
    codes = [one.code for one in units.below(aim.unit) if aim.itself or one.code != aim.unit]
    if aim.kind == "announcement":
        return {code: Aimed(code) for code in codes}
    targets: Mapping[str, int | None] = {}
    if aim.kind == "behind":
        targets = await _targets(session, aim, codes, units)
        codes = [code for code in codes if targets.get(code)]
    counted = Counted(aim.programme, aim.phase, _day(now))
    counts = await within(session, counted, (*codes, aim.unit), units)
    found: dict[str, Aimed] = {}
    for code in codes:
        cells = counts[code]
        verified = sum(number for cell, number in cells.items() if cell.state == "verified")
        submitted = sum(number for cell, number in cells.items() if cell.state != "withdrawn")
        found[code] = Aimed(code, verified, submitted, targets.get(code))
    return {code: one for code, one in found.items() if _is_meant(aim, one)}


def _is_meant(aim: Aim, one: Aimed) -> bool:
    if aim.kind == "silent":
        return one.submitted == 0
    return one.target is not None and 100 * one.verified < aim.share * one.target


async def _targets(session: AsyncSession, aim: Aim, codes: Sequence[str], units: UnitTree) -> Mapping[str, int | None]:
    """Return the targets of those units that have one; there are far fewer of these than units."""
    every = select(col(TargetRow.unit)).where(
        col(TargetRow.programme) == aim.programme, col(TargetRow.phase) == aim.phase
    )
    set_down = {unit.code for code in (await session.execute(every)).scalars() if (unit := units.get(code))}
    return await targets_of(session, aim.programme, aim.phase, [code for code in codes if code in set_down], units)


async def _officers(
    session: AsyncSession, aim: Aim, aimed: Mapping[str, Aimed], units: UnitTree, now: datetime
) -> list[Reach]:
    """Return the officers of the units that are meant, those of merged ones at the unit there is now."""
    subtree = below((aim.unit,), _day(now))
    officer = at_their_desks(now)
    person = officer.c.person_id
    found = await session.execute(
        select(person, officer.c.unit, can_be_reached(person), lately_told(person, aim.kind, now))
        .join_from(subtree, officer, officer.c.unit == subtree.c.code)
        .order_by(person, officer.c.id)
    )
    reach = [
        Reach(who, unit.code, bool(reachable), bool(lately))
        for who, code, reachable, lately in found.all()
        if (unit := units.get(code))
    ]
    return [one for one in reach if one.unit in aimed]


async def _with_drafts(session: AsyncSession, aim: Aim, units: UnitTree, now: datetime) -> list[Reach]:
    """Return who has left a draft, the newest of each, whose unit is the one that is meant or lies below it."""
    person = col(InitiativeRow.author)
    found = await session.execute(
        select(person, unit_of(), can_be_reached(person), lately_told(person, aim.kind, now))
        .where(and_(*left(aim, now)))
        .order_by(person, col(InitiativeRow.id).desc())
    )
    meant: dict[int, Reach] = {}
    for who, code, reachable, lately in found.all():
        unit = units.get(code or "")
        if who not in meant and unit and units.within(unit.code, aim.unit):
            meant[who] = Reach(who, unit.code, bool(reachable), bool(lately))
    return [*meant.values()]


def with_formers(aimed: Iterable[Aimed], units: UnitTree) -> list[Aimed]:
    """Return units together with those merged into them: roles may name these (demand 72)."""
    return [replace(one, unit=code) for one in aimed for code in (one.unit, *units.formerly(one.unit))]


def _day(now: datetime) -> date:
    return now.astimezone(VIETNAM).date()
