"""About what staff send, order and fix: pushes, files, snapshots, nominations."""

from __future__ import annotations

from dataclasses import dataclass

from flows.awards.figures import Figures, SnapshotHead
from flows.awards.rules import AwardRules
from flows.needs.need import Need
from flows.nomination.nominee import Nominee
from flows.pushing.aims import Aim, Audience, Progressing, ToRing
from flows.records import Job


@dataclass(frozen=True, slots=True)
class AudienceOf(Need[Audience]):
    """Whom a push would tell now if somebody, `sender`, sent it."""

    aim: Aim
    sender: int


@dataclass(frozen=True, slots=True)
class PushOf(Need[Progressing | None]):
    """How far a push has come, None where there is none of that id."""

    push: int


@dataclass(frozen=True, slots=True)
class CallsAfter(Need[tuple[ToRing, ...]]):
    """Whom a push did not reach and who is to be called instead, by unit."""

    push: int


@dataclass(frozen=True, slots=True)
class WeeklyOf(Need[int | None]):
    """The hour of Monday at which somebody gets the weekly digest, None where they want none."""

    person: int


@dataclass(frozen=True, slots=True)
class JobsOf(Need[tuple[Job, ...]]):
    """What somebody ordered to be made, the newest first; some of it."""

    person: int
    limit: int = 20


@dataclass(frozen=True, slots=True)
class SnapshotsOf(Need[tuple[SnapshotHead, ...]]):
    """The stored snapshots of a programme, the newest first."""

    programme: str


@dataclass(frozen=True, slots=True)
class RulesOf(Need[AwardRules]):
    """The award rules a snapshot was taken with; none where there is no such snapshot."""

    snapshot: int


@dataclass(frozen=True, slots=True)
class FiguresOf(Need[Figures | None]):
    """What a snapshot holds for an award in a phase, the whole programme where that is empty."""

    snapshot: int
    award: str
    phase: str = ""


@dataclass(frozen=True, slots=True)
class NomineesOf(Need[tuple[Nominee, ...]]):
    """Who is put forward for an award in a phase on a snapshot, in the order of their slots."""

    snapshot: int
    award: str
    phase: str = ""


@dataclass(frozen=True, slots=True)
class NomineeById(Need[Nominee | None]):
    """One who is put forward, None where they are no more."""

    id: int
