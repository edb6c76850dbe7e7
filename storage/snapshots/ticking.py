"""What staff tick on a snapshot: who, when, why, and what of; taken back, never deleted (decision 18)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.awards.figures import WHOLE
from flows.programme import VIETNAM
from storage import audit
from storage.audit import AuditLine
from storage.database import changed
from storage.snapshots import reading
from storage.snapshots.candidates import Candidates
from storage.snapshots.taking import about
from storage.tables import AwardTickRow, SnapshotCandidateRow, SnapshotRow, SnapshotUnitRow
from storage.units import trees


class NothingToTickError(Exception):
    """A snapshot has no such unit, and had no counted initiative of that code."""


@dataclass(frozen=True, slots=True)
class Ticking:
    """Somebody ticks something of a unit or an initiative, by its code; `person` is None for an operator."""

    key: str
    about: str
    reason: str
    at: datetime
    channel: str
    person: int | None = None
    by_name: str = ""
    phase: str = WHOLE


async def tick(session: AsyncSession, snapshot: SnapshotRow, ticking: Ticking) -> bool:
    """Write a tick down; False where it is ticked already. Raises NothingToTickError."""
    initiative = None
    if not await _is_unit(session, snapshot, ticking.about):
        initiative = await _candidate(session, snapshot, ticking.about)
    standing = _standing(snapshot, ticking)
    if (await session.execute(select(col(AwardTickRow.id)).where(*standing))).first():
        return False
    await session.execute(
        insert(AwardTickRow).values(
            snapshot=snapshot.id,
            key=ticking.key,
            whom=ticking.about,
            phase=ticking.phase,
            initiative=initiative,
            by=ticking.person,
            by_name=ticking.by_name,
            reason=ticking.reason,
            at=ticking.at,
        )
    )
    await _write(session, snapshot, ticking, AuditLine("tick", about(snapshot.name), new=_named(ticking)))
    return True


async def untick(session: AsyncSession, snapshot: SnapshotRow, ticking: Ticking) -> bool:
    """Take a tick back; False where there is none."""
    taken_back = update(AwardTickRow).where(*_standing(snapshot, ticking)).values(withdrawn_at=ticking.at)
    if not await changed(session, taken_back):
        return False
    await _write(session, snapshot, ticking, AuditLine("untick", about(snapshot.name), old=_named(ticking)))
    return True


def _standing(snapshot: SnapshotRow, ticking: Ticking) -> tuple[Any, ...]:
    return (
        col(AwardTickRow.snapshot) == snapshot.id,
        col(AwardTickRow.key) == ticking.key,
        col(AwardTickRow.whom) == ticking.about,
        col(AwardTickRow.phase) == ticking.phase,
        col(AwardTickRow.withdrawn_at).is_(None),
    )


async def _is_unit(session: AsyncSession, snapshot: SnapshotRow, code: str) -> bool:
    there = exists().where(col(SnapshotUnitRow.snapshot) == snapshot.id, col(SnapshotUnitRow.unit) == code)
    return bool((await session.execute(select(there))).scalar_one())


async def _candidate(session: AsyncSession, snapshot: SnapshotRow, code: str) -> int:
    """Return the initiative of a code, which is listed from now on if it counted when the snapshot was taken."""
    row = SnapshotCandidateRow
    listed = select(col(row.initiative)).where(col(row.snapshot) == snapshot.id, col(row.code) == code)
    initiative: int | None = (await session.execute(listed)).scalar_one_or_none()
    if initiative is not None:
        return initiative
    units = await trees.tree_of(session, snapshot.taken_at.astimezone(VIETNAM).date())
    candidates = Candidates(snapshot.programme, snapshot.counts_until, reading.rules(snapshot), snapshot.unit, units)
    found = await candidates.one(session, code, snapshot.taken_at)
    if found is None:
        raise NothingToTickError(code)
    await session.execute(insert(row).values(**found, snapshot=snapshot.id, ticked=True))
    return int(found["initiative"])


async def _write(session: AsyncSession, snapshot: SnapshotRow, ticking: Ticking, line: AuditLine) -> None:
    told = AuditLine(line.action, line.subject, line.old, line.new, ticking.reason, snapshot.programme)
    await audit.write(session, told, actor=ticking.person, channel=ticking.channel, at=ticking.at)


def _named(ticking: Ticking) -> str:
    return " ".join(one for one in (ticking.key, ticking.about, ticking.phase) if one)
