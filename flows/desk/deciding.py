"""The officer decides: verify, return with a reason, reject with a reason; rights are read again at every press."""

from __future__ import annotations

from dataclasses import replace

from flows import consent
from flows.deputies import decider
from flows.desk import card
from flows.draft import Initiative
from flows.effects import Carry, Effect, Move, Notify, RedrawCards, Refuse, SettleTapped, Show
from flows.needs import ById, Mine, ProgressOf, Waiting
from flows.rights import decides_for, deciding_role, may_decide
from flows.said import Text
from flows.scene import Scene, Turn
from flows.screen import N_, NN_, At, Line, Msg, Rows, Screen, Share, button, column
from flows.session import Confirming, Delegating, Filling, Reasoning, Session
from flows.states import target
from flows.vietnamese import clean_line

_SHORTEST_REASON, _LONGEST_REASON = 5, 500
_GONE = N_("This is not here any more.")
_DONE: dict[str, Msg] = {"verify": N_("Verified"), "return": N_("Returned"), "reject": N_("Rejected")}


def verify(scene: Scene) -> Turn:
    """Verify at one press."""
    initiative = in_hand(scene)
    return initiative if isinstance(initiative, Turn) else decide(scene, initiative, "verify", "")


def ask_reason(scene: Scene) -> Turn:
    """Ask why an initiative is returned or rejected: prepared reasons, or words of one's own."""
    initiative = in_hand(scene)
    if isinstance(initiative, Turn):
        return initiative
    move = "return" if scene.action.verb == "return" else "reject"
    reasoning = Reasoning(initiative.id, initiative.version, move, then=own_form(scene.session))
    return scene.move(reasoning, *card.opening(scene, initiative)).then(Show(reason_screen(scene, initiative, move)))


def reason_screen(scene: Scene, initiative: Initiative, move: str, problem: Msg | None = None) -> Screen:
    """Return the question for the reason."""
    here = (initiative.id, initiative.version, move)
    prepared = scene.facts.programme(initiative.programme).reasons.get(move, ())
    buttons = column(*(button(reason, "reason", *here, number) for number, reason in enumerate(prepared)))
    back: Rows = ((button(N_("‹ Back to the card"), "card", initiative.id),),)
    if move == "return":
        back = ((button(N_("Wrong unit: move it to the right one"), "move", *here[:2]),), *back)
    question = (
        N_("Why is {code} returned? The author reads the reason and corrects.", code=initiative.code or "")
        if move == "return"
        else N_("Why is {code} rejected? The author reads the reason.", code=initiative.code or "")
    )
    return Screen((question, N_("Press a reason, or type your own.")), (*buttons, *back), problem=problem)


def prepared_reason(scene: Scene) -> Turn:
    """Decide with one of the prepared reasons."""
    initiative = in_hand(scene)
    if isinstance(initiative, Turn):
        return initiative
    move: Move = "return" if scene.action.arg(2) == "return" else "reject"
    prepared = scene.facts.programme(initiative.programme).reasons.get(move, ())
    number = scene.action.number(3)
    if not 0 <= number < len(prepared):
        return scene.show(reason_screen(scene, initiative, move))
    return decide(scene, initiative, move, prepared[number])


def own_form(session: Session) -> Filling | None:
    """Return the officer's own form that goes on after the decision."""
    doing = session.doing
    return doing.then if isinstance(doing, Reasoning | Confirming | Delegating) else doing


def typed_reason(scene: Scene, reasoning: Reasoning) -> Turn:
    """Decide with a reason in the officer's own words."""
    initiative = scene.facts[ById(reasoning.initiative)]
    if initiative is None or not may_decide(scene.facts.person, initiative, scene.facts.units):
        return scene.move(reasoning.then, Show(Screen((_GONE,))))
    if initiative.state != "pending" or initiative.version != reasoning.version:
        return scene.move(reasoning.then, Show(Screen((_already(initiative),))))
    move: Move = "return" if reasoning.move == "return" else "reject"
    reason = clean_line(scene.said.text) if isinstance(scene.said, Text) else ""
    if not _SHORTEST_REASON <= len(reason) <= _LONGEST_REASON:
        problem = N_(
            "Say the reason in words the author understands, at most {limit} characters.", limit=_LONGEST_REASON
        )
        return scene.show(reason_screen(scene, initiative, move, problem))
    return decide(scene, initiative, move, reason)


def show_card(scene: Scene) -> Turn:
    """Show the card again."""
    initiative = scene.facts[ById(scene.action.number(0))]
    if initiative is None or not may_decide(scene.facts.person, initiative, scene.facts.units):
        return _refused(scene)
    if initiative.state != "pending":
        return scene.move(own_form(scene.session), Show(Screen((_already(initiative),))))
    opening = card.opening(scene, initiative)
    shown = Show(card.card(initiative, scene.facts), about=initiative.id)
    return scene.move(own_form(scene.session), *opening, shown)


def put_aside(scene: Scene) -> Turn:
    """Leave an initiative for later; it stays in the queue."""
    initiative = scene.facts[ById(scene.action.number(0))]
    opening = card.opening(scene, initiative) if initiative else ()
    return scene.acknowledge(N_("It stays in your queue: /queue")).then(*opening)


def in_hand(scene: Scene) -> Initiative | Turn:
    """Return the initiative a button is about, or the turn that answers instead."""
    initiative = scene.facts[ById(scene.action.number(0))]
    if initiative is None or not may_decide(scene.facts.person, initiative, scene.facts.units):
        return _refused(scene)
    if initiative.state != "pending":
        return scene.show(Screen((_already(initiative),)), RedrawCards(initiative.id, card.outcome(initiative)))
    return initiative if initiative.version == scene.action.number(1) else _newer(scene, initiative)


def _newer(scene: Scene, initiative: Initiative) -> Turn:
    """Answer a card from before a correction with the card as it is now."""
    note = N_("That card is out of date: the author has corrected it. This is how it reads now.")
    newest = replace(card.card(initiative, scene.facts), problem=note)
    settled = SettleTapped(N_("corrected by the author"))
    return Turn(scene.session, (*card.opening(scene, initiative), settled, Show(newest, about=initiative.id)))


def _refused(scene: Scene) -> Turn:
    return scene.acknowledge(_GONE).then(Refuse(f"{scene.action.verb} without the right"))


def _already(initiative: Initiative) -> Msg:
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


def decide(scene: Scene, initiative: Initiative, move: Move, reason: str) -> Turn:
    """Carry out a decision, tell whoever it concerns, and go on with what the officer was doing."""
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
        told_at=scene.facts.now,
        marks={},
        decided_as=role.unit if role else None,
        decided_for=role.stands_for if role else None,
        decided_for_name=role.stands_for_name if role else "",
    )
    effects: tuple[Effect, ...] = (
        Carry(move, after, version=initiative.version, reason=reason, stood_for=after.decided_for),
        RedrawCards(after.id, card.outcome(after)),
        Notify(after.editor, _told(after)),
    )
    if move == "verify" and not after.unconfirmed and (asked := publishing(scene, after)):
        effects = (*effects, Notify(after.author, asked))
    if scene.action.verb == "reason":
        effects = (SettleTapped(reason), *effects)
    return scene.move(own_form(scene.session), *effects, Show(_confirmed(scene, after, move)))


def publishing(scene: Scene, after: Initiative) -> Screen | None:
    """Return the question whether the author may be named in praise, once, at their first verified initiative."""
    others = (one for one in scene.facts[Mine(after.author)] if one.author == after.author and one.id != after.id)
    if any(one.state == "verified" for one in others):
        return None
    return consent.ask_to_publish(scene.facts, after.author)


def _confirmed(scene: Scene, after: Initiative, move: Move) -> Screen:
    lines: list[Line] = [N_("{done}: {code}.", done=_DONE[move], code=after.code or "")]
    if move == "verify":
        lines += _progress(scene, after)
    waiting = scene.facts[Waiting(decides_for(scene.facts.person), reader=scene.facts.person.id)]
    left = waiting.count - 1
    rows = (
        ((button(NN_("Next initiative ({count})", "Next initiative ({count})", left), "queue"),),) if left > 0 else ()
    )
    return Screen(tuple(lines), rows)


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


def _told(after: Initiative) -> Screen:
    """Return what the author is told, with the next step."""
    named = {"code": after.code or "", "title": after.text("title")}
    reason = N_("Reason: {reason}", reason=after.reason)
    if after.unconfirmed:
        return _told_on_behalf(after, reason)
    if after.state == "verified":
        return Screen((N_("Your initiative {code} “{title}” is verified. It now counts for your unit.", **named),))
    if after.state == "returned":
        rows = ((button(N_("Correct it now"), "draft", after.id, after.version), button(N_("Later"), "one", after.id)),)
        return Screen((N_("Your initiative {code} “{title}” was returned for correction.", **named), reason), rows)
    rows = ((button(N_("Hand in another initiative"), "begin"), button(N_("Ask somebody for help"), "support")),)
    return Screen((N_("Your initiative {code} “{title}” was rejected.", **named), reason), rows)


def _told_on_behalf(after: Initiative, reason: Msg) -> Screen:
    """Return what whoever entered it is told, to pass on to an author who has not confirmed it yet."""
    named = {"code": after.code or "", "title": after.text("title"), "author": after.text("full_name")}
    if after.state == "verified":
        return Screen((N_("{code} “{title}”, handed in on behalf of {author}, is verified.", **named),))
    if after.state == "returned":
        rows = ((button(N_("Correct it now"), "draft", after.id, after.version), button(N_("Later"), "one", after.id)),)
        told = N_("{code} “{title}”, handed in on behalf of {author}, was returned for correction.", **named)
        return Screen((told, reason), rows)
    return Screen((N_("{code} “{title}”, handed in on behalf of {author}, was rejected.", **named), reason))
