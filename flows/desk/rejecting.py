"""Rejecting: a reason is a must (demand 49); of a likely duplicate it may name the other one (demand 64)."""

from __future__ import annotations

from flows.desk import claims, comparing, deciding, duplicates, reasons
from flows.draft import Initiative
from flows.effects import Show
from flows.rights import may_read
from flows.scene import Scene, Turn
from flows.screen import N_, Msg, Rows, Screen, button, column
from flows.session import Reasoning

_SAME = "same"


def ask(scene: Scene) -> Turn:
    """Ask why an initiative is rejected: prepared reasons, or words of one's own."""
    initiative = deciding.in_hand(scene)
    if isinstance(initiative, Turn):
        return initiative
    reasoning = Reasoning(initiative.id, initiative.version, "reject", then=deciding.own_form(scene.session))
    return scene.move(reasoning, *claims.opening(scene, initiative)).then(Show(screen(scene, initiative)))


def screen(scene: Scene, initiative: Initiative, problem: Msg | None = None) -> Screen:
    """Return the question for the reason."""
    here = (initiative.id, initiative.version, "reject")
    twins = (
        button(duplicates.reason(scene.facts, one), "reason", *here, _SAME, place)
        for place, one in _twins(scene, initiative).items()
    )
    prepared = (button(reason, "reason", *here, number) for number, reason in enumerate(_prepared(scene, initiative)))
    back: Rows = ((button(N_("‹ Back to the card"), "card", initiative.id),),)
    question = N_("Why is {code} rejected? The author reads the reason.", code=initiative.code or "")
    return Screen((question, reasons.OWN), (*column(*twins, *prepared), *back), problem=problem)


def prepared(scene: Scene) -> Turn:
    """Reject with one of the prepared reasons, or as the same as another initiative."""
    initiative = deciding.in_hand(scene)
    if isinstance(initiative, Turn):
        return initiative
    if scene.action.arg(3) == _SAME:
        twin = _twins(scene, initiative).get(scene.action.number(4))
        if twin is None:
            return scene.show(screen(scene, initiative))
        return deciding.decide(scene, initiative, "reject", duplicates.reason(scene.facts, twin))
    offered, number = _prepared(scene, initiative), scene.action.number(3)
    if not 0 <= number < len(offered):
        return scene.show(screen(scene, initiative))
    return deciding.decide(scene, initiative, "reject", offered[number])


def typed(scene: Scene, reasoning: Reasoning) -> Turn:
    """Reject with a reason in the officer's own words, or one chosen by its number."""
    initiative = deciding.reasoned(scene, reasoning)
    if isinstance(initiative, Turn):
        return initiative
    named = tuple(duplicates.reason(scene.facts, one) for one in _twins(scene, initiative).values())
    reason = reasons.read(scene.said, (*named, *_prepared(scene, initiative)))
    if isinstance(reason, Msg):
        return scene.show(screen(scene, initiative, reason))
    return deciding.decide(scene, initiative, "reject", reason)


def _twins(scene: Scene, initiative: Initiative) -> dict[int, Initiative]:
    """Return, by their place among its likes, what the officer may read, where the programme has words for that."""
    if not scene.facts.programme(initiative.programme).duplicate_reason:
        return {}
    person, units = scene.facts.person, scene.facts.units
    return {
        initiative.alike.index(likeness): one
        for likeness, one in comparing.present(initiative, scene.facts)
        if may_read(person, one, units)
    }


def _prepared(scene: Scene, initiative: Initiative) -> tuple[str, ...]:
    return scene.facts.programme(initiative.programme).reasons.get("reject", ())
