"""One push from beginning to end: begun by a turn, stopped by one, and how far it has come meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import cast

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.pushing.aims import Aim, Aimed, Kind, Numbers, Progressing, Push, State
from flows.units import UnitTree
from storage.audit import AuditLine
from storage.outbox import BROADCAST
from storage.pushing.audience import with_formers
from storage.tables import OutboxRow, PushRecipientRow, PushRow, PushUnitRow
from storage.units.rows import batches

_AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)


async def start(
    session: AsyncSession, push: Push, aimed: tuple[Aimed, ...], units: UnitTree, *, sender: int, now: datetime
) -> None:
    """Keep a push that is to go out; its database refuses it where it was begun before.

    `now` is the time of people; the first part may be put at once.
    """
    aim, numbers = push.aim, push.numbers
    await session.execute(
        insert(PushRow).values(
            id=push.id,
            sender=sender,
            kind=aim.kind,
            programme=aim.programme,
            phase=aim.phase,
            unit=aim.unit,
            share=aim.share,
            words=push.words,
            state="running",
            seen_units=numbers.units,
            seen_people=numbers.people,
            seen_unmanned=numbers.unmanned,
            started_at=now,
            starts_at=push.starts_at,
            next_at=_AT_ONCE,
        )
    )
    if aim.kind == "drafts":
        return
    rows = [
        {
            "push_id": push.id,
            "unit": one.unit,
            "verified": one.verified,
            "submitted": one.submitted,
            "target": one.target,
        }
        for one in with_formers(aimed, units)
    ]
    for some in batches(rows):
        await session.execute(insert(PushUnitRow), some)


async def stop(session: AsyncSession, identifier: int, now: datetime) -> int:
    """Drop what of a push has not been sent yet, and return how many that were; what is under way arrives."""
    running = update(PushRow).where(col(PushRow.id) == identifier, col(PushRow.state) == "running")
    await session.execute(running.values(state="stopped", ended_at=now))
    waiting = (
        update(OutboxRow)
        .where(
            col(OutboxRow.push) == identifier,
            col(OutboxRow.state) == "waiting",
            col(OutboxRow.leased_until).is_(None),
        )
        .values(state="dropped")
        .returning(col(OutboxRow.person_id))
    )
    dropped = (await session.execute(waiting)).scalars().all()
    for some in batches(dropped):
        mine = col(PushRecipientRow.push_id) == identifier, col(PushRecipientRow.person_id).in_(some)
        await session.execute(update(PushRecipientRow).where(*mine).values(outcome="dropped"))
    return len(dropped)


async def stop_of(session: AsyncSession, sender: int, now: datetime) -> None:
    """Stop everything that somebody is pushing."""
    running = select(col(PushRow.id)).where(col(PushRow.sender) == sender, col(PushRow.state) == "running")
    for identifier in (await session.execute(running)).scalars().all():
        await stop(session, identifier, now)


async def progressing(session: AsyncSession, identifier: int) -> Progressing | None:
    """Return how far a push has come, None where there is none of that id."""
    row = (await session.execute(select(PushRow).where(col(PushRow.id) == identifier))).scalar_one_or_none()
    return None if row is None else await progress_of(session, row)


async def progress_of(session: AsyncSession, row: PushRow) -> Progressing:
    """Return how far a push has come; whoever is left out lately, or away, is not left to go."""
    messages = await _messages(session, row.id)
    outcomes = await _outcomes(session, row.id)
    put, waiting, sent = outcomes.get("put", 0), messages.get("waiting", 0), messages.get("sent", 0)
    dealt_with = put + outcomes.get("dropped", 0)
    running = row.state == "running"
    to_come = max(0, row.seen_people - dealt_with - outcomes.get("away", 0)) if running and not row.exhausted else 0
    return Progressing(
        push=_push(row),
        sender=row.sender,
        state=cast("State", row.state),
        sent=sent,
        left=waiting + to_come,
        missed=outcomes.get("away", 0) + max(0, put - sent - waiting),
        lately=outcomes.get("lately", 0),
        under_way=await under_way(session),
        ended_at=row.ended_at,
    )


async def under_way(session: AsyncSession) -> int:
    """Return how many pushes share the pace."""
    running = select(func.count()).select_from(PushRow).where(col(PushRow.state) == "running")
    return int((await session.execute(running)).scalar_one())


def line(action: str, push: Push) -> AuditLine:
    """Return the line of the audit trail about a push: to whom in numbers, and in which words."""
    aim, numbers = push.aim, push.numbers
    below = f" below {aim.share}%" if aim.kind == "behind" else ""
    whom = f"{aim.kind}{below}, {aim.unit}/{aim.phase}: {numbers.units} units, {numbers.people} people"
    return AuditLine(action, f"push {push.id}", new=whom, reason=push.words, programme=aim.programme)


async def waiting(session: AsyncSession, identifier: int) -> int:
    """Return how many messages of a push wait to be sent."""
    here = (col(OutboxRow.push) == identifier, col(OutboxRow.lane) == BROADCAST, col(OutboxRow.state) == "waiting")
    return int((await session.execute(select(func.count()).select_from(OutboxRow).where(*here))).scalar_one())


def aim_of(row: PushRow) -> Aim:
    """Return whom a push is for."""
    return Aim(cast("Kind", row.kind), row.programme, row.phase, row.unit, row.share)


def _push(row: PushRow) -> Push:
    numbers = Numbers(row.seen_units, row.seen_people, unmanned=row.seen_unmanned)
    return Push(row.id, aim_of(row), row.words, row.starts_at, numbers)


async def _messages(session: AsyncSession, identifier: int) -> Mapping[str, int]:
    found = await session.execute(
        select(col(OutboxRow.state), func.count())
        .where(col(OutboxRow.push) == identifier)
        .group_by(col(OutboxRow.state))
    )
    return {row[0]: row[1] for row in found}


async def _outcomes(session: AsyncSession, identifier: int) -> Mapping[str, int]:
    found = await session.execute(
        select(col(PushRecipientRow.outcome), func.count())
        .where(col(PushRecipientRow.push_id) == identifier)
        .group_by(col(PushRecipientRow.outcome))
    )
    return {row[0]: row[1] for row in found}
