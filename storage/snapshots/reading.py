"""Reads stored snapshots as the figures awards are judged on."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.awards.figures import WHOLE, Entry, Figures, SnapshotHead, Tick, UnitFigures
from flows.awards.rules import Award, AwardRules
from storage.packs.awards import FILE, read_awards
from storage.packs.pack import Report
from storage.tables import AwardTickRow, PersonRow, SnapshotCandidateRow, SnapshotRow, SnapshotUnitRow

_FIGURES = (
    *("short", "phase", "kind", "parent", "direct", "level", "cluster", "pending", "verified", "returned", "rejected"),
    *("counted", "target", "uncounted", "benefits", "highest", "highest_of", "unions", "members"),
)
_ENTRY = (
    *("initiative", "code", "unit", "direct", "phase", "author", "credited", "shared", "benefit", "recognised_on"),
)


async def heads(session: AsyncSession, programme: str) -> tuple[SnapshotHead, ...]:
    """Return the snapshots of a programme, the newest first; what was broken off is none."""
    rows = await session.execute(
        select(SnapshotRow)
        .where(col(SnapshotRow.programme) == programme, col(SnapshotRow.digest) != "")
        .order_by(col(SnapshotRow.taken_at).desc(), col(SnapshotRow.id).desc())
    )
    return tuple(head(row) for row in rows.scalars())


async def by_name(session: AsyncSession, name: str) -> SnapshotRow | None:
    """Return the head of a snapshot by its name."""
    named = select(SnapshotRow).where(col(SnapshotRow.name) == name, col(SnapshotRow.digest) != "")
    return (await session.execute(named)).scalar_one_or_none()


async def by_id(session: AsyncSession, identifier: int) -> SnapshotRow | None:
    """Return the head of a snapshot by its id."""
    numbered = select(SnapshotRow).where(col(SnapshotRow.id) == identifier, col(SnapshotRow.digest) != "")
    return (await session.execute(numbered)).scalar_one_or_none()


def head(row: SnapshotRow) -> SnapshotHead:
    """Return the head of a snapshot as flows know it."""
    return SnapshotHead(
        row.id, row.name, row.programme, row.unit, row.taken_at, row.taken_by, row.counts_until, row.digest
    )


def rules(row: SnapshotRow) -> AwardRules:
    """Return the rules a snapshot was taken with, whatever its pack says today."""
    return read_awards(row.rules, Report(FILE)) if row.rules else AwardRules()


async def figures(session: AsyncSession, row: SnapshotRow, award: Award, phase: str = WHOLE) -> Figures:
    """Return what an award is judged on: the units directly below, those it is for, and candidates where it is theirs.

    An award for the whole programme counts the initiatives of all phases.
    """
    found = await session.stream(
        select(col(SnapshotUnitRow.unit), *(col(getattr(SnapshotUnitRow, name)) for name in _FIGURES))
        .where(col(SnapshotUnitRow.snapshot) == row.id, col(SnapshotUnitRow.phase) == phase, _needed(award))
        .order_by(col(SnapshotUnitRow.place))
    )
    units = {one.unit: UnitFigures(one.unit, **{name: getattr(one, name) for name in _FIGURES}) async for one in found}
    return Figures(
        head(row),
        rules(row),
        units,
        () if award.for_units else await _entries(session, row.id, phase),
        await ticks(session, row.id, phase),
        phase,
    )


async def ticks(session: AsyncSession, snapshot: int, phase: str) -> tuple[Tick, ...]:
    """Return what is ticked on a snapshot and was not taken back."""
    rows = await session.execute(
        select(AwardTickRow, col(PersonRow.name))
        .outerjoin(PersonRow, col(PersonRow.id) == col(AwardTickRow.by))
        .where(
            col(AwardTickRow.snapshot) == snapshot,
            col(AwardTickRow.phase) == phase,
            col(AwardTickRow.withdrawn_at).is_(None),
        )
        .order_by(col(AwardTickRow.id))
    )
    return tuple(
        Tick(one.key, one.whom, name or one.by_name, one.at, one.reason, one.phase) for one, name in rows.all()
    )


async def _entries(session: AsyncSession, snapshot: int, phase: str) -> tuple[Entry, ...]:
    candidate = SnapshotCandidateRow
    found = await session.stream(
        select(*(col(getattr(candidate, name)) for name in _ENTRY))
        .where(col(candidate.snapshot) == snapshot, true() if phase == WHOLE else col(candidate.phase) == phase)
        .order_by(col(candidate.initiative))
    )
    return tuple([Entry(*one) async for one in found])


def _needed(award: Award) -> ColumnElement[bool]:
    near = col(SnapshotUnitRow.level) <= 1
    return or_(near, col(SnapshotUnitRow.kind) == "grassroots") if award.who == "grassroots" else near
