"""The worker confirms what was entered on their behalf: the code, a proof that it is theirs, then yes or no.

The proof is a phone number the platform vouches for; where it vouches for none, the number and the last four digits of
the identity number are typed. Until then nothing of the initiative is shown.
"""

from __future__ import annotations

from dataclasses import replace

from flows import status
from flows.desk import card, deciding, telling
from flows.draft import Initiative, Secret
from flows.effects import Carry, Confirm, Effect, Notify, Record, RedrawCards, Refuse, SettleTapped, Show
from flows.fields.field import Answered, Asking, Held, Refused
from flows.needs import ById, FailedConfirmations
from flows.said import Contact, Text
from flows.scene import Scene, Turn
from flows.screen import N_, NN_, Action, Button, Msg, Screen, button, column
from flows.session import Confirming
from flows.states import allowed
from flows.submission import LIBRARY
from flows.vietnamese import fold

_GONE = N_("This is not here any more.")
_DIGITS = 4


def may_claim(scene: Scene, initiative: Initiative) -> bool:
    """Tell whether an initiative was entered for somebody who has not confirmed it and may be speaking now."""
    standing = initiative.state not in ("draft", "withdrawn")
    return standing and initiative.unconfirmed and initiative.entered_by != scene.facts.person.id


def ask(scene: Scene, initiative: Initiative) -> Turn:
    """Ask somebody who knows the code to show that the initiative is theirs; three failures close this way."""
    if scene.facts[FailedConfirmations(initiative.id)] >= status.MOST_CONFIRMATIONS:
        return scene.show(_closed())
    doing = Confirming(initiative.id, then=deciding.own_form(scene.session))
    return scene.move(doing).then(Show(question(scene, doing)))


def question(scene: Scene, doing: Confirming, problem: Msg | None = None) -> Screen:
    """Return what is asked now: a number, four digits, or whether it is theirs."""
    initiative = scene.facts[ById(doing.entry)]
    if initiative is None or not may_claim(scene, initiative):
        return Screen((_GONE,), problem=problem)
    if doing.proven:
        return _is_it_yours(scene, initiative, problem)
    later = (button(N_("Later"), "prove", "later"),)
    heading = N_("This code belongs to an initiative that was handed in on behalf of a worker.")
    if doing.phone_right is not None:
        return Screen((N_("Now type the last four digits of your CCCD or CMND."),), (later,), problem=problem)
    if scene.facts.shares_contact:
        share = Button(N_("Send my phone number"), Action("prove", ("contact",)), shares_contact=True)
        lines = (heading, N_("If it is yours, press the button: the number must be the one you gave the officer."))
        return Screen(lines, ((share,), later), problem=problem)
    lines = (heading, N_("If it is yours, type the phone number you gave the officer."))
    return Screen(lines, (later,), problem=problem)


def pressed(scene: Scene) -> Turn:
    """Put the proof off, or say again how it is given."""
    doing = scene.session.doing
    if not isinstance(doing, Confirming):
        return scene.show(Screen((_GONE,)))
    if scene.action.arg(0) == "later":
        return scene.move(doing.then, Show(Screen((N_("Type the code again whenever you like."),))))
    return scene.show(question(scene, doing, _how(scene)))


def answer(scene: Scene, doing: Confirming) -> Turn:
    """Read what was said as a proof."""
    initiative = scene.facts[ById(doing.entry)]
    if initiative is None or not may_claim(scene, initiative):
        return scene.move(doing.then, Show(Screen((_GONE,))))
    said = scene.said
    if doing.proven:
        return scene.show(question(scene, doing, N_("Press one of the buttons.")))
    if isinstance(said, Contact) and said.own and scene.facts.shares_contact:
        return _proved(scene, doing, initiative, right=_number(scene) == initiative.text("phone"))
    typed = isinstance(said, Text) or (isinstance(said, Contact) and said.claimed and doing.phone_right is None)
    if not typed or scene.facts.shares_contact:
        return scene.show(question(scene, doing, _how(scene)))
    if isinstance(said, Text) and doing.phone_right is not None:
        return _digits(scene, doing, initiative, fold(said.text).replace(" ", ""))
    number = _number(scene)
    if isinstance(number, Msg):
        return scene.show(question(scene, doing, number))
    asked = replace(doing, phone_right=number == initiative.text("phone"))
    return scene.move(asked).then(Show(question(scene, asked)))


def _how(scene: Scene) -> Msg:
    if scene.facts.shares_contact:
        return N_("Press “Send my phone number”; a typed number or somebody else's proves nothing here.")
    return N_("Type the answer in digits.")


def _number(scene: Scene) -> str | Msg:
    """Return the phone number somebody shared or typed as it is kept, or what is wrong with it."""
    facts = scene.facts
    match LIBRARY["phone"].read(scene.said, Asking(facts.programme(), facts.units, facts.now, facts.channel)):
        case Answered() | Held() as read:
            return str(read.value)
        case Refused() as refused:
            return refused.problem
        case _:
            return ""


def _digits(scene: Scene, doing: Confirming, initiative: Initiative, typed: str) -> Turn:
    if len(typed) != _DIGITS or not typed.isdigit():
        problem = N_("Only the last four digits, for example: 1234")
        return scene.show(question(scene, doing, problem))
    identity = initiative.answers.get("identity")
    same = isinstance(identity, Secret) and identity.secret[-_DIGITS:] == typed
    return _proved(scene, doing, initiative, right=same and bool(doing.phone_right))


def _proved(scene: Scene, doing: Confirming, initiative: Initiative, *, right: bool) -> Turn:
    if right and initiative.decided_by == scene.facts.person.id:
        decided = N_("You decided on this initiative yourself, so it cannot become yours. Tell the union above.")
        return scene.move(doing.then, Show(Screen((decided,))))
    if right:
        proven = Confirming(doing.entry, proven=True, then=doing.then)
        return scene.move(proven).then(Show(question(scene, proven)))
    failed = Record("confirmation failed", initiative.id)
    left = status.MOST_CONFIRMATIONS - scene.facts[FailedConfirmations(initiative.id)] - 1
    if left <= 0:
        return scene.move(doing.then, failed, *_warned(initiative), Show(_closed()))
    problem = NN_(
        "This is not what the officer wrote down. You can try {count} more time.",
        "This is not what the officer wrote down. You can try {count} more times.",
        left,
    )
    again = Confirming(doing.entry, then=doing.then)
    return scene.move(again, failed).then(Show(question(scene, again, problem)))


def _closed() -> Screen:
    return Screen(
        (
            N_("Three times this was not what the officer wrote down, so nothing is shown here any more."),
            N_("Ask the officer who handed in for you: they check the number and let you try again."),
        )
    )


def _warned(initiative: Initiative) -> tuple[Notify, ...]:
    """Tell whoever entered it that its author could not be recognised."""
    lines = (
        N_("Somebody tried three times to confirm {code} with a number you did not enter.", code=initiative.code or ""),
        N_("Ask the worker; if the number is wrong, correct it. Then let them try again."),
    )
    rows = column(
        button(N_("Let the worker try again"), "reopen", initiative.id), button(N_("Look at it"), "one", initiative.id)
    )
    return (Notify(initiative.editor, Screen(lines, rows)),)


def _is_it_yours(scene: Scene, initiative: Initiative, problem: Msg | None) -> Screen:
    return Screen(
        card.lines(initiative, scene.facts, reader=initiative.author),
        column(
            button(N_("Yes, it is mine"), "confirm", initiative.id),
            button(N_("It is not mine, or I do not agree"), "deny", initiative.id),
        ),
        title=N_("Is this initiative yours?"),
        problem=problem,
    )


def confirm(scene: Scene) -> Turn:
    """Make the worker its author; from now on it is theirs to correct and withdraw."""
    claimed = _claimed(scene)
    if claimed is None:
        return _looked_at(scene)
    doing, initiative = claimed
    person = scene.facts.person
    after = replace(initiative, author=person.id, confirmed_at=scene.facts.now)
    effects: list[Effect] = [SettleTapped(N_("confirmed")), Confirm(initiative.id, instead_of=initiative.author)]
    if after.state == "pending":
        effects += card.refreshed(after, scene.facts)
    told = N_("{author} has confirmed {code}.", author=after.text("full_name"), code=after.code or "")
    effects.append(Notify(initiative.editor, Screen((told,))))
    if after.state == "verified" and not after.held and (asked := telling.publishing(scene, after)):
        effects.append(Notify(person.id, asked))
    note = N_("Confirmed. From now on you look after it, and decisions are told to you.")
    return scene.move(doing.then, *effects, Show(status.screen(scene, after, note)))


def deny(scene: Scene) -> Turn:
    """Take back what a worker says is not theirs; what is decided already stays, and its officers are told."""
    claimed = _claimed(scene)
    if claimed is None:
        return _looked_at(scene)
    doing, initiative = claimed
    effects: list[Effect] = [SettleTapped(N_("not mine")), Record("denied", initiative.id)]
    named = {"code": initiative.code or "", "title": initiative.text("title")}
    told = N_("The worker says that {code} “{title}” is not theirs, or that they did not agree.", **named)
    outcome = N_("It stays decided; look into it.")
    if allowed("withdraw", initiative.state):
        after = replace(initiative, state="withdrawn", version=initiative.version + 1, decided_at=scene.facts.now)
        carried = Carry("withdraw", after, version=initiative.version, reason="the author denied it")
        effects += [carried, RedrawCards(after.id, card.outcome(after))]
        outcome = N_("It is withdrawn and does not count.")
    concerned = dict.fromkeys((initiative.editor, initiative.opened_by, initiative.decided_by))
    effects += [Notify(person, Screen((told, outcome))) for person in concerned if person is not None]
    answered = N_("The officer has been told. Nothing more is needed from you.")
    return scene.move(doing.then, *effects, Show(Screen((answered,))))


def reopen(scene: Scene) -> Turn:
    """Let the worker try again, at the word of whoever entered it."""
    initiative = scene.facts[ById(scene.action.number(0))]
    if initiative is None or not initiative.unconfirmed or initiative.entered_by != scene.facts.person.id:
        return scene.acknowledge(_GONE).then(Refuse("reopening without the right"))
    told = scene.acknowledge(N_("The worker can try again: they type the code {code}.", code=initiative.code or ""))
    if scene.facts[FailedConfirmations(initiative.id)] == 0:
        return told
    return told.then(Record("confirmation reopened", initiative.id))


def _claimed(scene: Scene) -> tuple[Confirming, Initiative] | None:
    """Return the initiative the person has shown to be theirs, None where they have not or it changed meanwhile."""
    doing, initiative = scene.session.doing, scene.facts[ById(scene.action.number(0))]
    if not isinstance(doing, Confirming) or not doing.proven or initiative is None or doing.entry != initiative.id:
        return None
    return (doing, initiative) if may_claim(scene, initiative) else None


def _looked_at(scene: Scene) -> Turn:
    """Answer a button without a proof before it: with what is theirs by now, with the proof, else with nothing."""
    initiative = scene.facts[ById(scene.action.number(0))]
    if initiative and initiative.author == scene.facts.person.id:
        return scene.show(status.screen(scene, initiative))
    if initiative and may_claim(scene, initiative):
        return ask(scene, initiative)
    return scene.show(Screen((_GONE,)), Refuse(f"{scene.action.verb} without the right"))
