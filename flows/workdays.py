"""Working days, in which offices promise an answer (decision 21)."""

from __future__ import annotations

from datetime import date, timedelta

# The holidays on fixed days of the solar year (Labour Code 2019, art. 112); those of the lunar year are not counted.
_HOLIDAYS = frozenset({(1, 1), (30, 4), (1, 5), (2, 9)})
_SATURDAY = 5


def working_days_after(day: date, count: int) -> date:
    """Return the day by which so many working days have passed after a day."""
    while count > 0:
        day += timedelta(days=1)
        count -= day.weekday() < _SATURDAY and (day.day, day.month) not in _HOLIDAYS
    return day
