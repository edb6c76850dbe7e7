"""Opening a decision again: by an officer of a unit above the one that decided, with a reason (demands 52 and 53)."""

from __future__ import annotations

from dataclasses import replace

from flows.desk import announcing, card, deciding, reasons
from flows.desk.routing import desk
from flows.draft import Initiative
from flows.effects import Carry, Effect, Move, Notify, RedrawCards, SettleTapped, Show
from flows.needs import ById
from flows.rights import reopening_role
from flows.scene import Scene, Turn
from flows.screen import N_, Msg, Rows, Screen, button, column
from flows.session import Reasoning
from flows.states import allowed

MOVE: Move = "reopen"


def way(scene: Scene, initiative: Initiative) -> Rows:
    """Return the button that opens a decision again, for whoever may."""
    if not _open_to(scene, initiative):
        return ()
    return ((button(N_("Reopen it, to be decided again"), "reconsider", initiative.id, initiative.version),),)


def ask(scene: Scene) -> Turn:
    """Ask why a decision is opened again."""
    initiative = scene.facts[ById(scene.action.number(0))]
    if initiative is None or not _has_right(scene, initiative):
        return deciding.refused(scene)
    if not _open_to(scene, initiative) or initiative.version != scene.action.number(1):
        return scene.show(Screen((_not_any_more(initiative),)))
    reasoning = Reasoning(initiative.id, initiative.version, MOVE, then=deciding.own_form(scene.session))
    return scene.move(reasoning, Show(reason_screen(scene, initiative)))


def reason_screen(scene: Scene, initiative: Initiative, problem: Msg | None = None) -> Screen:
    """Return the question for the reason."""
    here = (initiative.id, initiative.version)
    prepared = scene.facts.programme(initiative.programme).reasons.get(MOVE, ())
    offered = (button(reason, "reconsider-for", *here, number) for number, reason in enumerate(prepared))
    question = N_(
        "Why is {code} opened again? The author and the officer who decided read the reason.",
        code=initiative.code or "",
    )
    leave = (button(N_("Leave it as it is"), "one", initiative.id),)
    return Screen((question, reasons.OWN), (*column(*offered), leave), problem=problem)


def prepared_reason(scene: Scene) -> Turn:
    """Open again with one of the prepared reasons."""
    initiative = scene.facts[ById(scene.action.number(0))]
    if initiative is None or not _has_right(scene, initiative):
        return deciding.refused(scene)
    if not _open_to(scene, initiative) or initiative.version != scene.action.number(1):
        return scene.show(Screen((_not_any_more(initiative),)))
    prepared, number = scene.facts.programme(initiative.programme).reasons.get(MOVE, ()), scene.action.number(2)
    if not 0 <= number < len(prepared):
        return scene.show(reason_screen(scene, initiative))
    return _reopen(scene, initiative, prepared[number])


def typed_reason(scene: Scene, reasoning: Reasoning) -> Turn:
    """Open again with a reason in the officer's own words."""
    initiative = scene.facts[ById(reasoning.initiative)]
    if initiative is None or not _has_right(scene, initiative):
        return scene.move(reasoning.then, *deciding.refused(scene).effects)
    if not _open_to(scene, initiative) or initiative.version != reasoning.version:
        return scene.move(reasoning.then, Show(Screen((_not_any_more(initiative),))))
    reason = reasons.read(scene.said, scene.facts.programme(initiative.programme).reasons.get(MOVE, ()))
    if isinstance(reason, Msg):
        return scene.show(reason_screen(scene, initiative, reason))
    return _reopen(scene, initiative, reason)


def open_again(scene: Scene, reasoning: Reasoning, problem: Msg | None = None) -> Screen | None:
    """Return the open question for the reason, None where there is nothing to open any more."""
    initiative = scene.facts[ById(reasoning.initiative)]
    return reason_screen(scene, initiative, problem) if initiative and _open_to(scene, initiative) else None


def _has_right(scene: Scene, initiative: Initiative) -> bool:
    return reopening_role(scene.facts.person, initiative, scene.facts.units) is not None


def _open_to(scene: Scene, initiative: Initiative) -> bool:
    """Tell whether a decision stands, its author knows it, and the person may open it again."""
    return allowed(MOVE, initiative.state) and not initiative.held and _has_right(scene, initiative)


def _not_any_more(initiative: Initiative) -> Msg:
    if initiative.held:
        return N_("Whoever decided can still take it back; after those ten minutes you can open it again.")
    return N_("This is out of date. {outcome}", outcome=card.outcome(initiative))


def _reopen(scene: Scene, initiative: Initiative, reason: str) -> Turn:
    """Have it wait again, tell its author and whoever decided, and give its officers their cards."""
    person = scene.facts.person
    after = replace(
        initiative.undecided(),
        version=initiative.version + 1,
        reason=reason,
        opened_at=scene.facts.now,
        opened_by=person.id,
        opened_by_name=person.name,
        waiting_since=scene.facts.now,
        escalated=None,
        claimed_by=None,
        claimed_by_name="",
        claimed_at=None,
        told_at=None,
        unreached_at=None,
        overwritten=None,
    )
    after = replace(after, desk=desk(scene, after))
    effects: list[Effect] = [
        SettleTapped(reason),
        Carry(MOVE, after, version=initiative.version, reason=reason),
        RedrawCards(after.id, N_("{code} was opened again by {officer}.", code=_code(after), officer=person.name)),
        Notify(after.editor, _told(initiative, after)),
        *announcing.cards(scene, after),
    ]
    if initiative.decided_by not in (None, person.id):
        effects.append(Notify(initiative.decided_by, _told_the_officer(scene, after)))
    done = Screen((N_("Opened again: {code} waits for a decision.", code=_code(after)),))
    return scene.move(deciding.own_form(scene.session), *effects, Show(done))


def _told(before: Initiative, after: Initiative) -> Screen:
    """Return what the author, or whoever entered it, is told, with the next step."""
    named = {"code": _code(after), "title": after.text("title")}
    was = (
        N_("{code} “{title}”, which was verified, is looked at again by the union above.", **named)
        if before.state == "verified"
        else N_("{code} “{title}”, which was rejected, is looked at again by the union above.", **named)
    )
    lines = (
        was,
        N_("Reason: {reason}", reason=after.reason),
        N_("You need not do anything. You are told here of the new decision."),
    )
    return Screen(lines, ((button(N_("See where it stands"), "one", after.id),),))


def _told_the_officer(scene: Scene, after: Initiative) -> Screen:
    named = {"code": _code(after), "officer": scene.facts.person.name}
    opened = N_("{officer} has opened your decision on {code} again. It waits for a new one.", **named)
    return Screen((opened, N_("Reason: {reason}", reason=after.reason)))


def _code(initiative: Initiative) -> str:
    return initiative.code or ""
