"""The days an officer will be away: read from what was typed, and refused where they cannot be."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from flows.programme import VIETNAM
from flows.screen import N_, NN_, Day, Msg
from flows.session import Delegating
from flows.vietnamese import clean_line, fold
from flows.written_days import WrittenDay, read_day

DAY = timedelta(days=1)
_LONGEST = 90
_NAMED_DAYS = {"ngay mai": 1, "sang mai": 1, "mai": 1, "ngay kia": 2, "today": 0, "tomorrow": 1}


def read(text: str, today: date) -> WrittenDay:
    """Read a day, most of them to come: without a year the nearest such day, but for the past half year."""
    words = fold(clean_line(text))
    if words in _NAMED_DAYS:
        return WrittenDay(today + _NAMED_DAYS[words] * DAY)
    return read_day(text, today if "hom" in words.split() else today + 2 * _LONGEST * DAY)


def impossible(doing: Delegating, now: datetime) -> Msg | None:
    """Say why days told so far cannot be, None where they can."""
    begins, ends, today = doing.begins_at, doing.ends_at, day_of(now)
    if begins and day_of(begins) < today:
        return N_("{day} is over. Choose today or a later day.", day=Day(day_of(begins)))
    if begins and day_of(begins) > today + _LONGEST * DAY:
        return N_("{day} is more than {days} days away. Choose an earlier one.", day=Day(day_of(begins)), days=_LONGEST)
    if begins is None or ends is None:
        return None
    last = day_of(ends) - DAY
    if ends <= max(begins, now):
        return N_(
            "{last} is before {first}. The last day comes after the first.", last=Day(last), first=Day(day_of(begins))
        )
    if (last - day_of(begins)).days >= _LONGEST:
        return NN_(
            "That is more than {count} day. Choose an earlier last day; it can be renewed.",
            "That is more than {count} days. Choose an earlier last day; it can be renewed.",
            _LONGEST,
        )
    return None


def day_of(instant: datetime) -> date:
    """Return the day an instant lies on in Vietnam."""
    return instant.astimezone(VIETNAM).date()


def midnight(day: date) -> datetime:
    """Return when a day begins in Vietnam."""
    return datetime.combine(day, time(), VIETNAM)
