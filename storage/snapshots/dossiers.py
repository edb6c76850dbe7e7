"""All that an award list says: who was judged how, who is put forward, and how units and persons are called."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.awards.evaluating import AwardList, award_list
from flows.awards.figures import WHOLE, Figures
from flows.awards.rules import Award
from flows.needs import NomineesOf
from flows.nomination.nominee import Nominee
from storage.snapshots import names, nominations, reading
from storage.snapshots.names import Named
from storage.tables import SnapshotRow, SnapshotUnitRow
from storage.units.rows import batches


@dataclass(frozen=True, slots=True)
class Dossier:
    """An award on a stored snapshot.

    `people` are the persons and titles by initiative, `units` the names of units as they were when it was taken, by
    their code.
    """

    found: AwardList
    figures: Figures
    nominees: tuple[Nominee, ...]
    people: Mapping[int, Named]
    units: Mapping[str, str]

    @property
    def touched(self) -> datetime | None:
        """Return when the last tick that stands was made, or somebody put forward: figures never change, these do."""
        return max((*(one.at for one in self.figures.ticks), *(one.at for one in self.nominees)), default=None)

    def nominee(self, about: str) -> Nominee | None:
        """Return one who is put forward by the code of the unit or initiative."""
        return next((one for one in self.nominees if one.about == about), None)

    def unit_named(self, code: str) -> str:
        """Return how a unit was called when the snapshot was taken."""
        return self.units.get(code, code)


async def dossier(session: AsyncSession, row: SnapshotRow, award: Award, phase: str = WHOLE) -> Dossier:
    """Return an award as a snapshot has it, with everything ticked and put forward since."""
    figures = await reading.figures(session, row, award, phase)
    found = award_list(figures, award)
    nominees = await nominations.of(session, NomineesOf(row.id, award.key, phase))
    entries = [one.entry for one in found.candidates if one.entry]
    codes = {row.unit, *(one.unit for one in found.allowances), *(one.unit for one in entries)}
    for one in found.candidates:
        codes |= {one.nominator, one.unit.code if one.unit else ""}
    units = await _names(session, row.id, codes - {""})
    return Dossier(found, figures, nominees, await names.names(session, entries), units)


async def _names(session: AsyncSession, snapshot: int, codes: Collection[str]) -> dict[str, str]:
    unit = col(SnapshotUnitRow.unit)
    found: dict[str, str] = {}
    for some in batches(sorted(codes)):
        rows = await session.execute(
            select(unit, col(SnapshotUnitRow.name))
            .where(col(SnapshotUnitRow.snapshot) == snapshot, unit.in_(some))
            .order_by(col(SnapshotUnitRow.place))
        )
        found.update((code, name) for code, name in rows.all())
    return found
