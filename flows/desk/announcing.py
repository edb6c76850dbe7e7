"""How the officers of a desk learn that an initiative has come there: the one place that makes cards unasked."""

from __future__ import annotations

from dataclasses import replace

from flows.desk import card, hearing
from flows.desk.routing import verifiers
from flows.draft import Initiative
from flows.effects import Effect, Notify
from flows.needs import ById, DeskOf, WaitingFor
from flows.records import Queue
from flows.scene import Scene


def cards(scene: Scene, initiative: Initiative) -> tuple[Effect, ...]:
    """Return what the officers of an initiative's unit are told of it at once."""
    return tuple(effect for officer in verifiers(scene, initiative) for effect in told(scene, initiative, officer))


def told(scene: Scene, initiative: Initiative, officer: int) -> tuple[Effect, ...]:
    """Return what one officer is told at once: a card, once that there are no more cards, or nothing."""
    choice = scene.facts[DeskOf(officer)]
    if choice.cards == "digest":
        return ()
    queue = _queue(scene, initiative, officer)
    if hearing.gets_card(choice, queue.count):
        shown = card.card(initiative, scene.facts, queue, reader=officer)
        return (Notify(officer, shown, about=initiative.id),)
    return (Notify(officer, hearing.instead_of_cards(queue.count, choice), once=hearing.NO_MORE_CARDS),)


def _queue(scene: Scene, initiative: Initiative, officer: int) -> Queue:
    """Return an officer's queue as it will be once the initiative is in it."""
    queue, before = scene.facts[WaitingFor(officer)], scene.facts[ById(initiative.id)]
    if before is not None and before.state == "pending" and officer in verifiers(scene, before):
        return queue
    return replace(queue, count=queue.count + 1)
