"""An officer in the middle of giving a reason: which of the two decisions it is for."""

from __future__ import annotations

from flows.desk import rejecting, returning
from flows.draft import Initiative
from flows.scene import Scene, Turn
from flows.screen import Msg, Screen
from flows.session import Reasoning


def prepared(scene: Scene) -> Turn:
    """Take the prepared reason that was pressed."""
    return returning.prepared(scene) if scene.action.arg(2) == "return" else rejecting.prepared(scene)


def typed(scene: Scene, doing: Reasoning) -> Turn:
    """Read what was typed in answer to the question for a reason."""
    return returning.typed(scene, doing) if doing.move == "return" else rejecting.typed(scene, doing)


def question(scene: Scene, initiative: Initiative, doing: Reasoning, problem: Msg | None = None) -> Screen:
    """Return what the officer is asked now."""
    if doing.move == "return":
        return returning.screen(scene, initiative, doing, problem)
    return rejecting.screen(scene, initiative, problem)
