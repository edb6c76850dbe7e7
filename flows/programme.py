"""A programme as plain values: phases, choices, limits; all of it data that a pack carries."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
LATE_DAYS, ESCALATE_DAYS = 7, 14


@dataclass(frozen=True, slots=True)
class Phase:
    """A window of a programme with its own targets: opens <= t < closes."""

    key: str
    name: str
    opens: datetime
    closes: datetime
    counts_from: date
    counts_to: date

    def days_left(self, now: datetime) -> int:
        """Return the whole days until it closes."""
        return max(0, (self.closes - now) // timedelta(days=1))

    def settled_on(self, now: datetime) -> date | None:
        """Return the last day of a phase that is over: what is reported of it stays on the units of that day."""
        over = self.closes <= now
        return (self.closes - timedelta(microseconds=1)).astimezone(VIETNAM).date() if over else None


@dataclass(frozen=True, slots=True)
class Extension:
    """A phase that stays open, or opens again, for a unit and all below it, or for everybody below the root."""

    phase: str
    unit: str
    until: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """The days something must have happened on, both ends included; None leaves that end open."""

    first: date | None = None
    last: date | None = None

    def holds(self, day: date) -> bool:
        """Tell whether a day lies in it."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a question: a key that is stored, the full wording, and a short label for a button."""

    key: str
    label: str
    short: str


@dataclass(frozen=True, slots=True)
class Retention:
    """How many days personal data outlives the programme: drafts nobody goes on with, and identity numbers."""

    drafts_days: int = 90
    identity_days_after_close: int = 365


@dataclass(frozen=True, slots=True)
class Programme:
    """One campaign: which questions it asks, in which windows, with which limits.

    `limits` are by question key, in characters; `reasons` are prepared sentences for officers, by decision, and
    `reasons_of` those that fit one question only; `duplicate_reason` names another initiative by its {code};
    `extensions` are no part of a pack, they are granted while it runs. An initiative must have been `applied` and
    `recognised` in these windows (R-EXC-1, R-REC-6); the final review counts what was handed in before `counts_until`
    (decision 2), everything where that is None. What waits longer than `late_days` comes first in an officer's digest,
    after `escalate_days` the level above has it too (decision 21). `printed` are the totals of the targets by phase,
    and by “total” for all of them, as the document `printed_in` gives them (decision 17). The share of the target
    groups `enterprise_workers` is a figure of its own.
    """

    key: str
    version: int
    name: str
    short_name: str
    root: str
    questions: tuple[str, ...]
    phases: tuple[Phase, ...]
    limits: Mapping[str, int] = field(default_factory=dict)
    choices: Mapping[str, tuple[Choice, ...]] = field(default_factory=dict)
    reasons: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    reasons_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    duplicate_reason: str = ""
    decision_days: int = 3
    late_days: int = LATE_DAYS
    escalate_days: int = ESCALATE_DAYS
    accepts_old_identity: bool = False
    code_prefix: str = "SK"
    extensions: tuple[Extension, ...] = ()
    applied: Window = Window()
    recognised: Window = Window()
    counts_until: datetime | None = None
    retention: Retention = Retention()
    printed: Mapping[str, int] = field(default_factory=dict)
    printed_in: str = ""
    enterprise_workers: tuple[str, ...] = ()

    @property
    def ends(self) -> datetime:
        """Return when its last phase closes, for whoever was given most time."""
        return max(self.closing(phase) for phase in self.phases)

    def phase_at(self, instant: datetime) -> Phase | None:
        """Return the phase open to everybody at an instant (decisions C-3, C-4, C-5), or None."""
        by_dates = next((phase for phase in self.phases if phase.opens <= instant < phase.closes), None)
        return by_dates or next(iter(self.extended(instant, (self.root,))), None)

    def extended(self, instant: datetime, units: Collection[str] | None = None) -> tuple[Phase, ...]:
        """Return the closed phases that an extension keeps open for one of some units, or for any (demand 69).

        `units` are a unit and those above it. The phases returned close when the extension ends.
        """
        longer = ((phase, self.closing(phase, units)) for phase in self.phases)
        return tuple(replace(phase, closes=closes) for phase, closes in longer if phase.closes <= instant < closes)

    def closing(self, phase: Phase, units: Collection[str] | None = None) -> datetime:
        """Return when a phase closes for one of some units, or at the latest for any."""
        granted = (one for one in self.extensions if one.phase == phase.key and (units is None or one.unit in units))
        return max((phase.closes, *(one.until for one in granted)))

    def phase_open_to(self, key: str, instant: datetime, units: Collection[str]) -> Phase | None:
        """Return a phase by its key if it takes what a unit hands in at an instant.

        `units` are the unit and those above it; where none is known yet, any extension may turn out to be meant.
        """
        phase = self.phase(key)
        if phase is None or not phase.opens <= instant < self.closing(phase, units or None):
            return None
        return phase

    def phase(self, key: str) -> Phase | None:
        """Return a phase by its key."""
        return next((phase for phase in self.phases if phase.key == key), None)

    def reference_phase(self, instant: datetime) -> Phase:
        """Return the phase open at an instant, else the last one that opened before it, else the first."""
        started = [phase for phase in self.phases if phase.opens <= instant]
        return self.phase_at(instant) or (started[-1] if started else self.phases[0])

    def next_phase(self, instant: datetime) -> Phase | None:
        """Return the first phase still to open."""
        return next((phase for phase in self.phases if phase.opens > instant), None)

    def choice(self, question: str, key: str) -> Choice | None:
        """Return one option of a question by its key."""
        return next((choice for choice in self.choices.get(question, ()) if choice.key == key), None)


def over(path: Sequence[str], programmes: tuple[Programme, ...], instant: datetime) -> Programme:
    """Return the programme a unit takes part in: first one that takes initiatives then, next the one nearest to it.

    `path` is the unit and those above it.
    """
    theirs = [one for one in programmes if one.root in path]
    nearest = sorted(theirs, key=lambda one: (one.phase_at(instant) is None, path.index(one.root)))
    return nearest[0] if nearest else current(programmes, instant)


def current(programmes: tuple[Programme, ...], instant: datetime) -> Programme:
    """Return the programme that takes initiatives at an instant, else the first one."""
    return next((one for one in programmes if one.phase_at(instant)), programmes[0])
