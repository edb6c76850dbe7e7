"""What waits for officers: found by the desk it waits at and by the one it was escalated to, oldest first.

Each branch walks one index in order and stops as soon as it has enough, so that the first page of a very long queue
costs no more than that of a short one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    String,
    and_,
    cast,
    func,
    literal_column,
    not_,
    or_,
    select,
    tuple_,
    union,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.backlog import Queue
from flows.draft import Initiative
from flows.eligibility import DECLARED, Rule
from flows.fields.money import LARGE
from flows.needs import Waiting, WaitingPage
from flows.programme import VIETNAM
from flows.sieve import CLAIM_LASTS, MOST_COUNTED, Bounds, Desks, Sieve, View
from flows.units import UnitTree
from storage.initiatives import Initiatives
from storage.tables import InitiativeRow
from storage.units.subtree import below

# Written out, not bound: only so do the databases see that an index of what waits is enough.
_PENDING: ColumnElement[bool] = col(InitiativeRow.state) == literal_column("'pending'")
_ID, _SINCE = col(InitiativeRow.id), col(InitiativeRow.waiting_since)
_WINDOWS: tuple[Rule, ...] = ("applied_outside_window", "recognised_outside_window")
_Key = Select[int, datetime | None]


@dataclass(frozen=True, slots=True)
class Waitings:
    """The queues within one transaction, for the units there are at an instant."""

    session: AsyncSession
    initiatives: Initiatives
    units: UnitTree
    now: datetime

    async def queue(self, need: Waiting) -> Queue:
        """Return how many wait, as far as is counted, and the one that waits longest."""
        found = tuple(self._branches(need.view, MOST_COUNTED + 1))
        if not found:
            return Queue(0, None)
        several = _together(found).subquery()
        enough = select(several.c.id).limit(MOST_COUNTED + 1).subquery()
        count = (await self.session.execute(select(func.count()).select_from(enough))).scalar_one()
        oldest = await self.page(WaitingPage(need.view, 1)) if count else ()
        return Queue(min(count, MOST_COUNTED), next(iter(oldest), None), more=count > MOST_COUNTED)

    async def page(self, need: WaitingPage) -> tuple[Initiative, ...]:
        """Return some of what waits, oldest first."""
        conditions = await self._behind(need.after) if need.after else ()
        if need.free_for is not None:
            conditions = (*conditions, self._free_for(need.free_for))
        found = tuple(self._branches(need.view, need.limit, *conditions, in_order=True))
        if not found:
            return ()
        several = _together(found).subquery()
        first = select(several.c.id).order_by(several.c.waiting_since, several.c.id).limit(need.limit)
        return await self.initiatives.several(tuple((await self.session.execute(first)).scalars()))

    async def _behind(self, after: int) -> tuple[ColumnElement[bool], ...]:
        """Return the condition for what waits behind the last one shown, whatever became of that since."""
        since = (await self.session.execute(select(_SINCE).where(col(InitiativeRow.id) == after))).scalar_one_or_none()
        return (tuple_(_SINCE, _ID) > tuple_(since, after),) if since else ()

    def _free_for(self, officer: int) -> ColumnElement[bool]:
        holder = col(InitiativeRow.claimed_by)
        ended = col(InitiativeRow.claimed_at) <= self.now - CLAIM_LASTS
        return or_(holder.is_(None), holder == officer, ended)

    def everything(self, view: View) -> CompoundSelect[int, datetime | None]:
        """Return the query for all that is seen, each once."""
        return _together(tuple(self._branches(view, None)))

    def _branches(
        self, view: View, limit: int | None, *conditions: ColumnElement[bool], in_order: bool = False
    ) -> Iterator[_Key]:
        """Yield a query for each index that has to be walked."""
        sifted = (*self._sifted(view.sieve, view.bounds), *conditions)
        for number, desks in enumerate(view.desks):
            for place in self._places(desks, view.sieve, number):
                walked = select(_ID, _SINCE).where(_PENDING, place, *_without(desks.without), *sifted)
                yield (walked.order_by(_SINCE, _ID) if in_order else walked).limit(limit)

    def _places(self, desks: Desks, sieve: Sieve, number: int) -> Iterator[ColumnElement[bool]]:
        """Yield where an initiative waits: at one of the desks, escalated to it, or anywhere below."""
        present = tuple(dict.fromkeys(unit.code for code in desks.units if (unit := self.units.get(code))))
        if sieve.below:
            everywhere = any(self.units.units[code].parent is None for code in present)
            if everywhere or sieve.unit:
                yield _PENDING
            elif present:
                yield col(InitiativeRow.unit).in_(select(below(present, self._day, f"below_{number}").c.code))
            return
        for code in dict.fromkeys(one for unit in present for one in (unit, *self.units.formerly(unit))):
            yield col(InitiativeRow.desk) == code
            yield col(InitiativeRow.escalated) == code

    def _sifted(self, sieve: Sieve, bounds: Sequence[Bounds]) -> Iterator[ColumnElement[bool]]:
        if sieve.overdue:
            yield self.now - timedelta(days=sieve.overdue) > _SINCE
        if sieve.corrected:
            yield cast(col(InitiativeRow.marks), String).like('{"%')
        if sieve.remarked is not None:
            noted = func.coalesce(or_(*_noted(), *(_against(one) for one in bounds)), literal_column("false"))
            yield noted if sieve.remarked else not_(noted)
        if sieve.unit:
            yield col(InitiativeRow.unit).in_(select(below((sieve.unit,), self._day).c.code))

    @property
    def _day(self) -> date:
        return self.now.astimezone(VIETNAM).date()


def _together(branches: Sequence[_Key]) -> CompoundSelect[int, datetime | None]:
    """Return what any of the branches finds, once; each keeps its own limit."""
    return union(*(select(one.c.id, one.c.waiting_since) for one in (branch.subquery() for branch in branches)))


def _without(persons: Sequence[int]) -> Iterator[ColumnElement[bool]]:
    entered = col(InitiativeRow.entered_by)
    for person in persons:
        yield col(InitiativeRow.author) != person
        yield or_(entered.is_(None), entered != person)


def _noted() -> Iterator[ColumnElement[bool]]:
    """Yield what needs attention in any programme; flows.desk.notes says the same of one initiative."""
    yield func.coalesce(cast(col(InitiativeRow.alike), String), "").like("[{%")
    yield func.coalesce(col(InitiativeRow.benefit), 0) > LARGE
    declared = col(InitiativeRow.answers)["declaration"].as_string()
    yield func.coalesce(declared, "").in_((*DECLARED, *_WINDOWS))


def _against(bounds: Bounds) -> ColumnElement[bool]:
    """Return the condition that an initiative of a programme is outside its bounds."""
    broken: list[ColumnElement[bool]] = []
    days = ((col(InitiativeRow.applied_on), bounds.applied), (col(InitiativeRow.recognised_on), bounds.recognised))
    for day, window in days:
        broken += [] if window.first is None else [day < window.first]
        broken += [] if window.last is None else [day > window.last]
    if bounds.needs_recognition:
        broken.append(col(InitiativeRow.recognised_on).is_(None))
    if bounds.counts_until is not None:
        broken.append(col(InitiativeRow.submitted_at) >= bounds.counts_until)
    outside = or_(literal_column("false"), *(func.coalesce(one, literal_column("false")) for one in broken))
    return and_(col(InitiativeRow.programme) == bounds.programme, outside)
