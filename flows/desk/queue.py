"""What waits for an officer: how many, the oldest first."""

from __future__ import annotations

from flows.desk import card, claims
from flows.effects import Show
from flows.needs import Waiting
from flows.rights import decides_for
from flows.scene import Scene, Turn
from flows.screen import N_, Screen


def show(scene: Scene) -> Turn:
    """Show the oldest initiative that waits for this officer, and how many there are."""
    units = decides_for(scene.facts.person)
    if not units:
        return scene.show(Screen((N_("This command is for verifying officers."),)))
    waiting = scene.facts[Waiting(units, reader=scene.facts.person.id)]
    if waiting.oldest is None:
        return scene.show(Screen((N_("Nothing waits for you."),)))
    shown = Show(card.card(waiting.oldest, scene.facts, waiting), about=waiting.oldest.id)
    return Turn(scene.session, (*claims.opening(scene, waiting.oldest), shown))
