"""What somebody is asked beside a form: how words answer it, how it is asked again, how it is left."""

from __future__ import annotations

from collections.abc import Mapping

from flows import confirming, joining, report
from flows.desk import choosing, delegation, reasoning, reopening
from flows.effects import Show
from flows.nomination import asking, ticking
from flows.pushing import choosing as pushing
from flows.scene import Scene, Turn
from flows.screen import N_, Msg, Screen, Takes, button
from flows.session import (
    Beside,
    ChoosingHour,
    Confirming,
    Delegating,
    Joining,
    Justifying,
    Nominating,
    Pushing,
    Reasoning,
    Ticking,
)

_TAKES: Mapping[type[Beside], Takes] = {
    Reasoning: "words",
    Confirming: "words",
    ChoosingHour: "digits",
    Delegating: "digits",
    Justifying: "words",
    Nominating: "digits",
    Ticking: "digits",
    Joining: "choice",
}


def takes(doing: Beside) -> Takes:
    """Return what is taken as an answer beside the choices of what is asked."""
    if isinstance(doing, Pushing):
        return "words" if doing.asks == "words" else "choice"
    return _TAKES[type(doing)]


def answered(scene: Scene, doing: Beside) -> Turn:
    """Take words as the answer to what was asked last."""
    match doing:
        case Reasoning():
            return reasoning.typed(scene, doing)
        case Confirming():
            return confirming.answer(scene, doing)
        case ChoosingHour():
            return choosing.answer(scene, doing)
        case Delegating():
            return delegation.typed(scene, doing)
        case Pushing():
            return pushing.typed(scene, doing)
        case Justifying():
            return report.answer(scene, doing)
        case Nominating():
            return asking.answer(scene, doing)
        case Ticking():
            return ticking.answer(scene, doing)
        case Joining():
            return joining.answer(scene, doing)


def question(scene: Scene, doing: Beside, note: Msg | None) -> Screen | None:
    """Return what was asked last, with fresh buttons; None where it is no longer to be asked."""
    match doing:
        case Reasoning():
            return reasoning.question(scene, doing, note)
        case Confirming():
            return confirming.question(scene, doing, note)
        case ChoosingHour():
            return choosing.question(doing, note)
        case Delegating():
            return delegation.question(scene, doing, note)
        case Pushing():
            return pushing.question(scene, doing, note)
        case Justifying():
            return report.question(note)
        case Nominating():
            return asking.here(scene, doing, note)
        case Ticking():
            return ticking.question(scene, doing, note)
        case Joining():
            return joining.question(scene, doing, note)


def left(scene: Scene, doing: Beside) -> Turn:
    """Leave it unanswered and go back to what was open before."""
    match doing:
        case ChoosingHour():
            return choosing.leave(scene, doing)
        case Pushing():
            return pushing.leave(scene)
        case Joining():
            return joining.leave(scene, doing)
        case _:
            return scene.move(doing.then, Show(_stopped(doing)))


def _stopped(doing: Reasoning | Confirming | Delegating | Justifying | Nominating | Ticking) -> Screen:
    match doing:
        case Reasoning():
            verb = "one" if doing.move == reopening.MOVE else "card"
            back = button(N_("‹ Back to the card"), verb, doing.initiative)
            return Screen((N_("Stopped. Nothing was decided."),), ((back,),))
        case Confirming():
            return Screen((N_("Stopped. Nothing was confirmed."),))
        case Delegating():
            return delegation.stopped()
        case Justifying():
            return report.stopped()
        case Nominating():
            return asking.stopped()
        case Ticking():
            return ticking.stopped()
