"""Rejecting: a reason is a must (demand 49); of a likely duplicate it may name the other one (demand 64)."""

from __future__ import annotations

from flows.desk import claims, comparing, deciding, reasons
from flows.draft import Initiative
from flows.effects import Notify, Show
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
        button(_duplicate(scene, one), "reason", *here, _SAME, place)
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
        return _as_duplicate(scene, initiative, twin) if twin else scene.show(screen(scene, initiative))
    offered, number = _prepared(scene, initiative), scene.action.number(3)
    if not 0 <= number < len(offered):
        return scene.show(screen(scene, initiative))
    return deciding.decide(scene, initiative, "reject", offered[number])


def typed(scene: Scene, reasoning: Reasoning) -> Turn:
    """Reject with a reason in the officer's own words, or one chosen by its number."""
    initiative = deciding.reasoned(scene, reasoning)
    if isinstance(initiative, Turn):
        return initiative
    twins = tuple(_twins(scene, initiative).values())
    named = tuple(_duplicate(scene, one) for one in twins)
    reason = reasons.read(scene.said, (*named, *_prepared(scene, initiative)))
    if isinstance(reason, Msg):
        return scene.show(screen(scene, initiative, reason))
    if reason in named:
        return _as_duplicate(scene, initiative, twins[named.index(reason)])
    return deciding.decide(scene, initiative, "reject", reason)


def _as_duplicate(scene: Scene, initiative: Initiative, twin: Initiative) -> Turn:
    """Reject it as the same as another, which stays as it is; the author of that one is told, nobody is named."""
    turn = deciding.decide(scene, initiative, "reject", _duplicate(scene, twin))
    return turn if twin.editor == initiative.editor else turn.then(Notify(twin.editor, _compared(twin)))


def _compared(twin: Initiative) -> Screen:
    named = {"code": twin.code or "", "title": twin.text("title")}
    lines = (
        N_("Your initiative {code} “{title}” was compared with another one that is nearly the same.", **named),
        N_("Yours does not change, and there is nothing for you to do."),
    )
    return Screen(lines, ((button(N_("Look at {code}", code=twin.code or ""), "one", twin.id),),))


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


def _duplicate(scene: Scene, twin: Initiative) -> str:
    return scene.facts.programme(twin.programme).duplicate_reason.replace("{code}", twin.code or "")


def _prepared(scene: Scene, initiative: Initiative) -> tuple[str, ...]:
    return scene.facts.programme(initiative.programme).reasons.get("reject", ())
