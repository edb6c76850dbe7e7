"""What is not somebody's looks like nothing there; that they asked for it is written down (demand 61)."""

from __future__ import annotations

from flows.draft import Initiative
from flows.effects import Refuse
from flows.rights import has_hand_in
from flows.scene import Scene


def noted(scene: Scene, initiative: Initiative | None) -> tuple[Refuse, ...]:
    """Return the note that somebody pressed an author's button of an initiative that is not theirs."""
    if initiative is None or has_hand_in(scene.facts.person, initiative):
        return ()
    return (Refuse(f"{scene.action.verb} without the right"),)
