"""Which officers learn at once that an initiative has come to their desk."""

from __future__ import annotations

from dataclasses import replace

from flows.desk import card
from flows.desk.routing import verifiers
from flows.draft import Initiative
from flows.effects import Effect, Notify, PassedOn
from flows.needs import ById, HaveCard, Reachable, VerifiersOf, WaitingFor
from flows.said import Stranded
from flows.scene import Scene, Turn
from flows.screen import Screen


def cards(scene: Scene, initiative: Initiative) -> tuple[Effect, ...]:
    """Return the cards that go to the officers of an initiative's unit."""
    return tuple(
        Notify(person, _card(scene, initiative, person), about=initiative.id) for person in verifiers(scene, initiative)
    )


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
    cards = (Notify(one, _card(scene, initiative, one), about=initiative.id) for one in to)
    return Turn(scene.session, (seen_to, *cards))


def _card(scene: Scene, initiative: Initiative, officer: int) -> Screen:
    queue = scene.facts[WaitingFor(officer)]
    return card.card(initiative, scene.facts, replace(queue, count=queue.count + 1), reader=officer)
