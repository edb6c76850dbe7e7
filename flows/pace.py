"""What each day left must bring, what days have brought lately, and where that leads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flows.programme import VIETNAM, Phase
from flows.screen import N_, NN_, At, Day, Line, Rate, Share
from flows.tallies import Progress

WEEK = 7


@dataclass(frozen=True, slots=True)
class Window:
    """When a phase is open for a unit, and the instant somebody asks at."""

    opens: datetime
    closes: datetime
    now: datetime

    @property
    def days_left(self) -> int:
        """Return the whole days until it closes."""
        return max(0, (self.closes - self.now) // timedelta(days=1))

    @property
    def today(self) -> date:
        """Return the day it is in Vietnam."""
        return self.now.astimezone(VIETNAM).date()

    @property
    def days_counted(self) -> int:
        """Return over how many whole days before today is looked back: at most a week, and not before it opened."""
        return min(WEEK, max(0, (self.today - self.opens.astimezone(VIETNAM).date()).days))


def window(phase: Phase, closes: datetime, now: datetime) -> Window:
    """Return when a phase is open for somebody for whom it may close later than for others."""
    return Window(phase.opens, closes, now)


def lines(progress: Progress, window: Window) -> tuple[Line, ...]:
    """Say when a phase opens, closed, or what is needed a day and where the last days lead.

    Without a target only what the last days have brought can be said.
    """
    total = progress.total
    if window.now < window.opens:
        return (N_("Opens at {opens}.", opens=At(window.opens)),)
    if window.now >= window.closes:
        return (N_("Closed since {closes}.", closes=At(window.closes, "closing")),)
    recent = _recent(progress, window)
    if not total.target:
        return (recent,)
    missing = total.target - total.verified
    if missing < 0:
        return (
            NN_("{count} more than the target.", "{count} more than the target.", -missing),
            recent,
        )
    if missing == 0:
        return (N_("The target is reached."), recent)
    return (_needed(missing, window), recent, *_forecast(progress, missing, window))


def _needed(missing: int, window: Window) -> Line:
    if window.days_left == 0:
        return N_("It closes at {closes}: {missing} are missing.", closes=At(window.closes, "closing"), missing=missing)
    return NN_(
        "{count} day left: {needed} a day are needed to reach the target.",
        "{count} days left: {needed} a day are needed to reach the target.",
        window.days_left,
        needed=-(-missing // window.days_left),
    )


def _recent(progress: Progress, window: Window) -> Line:
    if not window.days_counted:
        return N_("Verified today: {today}", today=progress.today)
    return NN_(
        "Yesterday: {pace} · today so far: {today}",
        "Last {count} days: {pace} a day · today so far: {today}",
        window.days_counted,
        pace=Rate(progress.last_week, window.days_counted),
        today=progress.today,
    )


def _forecast(progress: Progress, missing: int, window: Window) -> tuple[Line, ...]:
    """Say where the pace of the whole days before today leads; nothing where there is none."""
    pace, days = progress.last_week, window.days_counted
    if not pace or not days or not window.days_left:
        return ()
    needed = -(-missing * days // pace)
    if needed <= window.days_left:
        day = window.today + timedelta(days=needed)
        return (N_("At this pace the target is reached about {day}.", day=Day(day)),)
    verified, target = progress.total.verified + pace * window.days_left // days, progress.total.target or 0
    return (
        N_(
            "At this pace about {verified} ({share}) by the closing day, {day}.",
            verified=verified,
            share=Share(verified, target),
            day=Day((window.closes - timedelta(microseconds=1)).astimezone(VIETNAM).date()),
        ),
    )
