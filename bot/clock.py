"""The one source of the present instant; everything below `bot/` gets it as an argument."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the present instant, aware and in UTC."""

    def now(self) -> datetime:
        """Return the present instant in UTC."""
        ...


class SystemClock:
    """The machine's own clock, as in production."""

    def now(self) -> datetime:
        """Return the machine's present instant."""
        return datetime.now(UTC)


class MovableClock:
    """A running clock that starts at a chosen instant and can be moved, for demos and tests against past programmes."""

    def __init__(self, start: datetime, source: Clock | None = None) -> None:
        """Start at an aware instant and run on as the source runs."""
        if start.tzinfo is None:
            raise ValueError("a clock starts at an instant with its time zone, e.g. 2022-03-21T09:00:00+07:00")
        self._source = source or SystemClock()
        self._offset = start - self._source.now()

    def now(self) -> datetime:
        """Return the moved instant."""
        return (self._source.now() + self._offset).astimezone(UTC)

    def move_to(self, instant: datetime) -> None:
        """Go on from another instant, forwards or back."""
        self._offset = instant - self._source.now()

    def forward(self, by: timedelta) -> None:
        """Jump ahead by a span of time."""
        self._offset += by


class FrozenClock:
    """A clock that stands still until it is moved, for tests that must not depend on the machine's speed."""

    def __init__(self, start: datetime) -> None:
        """Stand at an aware instant."""
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        """Return the instant it stands at."""
        return self._now

    def move_to(self, instant: datetime) -> None:
        """Stand at another instant."""
        self._now = instant.astimezone(UTC)

    def forward(self, by: timedelta) -> None:
        """Stand later by a span of time."""
        self._now += by
