"""The figures of a stored snapshot, as awards are judged on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flows.awards.rules import AwardRules

WHOLE = ""
"""Stands for the whole programme where a phase is named."""


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """A unit with everything below it, in a phase or the whole programme.

    `direct` is the unit directly below the top that it is or lies under, empty for the top; `counted` are the verified
    ones handed in before awards stop counting (decision 2), `benefits` what those bring together and `highest` the most
    one of them brings, by `highest_of`. `target` is None where none is set or, then `uncounted`, where nobody has told
    what its rule counts; `unions` and `members` are None where nobody has told.
    """

    code: str
    short: str
    phase: str = WHOLE
    kind: str = ""
    parent: str = ""
    direct: str = ""
    level: int = 0
    cluster: str = ""
    pending: int = 0
    verified: int = 0
    returned: int = 0
    rejected: int = 0
    counted: int = 0
    target: int | None = None
    uncounted: bool = False
    benefits: int = 0
    highest: int | None = None
    highest_of: int | None = None
    unions: int | None = None
    members: int | None = None

    @property
    def submitted(self) -> int:
        """Return how many are handed in and not withdrawn."""
        return self.pending + self.verified + self.returned + self.rejected


@dataclass(frozen=True, slots=True)
class Entry:
    """A counted initiative that an award may be for; names and words are not kept in a snapshot.

    `credited` is 0 for who handed it in, else the number of the co-author with the largest share (R-REC-5); `shared`
    tells that others have as large a share and the one named first counts (decision 15).
    """

    initiative: int
    code: str
    unit: str
    direct: str
    phase: str
    author: int
    credited: int = 0
    shared: bool = False
    benefit: int | None = None
    recognised_on: date | None = None

    @property
    def person(self) -> tuple[int, int, int]:
        """Return what tells persons apart: of a co-author nothing is known but that this initiative is theirs."""
        return (self.author, 0, 0) if self.credited == 0 else (0, self.initiative, self.credited)


@dataclass(frozen=True, slots=True)
class Tick:
    """Staff say that something no figures tell is so: of a unit or an initiative, by its code, and why."""

    key: str
    about: str
    by: str
    at: datetime
    reason: str
    phase: str = WHOLE


@dataclass(frozen=True, slots=True)
class SnapshotHead:
    """A stored snapshot: its name, what it is of, when it was taken and by whom, and until when awards count."""

    id: int
    name: str
    programme: str
    unit: str
    taken_at: datetime
    taken_by: str
    counts_until: datetime | None
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """What a snapshot holds for an award in a phase, with the rules it was taken with; nothing of it ever changes.

    Only `ticks` are added and taken back later.
    """

    head: SnapshotHead
    rules: AwardRules
    units: Mapping[str, UnitFigures]
    entries: Sequence[Entry] = ()
    ticks: Sequence[Tick] = ()
    phase: str = WHOLE

    def directs(self) -> list[UnitFigures]:
        """Return the units directly below the top, in the tree's order."""
        return [unit for unit in self.units.values() if unit.level == 1]

    def ticks_of(self, *codes: str) -> dict[str, Tick]:
        """Return what is ticked of a unit, or of a person's initiatives, by its key."""
        return {tick.key: tick for tick in self.ticks if tick.about in codes}
