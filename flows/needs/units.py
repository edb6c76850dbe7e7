"""About units: their tree, whom their people may call, what they are to reach and have reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from flows.needs.need import Need
from flows.programme import Phase
from flows.records import Support
from flows.tallies import Progress, Tally, TargetEntry
from flows.target_table import TargetTable
from flows.units import UnitTree


@dataclass(frozen=True, slots=True)
class TreeOn(Need[UnitTree]):
    """The tree of units as it was on a day; what is asked of it is names and places, not a search."""

    day: date


@dataclass(frozen=True, slots=True)
class SupportFor(Need[Support | None]):
    """Whom to call: the person named for the first of these units (nearest first) that has one."""

    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProgressOf(Need[Progress]):
    """Target and counts of a unit and of each unit directly below it, in the tree of a day, of today without one.

    It is compared with the units directly below `among`, if there is any.
    """

    programme: str
    unit: str
    phase: str
    day: date | None = None
    among: str = ""


@dataclass(frozen=True, slots=True)
class TalliesOf(Need[tuple[Tally, ...]]):
    """Target and counts of some units in that order, all of one moment, in the tree of a day, of today without one.

    Only what falls to a `bloc` is counted where one is named; with `between`, what was verified from an instant on
    until before another, and nothing else.
    """

    programme: str
    phase: str
    units: tuple[str, ...]
    day: date | None = None
    bloc: str | None = None
    between: tuple[datetime, datetime] | None = None


@dataclass(frozen=True, slots=True)
class TargetEntriesOf(Need[tuple[TargetEntry, ...]]):
    """All that was set down as the target of a unit in a phase, in the order it holds."""

    programme: str
    unit: str
    phase: str


@dataclass(frozen=True, slots=True)
class TargetTableOf(Need[TargetTable | None]):
    """The targets of a unit and of those directly below it in some phases, now, or on a day in the tree of that day."""

    programme: str
    unit: str
    phases: tuple[Phase, ...]
    day: date | None = None
