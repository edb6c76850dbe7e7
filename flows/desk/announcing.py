"""How the officers of a desk learn that an initiative has come there: the one place that makes cards unasked."""

from __future__ import annotations

from dataclasses import replace

from flows.backlog import Queue
from flows.desk import card, hearing
from flows.desk.routing import still_decides, verifiers
from flows.draft import Initiative
from flows.effects import Effect, Notify, PassedOn
from flows.needs import ById, DeskOf, HaveCard, Reachable, VerifiersOf, WaitingFor
from flows.said import Stranded
from flows.scene import Scene, Turn


def cards(scene: Scene, initiative: Initiative, again_for: int | None = None) -> tuple[Effect, ...]:
    """Return what the officers of an initiative's unit are told at once, and whoever returned it (demand 48)."""
    officers = verifiers(scene, initiative)
    if again_for is not None and again_for not in officers and still_decides(scene, initiative, again_for):
        officers = (*officers, again_for)
    return tuple(effect for officer in officers for effect in told(scene, initiative, officer))


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


def pass_on(scene: Scene, stranded: Stranded) -> Turn:
    """See to a card that could not be delivered: to the officer elsewhere, to another one, else one level up.

    Nothing is sent where another officer who can be reached has a card of it already.
    """
    initiative = scene.facts[ById(stranded.initiative)]
    seen_to = PassedOn(stranded.message)
    if initiative is None or initiative.state != "pending":
        return Turn(scene.session, (seen_to,))
    officer, path = scene.facts.person.id, scene.facts.units.path(initiative.unit or "")
    others = tuple(one for one in verifiers(scene, initiative) if one != officer)
    have = scene.facts[HaveCard(initiative.id)]
    if scene.facts[Reachable((officer,))]:
        return _passed(scene, initiative, seen_to, (officer,))
    if reached := scene.facts[Reachable(others)]:
        return _passed(scene, initiative, seen_to, () if have & {*reached} else reached[:1])
    for unit in path:
        officers = scene.facts[VerifiersOf((unit.code,), without=initiative.author, nor=initiative.entered_by)]
        if reached := scene.facts[Reachable(officers)]:
            return _passed(scene, initiative, seen_to, () if have & {*reached} else reached[:1])
    return Turn(scene.session, (seen_to,))


def _passed(scene: Scene, initiative: Initiative, seen_to: PassedOn, to: tuple[int, ...]) -> Turn:
    cards = (
        Notify(one, card.card(initiative, scene.facts, _queue(scene, initiative, one), reader=one), about=initiative.id)
        for one in to
    )
    return Turn(scene.session, (seen_to, *cards))


def _queue(scene: Scene, initiative: Initiative, officer: int) -> Queue:
    """Return an officer's queue as it will be once the initiative is in it."""
    queue, before = scene.facts[WaitingFor(officer)], scene.facts[ById(initiative.id)]
    if before is not None and before.state == "pending" and officer in verifiers(scene, before):
        return queue
    return replace(queue, count=queue.count + 1)
