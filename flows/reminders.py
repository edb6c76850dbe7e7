"""What people are told without asking: that a phase has opened, and that one closes or has closed on their drafts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from flows.closing import closed
from flows.draft import Initiative
from flows.eligibility import open_phase
from flows.programme import VIETNAM, Phase, Programme
from flows.screen import N_, At, Line, Rows, Screen, button
from flows.units import UnitTree

_BEFORE = timedelta(days=3)
_SPREAD = timedelta(days=2)
SLOTS = 48
_WORTH_TELLING = timedelta(days=30)
_NEWS = timedelta(days=7)
_DAYTIME = range(7, 21)
CLOSING = "closing "


@dataclass(frozen=True, slots=True)
class Occasion:
    """A reason to tell those who have drafts of a phase; `event` names it, and each is told of an event once.

    `begins` is when the first of them may be told, and `spread` the time until the last.
    """

    phase: Phase
    event: str
    begins: datetime
    spread: timedelta = timedelta()

    def includes(self, person: int, now: datetime) -> bool:
        """Tell whether it is somebody's turn; by their id people are spread evenly."""
        return now - self.begins >= self.spread * (person % SLOTS) / SLOTS

    def slots(self, now: datetime) -> int:
        """Return how many of the slots, into which people are spread by their id, have their turn."""
        return min(SLOTS, SLOTS * (now - self.begins) // self.spread + 1)


def occasions(programme: Programme, now: datetime) -> Iterator[Occasion]:
    """Yield what there is to tell; nobody is woken at night."""
    if now.astimezone(VIETNAM).hour not in _DAYTIME:
        return
    present = programme.phase_at(now)
    for phase in programme.phases:
        begins = phase.closes - _BEFORE
        if begins <= now < phase.closes:
            yield Occasion(phase, f"{CLOSING}{phase.key}", begins, _SPREAD)
        opened = present.opens if present else phase.closes
        if phase.closes <= now < max(programme.closing(phase), opened) + _WORTH_TELLING:
            yield Occasion(phase, f"open {present.key}" if present else f"closed {phase.key}", phase.closes)


def openings(programme: Programme, now: datetime) -> Iterator[Occasion]:
    """Yield the phase that has just opened, which everybody who takes part is told, over two days."""
    if now.astimezone(VIETNAM).hour not in _DAYTIME:
        return
    for phase in programme.phases:
        if phase.opens <= now < min(phase.opens + _NEWS, phase.closes):
            yield Occasion(phase, f"open {phase.key}", phase.opens, _SPREAD)


def opened(programme: Programme, phase: Phase, *, officer: bool) -> Screen:
    """Return what tells that a phase has opened: to officers with the way to their figures."""
    line = N_(
        "{programme} has opened {phase}: initiatives are taken until {closes}.",
        programme=programme.short_name,
        phase=phase.name,
        closes=At(phase.closes, "closing"),
    )
    figures = button(N_("Progress against targets"), "quota")
    return Screen((line,), ((button(N_("Hand in an initiative"), "begin"),), *(((figures,),) if officer else ())))


def message(
    occasion: Occasion, drafts: tuple[Initiative, ...], programme: Programme, units: UnitTree, now: datetime
) -> Screen | None:
    """Return what to tell somebody of their drafts, newest first; None where the occasion does not concern them."""
    begun = (one for one in drafts if one.answers and (one.programme, one.phase) == (programme.key, occasion.phase.key))
    for draft in begun:
        if open_phase(draft, programme, units, now) and now < occasion.phase.closes:
            closes = At(occasion.phase.closes, "closing")
            soon = N_(
                "{phase} closes at {closes}. You have an unfinished initiative.",
                phase=occasion.phase.name,
                closes=closes,
            )
            return Screen((soon, *_title(draft)), _ways(draft))
        gone = closed(draft, programme, units, now)
        if gone:
            return Screen((gone.said, *_title(draft)), (*gone.rows, *_ways(draft)))
    return None


def _title(draft: Initiative) -> tuple[Line, ...]:
    title = draft.text("title")
    return (N_("“{title}”", title=title),) if title else ()


def _ways(draft: Initiative) -> Rows:
    return ((button(N_("Go on"), "draft", draft.id), button(N_("My initiatives"), "mine")),)
