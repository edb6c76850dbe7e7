"""The officer decides: verify, return with a reason, reject with a reason; rights are read again at every press."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from flows.deputies import decider
from flows.desk import card, claims
from flows.desk.telling import undo_way
from flows.draft import Initiative, Overwritten
from flows.effects import Carry, Effect, LetGo, Move, RedrawCards, Refuse, SettleTapped, Show
from flows.needs import ById, ProgressOf, Waiting
from flows.rights import deciding_role, desks_of, may_decide
from flows.scene import Scene, Turn
from flows.screen import N_, NN_, At, Line, Msg, Rows, Screen, Share, button
from flows.session import Beside, Filling, Reasoning, Session
from flows.sieve import View
from flows.states import target

_GONE = N_("This is not here any more.")
_DONE: dict[str, Msg] = {"verify": N_("Verified"), "return": N_("Returned"), "reject": N_("Rejected")}


def verify(scene: Scene) -> Turn:
    """Verify at one press."""
    initiative = in_hand(scene)
    return initiative if isinstance(initiative, Turn) else decide(scene, initiative, "verify", "")


def own_form(session: Session) -> Filling | None:
    """Return the officer's own form that goes on after the decision."""
    doing = session.doing
    return doing.then if isinstance(doing, Beside) else doing


def reasoned(scene: Scene, reasoning: Reasoning) -> Initiative | Turn:
    """Return the initiative that words give a reason for, or the turn that answers instead."""
    initiative = scene.facts[ById(reasoning.initiative)]
    if initiative is None or not may_decide(scene.facts.person, initiative, scene.facts.units):
        return scene.move(reasoning.then, Show(Screen((_GONE,))))
    if initiative.state != "pending":
        return scene.move(reasoning.then, Show(Screen((already(initiative),))))
    return initiative if initiative.version == reasoning.version else _newer(scene, initiative)


def show_card(scene: Scene) -> Turn:
    """Show the card again."""
    initiative = scene.facts[ById(scene.action.number(0))]
    if initiative is None or not may_decide(scene.facts.person, initiative, scene.facts.units):
        return refused(scene)
    if initiative.state != "pending":
        return scene.move(own_form(scene.session), Show(Screen((already(initiative),))))
    shown = Show(card.card(initiative, scene.facts), about=initiative.id)
    return scene.move(own_form(scene.session), *claims.opening(scene, initiative), shown)


def put_aside(scene: Scene) -> Turn:
    """Leave an initiative for later, or to a colleague; it stays in the queue."""
    initiative = scene.facts[ById(scene.action.number(0))]
    if initiative is None or not may_decide(scene.facts.person, initiative, scene.facts.units):
        return refused(scene)
    left = scene.acknowledge(N_("It stays in your queue: /queue"))
    return left.then(*claims.opening(scene, initiative), LetGo(initiative.id))


def take_over(scene: Scene) -> Turn:
    """Go on with what a colleague has in hand, from its card."""
    initiative = _waiting(scene)
    if isinstance(initiative, Turn):
        return initiative
    mine = replace(initiative, claimed_by=scene.facts.person.id)
    shown = Show(card.card(mine, scene.facts), about=initiative.id)
    return scene.move(own_form(scene.session), *claims.opening(scene, initiative, over=True), shown)


def in_hand(scene: Scene) -> Initiative | Turn:
    """Return the initiative a button is about, or the turn that answers instead; a colleague may have it in hand."""
    initiative = _waiting(scene)
    if isinstance(initiative, Initiative) and claims.with_colleague(initiative, scene.facts):
        return scene.move(own_form(scene.session), Show(claims.question(initiative)))
    return initiative


def _waiting(scene: Scene) -> Initiative | Turn:
    """Return the initiative a button is about if the person may decide on it as they saw it, else what answers."""
    initiative = scene.facts[ById(scene.action.number(0))]
    if initiative is None or not may_decide(scene.facts.person, initiative, scene.facts.units):
        return refused(scene)
    if initiative.state != "pending":
        return scene.show(Screen((already(initiative),)), RedrawCards(initiative.id, card.outcome(initiative)))
    return initiative if initiative.version == scene.action.number(1) else _newer(scene, initiative)


def _newer(scene: Scene, initiative: Initiative) -> Turn:
    """Answer a card from before a correction, or from before a decision was taken back, with the card as it is now."""
    note, choice = N_("That card is out of date. This is how it reads now."), N_("out of date")
    if not initiative.unchanged and not initiative.reason:
        note = N_("That card is out of date: the author has corrected it. This is how it reads now.")
        choice = N_("corrected by the author")
    newest = replace(card.card(initiative, scene.facts), problem=note)
    settled = SettleTapped(choice)
    return Turn(scene.session, (*claims.opening(scene, initiative), settled, Show(newest, about=initiative.id)))


def refused(scene: Scene) -> Turn:
    """Answer whoever has no right to something as if it were not there, and note it."""
    return scene.acknowledge(_GONE).then(Refuse(f"{scene.action.verb} without the right"))


def already(initiative: Initiative) -> Msg:
    if initiative.decided_at is None or initiative.state in ("pending", "withdrawn"):
        return N_("This card is out of date. {outcome}", outcome=card.outcome(initiative))
    named: dict[str, Msg] = {
        "verified": N_("{officer} has already verified this initiative, at {at}.", **_who(initiative)),
        "returned": N_("{officer} has already returned this initiative, at {at}.", **_who(initiative)),
        "rejected": N_("{officer} has already rejected this initiative, at {at}.", **_who(initiative)),
    }
    return named[initiative.state]


def _who(initiative: Initiative) -> dict[str, Line | At]:
    return {"officer": decider(initiative), "at": At(initiative.decided_at)} if initiative.decided_at else {}


def decide(
    scene: Scene, initiative: Initiative, move: Move, reason: str, marked: Mapping[str, str] | None = None
) -> Turn:
    """Carry out a decision and go on with what the officer was doing; the author is told once it cannot be undone.

    `marked` are the questions it is returned for, each with its reason.
    """
    after, effects = decided(scene, initiative, move, reason, marked)
    if scene.action.verb == "reason":
        effects = (SettleTapped(tuple(marked.values())[-1] if marked else reason), *effects)
    return scene.move(own_form(scene.session), *effects, Show(_confirmed(scene, after, move)))


def decided(
    scene: Scene, initiative: Initiative, move: Move, reason: str, marked: Mapping[str, str] | None = None
) -> tuple[Initiative, tuple[Effect, ...]]:
    """Return what a decision makes of an initiative, and all that it causes but for the answer to the officer."""
    person = scene.facts.person
    role = deciding_role(person, initiative, scene.facts.units)
    after = replace(
        initiative,
        state=target(move),
        version=initiative.version + 1,
        decided_at=scene.facts.now,
        decided_by=person.id,
        decided_by_name=person.name,
        reason=reason,
        opened_at=initiative.opened_at or scene.facts.now,
        opened_by=initiative.opened_by or person.id,
        opened_by_name=initiative.opened_by_name or person.name,
        claimed_by=None,
        claimed_by_name="",
        claimed_at=None,
        told_at=None,
        unreached_at=None,
        marks=dict(marked or {}),
        overwritten=Overwritten(initiative.reason, initiative.marks, first=initiative.unchanged),
        decided_as=role.unit if role else None,
        decided_for=role.stands_for if role else None,
        decided_for_name=role.stands_for_name if role else "",
    )
    effects: tuple[Effect, ...] = (
        Carry(move, after, version=initiative.version, reason=reason, stood_for=after.decided_for),
        RedrawCards(after.id, card.outcome(after), decision=after.version),
    )
    return after, effects


def _confirmed(scene: Scene, after: Initiative, move: Move) -> Screen:
    lines: list[Line] = [N_("{done}: {code}.", done=_DONE[move], code=after.code or "")]
    if move == "verify":
        lines += _progress(scene, after)
    return Screen(tuple(lines), ((undo_way(after),), *following(scene, (after,))))


def following(scene: Scene, decided_now: tuple[Initiative, ...]) -> Rows:
    """Return the button to the next initiative, with how many are left once these are decided."""
    desks = desks_of(scene.facts.person)
    waiting = scene.facts[Waiting(View(desks))]
    at_desk = [one for one in decided_now if any({one.desk, one.escalated} & {*desk.units} for desk in desks)]
    left = waiting.count - len(at_desk)
    if waiting.more:
        return ((button(N_("Next initiative (more than {count})", count=left), "next"),),)
    return ((button(NN_("Next initiative ({count})", "Next initiative ({count})", left), "next"),),) if left > 0 else ()


def _progress(scene: Scene, after: Initiative) -> list[Line]:
    """Return the new figure of the nearest unit that has a target."""
    programme = scene.facts.programme(after.programme)
    phase = programme.phase(after.phase or "")
    if phase is None:
        return []
    for unit in scene.facts.units_in(phase).path(after.unit or ""):
        total = scene.facts[ProgressOf(programme.key, unit.code, phase.key, phase.settled_on(scene.facts.now))].total
        if total.target:
            verified = total.verified + 1
            return [
                N_(
                    "{unit}: {verified}/{target} ({share}) of the target of {phase}.",
                    unit=unit.short,
                    verified=verified,
                    target=total.target,
                    share=Share(verified, total.target),
                    phase=phase.name,
                )
            ]
    return []
