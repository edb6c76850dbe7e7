"""About initiatives and drafts."""

from __future__ import annotations

from dataclasses import dataclass, field

from flows.draft import Answers, Initiative, Likeness, Secret
from flows.needs.need import Need
from flows.records import HistoryLine
from flows.said import Fetched


@dataclass(frozen=True, slots=True)
class ById(Need[Initiative | None]):
    """One initiative by its id."""

    id: int


@dataclass(frozen=True, slots=True)
class ByCode(Need[Initiative | None]):
    """One initiative by the code on its receipt."""

    code: str


@dataclass(frozen=True, slots=True)
class Several(Need[tuple[Initiative, ...]]):
    """Initiatives by their ids, in that order; what is not there any more is left out."""

    ids: tuple[int, ...]


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
class LastHandedIn(Need[Initiative | None]):
    """What somebody handed in last, whatever became of it."""

    author: int


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
class BecameOf(Need[Fetched | None]):
    """What became of a file, None while it is not known yet."""

    file: int


@dataclass(frozen=True, slots=True)
class HistoryOf(Need[tuple[HistoryLine, ...]]):
    """Everything that was done with an initiative, the oldest first."""

    initiative: int
