"""An officer in the middle of giving a reason: what it is for."""

from __future__ import annotations

from flows.desk import rejecting, reopening, returning
from flows.needs import ById
from flows.scene import Scene, Turn
from flows.screen import Msg, Screen
from flows.session import Reasoning


def prepared(scene: Scene) -> Turn:
    """Take the prepared reason that was pressed."""
    return returning.prepared(scene) if scene.action.arg(2) == "return" else rejecting.prepared(scene)


def typed(scene: Scene, doing: Reasoning) -> Turn:
    """Read what was typed in answer to the question for a reason."""
    if doing.move == reopening.MOVE:
        return reopening.typed_reason(scene, doing)
    return returning.typed(scene, doing) if doing.move == "return" else rejecting.typed(scene, doing)


def question(scene: Scene, doing: Reasoning, problem: Msg | None = None) -> Screen | None:
    """Return what the officer is asked now, None where there is nothing to decide any more."""
    if doing.move == reopening.MOVE:
        return reopening.open_again(scene, doing, problem)
    initiative = scene.facts[ById(doing.initiative)]
    if initiative is None or initiative.state != "pending":
        return None
    if doing.move == "return":
        return returning.screen(scene, initiative, doing, problem)
    return rejecting.screen(scene, initiative, problem)
