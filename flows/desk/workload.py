"""What waits in the units below, how long it does and who decided how much, for the level above (demands 55, 59)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TypeVar

from flows.backlog import OfficerLoad, UnitLoad
from flows.effects import Refuse, Show
from flows.needs import WorkloadOf
from flows.rights import granted, units_for
from flows.scene import Scene, Turn
from flows.screen import N_, NN_, At, Button, Line, Listing, Msg, Rows, Screen, button, grid
from flows.vietnamese import sort_key

T = TypeVar("T")
_PAGE = 8
_OFFICERS = 15
_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)


def ways(scene: Scene) -> Rows:
    """Return the button for whoever oversees more than one unit."""
    code = _topmost(scene)
    return ((button(N_("Workload of the units"), "workload", code),),) if code else ()


def show(scene: Scene) -> Turn:
    """Show the load of the units below one, or that of their officers."""
    code = scene.action.arg(0) or _topmost(scene)
    if not code or granted(scene.facts.person, "oversee", code, scene.facts.units) is None:
        return scene.acknowledge(N_("This is not here any more.")).then(Refuse("workload without the right"))
    number = max(0, scene.action.number(2))
    officers = scene.action.arg(1) == "officers"
    screen = _officers(scene, code, number) if officers else _units(scene, code, number)
    return scene.move(scene.session.doing, Show(screen, in_place=bool(scene.action.arg(1))))


def _topmost(scene: Scene) -> str:
    overseen = units_for(scene.facts.person, "oversee")
    return next((code for code in overseen if scene.facts.units.children(code)), "")


def _units(scene: Scene, code: str, number: int) -> Screen:
    ranked = _worst_first(scene, code)
    number, shown = _part(ranked, number, _PAGE)
    lines: list[Line] = []
    for one in shown:
        lines += [_waiting(scene, one, _asked(scene, code)), *_decided(one)]
    below = tuple(
        button(N_("{unit} ›", unit=_name(scene, one.unit)), "workload", one.unit, "units", 0)
        for one in shown
        if one.unit != code and scene.facts.units.children(one.unit)
    )
    rows: Rows = (*grid(below, 2), *_turning(code, "units", number, len(ranked), _PAGE))
    rows = (*rows, (button(N_("By officer"), "workload", code, "officers", 0), *_up(scene, code)))
    title = N_("What waits · {unit} · as of {now}", unit=_name(scene, code), now=At(scene.facts.now, "short"))
    return Screen(tuple(lines), rows, title=title)


def _officers(scene: Scene, code: str, number: int) -> Screen:
    place = {one.unit: rank for rank, one in enumerate(_worst_first(scene, code))}
    officers = sorted(
        scene.facts[_asked(scene, code)].officers,
        key=lambda one: (place.get(one.under, len(place)), one.decided, sort_key(one.name)),
    )
    number, shown = _part(officers, number, _OFFICERS)
    lines: tuple[Line, ...] = tuple(_officer(scene, one) for one in shown)
    rows = _turning(code, "officers", number, len(officers), _OFFICERS)
    title = N_("Decided in the last 7 days, by officer · {unit}", unit=_name(scene, code))
    none = (N_("No unit here has an officer yet."),)
    return Screen(lines or none, (*rows, (button(N_("By unit"), "workload", code, "units", 0),)), title=title)


def _asked(scene: Scene, code: str) -> WorkloadOf:
    """Return what is asked about a unit; what is late is as the programme it takes part in has it."""
    programme = scene.facts.programme_over(code)
    return WorkloadOf(code, programme.late_days, programme.escalate_days)


def _worst_first(scene: Scene, code: str) -> list[UnitLoad]:
    """Return the units below, those with most that waits too long first; the unit itself only if anything is there."""
    there = [one for one in scene.facts[_asked(scene, code)].units if one.unit != code or one.waiting or one.decided]

    def badness(one: UnitLoad) -> tuple[int, int, float, int, object]:
        age = (scene.facts.now - one.oldest).total_seconds() if one.oldest else 0.0
        return -one.long_overdue, -one.overdue, -age, -one.waiting, sort_key(_name(scene, one.unit))

    return sorted(there, key=badness)


def _waiting(scene: Scene, load: UnitLoad, asked: WorkloadOf) -> Msg:
    name = _name(scene, load.unit)
    if load.oldest is None:
        return N_("{unit}: nothing waits", unit=name)
    told: list[Msg | str] = [
        NN_("{count} waits", "{count} wait", load.waiting),
        N_("longest {span}", span=_span(scene.facts.now - load.oldest)),
    ]
    if load.overdue:
        told.append(_over(asked.late_days, load.overdue))
    if load.long_overdue:
        told.append(_over(asked.escalate_days, load.long_overdue))
    return N_("{unit}: {told}", unit=name, told=Listing(tuple(told)))


def _over(days: int, waiting: int) -> Msg:
    return NN_("over {count} day: {waiting}", "over {count} days: {waiting}", days, waiting=waiting)


def _decided(load: UnitLoad) -> tuple[Msg, ...]:
    if load.median is None or load.ninetieth is None:
        return ()
    within = {"median": _within(load.median), "ninetieth": _within(load.ninetieth)}
    if load.decided == 1:
        return (N_("– in 30 days one was decided, within {median}", **within),)
    return (
        N_(
            "– in 30 days {count} were decided: half within {median}, nine tenths within {ninetieth}",
            count=load.decided,
            **within,
        ),
    )


def _officer(scene: Scene, load: OfficerLoad) -> Msg:
    return N_("{officer} · {unit}: {decided}", officer=load.name, unit=_name(scene, load.unit), decided=load.decided)


def _span(span: timedelta) -> Msg:
    """Say how long something has taken so far, in whole days, less than one in hours."""
    return _days(span // _DAY) if span >= _DAY else _hours(span // _HOUR)


def _within(span: timedelta) -> Msg:
    """Say within how many days or hours something was done, so that it is never said to have been faster."""
    return _days(-(-span // _DAY)) if span > _DAY else _hours(-(-span // _HOUR))


def _days(count: int) -> Msg:
    return NN_("{count} day", "{count} days", count)


def _hours(count: int) -> Msg:
    return NN_("{count} hour", "{count} hours", count) if count else N_("less than an hour")


def _part(ranked: Sequence[T], number: int, size: int) -> tuple[int, Sequence[T]]:
    """Return a page of a list with its number, the last one where a button names a page there is not."""
    number = min(number, max(0, (len(ranked) - 1) // size))
    return number, ranked[number * size : (number + 1) * size]


def _turning(code: str, style: str, number: int, total: int, size: int) -> Rows:
    turning: tuple[Button, ...] = ()
    if number:
        turning += (button(N_("‹ Previous page"), "workload", code, style, number - 1),)
    if total > (number + 1) * size:
        turning += (button(N_("Next page ›"), "workload", code, style, number + 1),)
    return (turning,) if turning else ()


def _up(scene: Scene, code: str) -> tuple[Button, ...]:
    unit = scene.facts.units.get(code)
    above = scene.facts.units.parent_of(unit) if unit else None
    if above is None or granted(scene.facts.person, "oversee", above, scene.facts.units) is None:
        return ()
    return (button(N_("‹ One level up"), "workload", above, "units", 0),)


def _name(scene: Scene, code: str) -> str:
    unit = scene.facts.units.get(code)
    return unit.short if unit else code
