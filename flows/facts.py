"""What a turn may know: a frozen snapshot. A flow asks for a fact; one not loaded yet is named, loaded, asked again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, Literal, TypeVar, cast

from flows.draft import Initiative
from flows.programme import Programme, current
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
    """Whoever is speaking."""

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
    """Target and counts of a unit and of each unit directly below it."""

    programme: str
    unit: str
    phase: str


@dataclass(frozen=True, slots=True)
class OthersByIdentity(Need[tuple[Initiative, ...]]):
    """What counts, or may count yet, under one unit and phone number, whoever handed it in: perhaps for one worker."""

    unit: str
    phone: str


@dataclass(frozen=True, slots=True)
class FailedConfirmations(Need[int]):
    """How often somebody failed to show that an initiative is theirs, since it was last reopened for that."""

    initiative: int


@dataclass(frozen=True, slots=True)
class InvitationFor(Need["Invitation | None"]):
    """A one-time invitation by the token of its link."""

    token: str


@dataclass(frozen=True, slots=True)
class Queue:
    """How many wait, and the oldest of them."""

    count: int
    oldest: Initiative | None


@dataclass(frozen=True, slots=True)
class Tally:
    """One unit's figures in a phase: its subtree's counts, and its target where the plan gives one."""

    unit: str
    target: int | None
    verified: int
    pending: int
    submitted: int


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
    """Everything a turn knows.

    `now` is when the platform received what the person did; `shares_contact` whether their channel vouches for numbers.
    """

    now: datetime
    person: Person
    programmes: tuple[Programme, ...]
    units: UnitTree
    fresh: Fresh
    channel: str = "telegram"
    shares_contact: bool = True
    known: Mapping[Need[object], object] = field(default_factory=dict)

    def __getitem__(self, need: Need[T_co]) -> T_co:
        """Return a fact, or raise MissingFactError so that the shell loads it and the turn is taken again."""
        try:
            return cast("T_co", self.known[need])
        except KeyError:
            raise MissingFactError(need) from None

    def programme(self, key: str | None = None) -> Programme:
        """Return a programme by its key, else the one that takes initiatives now."""
        named = next((one for one in self.programmes if one.key == key), None)
        return named or current(self.programmes, self.now)
