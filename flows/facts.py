"""What a turn may know: a frozen snapshot. A flow asks for a fact; one not loaded yet is named, loaded, asked again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Generic, Literal, TypeVar, cast

from flows.draft import Initiative, Likeness, Secret
from flows.programme import Phase, Programme, current
from flows.units import UnitTree

T_co = TypeVar("T_co", covariant=True)
RoleName = Literal["verifier", "staff", "administrator", "supporter"]


@dataclass(frozen=True, slots=True)
class Role:
    """What somebody is for a unit and everything below it."""

    name: RoleName
    unit: str


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever is speaking; `consents` are the purposes whose present text they agreed to and did not take back."""

    id: int
    language: str = "vi"
    name: str = ""
    roles: tuple[Role, ...] = ()
    consents: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Fresh:
    """An id and a code nobody has yet, should the turn need them."""

    id: int
    code: str


class Need(Generic[T_co]):
    """A question to the store whose answer has a known type; equal needs have equal answers within a turn."""


@dataclass(frozen=True, slots=True)
class ById(Need["Initiative | None"]):
    """One initiative by its id."""

    id: int


@dataclass(frozen=True, slots=True)
class ByCode(Need["Initiative | None"]):
    """One initiative by the code on its receipt."""

    code: str


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
class LastHandedIn(Need["Initiative | None"]):
    """What somebody handed in last, whatever became of it."""

    author: int


@dataclass(frozen=True, slots=True)
class SupportFor(Need["Support | None"]):
    """Whom to call: the person named for the first of these units (nearest first) that has one."""

    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VerifiersOf(Need[tuple[int, ...]]):
    """The persons who verify for exactly these units (nearest first): those of the first unit that has any.

    `without` is the author, `nor` whoever entered it: nobody decides on what they wrote or entered.
    """

    units: tuple[str, ...]
    without: int
    nor: int | None = None


@dataclass(frozen=True, slots=True)
class Waiting(Need["Queue"]):
    """What waits for a decision in the subtrees of some units, oldest first, without what one wrote or entered."""

    units: tuple[str, ...]
    reader: int


@dataclass(frozen=True, slots=True)
class WaitingFor(Need["Queue"]):
    """What waits for an officer, in all the units they verify for."""

    officer: int


@dataclass(frozen=True, slots=True)
class ProgressOf(Need["Progress"]):
    """Target and counts of a unit and of each unit directly below it, in the tree of a day, of today without one."""

    programme: str
    unit: str
    phase: str
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
class InvitationFor(Need["Invitation | None"]):
    """A one-time invitation by the token of its link."""

    token: str


@dataclass(frozen=True, slots=True)
class Support:
    """Whom the people of a unit may call (decision 19)."""

    unit: str
    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class ConsentsOf(Need[tuple["ConsentRecord", ...]]):
    """What somebody said yes or no to so far, the oldest first."""

    person: int


@dataclass(frozen=True, slots=True)
class AccountsOf(Need[tuple["AccountRecord", ...]]):
    """The accounts somebody writes from."""

    person: int


@dataclass(frozen=True, slots=True)
class LooksAt(Need[tuple["Look", ...]]):
    """Who saw the whole identity number of an author, the newest first."""

    author: int
    limit: int = 20


@dataclass(frozen=True, slots=True)
class ConsentRecord:
    """A yes or no to a purpose, in which version of the words and when; `withdrawn_at` where a yes was taken back."""

    purpose: str
    text_version: str
    given: bool
    channel: str
    at: datetime
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AccountRecord:
    """An account as its platform names it, and when it was last used."""

    channel: str
    user: str
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Look:
    """Who saw an identity number, on which initiative, when."""

    officer: str
    code: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Queue:
    """How many wait, and the oldest of them."""

    count: int
    oldest: Initiative | None


@dataclass(frozen=True, slots=True)
class Tally:
    """One unit's figures in a phase: its subtree's counts, and its target where the plan gives one.

    `uncounted` tells that the plan gives a rule whose count nobody has told yet (decision 16).
    """

    unit: str
    target: int | None
    verified: int
    pending: int
    submitted: int
    uncounted: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """The figures of a unit and of those directly below it; `last_week` are verifications of the last seven days."""

    total: Tally
    children: tuple[Tally, ...]
    last_week: int


@dataclass(frozen=True, slots=True)
class Invitation:
    """Who may become what; usable once, until it expires."""

    role: RoleName
    unit: str
    expires_at: datetime
    used: bool
    name: str = ""


class MissingFactError(LookupError):
    """A flow asked for a fact that was not loaded; `need` says which."""

    def __init__(self, need: Need[object]) -> None:
        """Name what is missing."""
        super().__init__(repr(need))
        self.need = need


@dataclass(frozen=True)
class Facts:
    """Everything a turn knows. `now` is when the platform received what the person did.

    `shares_contact` tells that their channel vouches for phone numbers; `pops_up` that a button was pressed where the
    answer can stand over the chat without being kept in it.
    """

    now: datetime
    person: Person
    programmes: tuple[Programme, ...]
    units: UnitTree
    fresh: Fresh
    channel: str = "telegram"
    shares_contact: bool = True
    pops_up: bool = False
    known: Mapping[Need[object], object] = field(default_factory=dict)

    def __getitem__(self, need: Need[T_co]) -> T_co:
        """Return a fact, or raise MissingFactError so that the shell loads it and the turn is taken again."""
        try:
            return cast("T_co", self.known[need])
        except KeyError:
            raise MissingFactError(need) from None

    def units_in(self, phase: Phase) -> UnitTree:
        """Return the tree a phase's figures are shown on: that of its last day once it is over, else today's."""
        day = phase.settled_on(self.now)
        return self[TreeOn(day)] if day else self.units

    def programme(self, key: str | None = None) -> Programme:
        """Return a programme by its key, else the one that takes initiatives now."""
        named = next((one for one in self.programmes if one.key == key), None)
        return named or current(self.programmes, self.now)

    def programme_over(self, unit: str) -> Programme:
        """Return the programme a unit takes part in: first one that takes initiatives now, then one nearest to it."""
        path = [one.code for one in self.units.path(unit)]
        theirs = [one for one in self.programmes if one.root in path]
        nearest = sorted(theirs, key=lambda one: (one.phase_at(self.now) is None, path.index(one.root)))
        return nearest[0] if nearest else self.programme()
