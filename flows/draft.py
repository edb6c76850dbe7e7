"""An initiative on its way: the answers given so far, and what is kept of it once handed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal

State = Literal["draft", "pending", "verified", "returned", "rejected", "withdrawn"]
_DECIDED: frozenset[State] = frozenset({"verified", "returned", "rejected"})


@dataclass(frozen=True, slots=True)
class Secret:
    """A text that is stored encrypted and shown only by its last four characters."""

    secret: str

    def __repr__(self) -> str:
        """Keep it out of logs and test output."""
        return f"Secret({self.masked})"

    @property
    def masked(self) -> str:
        """Return what may be shown."""
        return f"••••{self.secret[-4:]}"


NOBODY_YET = 0
"""Stands for an author the store has no person for yet."""

Value = str | int | Secret | Mapping[str, "Value"] | tuple["Value", ...]
Answers = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Likeness:
    """Another initiative whose text is nearly the same, and how much of it, in percent."""

    initiative: int
    percent: int


@dataclass(frozen=True, slots=True)
class Overwritten:
    """What a decision wrote over, so that taking it back leaves nothing lost.

    That is the reason and the marks of before; `first` tells that its author had not changed what was handed in.
    """

    reason: str
    marks: Mapping[str, str]
    first: bool


@dataclass(frozen=True, slots=True)
class Initiative:
    """What a worker hands in, from the first answer to the last decision.

    `partials` are answers still being given (files so far, a text over the limit) and, by keys that begin with “@”,
    what the form asks out of turn; `sources` name the message that gave an answer, by question; `version` grows with
    every move, so that a decision about an older state is refused; `code` is None until it is handed in. `phase` is the
    one it was begun in, `alike` what was found when it was handed in. `opened_*` tell which officer first acted on the
    version that waits; `entered_by` who entered it on behalf of its author, `confirmed_at` when the author confirmed.

    While it waits, `desk` is the unit whose officers decide, None where there are none, `escalated` the unit above that
    has it too after a long time, `claimed_*` who has it in hand. `marks` are the questions it was returned for, each
    with its reason; they stay until the next decision. `decided_as` is the unit by whose right it was decided,
    `decided_for*` the officer who was stood in for; `told_at` is when the author was told of the decision,
    `unreached_at` since when that reached them nowhere. `overwritten` stays when a decision is taken back, and
    tells of one that was moved whether its author had corrected it.
    """

    id: int
    author: int
    programme: str
    state: State = "draft"
    version: int = 0
    answers: Answers = field(default_factory=dict)
    partials: Answers = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    code: str | None = None
    unit: str | None = None
    phase: str | None = None
    submitted_at: datetime | None = None
    decided_at: datetime | None = None
    decided_by: int | None = None
    decided_by_name: str = ""
    reason: str = ""
    alike: tuple[Likeness, ...] = ()
    opened_at: datetime | None = None
    opened_by: int | None = None
    opened_by_name: str = ""
    entered_by: int | None = None
    entered_by_name: str = ""
    confirmed_at: datetime | None = None
    desk: str | None = None
    escalated: str | None = None
    waiting_since: datetime | None = None
    claimed_by: int | None = None
    claimed_by_name: str = ""
    claimed_at: datetime | None = None
    marks: Mapping[str, str] = field(default_factory=dict)
    decided_as: str | None = None
    decided_for: int | None = None
    decided_for_name: str = ""
    told_at: datetime | None = None
    unreached_at: datetime | None = None
    overwritten: Overwritten | None = None

    @property
    def held(self) -> bool:
        """Tell whether it is decided and its author is not told yet: the decision may still be taken back."""
        return self.state in _DECIDED and self.told_at is None

    @property
    def unchanged(self) -> bool:
        """Tell whether officers have before them what was handed in first, however often it was decided on or moved."""
        return self.version <= 1 or (self.overwritten is not None and self.overwritten.first)

    def undecided(self) -> Initiative:
        """Return it as it stood before its decision; it waits, and whoever had opened it still has."""
        before = self.overwritten
        return replace(
            self,
            state="pending",
            decided_at=None,
            decided_by=None,
            decided_by_name="",
            reason=before.reason if before else "",
            marks=before.marks if before else {},
            decided_as=None,
            decided_for=None,
            decided_for_name="",
        )

    def as_known(self) -> Initiative:
        """Return it as its author may know it: until they are told of a decision it waits for one."""
        return self.undecided() if self.held else self

    @property
    def unconfirmed(self) -> bool:
        """Tell whether somebody entered it for an author who has not confirmed that yet."""
        return self.entered_by is not None and self.confirmed_at is None

    @property
    def editor(self) -> int:
        """Return who looks after it: its author, or whoever entered it until the author confirms."""
        return self.entered_by if self.entered_by is not None and self.unconfirmed else self.author

    def answer(self, question: str, value: Value) -> Initiative:
        """Return it with one question answered and nothing left half-given there."""
        return replace(self, answers={**self.answers, question: value}).let_go(question)

    def hold(self, question: str, value: Value) -> Initiative:
        """Return it with an answer kept that is not complete yet."""
        return replace(self, partials={**self.partials, question: value})

    def let_go(self, question: str) -> Initiative:
        """Return it with nothing held there any more."""
        return replace(self, partials={key: one for key, one in self.partials.items() if key != question})

    def told_by(self, question: str, source: str) -> Initiative:
        """Return it with the message that alone gave an answer; no source where it was given otherwise."""
        others = {key: one for key, one in self.sources.items() if key != question}
        return replace(self, sources={**others, question: source} if source else others)

    def text(self, question: str) -> str:
        """Return the answer to a question that is answered in words, empty where there is none."""
        value = self.answers.get(question, "")
        return value if isinstance(value, str) else ""

    @property
    def applied_on(self) -> date | None:
        """Return the day it went into use, None where it is not told."""
        return _day(self.answers.get("applied_on"))

    @property
    def recognised_on(self) -> date | None:
        """Return the day of the document that recognised it, None where it is not told."""
        recognition = self.answers.get("recognition")
        return _day(recognition.get("date")) if isinstance(recognition, Mapping) else None

    @property
    def benefit(self) -> int | None:
        """Return what it brings in a year, in đồng; None where that is not told or was told in words."""
        benefit = self.answers.get("benefit")
        return benefit if isinstance(benefit, int) else None

    @property
    def confidential(self) -> bool:
        """Tell whether its content stays within the unit that verifies it (demand 76)."""
        description = self.answers.get("description")
        return isinstance(description, Mapping) and description.get("confidential") == "yes"


def _day(value: Value | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) and value else None
