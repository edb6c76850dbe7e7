"""What units have reached, and what they were set to reach: small values, as the store answers with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from flows.targets import Target


@dataclass(frozen=True, slots=True)
class Tally:
    """One unit's figures in a phase: its subtree's counts, and its target where the plan gives one.

    `submitted` is everything handed in that was not withdrawn. `uncounted` tells that the plan gives a rule whose count
    nobody has told yet (decision 16).
    """

    unit: str
    target: int | None
    verified: int
    pending: int
    submitted: int
    uncounted: bool = False
    returned: int = 0
    rejected: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """What of a unit's figures falls to one bloc and one target group; empty where an initiative names none."""

    bloc: str
    target_group: str
    verified: int
    submitted: int


TargetOrigin = Literal["pack", "staff"]


@dataclass(frozen=True, slots=True)
class TargetEntry:
    """A target as it was set down: from which day on, by which document, by whom, when; no target where it was removed.

    Without `since` it holds from the beginning; `at` is None where only the pack that brought it is known.
    """

    target: Target | None
    since: date | None
    origin: TargetOrigin
    document: str = ""
    reason: str = ""
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """The figures of a unit and of those directly below it, all of one moment.

    `last_week` are verifications of the seven whole days before today, `today` those since midnight in Vietnam;
    `siblings` are the figures of the units it was asked to be compared with, itself among them; `parts` are its own
    figures by bloc and target group.
    """

    total: Tally
    children: tuple[Tally, ...]
    last_week: int
    today: int = 0
    siblings: tuple[Tally, ...] = ()
    parts: tuple[Part, ...] = ()
