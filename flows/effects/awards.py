"""What happens to those who are put forward for an award."""

from __future__ import annotations

from dataclasses import dataclass

from flows.nomination.nominee import Nominee


@dataclass(frozen=True, slots=True)
class PutForward:
    """Put somebody forward in a slot of the unit's cap; refused if another one took the slot or them first."""

    nominee: Nominee


@dataclass(frozen=True, slots=True)
class TellNominee:
    """Keep what was answered about a nominee; refused if they are put forward no more."""

    nominee: Nominee


@dataclass(frozen=True, slots=True)
class TakeOut:
    """Put somebody forward no more, which frees their slot; refused if somebody else took them out first."""

    nominee: Nominee


@dataclass(frozen=True, slots=True)
class TickAward:
    """Write down that something no figures tell is so of a unit or an initiative, and why; or take that back."""

    snapshot: int
    key: str
    about: str
    phase: str
    reason: str
    back: bool = False
