"""Whom a push is for, how many those are, and how far one has come: plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Kind = Literal["behind", "silent", "drafts", "announcement"]
State = Literal["running", "stopped", "done"]
# Pushes of one family say the same thing to the same people, so that a person is told of it at most once in a while.
FAMILIES: tuple[tuple[Kind, ...], ...] = (("behind", "silent"), ("drafts",), ("announcement",))
# Two working days to act on a reminder before the next one; more often it is not read any more.
AGAIN_AFTER = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Aim:
    """A kind of people in a unit and in all below it, in a phase of a programme.

    They are the officers of units `behind`, which have reached less than `share` percent of their target, or `silent`,
    which have handed in nothing; the people who have left `drafts`; for an `announcement` all officers. The unit
    `itself` is meant as well where whoever pushes stands above it.
    """

    kind: Kind
    programme: str
    phase: str
    unit: str
    share: int = 0
    itself: bool = False


@dataclass(frozen=True, slots=True)
class Aimed:
    """A unit that a push is about: its figures, and how many of its people would be told."""

    unit: str
    verified: int = 0
    submitted: int = 0
    target: int | None = None
    people: int = 0


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom an aim means now: units, furthest behind first, and how many people.

    Not among the `people` who would be told are those who are `away`, reached by no account, those told `lately` by
    another push of the family, and units that have nobody. `under_way` are pushes that share the pace.
    """

    units: tuple[Aimed, ...] = ()
    people: int = 0
    away: int = 0
    lately: int = 0
    unmanned: tuple[str, ...] = ()
    under_way: int = 0

    @property
    def numbers(self) -> Numbers:
        """Return what somebody is shown before they send."""
        return Numbers(len(self.units), self.people, self.away, self.lately, len(self.unmanned))


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers somebody was shown: where they have changed at the press, they are shown again first."""

    units: int
    people: int
    away: int = 0
    lately: int = 0
    unmanned: int = 0


@dataclass(frozen=True, slots=True)
class Push:
    """A push as it was sent: to whom, in which words (none: the prepared ones), from when on."""

    id: int
    aim: Aim
    words: str
    starts_at: datetime
    numbers: Numbers


@dataclass(frozen=True, slots=True)
class Progressing:
    """How far a push has come: how many it has `sent`, `left` to go, and `missed`, whom nothing reaches.

    `lately` are those left out because another push has just told them; `under_way` are pushes that share the pace.
    """

    push: Push
    sender: int
    state: State
    sent: int = 0
    left: int = 0
    missed: int = 0
    lately: int = 0
    under_way: int = 1
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ToRing:
    """Who is to be called because a push did not reach them, by unit; of an officer the name, of others the number."""

    unit: str
    names: tuple[str, ...] = ()
    count: int = 0


def family(kind: Kind) -> tuple[Kind, ...]:
    """Return the kinds of pushes that tell the same."""
    return next(one for one in FAMILIES if kind in one)
