"""The digest of the week for staff: where their units stand, what has changed, who is behind, what waits too long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flows.desk.hearing import FIRST_HOUR, LAST_HOUR
from flows.effects import ChooseWeekly
from flows.needs import WeeklyOf
from flows.programme import VIETNAM, Phase
from flows.rights import units_for
from flows.scene import Scene, Turn
from flows.screen import N_, NN_, Button, Line, Msg, Screen, Share, button
from flows.tallies import Progress, Tally
from flows.units import UnitTree

LATE_DAYS = 7
MOST_UNITS = 3
_LOWEST = 3
_MONDAY, _TUESDAY = 0, 1
_OFFERED = (7, 8, 12, 16)
_ALLOWED = frozenset(range(FIRST_HOUR, LAST_HOUR + 1))
_NOT_THEIRS = Screen((N_("This is for staff."),))


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a unit stands in the phase that is open; `late` are those that have waited longer than a week."""

    unit: str
    phase: Phase
    progress: Progress
    late: int


def due(now: datetime) -> tuple[date, int] | None:
    """Return the Monday of the week whose digest may be sent now, and up to which hour somebody chose.

    What was missed on Monday is made up for by day, until the evening of Tuesday.
    """
    local = now.astimezone(VIETNAM)
    if local.hour not in _ALLOWED or local.weekday() not in (_MONDAY, _TUESDAY):
        return None
    late = local.weekday() == _TUESDAY
    return local.date() - timedelta(days=local.weekday()), LAST_HOUR if late else local.hour


def screen(standings: tuple[Standing, ...], units: UnitTree, now: datetime) -> Screen:
    """Return the digest: one message, however many units somebody has."""
    lines: list[Line] = []
    for one in standings:
        lines += ["", *_standing(one, units, now)]
    ways = (button(N_("Progress against targets"), "quota"),), (button(N_("Another hour, or never"), "weekly"),)
    return Screen(tuple(lines[1:]), ways, title=N_("The week that was"))


def show(scene: Scene) -> Turn:
    """Offer the hours at which the digest may come."""
    if not units_for(scene.facts.person, "push"):
        return scene.show(_NOT_THEIRS)
    lines = (_present(scene.facts[WeeklyOf(scene.facts.person.id)]), N_("At which hour of Monday shall it come?"))
    hours = tuple(button(N_("{hour}:00", hour=hour), "weekly-at", hour) for hour in _OFFERED)
    return scene.show(Screen(lines, (hours, (button(N_("Never"), "weekly-at", "never"),))))


def choose(scene: Scene) -> Turn:
    """Keep the hour that was pressed."""
    if not units_for(scene.facts.person, "push"):
        return scene.show(_NOT_THEIRS)
    chosen = scene.action.number(0)
    if scene.action.arg(0) != "never" and chosen not in _ALLOWED:
        return show(scene)
    hour = None if scene.action.arg(0) == "never" else chosen
    again: tuple[tuple[Button, ...], ...] = ((button(N_("Another hour, or never"), "weekly"),),)
    return scene.show(Screen((_present(hour),), again)).after(ChooseWeekly(hour))


def _present(hour: int | None) -> Msg:
    if hour is None:
        return N_("The digest of the week does not come.")
    return N_("The digest of the week comes every Monday at {hour}:00.", hour=hour)


def _standing(one: Standing, units: UnitTree, now: datetime) -> list[Line]:
    total = one.progress.total
    lines: list[Line] = [
        N_("{unit} · {phase}", unit=_name(one.unit, units), phase=one.phase.name),
        *_verified(total, one.progress.last_week),
        N_(
            "Waiting: {pending}; longer than {days} days: {late}.",
            pending=total.pending,
            days=LATE_DAYS,
            late=one.late,
        ),
        *_pace(one, now),
    ]
    behind = sorted((tally for tally in one.progress.children if tally.target), key=_worst_first)[:_LOWEST]
    return [*lines, *((N_("Furthest behind:"), *(_row(tally, units) for tally in behind)) if behind else ())]


def _verified(total: Tally, last_week: int) -> tuple[Line, ...]:
    if not total.target:
        return (
            N_("Verified: {verified}, {more} of them in the last 7 days.", verified=total.verified, more=last_week),
        )
    return (
        N_(
            "Verified: {verified}/{target} ({share}), {more} of them in the last 7 days.",
            verified=total.verified,
            target=total.target,
            share=Share(total.verified, total.target),
            more=last_week,
        ),
    )


def _pace(one: Standing, now: datetime) -> tuple[Line, ...]:
    missing, days = (one.progress.total.target or 0) - one.progress.total.verified, one.phase.days_left(now)
    if missing <= 0 or not days:
        return ()
    return (
        NN_(
            "{count} day left: {needed} a day are needed, the last 7 days brought {pace} a day.",
            "{count} days left: {needed} a day are needed, the last 7 days brought {pace} a day.",
            days,
            needed=-(-missing // days),
            pace=round(one.progress.last_week / 7),
        ),
    )


def _worst_first(tally: Tally) -> tuple[float, int, str]:
    return tally.verified / (tally.target or 1), -(tally.target or 0), tally.unit


def _row(tally: Tally, units: UnitTree) -> Msg:
    return N_(
        "{unit}: {verified}/{target} ({share})",
        unit=_name(tally.unit, units),
        verified=tally.verified,
        target=tally.target or 0,
        share=Share(tally.verified, tally.target or 0),
    )


def _name(code: str, units: UnitTree) -> str:
    unit = units.get(code)
    return unit.short if unit else code
