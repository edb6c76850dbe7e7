"""What was written down is folded into the totals: of the unit itself, and of every unit above it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.units import UnitTree
from storage.counting import building, shift, trees
from storage.counting.building import Moved
from storage.counting.shift import Shift
from storage.counting.totals import OWN, Sums, add
from storage.counting.trees import Wanted
from storage.database import Database
from storage.loading import Snapshot
from storage.tables import CountChangeRow, CountTreeRow

_PART = 500
_ID, _PROGRAMME = col(CountChangeRow.id), col(CountChangeRow.programme)
Shared = Callable[[AsyncSession, datetime], Awaitable[Snapshot]]
Phase = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Done:
    """How many changes were folded, and for how many trees totals were made, changed or removed."""

    folded: int = 0
    trees: int = 0


class Folder:
    """Folds for one process. Which tree some totals were made for it knows by heart, and finds out after a restart."""

    def __init__(self, database: Database, shared: Shared) -> None:
        """Take the tree that all turns share."""
        self._database, self._shared = database, shared
        self._made: dict[int, Wanted] = {}
        self._wanted: tuple[Wanted, ...] = ()
        self._asked: tuple[UnitTree, object] | None = None

    async def some(self, now: datetime, machine: Callable[[], datetime]) -> Done:
        """Bring the totals to the trees of an instant, then fold some changes; nothing if another process does so.

        `machine` tells the time by which a shift lasts. Nothing is written where there is nothing to do.
        """
        async with self._database.transaction() as session:
            shared = await self._shared(session, now)
            programmes = [one.key for one in shared.programmes]
            await self._ask(session, shared, now)
            rows = await trees.kept(session, programmes)
            made = self._made_as_wanted(rows)
            self._made |= made
            settled = len(made) == len(rows) == len(self._wanted)
            waiting = exists().where(_PROGRAMME.in_(programmes))
            if settled and not (await session.execute(select(waiting))).scalar_one():
                return Done()
            number = await shift.begin(session, machine())
        if number is None:
            return Done()
        this = Shift(self._database, number, machine)
        try:
            brought = 0 if settled else await self._bring(this, programmes)
            async with this.transaction() as session:
                folded = await fold(session, programmes, await self._known(session, programmes))
        finally:
            await this.end()
        return Done(folded, brought)

    async def _ask(self, session: AsyncSession, shared: Snapshot, now: datetime) -> None:
        """Find out what is wanted, unless nothing has changed since it was found out last."""
        days = trees.days(shared.programmes, now)
        if self._asked is None or self._asked[0] is not shared.units or self._asked[1] != days:
            self._wanted = await trees.wanted(session, shared, now)
            self._asked = shared.units, days

    def _made_as_wanted(self, rows: Sequence[CountTreeRow]) -> dict[int, Wanted]:
        """Return those totals that are as wanted, each with its tree."""
        pairs = ((row.id, next((one for one in self._wanted if one.is_of(row)), None)) for row in rows)
        return {identifier: one for identifier, one in pairs if identifier and one}

    async def _bring(self, this: Shift, programmes: list[str]) -> int:
        """Make, change and remove totals until exactly those are there that are wanted; return how many."""
        async with self._database.transaction() as session:
            rows = await trees.kept(session, programmes)
            missing = [one for one in self._wanted if not any(one.is_of(row) for row in rows)]
            spare = [row for row in rows if not any(one.is_of(row) for one in self._wanted)]
        compared: dict[tuple[int, int], Moved | None] = {}
        for one in missing:
            near = next((row for row in spare if _was_for(row, one) and row.id in self._made), None)
            identifier = int(near.id or 0) if near else 0
            moved = await self._moved(self._made[identifier].units, one.units, compared) if near else None
            if near and moved is not None:
                spare.remove(near)
                await building.change(this, identifier, moved, one)
            else:
                identifier = await building.build(this, one)
            self._made[identifier] = one
        identifiers = [int(row.id or 0) for row in spare]
        async with this.transaction() as session:
            await building.set_aside(session, identifiers)
        for identifier in identifiers:
            self._made.pop(identifier, None)
            await building.remove(this, identifier)
        return len(missing) + len(identifiers)

    async def _moved(
        self, before: UnitTree, now: UnitTree, compared: dict[tuple[int, int], Moved | None]
    ) -> Moved | None:
        """Compare two trees, once however many phases are shown on them."""
        both = id(before), id(now)
        if both not in compared:
            compared[both] = await building.moved(before, now)
        return compared[both]

    async def _known(self, session: AsyncSession, programmes: list[str]) -> dict[int, Wanted]:
        """Return all totals there are with their trees; those that are not as wanted are no longer to be read."""
        rows = await trees.kept(session, programmes)
        self._made = self._made_as_wanted(rows)
        await building.set_aside(session, [row.id for row in rows if row.id and row.id not in self._made])
        return self._made


async def fold(session: AsyncSession, programmes: Sequence[str], made: dict[int, Wanted], limit: int = _PART) -> int:
    """Take some of the oldest changes and add them to all totals they belong to; return how many.

    Changes are taken by deleting them, never by remembering the last one: their numbers become visible out of order.
    """
    oldest = select(_ID).where(_PROGRAMME.in_(programmes)).order_by(_ID).limit(limit)
    gone = delete(CountChangeRow).where(_ID.in_(oldest)).returning(CountChangeRow)
    rows = (await session.execute(gone.execution_options(synchronize_session=False))).scalars().all()
    of_phase: dict[Phase, list[tuple[int, UnitTree]]] = {}
    for identifier, one in made.items():
        of_phase.setdefault(one.phase, []).append((identifier, one.units))
    sums = Sums()
    for row in rows:
        phase = row.programme, row.phase
        places = [(OWN, row.unit)]
        for identifier, units in of_phase.get(phase, ()):
            places += [(identifier, code) for code in units.holders(row.unit)]
        for tree, unit in places:
            sums.cells[tree, *phase, unit, row.bloc, row.target_group, row.state] += row.number
            if row.day:
                sums.days[tree, *phase, unit, row.day] += row.number
    await add(session, sums)
    return len(rows)


def _was_for(row: CountTreeRow, wanted: Wanted) -> bool:
    return row.version is not None and (row.programme, row.phase) == wanted.phase
