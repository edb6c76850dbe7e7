"""Figures of units against their targets: every count comes from storage/counting, so that all of them agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from flows.needs import ProgressOf, TalliesOf
from flows.programme import VIETNAM
from flows.tallies import Part, Progress, Tally
from flows.targets import Target, together
from flows.units import UnitTree
from storage.counting.cells import Cell, Counted
from storage.counting.figures import verified_between, within
from storage.targets import to_reach

_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
_BESIDE = 100  # a statement of SQLite joins 500 selections at most
Counts = Mapping[str, Counter[Cell]]


async def progress(session: AsyncSession, need: ProgressOf, units: UnitTree, now: datetime) -> Progress:
    """Return the figures of a unit's subtree and of each child's, and of those it is compared with.

    `units` is the tree of the day that is asked for, else of today. All counts of units are of one statement, so those
    of the children and the unit's own add up to its total, whoever verifies meanwhile.
    """
    today = now.astimezone(VIETNAM).date()
    counted = Counted(need.programme, need.phase, need.day or today)
    children, siblings = (tuple(one.code for one in units.children(of)) if of else () for of in (need.unit, need.among))
    codes = tuple(dict.fromkeys((need.unit, *children, *siblings)))
    counts = await within(session, counted, _under_one(codes, units), units)
    targets = await _targets(session, need, codes, units)
    tallies = {code: _tally(code, counts[code], targets.get(code, ()), units) for code in codes}
    midnight = _midnight(today)
    weeks = ((midnight - _WEEK, midnight), (midnight, midnight + _DAY))
    recent = [await verified_between(session, counted, (need.unit,), units, days) for days in weeks]
    return Progress(
        total=tallies[need.unit],
        children=tuple(tallies[code] for code in children),
        last_week=recent[0][need.unit],
        today=recent[1][need.unit],
        siblings=tuple(tallies[code] for code in siblings),
        parts=_parts(counts[need.unit]),
    )


async def tallies(session: AsyncSession, need: TalliesOf, units: UnitTree, now: datetime) -> tuple[Tally, ...]:
    """Return the figures of some units; `units` is the tree of the day that is asked for, else of today."""
    counted = Counted(need.programme, need.phase, need.day or now.astimezone(VIETNAM).date())
    targets = await _targets(session, need, need.units, units)
    counts = await _chosen(session, counted, need, units)
    return tuple(_tally(code, counts[code], targets.get(code, ()), units) for code in need.units)


async def _chosen(session: AsyncSession, counted: Counted, need: TalliesOf, units: UnitTree) -> Counts:
    covered = _under_one(need.units, units)
    if need.between:
        verified = await verified_between(session, counted, covered, units, need.between)
        return {code: Counter({Cell("verified"): verified[code]}) for code in need.units}
    counts = await within(session, counted, covered, units)
    if need.bloc is None:
        return counts
    return {code: _of_bloc(cells, need.bloc) for code, cells in counts.items()}


def _under_one(codes: Sequence[str], units: UnitTree) -> tuple[str, ...]:
    """Return units to count at once; many are counted under the nearest unit above them all, in a short statement."""
    if len(codes) <= _BESIDE:
        return tuple(codes)
    paths = ([one.code for one in units.path(code)] for code in codes)
    above = next(paths)
    for path in paths:
        theirs = frozenset(path)
        above = [code for code in above if code in theirs]
    return (*codes, *above[:1])


def _of_bloc(cells: Counter[Cell], bloc: str) -> Counter[Cell]:
    return Counter({cell: number for cell, number in cells.items() if cell.bloc == bloc})


def _tally(code: str, cells: Counter[Cell], targets: Sequence[Target], units: UnitTree) -> Tally:
    """Return what counts as a unit's figures; what is withdrawn is not counted as handed in."""
    states = _by_state(cells.items())
    number = together(targets, units) if targets else None
    return Tally(
        code,
        number,
        states["verified"],
        states["pending"],
        _submitted(states),
        uncounted=bool(targets) and number is None,
        returned=states["returned"],
        rejected=states["rejected"],
    )


def _parts(cells: Counter[Cell]) -> tuple[Part, ...]:
    by_choice: dict[tuple[str, str], Counter[str]] = {}
    for cell, number in cells.items():
        by_choice.setdefault((cell.bloc, cell.target_group), Counter())[cell.state] += number
    return tuple(
        Part(bloc, group, states["verified"], _submitted(states))
        for (bloc, group), states in sorted(by_choice.items())
        if _submitted(states)
    )


def _by_state(cells: Iterable[tuple[Cell, int]]) -> Counter[str]:
    states: Counter[str] = Counter()
    for cell, number in cells:
        states[cell.state] += number
    return states


def _submitted(states: Counter[str]) -> int:
    return states.total() - states["withdrawn"]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, VIETNAM)


async def _targets(
    session: AsyncSession, need: ProgressOf | TalliesOf, codes: Sequence[str], units: UnitTree
) -> dict[str, tuple[Target, ...]]:
    found = await to_reach(session, need.programme, codes, units, day=need.day, phase=need.phase)
    return {code: several for (code, _), several in found.items()}


async def targets_of(
    session: AsyncSession, programme: str, phase: str, codes: Sequence[str], units: UnitTree
) -> dict[str, int | None]:
    """Return what those of some units that have a target are to reach in a phase, None where a count is missing."""
    found = await to_reach(session, programme, codes, units, phase=phase)
    return {code: together(targets, units) for (code, _), targets in found.items()}
