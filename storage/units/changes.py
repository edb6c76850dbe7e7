"""What an operator changes from a day on: units merged, a unit renamed; what was before stays as it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncSession

from flows.units import Unit
from storage.units import rows
from storage.units.versions import OPERATOR, Version, first_day, timeline

_DAY = timedelta(days=1)
Obstacle = Literal["unknown", "not there", "changes later"]


class UnitChangeError(Exception):
    """A unit that cannot be changed on a day, and why; `day` is that of a later change, if there is one."""

    def __init__(self, code: str, why: Obstacle, day: date | None = None) -> None:
        """Name the unit and what is in the way."""
        super().__init__(f"{code}: {why}")
        self.code, self.why, self.day = code, why, day


@dataclass(frozen=True, slots=True)
class Merger:
    """Units that another one takes over for from a day on, and why.

    `into` is that unit as it is from that day on; where it `is_new` there was none of its code before.
    """

    codes: tuple[str, ...]
    into: Unit
    is_new: bool
    on: date
    reason: str


async def merge(session: AsyncSession, merger: Merger) -> rows.Changes:
    """Let a unit take over from others; raises UnitChangeError. The same again changes nothing."""
    into = merger.into.code
    before = await rows.versions_of(session, (*merger.codes, into))
    timelines = {code: _taken_over(before.get(code, ()), code, merger) for code in merger.codes}
    if merger.is_new:
        founded = Version(merger.into, merger.on, None, origin=OPERATOR, reason=merger.reason)
        timelines[into] = timeline([founded])
    else:
        timelines[into] = _named_anew(before.get(into, ()), merger.into, merger.on, merger.reason)
    return await rows.replace_versions(session, timelines, before)


async def rename(session: AsyncSession, unit: Unit, on: date, reason: str) -> rows.Changes:
    """Give a unit another name from a day on; raises UnitChangeError. The same again changes nothing."""
    before = await rows.versions_of(session, (unit.code,))
    timelines = {unit.code: _named_anew(before.get(unit.code, ()), unit, on, reason)}
    return await rows.replace_versions(session, timelines, before)


def _taken_over(versions: Sequence[Version], code: str, merger: Merger) -> tuple[Version, ...]:
    """Return the versions of a unit that ends on the day before a merger."""
    earlier, present = _parted(versions, code, merger.on)
    if present.presence == "merged" and present.unit.parent == merger.into.code and present.valid_from == merger.on:
        return timeline((*earlier, present))
    if present.presence != "there":
        raise UnitChangeError(code, "not there")
    taken = replace(present.unit, parent=merger.into.code)
    return timeline((*earlier, Version(taken, merger.on, None, "merged", OPERATOR, merger.reason)))


def _named_anew(versions: Sequence[Version], unit: Unit, on: date, reason: str) -> tuple[Version, ...]:
    """Return the versions of a unit that has another name from a day on, and is still found by the old one."""
    earlier, present = _parted(versions, unit.code, on)
    if present.presence != "there":
        raise UnitChangeError(unit.code, "not there")
    if (present.unit.name, present.unit.short) == (unit.name, unit.short):
        return tuple(versions)
    known_as = dict.fromkeys((*present.unit.aliases, present.unit.name, present.unit.short))
    named = replace(present.unit, name=unit.name, short=unit.short, aliases=tuple(known_as))
    return timeline((*earlier, Version(named, on, present.valid_to, "there", OPERATOR, reason)))


def _parted(versions: Sequence[Version], code: str, on: date) -> tuple[list[Version], Version]:
    """Return the versions that end before a day, and the one of that day."""
    if not versions:
        raise UnitChangeError(code, "unknown")
    solid = [one for one in versions if one.presence != "absent"]
    later = next((one for one in solid if first_day(one) > on), None)
    if later:
        raise UnitChangeError(code, "changes later", first_day(later))
    present = next((one for one in versions if one.on(on)), versions[-1])
    return [one.until(on - _DAY) for one in solid if first_day(one) < on], present
