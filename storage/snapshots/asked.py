"""What flows ask of stored snapshots and of those put forward."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from flows.awards.figures import Figures
from flows.awards.rules import AwardRules
from flows.needs import FiguresOf, NomineeById, NomineesOf, RulesOf, SnapshotsOf
from storage.snapshots import nominations, reading


async def answer(session: AsyncSession, need: SnapshotsOf | RulesOf | FiguresOf | NomineesOf | NomineeById) -> object:
    """Return the answer to a flow's question."""
    match need:
        case SnapshotsOf():
            return await reading.heads(session, need.programme)
        case RulesOf():
            row = await reading.by_id(session, need.snapshot)
            return reading.rules(row) if row else AwardRules()
        case FiguresOf():
            return await _figures(session, need)
        case NomineesOf():
            return await nominations.of(session, need)
        case NomineeById():
            return await nominations.by_id(session, need.id)


async def _figures(session: AsyncSession, need: FiguresOf) -> Figures | None:
    row = await reading.by_id(session, need.snapshot)
    award = reading.rules(row).award(need.award) if row else None
    return await reading.figures(session, row, award, need.phase) if row and award else None
