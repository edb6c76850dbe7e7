"""Which officers learn at once that an initiative has come to their desk."""

from __future__ import annotations

from dataclasses import replace

from flows.desk import card
from flows.desk.routing import still_decides, verifiers
from flows.draft import Initiative
from flows.effects import Effect, Notify
from flows.needs import WaitingFor
from flows.scene import Scene
from flows.screen import Screen


def cards(scene: Scene, initiative: Initiative, again_for: int | None = None) -> tuple[Effect, ...]:
    """Return the cards that go to the officers of an initiative's unit, and to whoever returned it (demand 48)."""
    told = verifiers(scene, initiative)
    if again_for is not None and again_for not in told and still_decides(scene, initiative, again_for):
        told = (*told, again_for)
    return tuple(Notify(person, _card(scene, initiative, person), about=initiative.id) for person in told)


def _card(scene: Scene, initiative: Initiative, officer: int) -> Screen:
    queue = scene.facts[WaitingFor(officer)]
    return card.card(initiative, scene.facts, replace(queue, count=queue.count + 1), reader=officer)
