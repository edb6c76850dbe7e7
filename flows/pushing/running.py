"""A push under way: how far it has come, stopping it, and the report at its end."""

from __future__ import annotations

from flows.effects import Refuse, Show, StopPush
from flows.needs import CallsAfter, PushOf
from flows.pushing import pace
from flows.pushing.aims import Aim, Audience, Progressing, Push, ToRing
from flows.pushing.messages import name
from flows.pushing.preview import aim_in_words, may, phase_of
from flows.scene import Scene, Turn
from flows.screen import N_, NN_, At, Button, Line, Listing, Msg, Rows, Screen, button
from flows.units import UnitTree

CALLS = 20
_GONE = N_("This is not here any more.")


def begun(scene: Scene, push: Push, audience: Audience) -> Screen:
    """Return what is shown when a push has just been sent off."""
    progressing = Progressing(
        push, scene.facts.person.id, "running", left=audience.people, under_way=audience.under_way + 1
    )
    return screen(scene, progressing)


def pressed(scene: Scene) -> Turn:
    """Show how far a push has come."""
    found = scene.facts[PushOf(scene.action.number(0))]
    return show_if_theirs(scene, found) if found else _refused(scene)


def show_if_theirs(scene: Scene, found: Progressing) -> Turn:
    """Show how far a push has come, in place of what was pressed, to whoever sent it or may send such a one."""
    if not is_theirs(scene, found):
        return _refused(scene)
    return Turn(scene.session, (Show(screen(scene, found), in_place=True),))


def stop(scene: Scene) -> Turn:
    """Drop what has not been sent yet."""
    found = scene.facts[PushOf(scene.action.number(0))]
    if found is None or not is_theirs(scene, found):
        return _refused(scene)
    if found.state != "running":
        return Turn(scene.session, (Show(screen(scene, found), in_place=True),))
    lines = (
        _about(scene, found.push.aim),
        N_("Stopped. {sent} had been sent, {left} are not sent any more.", sent=found.sent, left=found.left),
    )
    stopped = Show(Screen(lines, ((_state(found.push.id),),)), in_place=True)
    return Turn(scene.session, (StopPush(found.push), stopped))


def calls(scene: Scene) -> Turn:
    """List who is to be called because a push did not reach them."""
    found = scene.facts[PushOf(scene.action.number(0))]
    if found is None or not is_theirs(scene, found):
        return _refused(scene)
    rings, page = scene.facts[CallsAfter(found.push.id)], max(0, scene.action.number(1))
    lines = ringing(rings[page * CALLS : (page + 1) * CALLS], scene.facts.units)
    more = len(rings) > (page + 1) * CALLS
    ways: Rows = ((_next(found.push.id, page + 1),),) if more else ()
    nobody = (N_("Everybody was reached."),)
    return scene.show(Screen(lines or nobody, ways, title=N_("To be called")))


def report(found: Progressing, about: Msg, rings: tuple[ToRing, ...], units: UnitTree) -> Screen:
    """Return the report at the end of a push: how many it reached, and who is to be called instead."""
    lines: list[Line] = [about, _reached(found)]
    if found.lately:
        lines.append(_lately(found))
    if rings:
        lines += ["", N_("Not reached; please call:"), *ringing(rings[:CALLS], units)]
    more = len(rings) - CALLS
    ways: Rows = ((_next(found.push.id, 1),),) if more > 0 else ()
    if more > 0:
        lines.append(NN_("… and {count} more unit", "… and {count} more units", more))
    return Screen(tuple(lines), (*ways, (_targets(),)), title=N_("Everything has been sent"))


def ringing(rings: tuple[ToRing, ...], units: UnitTree) -> tuple[Line, ...]:
    """Return who is to be called, a line for each unit."""
    return tuple(_ring(one, units) for one in rings)


def screen(scene: Scene, found: Progressing) -> Screen:
    """Return how far a push has come, with how long it still takes."""
    push, now = found.push, scene.facts.now
    about = _about(scene, push.aim)
    numbers = N_(
        "Sent: {sent} · still to go: {left} · not reached: {missed}",
        sent=found.sent,
        left=found.left,
        missed=found.missed,
    )
    lines: list[Line] = [about, numbers]
    if found.lately:
        lines.append(_lately(found))
    if found.state != "running":
        ended = N_("Stopped on the way.") if found.state == "stopped" else N_("Everything has been sent.")
        rows: Rows = ((button(N_("Who is to be called"), "push-calls", push.id, 0),), (_targets(),))
        return Screen((*lines, ended), rows)
    begins = max(push.starts_at, pace.next_day(now))
    if begins > now:
        lines.append(N_("Nobody is woken at night: it goes on at {begins}.", begins=At(begins)))
    if found.left:
        lines.append(N_("It takes {time} more.", time=pace.lasts(begins, found.left, found.under_way)))
    stop_it = button(N_("Stop"), "push-stop", push.id)
    return Screen(
        tuple(lines), ((_state(push.id), stop_it),), title=N_("On the way · as of {now}", now=At(now, "short"))
    )


def _reached(found: Progressing) -> Msg:
    return NN_("{count} person was reached.", "{count} people were reached.", found.sent)


def _lately(found: Progressing) -> Msg:
    return NN_(
        "{count} was left out: somebody else had just told them.",
        "{count} were left out: somebody else had just told them.",
        found.lately,
    )


def _ring(one: ToRing, units: UnitTree) -> Msg:
    unit = name(one.unit, units)
    if one.names:
        return N_("{unit}: {names}", unit=unit, names=Listing(one.names))
    if one.count:
        return N_("{unit}: {people}", unit=unit, people=NN_("{count} person", "{count} people", one.count))
    return N_("{unit}: no officer yet", unit=unit)


def _about(scene: Scene, aim: Aim) -> Msg:
    return aim_in_words(aim, phase_of(scene, aim), scene.facts.units)


def is_theirs(scene: Scene, found: Progressing) -> bool:
    """Tell whether somebody sent a push, or may send such a one."""
    return found.sender == scene.facts.person.id or may(scene, found.push.aim.unit, "announcement")


def _state(push: int) -> Button:
    return button(N_("How far is it now?"), "push-state", push)


def _next(push: int, page: int) -> Button:
    return button(N_("Next page ›"), "push-calls", push, page)


def _targets() -> Button:
    return button(N_("Progress against targets"), "quota")


def _refused(scene: Scene) -> Turn:
    return scene.acknowledge(_GONE).then(Refuse("a push without the right"))
