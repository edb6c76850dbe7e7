"""The digest: everything that waits for an officer in one message, what has waited longest first (demand 56)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from flows.backlog import Backlog, Overdue
from flows.desk.hearing import FIRST_HOUR, LAST_HOUR, ways
from flows.person import Person
from flows.programme import VIETNAM, Programme, over
from flows.rights import decides_for
from flows.screen import N_, NN_, Line, Screen
from flows.units import UnitTree

MOST_NAMED = 10
MOST_A_DAY = 2
_MOST_UNITS = 8
_LONGEST_TITLE = 80


def due(now: datetime) -> tuple[date, range]:
    """Return today and the hours whose digests may be sent now; one that was missed is made up for, not at night."""
    local = now.astimezone(VIETNAM)
    first = FIRST_HOUR if local.hour < LAST_HOUR else LAST_HOUR
    return local.date(), range(first, min(local.hour, LAST_HOUR) + 1) if local.hour <= LAST_HOUR else range(0)


def late_days(person: Person, programmes: tuple[Programme, ...], units: UnitTree, now: datetime) -> int:
    """Return after how many days something has waited too long: as the programme of an officer's first unit has it."""
    first = next(iter(decides_for(person)), "")
    return over([one.code for one in units.path(first)], programmes, now).late_days


def screen(backlog: Backlog, units: UnitTree, now: datetime, late_days: int) -> Screen:
    """Return the digest of what waits; `late_days` are those after which something was counted as late."""
    total = NN_("{count} initiative waits for you", "{count} initiatives wait for you", backlog.total)
    lines = (*_news(backlog), *_waiting_longest(backlog, now, late_days), *_by_unit(backlog, units))
    return Screen(lines, ways(), title=total)


def _news(backlog: Backlog) -> tuple[Line, ...]:
    if backlog.fresh is None:
        return ()
    if backlog.fresh == 0:
        return (N_("Nothing new since the last digest."),)
    return (NN_("{count} is new since the last digest.", "{count} are new since the last digest.", backlog.fresh),)


def _waiting_longest(backlog: Backlog, now: datetime, late_days: int) -> tuple[Line, ...]:
    if not backlog.late:
        return (N_("The oldest waits since: {days}.", days=_days(backlog.oldest or now, now)),)
    heading = NN_(
        "{count} has waited longer than {days} days:",
        "{count} have waited longer than {days} days:",
        backlog.late,
        days=late_days,
    )
    named = tuple(_overdue(one, now) for one in backlog.longest)
    more = backlog.late - len(named)
    return ("", heading, *named, *((N_("… and {count} more", count=more),) if more else ()))


def _overdue(one: Overdue, now: datetime) -> Line:
    title = one.title if len(one.title) <= _LONGEST_TITLE else f"{one.title[:_LONGEST_TITLE].rsplit(' ', 1)[0]} …"
    return N_("{code} · “{title}” · {days}", code=one.code, title=title, days=_days(one.since, now))


def _days(since: datetime, now: datetime) -> Line:
    days = (now - since) // timedelta(days=1)
    return NN_("{count} day", "{count} days", days) if days else N_("less than a day")


def _by_unit(backlog: Backlog, units: UnitTree) -> tuple[Line, ...]:
    """Return how many wait in each unit, the most first; what is left is one number, so that the sum is the total."""
    most = sorted(backlog.units, key=lambda one: (-one[1], one[0]))
    if len(most) == 1:
        return ()
    shown, left = most[:_MOST_UNITS], most[_MOST_UNITS:]
    lines = tuple(N_("{unit}: {count}", unit=_name(code, units), count=count) for code, count in shown)
    rest = NN_(
        "and {count} more unit: {waiting}",
        "and {count} more units: {waiting}",
        len(left),
        waiting=sum(count for _, count in left),
    )
    return ("", N_("By unit:"), *lines, *((rest,) if left else ()))


def _name(code: str, units: UnitTree) -> str:
    unit = units.get(code)
    return unit.short if unit else code
