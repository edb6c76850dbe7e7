"""How fast a push goes out, and that nobody is woken by one."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from flows.programme import VIETNAM
from flows.screen import N_, NN_, At, Msg

# A bot may send about 30 a second to all chats together; half of that is left to answers.
A_SECOND = 15
DAY_BEGINS, DAY_ENDS = time(7), time(21)
_MINUTE, _HOUR = 60, 3600
_LONG = 90


def is_day(now: datetime) -> bool:
    """Tell whether messages that nobody asked for may be sent."""
    return DAY_BEGINS <= now.astimezone(VIETNAM).time() < DAY_ENDS


def next_day(now: datetime) -> datetime:
    """Return the instant itself by day, else the next morning."""
    local = now.astimezone(VIETNAM)
    if is_day(now):
        return now
    day = local.date() + timedelta(days=local.time() >= DAY_ENDS)
    return datetime.combine(day, DAY_BEGINS, VIETNAM)


def seconds(people: int, under_way: int) -> int:
    """Return how long it takes to send to so many, while so many pushes share the pace."""
    return -(-people * max(under_way, 1) // A_SECOND)


def ends(start: datetime, people: int, under_way: int) -> datetime:
    """Return when the last of so many will have been sent theirs, if nights are left out."""
    left, at = timedelta(seconds=seconds(people, under_way)), next_day(start)
    while True:
        evening = datetime.combine(at.astimezone(VIETNAM).date(), DAY_ENDS, VIETNAM)
        if at + left <= evening:
            return at + left
        left -= evening - at
        at = next_day(evening)


def lasts(start: datetime, people: int, under_way: int) -> Msg:
    """Say how long it takes; where a night comes between, when it will be over."""
    end, begun = ends(start, people, under_way), next_day(start)
    if end.astimezone(VIETNAM).date() > begun.astimezone(VIETNAM).date():
        return N_("about until {end}, with the nights left out", end=At(end))
    whole = int((end - begun).total_seconds())
    if whole < _MINUTE:
        return N_("less than a minute")
    minutes = -(-whole // _MINUTE)
    if minutes < _LONG:
        return NN_("about {count} minute", "about {count} minutes", minutes)
    return NN_("about {count} hour", "about {count} hours", -(-whole // _HOUR))
