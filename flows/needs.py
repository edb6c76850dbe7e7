"""The questions a flow may ask the store; each knows what its answer is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Generic, TypeVar

from flows.awards.figures import Figures, SnapshotHead
from flows.awards.rules import AwardRules
from flows.draft import Answers, Initiative, Likeness, Secret
from flows.nomination.nominee import Nominee
from flows.programme import Phase
from flows.pushing.aims import Aim, Audience, Progressing, ToRing
from flows.records import (
    AccountRecord,
    Calls,
    ConsentRecord,
    Delegation,
    DeskChoice,
    HistoryLine,
    Invitation,
    Job,
    Look,
    Officer,
    Progress,
    Queue,
    Support,
    Tally,
    TargetEntry,
    Workload,
)
from flows.said import Fetched
from flows.sieve import View
from flows.target_table import TargetTable
from flows.units import UnitTree

T_co = TypeVar("T_co", covariant=True)


class Need(Generic[T_co]):
    """A question to the store whose answer has a known type; equal needs have equal answers within a turn."""


@dataclass(frozen=True, slots=True)
class ById(Need[Initiative | None]):
    """One initiative by its id."""

    id: int


@dataclass(frozen=True, slots=True)
class ByCode(Need[Initiative | None]):
    """One initiative by the code on its receipt."""

    code: str


@dataclass(frozen=True, slots=True)
class AsHandedIn(Need[Answers | None]):
    """The answers of an initiative as they were handed in last before a version; None where none are kept."""

    initiative: int
    before: int


@dataclass(frozen=True, slots=True)
class Mine(Need[tuple[Initiative, ...]]):
    """The initiatives and drafts somebody wrote or entered, newest first."""

    author: int
    limit: int = 10


@dataclass(frozen=True, slots=True)
class DraftsOf(Need[tuple[Initiative, ...]]):
    """All that somebody has begun, for themselves or on behalf of others, and not handed in, newest first."""

    author: int


@dataclass(frozen=True, slots=True)
class BecameOf(Need[Fetched | None]):
    """What became of a file, None while it is not known yet."""

    file: int


@dataclass(frozen=True, slots=True)
class Alike(Need[tuple[Likeness, ...]]):
    """What was handed in and reads nearly like a text, the most alike first.

    At most three of the same author or unit, and three of others; `text` is folded, `initiative` is not found itself.
    """

    initiative: int
    author: int
    programme: str
    unit: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Told(Need[bool]):
    """Whether somebody has been told of an event of a programme, in answer to a word or by a message."""

    person: int
    programme: str
    event: str


@dataclass(frozen=True, slots=True)
class LastHandedIn(Need[Initiative | None]):
    """What somebody handed in last, whatever became of it."""

    author: int


@dataclass(frozen=True, slots=True)
class SupportFor(Need[Support | None]):
    """Whom to call: the person named for the first of these units (nearest first) that has one."""

    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VerifiersOf(Need[tuple[int, ...]]):
    """The persons who verify for exactly these units (nearest first): those of the first unit that has any.

    `without` is the author, `nor` whoever entered it: nobody decides on what they wrote or entered. In the place of one
    who is away stands whoever stands in; with `absent` both are named, because both have the right.
    """

    units: tuple[str, ...]
    without: int
    nor: int | None = None
    absent: bool = False


@dataclass(frozen=True, slots=True)
class OfficersOf(Need[tuple[Officer, ...]]):
    """Everybody who verifies for one of these units, by the order of the units, then by name."""

    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DelegationsOf(Need[tuple[Delegation, ...]]):
    """What is in force or to come of who stands in for somebody, or for whom they stand in; the earliest first."""

    person: int


@dataclass(frozen=True, slots=True)
class DelegationsWithin(Need[tuple[Delegation, ...]]):
    """All delegations that cover some of a time and were not ended early, whoever's they are."""

    begins_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Waiting(Need[Queue]):
    """How many wait in a view, as far as is counted, and the one that waits longest."""

    view: View


@dataclass(frozen=True, slots=True)
class WaitingPage(Need[tuple[Initiative, ...]]):
    """Some of what waits in a view, oldest first: those behind the one with the id `after`.

    Where `free_for` names somebody, what a colleague has in hand is passed over.
    """

    view: View
    limit: int
    after: int = 0
    free_for: int | None = None


@dataclass(frozen=True, slots=True)
class WaitingFor(Need[Queue]):
    """What waits for an officer, at all the desks at which they decide."""

    officer: int


@dataclass(frozen=True, slots=True)
class DeskOf(Need[DeskChoice]):
    """How an officer wants to hear of what waits."""

    officer: int


@dataclass(frozen=True, slots=True)
class DecidedAt(Need[tuple[Initiative, ...]]):
    """What an officer decided at one instant and its authors are not told of yet, in the order of ids."""

    officer: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ToCall(Need[Calls]):
    """Whose decision reached them nowhere, in the subtrees of some units, longest ago first; some of them."""

    units: tuple[str, ...]
    skip: int
    limit: int


@dataclass(frozen=True, slots=True)
class UnreachedOf(Need[tuple[Initiative, ...]]):
    """What somebody wrote or entered and whose decision reached them nowhere."""

    person: int


@dataclass(frozen=True, slots=True)
class Reachable(Need[tuple[int, ...]]):
    """Those of some persons who can be reached on any channel, in the same order."""

    persons: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class HaveCard(Need[frozenset[int]]):
    """The persons who have been sent a card of an initiative, or are about to be."""

    initiative: int


@dataclass(frozen=True, slots=True)
class Several(Need[tuple[Initiative, ...]]):
    """Initiatives by their ids, in that order; what is not there any more is left out."""

    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class WorkloadOf(Need[Workload]):
    """What waits in a unit and in those directly below it, for how long, and what their officers decided lately.

    `late_days` and `escalate_days` are those after which something counts as overdue and as long overdue.
    """

    unit: str
    late_days: int
    escalate_days: int


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


@dataclass(frozen=True, slots=True)
class TreeOn(Need[UnitTree]):
    """The tree of units as it was on a day; what is asked of it is names and places, not a search."""

    day: date


@dataclass(frozen=True, slots=True)
class OthersByIdentity(Need[tuple[Initiative, ...]]):
    """What counts, or may count yet, of perhaps the same worker, whoever handed it in.

    That is everything under an identity number, where one is known, and everything under one unit and phone number.
    """

    programme: str
    unit: str
    phone: str
    identity: Secret | None


@dataclass(frozen=True, slots=True)
class FailedConfirmations(Need[int]):
    """How often somebody failed to show that an initiative is theirs, since it was last reopened for that."""

    initiative: int


@dataclass(frozen=True, slots=True)
class InvitationFor(Need[Invitation | None]):
    """A one-time invitation by the token of its link."""

    token: str


@dataclass(frozen=True, slots=True)
class ConsentsOf(Need[tuple[ConsentRecord, ...]]):
    """What somebody said yes or no to so far, the oldest first."""

    person: int


@dataclass(frozen=True, slots=True)
class AccountsOf(Need[tuple[AccountRecord, ...]]):
    """The accounts somebody writes from."""

    person: int


@dataclass(frozen=True, slots=True)
class LooksAt(Need[tuple[Look, ...]]):
    """Who saw the whole identity number of an author, the newest first."""

    author: int
    limit: int = 20


@dataclass(frozen=True, slots=True)
class HistoryOf(Need[tuple[HistoryLine, ...]]):
    """Everything that was done with an initiative, the oldest first."""

    initiative: int


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
