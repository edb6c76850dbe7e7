"""Which of all that waits is meant: at whose desks, and what of it somebody wants to see."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from string import ascii_uppercase, digits

from flows.programme import Programme, Window

CLAIM_LASTS = timedelta(minutes=10)
MOST_COUNTED = 1_000
_DIGITS = digits + ascii_uppercase
_NUMBER = re.compile("[0-9A-Z]{1,3}")


@dataclass(frozen=True, slots=True)
class Desks:
    """The desks of some units, as somebody sees them who does not decide on what these persons wrote or entered."""

    units: tuple[str, ...]
    without: tuple[int, ...] = ()

    def nor(self, person: int) -> Desks:
        """Return them without what somebody else wrote or entered either."""
        return replace(self, without=tuple(dict.fromkeys((*self.without, person))))


@dataclass(frozen=True, slots=True)
class Sieve:
    """What somebody wants to see of what waits, all of it without any.

    With `overdue` only what has waited for more days than that; `remarked` is True for only what needs attention, False
    for only what does not; `below` takes all that waits anywhere in the subtrees, whoever decides; `unit` only what is
    in the subtree of that one.
    """

    overdue: int = 0
    remarked: bool | None = None
    corrected: bool = False
    below: bool = False
    unit: str = ""

    @property
    def token(self) -> tuple[str, str]:
        """Return it as two arguments of a button, without anything personal."""
        flags = ((_number(self.overdue), self.overdue > 0), ("r", self.remarked is True), ("p", self.remarked is False))
        more = (("c", self.corrected), ("b", self.below))
        return "".join(flag for flag, raised in (*flags, *more) if raised), self.unit

    @classmethod
    def read(cls, flags: str, unit: str) -> Sieve:
        """Return the sieve of a button; what a forger writes means nothing."""
        remarked = True if "r" in flags else False if "p" in flags else None
        overdue = _NUMBER.search(flags)
        return cls(int(overdue[0], len(_DIGITS)) if overdue else 0, remarked, "c" in flags, "b" in flags, unit)

    def with_unit(self, unit: str) -> Sieve:
        """Return it for one unit only."""
        return replace(self, unit=unit)


@dataclass(frozen=True, slots=True)
class Bounds:
    """By what the answers of a programme's initiatives are known to need attention, so that the store can tell."""

    programme: str
    applied: Window
    recognised: Window
    needs_recognition: bool
    counts_until: datetime | None

    @classmethod
    def of(cls, programmes: Iterable[Programme]) -> tuple[Bounds, ...]:
        """Return the bounds of some programmes."""
        return tuple(
            cls(one.key, one.applied, one.recognised, "recognition" in one.questions, one.counts_until)
            for one in programmes
        )


@dataclass(frozen=True, slots=True)
class View:
    """Some desks seen through a sieve; `bounds` are there where the sieve asks what needs attention."""

    desks: tuple[Desks, ...]
    sieve: Sieve = Sieve()
    bounds: tuple[Bounds, ...] = ()

    @property
    def with_own_work(self) -> View:
        """Return it with what somebody wrote or entered themselves."""
        return replace(self, desks=tuple(replace(one, without=()) for one in self.desks))


def _number(days: int) -> str:
    """Return a number in few characters, none of which is a flag: a button has no room for more."""
    rest, last = divmod(days, len(_DIGITS))
    return (_number(rest) if rest else "") + _DIGITS[last]
