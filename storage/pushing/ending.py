"""The end of a push: that nothing of it waits any more, and who is to be called."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.pushing.aims import ToRing
from flows.units import UnitTree
from flows.vietnamese import sort_key
from storage.outbox import BROADCAST
from storage.tables import OutboxRow, PersonRow, PushRecipientRow, PushRow, PushUnitRow, RoleRow

_MOST = 2_000


async def ended(session: AsyncSession, now: datetime) -> Sequence[PushRow]:
    """End the pushes of which everything has been sent or given up, and return them; another process ends no other."""
    under_way = exists().where(col(OutboxRow.push) == col(PushRow.id), col(OutboxRow.state) == "waiting")
    over = (
        select(PushRow)
        .where(col(PushRow.state) == "running", col(PushRow.exhausted).is_(True), ~under_way)
        .with_for_update(skip_locked=True)
    )
    rows = (await session.execute(over)).scalars().all()
    done = update(PushRow).where(col(PushRow.id).in_([one.id for one in rows]))
    await session.execute(done.values(state="done", ended_at=now))
    return rows


async def to_ring(session: AsyncSession, identifier: int, units: UnitTree) -> tuple[ToRing, ...]:
    """Return whom a push did not reach, by unit: of officers the names, of others how many.

    A unit that has no officer is named without anybody.
    """
    row = (await session.execute(select(PushRow).where(col(PushRow.id) == identifier))).scalar_one()
    missed = await session.execute(
        select(col(PushRecipientRow.unit), col(PersonRow.name))
        .join(PersonRow, col(PersonRow.id) == col(PushRecipientRow.person_id))
        .where(col(PushRecipientRow.push_id) == identifier, _not_reached(identifier))
        .order_by(col(PushRecipientRow.person_id))
        .limit(_MOST)
    )
    names: dict[str, list[str]] = defaultdict(list)
    for code, name in missed.all():
        names[unit.code if (unit := units.get(code)) else code].append(name)
    if row.kind == "drafts":
        return _sorted((ToRing(code, count=len(several)) for code, several in names.items()), units)
    rings = [ToRing(code, tuple(several), len(several)) for code, several in names.items()]
    return _sorted((*rings, *await _unmanned(session, identifier, units)), units)


async def hold(session: AsyncSession, machine: datetime, until: timedelta) -> None:
    """Let what of pushes still waits be sent after a night only."""
    morning = machine + until
    waiting = (
        col(OutboxRow.state) == "waiting",
        col(OutboxRow.push).is_not(None),
        col(OutboxRow.leased_until).is_(None),
    )
    late = update(OutboxRow).where(*waiting, col(OutboxRow.due_at) < morning - timedelta(minutes=1))
    await session.execute(late.values(due_at=morning))


async def waiting(session: AsyncSession) -> int:
    """Return how many messages that nobody asked for wait to be sent."""
    lane = (
        select(func.count())
        .select_from(OutboxRow)
        .where(col(OutboxRow.state) == "waiting", col(OutboxRow.lane) == BROADCAST)
    )
    return int((await session.execute(lane)).scalar_one())


def _not_reached(identifier: int) -> ColumnElement[bool]:
    arrived = exists().where(
        col(OutboxRow.push) == identifier,
        col(OutboxRow.person_id) == col(PushRecipientRow.person_id),
        col(OutboxRow.state).in_(("sent", "waiting")),
    )
    return or_(col(PushRecipientRow.outcome) == "away", and_(col(PushRecipientRow.outcome) == "put", ~arrived))


async def _unmanned(session: AsyncSession, identifier: int, units: UnitTree) -> list[ToRing]:
    """Return the units of a push for which nobody verifies."""
    verified_for = exists().where(
        col(RoleRow.unit) == col(PushUnitRow.unit),
        col(RoleRow.name) == "verifier",
        col(RoleRow.revoked_at).is_(None),
    )
    found = await session.execute(
        select(col(PushUnitRow.unit), verified_for).where(col(PushUnitRow.push_id) == identifier)
    )
    manned: Counter[str] = Counter()
    for code, has_officer in found.all():
        manned[unit.code if (unit := units.get(code)) else code] += bool(has_officer)
    return [ToRing(code) for code, officers in manned.items() if not officers]


def _sorted(rings: Iterable[ToRing], units: UnitTree) -> tuple[ToRing, ...]:
    """Return units with somebody to call first, then those without anybody, each by name."""

    def place(one: ToRing) -> tuple[bool, object]:
        unit = units.get(one.unit)
        return not one.count, sort_key(unit.short if unit else one.unit)

    return tuple(sorted(rings, key=place))
