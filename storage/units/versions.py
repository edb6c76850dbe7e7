"""The dated versions of a unit, and the timeline they make: for every day a row, also for those it does not exist."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

from flows.units import Unit

Presence = Literal["there", "merged", "absent"]
OPERATOR = "operator"

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Version:
    """What a unit is for some days, both included, None for an open end; on others `unit.parent` stands for it."""

    unit: Unit
    valid_from: date | None = None
    valid_to: date | None = None
    presence: Presence = "there"
    origin: str = ""
    reason: str = ""

    def on(self, day: date) -> bool:
        """Tell whether this is the version of a day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)

    def until(self, day: date) -> Version:
        """Return it with a last day, which no later one replaces."""
        return replace(self, valid_to=day if self.valid_to is None else min(self.valid_to, day))


def timeline(named: Iterable[Version], kept: Iterable[Version] = (), merged: str | None = None) -> tuple[Version, ...]:
    """Return the versions of one code, for every day one.

    From the first day of a `kept` version on, only kept ones count: what an operator has changed no pack takes back.
    `merged` is the unit that takes over after the last day; without one the unit above stands in where no version is.
    """
    later = sorted(kept, key=first_day)
    earlier = [one for one in named if not later or first_day(one) < first_day(later[0])]
    if later and later[0].valid_from:
        earlier = [one.until(later[0].valid_from - _DAY) for one in earlier]
    return tuple(_without_gaps(sorted((*earlier, *later), key=first_day), merged))


def labelled_as(version: Version, before: Iterable[Version]) -> Iterator[Version]:
    """Yield a version in as many parts as its unit had different labels so far, each with those; else as it is.

    `before` are the versions for every day there were until now.
    """
    parts: list[Version] = []
    for one in sorted(before, key=first_day):
        first, last = max(first_day(version), first_day(one)), min(_last_day(version), _last_day(one))
        if first > last:
            continue
        labels = one.unit.labels if one.presence == "there" else ()
        if parts and parts[-1].unit.labels == labels:
            first = first_day(parts.pop())
        unit = replace(version.unit, labels=labels)
        parts.append(
            replace(
                version,
                unit=unit,
                valid_from=None if first == date.min else first,
                valid_to=None if last == date.max else last,
            )
        )
    yield from parts or (version,)


def _last_day(version: Version) -> date:
    return version.valid_to or date.max


def _without_gaps(versions: list[Version], merged: str | None) -> Iterator[Version]:
    first, last = versions[0], versions[-1]
    if first.valid_from:
        yield replace(first, presence="absent", valid_from=None, valid_to=first.valid_from - _DAY)
    for version, following in pairwise(versions):
        yield version
        if version.valid_to and following.valid_from and following.valid_from - version.valid_to > _DAY:
            yield _gap(version, following.valid_from - _DAY)
    yield last
    if last.valid_to:
        yield _merged(last, merged) if merged else _gap(last, None)


def _gap(before: Version, last_day: date | None) -> Version:
    after = before.valid_to + _DAY if before.valid_to else None
    return replace(before, presence="absent", valid_from=after, valid_to=last_day)


def _merged(before: Version, into: str) -> Version:
    return replace(_gap(before, None), presence="merged", unit=replace(before.unit, parent=into))


def first_day(version: Version) -> date:
    """Return the day a version begins on, the earliest there is for one that was always there."""
    return version.valid_from or date.min
