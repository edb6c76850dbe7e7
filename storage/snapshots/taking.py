"""Takes a snapshot: everything is read from one view of the database and written in short transactions, then sealed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col

from flows.awards.figures import WHOLE, SnapshotHead
from flows.awards.rules import AwardRules
from flows.programme import VIETNAM, Programme
from flows.units import UnitTree
from storage import audit
from storage.audit import AuditLine
from storage.database import Database
from storage.snapshots.candidates import Candidates
from storage.snapshots.counts import Counts, Numbers, counts, rolled_up
from storage.snapshots.digest import CANDIDATE, HEAD, UNIT, Digest
from storage.snapshots.goals import Goal, Sizes, goals
from storage.snapshots.steady import steady
from storage.tables import SnapshotCandidateRow, SnapshotRow, SnapshotUnitRow
from storage.units import trees

BATCH = 500
COMMAND_LINE = "command line"
_NOTHING = Numbers()
_OWN = ("pending", "verified", "returned", "rejected", "counted", "benefits")


class NameTakenError(Exception):
    """A snapshot of that name is there already, and stays as it is."""


class NoSuchUnitError(Exception):
    """The unit a snapshot is to be of does not exist."""


@dataclass(frozen=True, slots=True)
class Taking:
    """A snapshot to be taken: under which name, of which programme and unit with all below, by whom and when.

    What is not told in `sizes` is missing in the snapshot.
    """

    name: str
    programme: Programme
    unit: str
    by: str
    at: datetime
    rules: AwardRules = field(default_factory=AwardRules)
    sizes: Sizes = field(default_factory=lambda: Sizes({}, {}))

    def row(self, identifier: int = 0) -> SnapshotRow:
        """Return its head, not sealed yet."""
        return SnapshotRow(
            id=identifier,
            name=self.name,
            programme=self.programme.key,
            unit=self.unit,
            taken_at=self.at,
            taken_by=self.by,
            counts_until=self.programme.counts_until,
            rules=self.rules.source,
        )


@dataclass(frozen=True, slots=True)
class Taken:
    """A snapshot that was taken, with how many units and candidates are in it."""

    head: SnapshotHead
    units: int
    candidates: int


async def take(database: Database, taking: Taking) -> Taken:
    """Take a snapshot; raises NameTakenError or NoSuchUnitError and leaves nothing that counts.

    What is written before the seal is no snapshot: one that was broken off is taken anew under the same name.
    """
    writing = _Writing(database, taking)
    async with steady(database) as view:
        today = await trees.tree_of(view, taking.at.astimezone(VIETNAM).date())
        if taking.unit not in today.units:
            raise NoSuchUnitError(taking.unit)
        await writing.begin()
        found = await counts(view, taking.programme.key, taking.programme.counts_until)
        async for sheet in _sheets(view, taking, today):
            await writing.units(_rows(sheet, found, taking))
        candidates = Candidates(taking.programme.key, taking.programme.counts_until, taking.rules, taking.unit, today)
        async for part in candidates.parts(view):
            await writing.candidates(part)
    return await writing.seal()


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The figures of one phase, or of all together, on the tree that belongs to them."""

    phase: str
    phases: tuple[str, ...]
    units: UnitTree
    goals: Mapping[str, Goal]


async def _sheets(view: AsyncSession, taking: Taking, today: UnitTree) -> AsyncIterator[_Sheet]:
    """Yield a phase that is over on the units of its last day, as chat and ranking show it; the rest on today's."""
    programme, day = taking.programme, taking.at.astimezone(VIETNAM).date()
    for phase in programme.phases:
        settled = phase.settled_on(taking.at)
        units = await trees.tree_on(view, today, settled, day) if settled else today
        if taking.unit in units.units:
            yield _Sheet(phase.key, (phase.key,), units, await goals(view, programme.key, phase.key, units))
    keys = tuple(phase.key for phase in programme.phases)
    set_down = [await goals(view, programme.key, key, today) for key in keys]
    together = {code: Goal.over([one.get(code) for one in set_down]) for code in frozenset[str]().union(*set_down)}
    yield _Sheet(WHOLE, keys, today, together)


def _rows(sheet: _Sheet, found: Counts, taking: Taking) -> Iterator[dict[str, Any]]:
    """Yield the row of every unit, those above before those below."""
    own, whole = rolled_up(found, sheet.phases, sheet.units, taking.unit)
    levels: dict[str, tuple[int, str]] = {}
    for unit in sheet.units.below(taking.unit):
        above = sheet.units.parent_of(unit) or ""
        level, direct = levels.get(above, (-1, ""))
        levels[unit.code] = (level + 1, unit.code if level == 0 else direct)
        goal = sheet.goals.get(unit.code, Goal(None))
        its_own = asdict(own.get(unit.code, _NOTHING))
        yield {
            "unit": unit.code,
            "phase": sheet.phase,
            "name": unit.name,
            "short": unit.short,
            "kind": unit.kind,
            "parent": above if level >= 0 else "",
            "direct": levels[unit.code][1],
            "level": level + 1,
            "cluster": unit.label("cluster"),
            **asdict(whole.get(unit.code, _NOTHING)),
            **{f"own_{name}": its_own[name] for name in _OWN},
            "target": goal.amount,
            "uncounted": goal.uncounted,
            "unions": taking.sizes.unions.get(unit.code),
            "members": taking.sizes.members.get(unit.code),
        }


class _Writing:
    """Writes the rows of a snapshot in batches, hashing them as they go."""

    def __init__(self, database: Database, taking: Taking) -> None:
        self._database, self._taking = database, taking
        self._digest = Digest()
        self._digest.add(*(getattr(taking.row(), name) for name in HEAD))
        self._id = self._units = self._candidates = 0

    async def begin(self) -> None:
        name = self._taking.name
        async with self._database.transaction() as session:
            there = select(SnapshotRow).where(col(SnapshotRow.name) == name)
            earlier = (await session.execute(there)).scalar_one_or_none()
            if earlier and earlier.digest:
                raise NameTakenError(name)
            if earlier:
                await _forget_unsealed(session, earlier.id)
            last = (await session.execute(select(func.max(col(SnapshotRow.id))))).scalar_one()
            self._id = (last or 0) + 1
            await session.execute(insert(SnapshotRow).values(**self._taking.row(self._id).model_dump()))

    async def units(self, rows: Iterator[dict[str, Any]]) -> None:
        batch: list[dict[str, Any]] = []
        for row in rows:
            self._units += 1
            placed = {**row, "place": self._units}
            self._digest.add(*(placed[name] for name in UNIT))
            batch.append({**placed, "snapshot": self._id})
            if len(batch) == BATCH:
                await self._insert(SnapshotUnitRow, batch)
                batch = []
        await self._insert(SnapshotUnitRow, batch)

    async def candidates(self, rows: Sequence[dict[str, Any]]) -> None:
        for row in rows:
            self._digest.add(*(row[name] for name in CANDIDATE))
        self._candidates += len(rows)
        await self._insert(SnapshotCandidateRow, [{**row, "snapshot": self._id} for row in rows])

    async def seal(self) -> Taken:
        taking, digest = self._taking, str(self._digest)
        async with self._database.transaction() as session:
            sealed = update(SnapshotRow).where(col(SnapshotRow.id) == self._id).values(digest=digest)
            await session.execute(sealed)
            line = AuditLine("take snapshot", about(taking.name), new=digest, programme=taking.programme.key)
            await audit.write(session, line, actor=None, channel=COMMAND_LINE, at=taking.at)
        head = SnapshotHead(
            self._id,
            taking.name,
            taking.programme.key,
            taking.unit,
            taking.at,
            taking.by,
            taking.programme.counts_until,
            digest,
        )
        return Taken(head, self._units, self._candidates)

    async def _insert(self, table: type[SQLModel], rows: Sequence[dict[str, Any]]) -> None:
        if rows:
            async with self._database.transaction() as session:
                await session.execute(insert(table), rows)


def about(name: str) -> str:
    """Return what the audit calls a snapshot."""
    return f"snapshot {name}"


async def _forget_unsealed(session: AsyncSession, snapshot: int) -> None:
    for table in (SnapshotUnitRow, SnapshotCandidateRow):
        await session.execute(delete(table).where(col(table.snapshot) == snapshot))
    await session.execute(delete(SnapshotRow).where(col(SnapshotRow.id) == snapshot))
