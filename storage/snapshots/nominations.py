"""Who is put forward: one row for each, in a slot of their unit's cap that nobody else can have (a unique index)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.effects import PutForward, TakeOut, TellNominee, TickAward
from flows.needs import NomineesOf
from flows.nomination.nominee import QUESTIONS, Nominee
from storage import audit
from storage.audit import AuditLine
from storage.database import ConflictError, changed
from storage.snapshots import reading, taking, ticking
from storage.snapshots.ticking import Ticking
from storage.tables import NominationRow, SnapshotRow

_KEPT = (
    *("id", "snapshot", "award", "phase", "unit", "slot", "initiative", "by", "at"),
    *QUESTIONS,
)
_STANDS = col(NominationRow.withdrawn_at).is_(None)


async def of(session: AsyncSession, need: NomineesOf) -> tuple[Nominee, ...]:
    """Return who is put forward for an award, in the order of units and slots."""
    rows = await session.execute(
        select(NominationRow)
        .where(
            _STANDS,
            col(NominationRow.snapshot) == need.snapshot,
            col(NominationRow.award) == need.award,
            col(NominationRow.phase) == need.phase,
        )
        .order_by(col(NominationRow.unit), col(NominationRow.slot))
    )
    return tuple(_nominee(row) for row in rows.scalars())


async def by_id(session: AsyncSession, identifier: int) -> Nominee | None:
    """Return one who is put forward, None where they are no more."""
    row = (await session.execute(select(NominationRow).where(_numbered(identifier)))).scalar_one_or_none()
    return _nominee(row) if row else None


async def carry_out(
    session: AsyncSession, effect: PutForward | TellNominee | TakeOut, person: int, now: datetime
) -> AuditLine:
    """Store what a turn wants and return its line of the audit trail; raises ConflictError where others were first."""
    nominee = effect.nominee
    match effect:
        case PutForward():
            row = {name: getattr(nominee, name) for name in _KEPT}
            await session.execute(insert(NominationRow).values(**row, whom=nominee.about))
            return await _line(session, nominee, "put forward", new=_named(nominee))
        case TellNominee():
            told = {name: getattr(nominee, name) for name in QUESTIONS}
            await _change(session, nominee.id, told)
            return await _line(session, nominee, "tell of nominee", new=_named(nominee))
        case TakeOut():
            await _change(session, nominee.id, {"withdrawn_at": now, "withdrawn_by": person})
            return await _line(session, nominee, "take out", old=_named(nominee))


async def tick(session: AsyncSession, effect: TickAward, person: int, channel: str, now: datetime) -> None:
    """Write a tick down, or that it is taken back; raises ConflictError where somebody else did that first."""
    row = await reading.by_id(session, effect.snapshot)
    new = Ticking(effect.key, effect.about, effect.reason, now, channel, person, phase=effect.phase)
    act = ticking.untick if effect.back else ticking.tick
    if row is None or not await act(session, row, new):
        raise ConflictError("somebody else ticked that, or took it back, first")


async def _change(session: AsyncSession, identifier: int, values: dict[str, object]) -> None:
    standing = update(NominationRow).where(_numbered(identifier))
    if not await changed(session, standing.values(**values)):
        raise ConflictError("somebody else took them out first")


async def _line(session: AsyncSession, nominee: Nominee, action: str, old: str = "", new: str = "") -> AuditLine:
    """Write of a unit under the snapshot, of an initiative under itself, so that it stands in its history."""
    head = select(col(SnapshotRow.name), col(SnapshotRow.programme)).where(col(SnapshotRow.id) == nominee.snapshot)
    name, programme = (await session.execute(head)).one()
    subject = taking.about(name) if nominee.initiative is None else audit.about(nominee.initiative)
    return AuditLine(action, subject, old, new, programme=programme)


def _named(nominee: Nominee) -> str:
    place = f"{nominee.unit} {nominee.slot}"
    return " ".join(one for one in (nominee.award, nominee.phase, nominee.about, place) if one)


def _numbered(identifier: int) -> ColumnElement[bool]:
    return _STANDS & (col(NominationRow.id) == identifier)


def _nominee(row: NominationRow) -> Nominee:
    return Nominee(about=row.whom, **{name: getattr(row, name) for name in _KEPT})
