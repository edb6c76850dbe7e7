"""Which counted initiatives a snapshot lists one by one: those that an award of the pack may be for."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.authors import WHOLE, co_authors
from flows.awards.rules import Award, AwardRules, HighestBenefit, OneBenefitAtLeast, Predicate, Ticked
from flows.units import UnitTree
from storage.snapshots.counts import counted
from storage.tables import InitiativeRow

_PART = 500


class Candidates:
    """The candidates of a programme, as its rules ask for them."""

    def __init__(self, programme: str, until: datetime | None, rules: AwardRules, top: str, units: UnitTree) -> None:
        """Look among what awards count, up to a top unit."""
        self._counted = counted(programme, until)
        self._rules, self._top, self._units = rules, top, units

    async def parts(self, session: AsyncSession) -> AsyncIterator[Sequence[dict[str, Any]]]:
        """Yield them in the order of their ids, some at a time."""
        asked = await self._asked(session)
        rows = await session.stream(self._query().where(asked).order_by(col(InitiativeRow.id)))
        async for part in rows.partitions(_PART):
            yield [read for row in part if (read := self._read(row))]

    async def one(self, session: AsyncSession, code: str, taken_at: datetime) -> dict[str, Any] | None:
        """Return what a snapshot taken at an instant would list of one initiative, None where it did not count then."""
        verified = col(InitiativeRow.decided_at) <= taken_at
        query = self._query().where(self._counted, verified, col(InitiativeRow.code) == code)
        row = (await session.execute(query)).first()
        return self._read(row) if row else None

    async def _asked(self, session: AsyncSession) -> ColumnElement[bool]:
        """Return which are asked for: from the lowest benefit on that any rule names, or all of them."""
        highest = select(func.max(col(InitiativeRow.benefit))).where(self._counted)
        most: int | None = (await session.execute(highest)).scalar_one()
        least = [_least(award, most) for award in self._rules.awards if not award.for_units]
        bounds = [one for one in least if one is not None]
        if not bounds:
            return false()
        if min(bounds) <= 0:
            return self._counted
        return self._counted & (col(InitiativeRow.benefit) >= min(bounds))

    def _query(self) -> Select[Any]:
        return select(
            col(InitiativeRow.id),
            col(InitiativeRow.code),
            col(InitiativeRow.unit),
            col(InitiativeRow.phase),
            col(InitiativeRow.author),
            col(InitiativeRow.benefit),
            col(InitiativeRow.recognised_on),
            col(InitiativeRow.submitted_at),
            col(InitiativeRow.answers)["co_authors"].label("co_authors"),
        )

    def _read(self, row: Any) -> dict[str, Any] | None:
        path = [unit.code for unit in self._units.path(row.unit)]
        if self._top not in path:
            return None
        below = path[: path.index(self._top)]
        credited, shared = _credited(row.co_authors)
        return {
            "initiative": row.id,
            "code": row.code,
            "unit": path[0],
            "direct": below[-1] if below else "",
            "phase": row.phase,
            "author": row.author,
            "credited": credited,
            "shared": shared,
            "benefit": row.benefit,
            "recognised_on": row.recognised_on,
            "submitted_at": row.submitted_at,
        }


def _least(award: Award, most: int | None) -> int | None:
    """Return the lowest benefit with which an award can be had, 0 for any; None where only a tick leads to it."""
    ways = award.ways or ((),)
    bounds = [_least_of((*award.always, *way), most) for way in ways]
    return min((one for one in bounds if one is not None), default=None)


def _least_of(predicates: Sequence[Predicate], most: int | None) -> int | None:
    amounts = [one.amount for one in predicates if isinstance(one, OneBenefitAtLeast)]
    if any(isinstance(one, HighestBenefit) for one in predicates):
        amounts += [] if most is None else [most]
    elif not amounts and not any(isinstance(one, Ticked) for one in predicates):
        amounts = [0]
    return max(amounts, default=None)


def _credited(answer: object) -> tuple[int, bool]:
    """Return who is credited, 0 for who handed it in, and whether others have as large a share (decision 15)."""
    named = tuple(one for one in answer if isinstance(one, Mapping)) if isinstance(answer, list) else ()
    others = [one.share for one in co_authors(named)]
    shares = [WHOLE - sum(others), *others]
    largest = max(shares)
    return shares.index(largest), shares.count(largest) > 1
