"""The figures of a report: each unit by phase and state, cuts by what was asked, and what the verified ones bring."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.units import UnitTree
from storage.counting.cells import Cell
from storage.counting.figures import within
from storage.reporting.scope import Scope
from storage.reporting.targets import Aim, aims
from storage.tables import InitiativeRow

CUTS = ("target_group", "kind", "field", "bloc")
_COUNTED = frozenset({"bloc", "target_group"})  # by these, totals are kept
_MILLION = 10**6  # sums are taken in two parts: no number of đồng is too large for a database then


_Counts = Mapping[str, Mapping[str, Counter[Cell]]]
_Aims = Mapping[tuple[str, str], Aim]


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a unit is: what it is to reach, and how many there are in each state."""

    aim: Aim
    states: Counter[str]

    @property
    def verified(self) -> int:
        """Return how many count towards the target."""
        return self.states["verified"]

    @property
    def submitted(self) -> int:
        """Return how many were handed in and not withdrawn, as everywhere in the product."""
        return self.states.total() - self.states["withdrawn"]


@dataclass(frozen=True, slots=True)
class Place:
    """A unit with all below it, in each of the phases."""

    unit: str
    standings: tuple[Standing, ...]

    @property
    def whole(self) -> Standing:
        """Return all phases together; without the target of one of them there is none of all."""
        each = [one.aim for one in self.standings]
        numbers = [aim.number for aim in each if aim.number is not None]
        number = sum(numbers) if len(numbers) == len(each) else None
        return Standing(
            Aim(number, any(aim.uncounted for aim in each)), sum((one.states for one in self.standings), Counter())
        )


@dataclass(frozen=True, slots=True)
class Cut:
    """How many of one group were handed in, and how many of them are verified."""

    submitted: int = 0
    verified: int = 0


@dataclass(frozen=True, slots=True)
class Benefit:
    """What the verified ones bring in đồng a year: of how many that is told, and of how many it is not."""

    total: int
    counted: int
    uncounted: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The counts of a report: the unit itself, then its children in the plan's order.

    `cuts` are by question and choice, of those the programme asks; an empty choice is what was not asked or answered.
    `recognised` of the verified ones name the document that recognised them; `late` were handed in too late to count
    for awards (decision 2).
    """

    own: Place
    children: tuple[Place, ...]
    cuts: Mapping[str, Mapping[str, Cut]]
    benefit: Benefit
    recognised: int
    late: int


async def places(session: AsyncSession, scope: Scope, units: UnitTree) -> tuple[Place, ...]:
    """Return the unit and each of its children, by phase."""
    codes = _codes(scope, units)
    return _placed(codes, scope, await aims(session, scope, units), await _counts(session, scope, codes, units))


async def figures(session: AsyncSession, scope: Scope, units: UnitTree) -> Figures:
    """Return all counts of a report, from the totals wherever these tell."""
    codes = _codes(scope, units)
    counts = await _counts(session, scope, codes, units)
    own, *children = _placed(codes, scope, await aims(session, scope, units), counts)
    cells = sum((of_phase[scope.unit] for of_phase in counts.values()), Counter[Cell]())
    asked = [key for key in CUTS if key in scope.programme.questions and scope.programme.choices.get(key)]
    cuts = {key: _summed(cells, key) if key in _COUNTED else await _cut(session, scope, column(key)) for key in asked}
    benefit, recognised, late = await _verified(session, scope)
    return Figures(own, tuple(children), cuts, benefit, recognised, late)


def _codes(scope: Scope, units: UnitTree) -> tuple[str, ...]:
    return (scope.unit, *(child.code for child in units.children(scope.unit)))


async def _counts(session: AsyncSession, scope: Scope, codes: tuple[str, ...], units: UnitTree) -> _Counts:
    return {phase.key: await within(session, scope.counted(phase), codes, units) for phase in scope.phases}


def _placed(codes: tuple[str, ...], scope: Scope, targets: _Aims, counts: _Counts) -> tuple[Place, ...]:
    def standings(code: str) -> Iterator[Standing]:
        for key in scope.keys:
            states: Counter[str] = Counter()
            for cell, number in counts[key][code].items():
                states[cell.state] += number
            yield Standing(targets[code, key], states)

    return tuple(Place(code, tuple(standings(code))) for code in codes)


def _summed(cells: Counter[Cell], question: str) -> dict[str, Cut]:
    """Return a cut by what is counted together."""
    found: dict[str, Cut] = {}
    for cell, number in cells.items():
        choice = getattr(cell, question)
        if cell.state != "withdrawn":
            before, verified = found.get(choice, Cut()), number if cell.state == "verified" else 0
            found[choice] = Cut(before.submitted + number, before.verified + verified)
    return found


def column(question: str) -> ColumnElement[str]:
    """Return where the choice of a question stands: in a column of its own, or among the answers."""
    columns = {
        "target_group": col(InitiativeRow.target_group),
        "kind": col(InitiativeRow.kind),
        "bloc": col(InitiativeRow.bloc),
    }
    found = columns.get(question)
    return func.coalesce(col(InitiativeRow.answers)[question].as_string() if found is None else found, "")


async def _cut(session: AsyncSession, scope: Scope, by: ColumnElement[str]) -> dict[str, Cut]:
    inside = select(by.label("choice"), col(InitiativeRow.state)).where(
        scope.inside(scope.subtree()), col(InitiativeRow.state) != "withdrawn"
    )
    several = inside.subquery()
    verified = func.sum(case((several.c.state == "verified", 1), else_=0))
    rows = await session.execute(
        select(several.c.choice, func.count(), verified).select_from(several).group_by(several.c.choice)
    )
    return {choice: Cut(submitted, int(number)) for choice, submitted, number in rows.all()}


async def _verified(session: AsyncSession, scope: Scope) -> tuple[Benefit, int, int]:
    """Return what the verified ones bring, how many name their recognition, and how many came too late for awards."""
    benefit, until = col(InitiativeRow.benefit), scope.programme.counts_until
    late = func.sum(case((col(InitiativeRow.submitted_at) >= until, 1), else_=0)) if until else func.sum(0)
    found = await session.execute(
        select(
            func.sum(benefit // _MILLION),
            func.sum(benefit % _MILLION),
            func.count(benefit),
            func.count(),
            func.count(col(InitiativeRow.recognised_on)),
            late,
        )
        .select_from(InitiativeRow)
        .where(scope.inside(scope.subtree()), col(InitiativeRow.state) == "verified")
    )
    millions, rest, counted, everything, recognised, too_late = (int(one or 0) for one in found.one())
    return Benefit(millions * _MILLION + rest, counted, everything - counted), recognised, too_late
