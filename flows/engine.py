"""The one door into flows: what somebody did becomes a turn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from flows import (
    asides,
    beside,
    closing,
    confirming,
    edits,
    entry,
    entry_ways,
    files,
    form,
    invitations,
    joining,
    menu,
    mine,
    own_data,
    quota,
    ranking,
    recall,
    receipt,
    report,
    status,
    support,
    target_origin,
    unasked,
    unused,
    uploads,
    walk,
    weekly,
)
from flows.desk import announcing, history, looking, queue, telling
from flows.desk import buttons as desk
from flows.effects import SetLanguage, Show
from flows.facts import Facts
from flows.needs import ById
from flows.nomination import asking, listing, putting, ticking
from flows.pushing import buttons as push_buttons
from flows.rights import acting
from flows.said import CodeTyped, Command, Contact, Edited, Fetched, File, Opened, Released, Said, Stranded, Tap, Text
from flows.scene import Scene, Turn
from flows.screen import N_, Msg, Screen, button
from flows.session import Beside, Filling, Pushing, Session, Ticking

Handler = Callable[[Scene], Turn]
FormHandler = Callable[[Scene, form.Form], Turn]

_LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
_OLD_BUTTON = N_("That button belongs to an earlier question. This is the present one.")
_ELSEWHERE = N_("You were in the middle of this on your other channel. It goes on here:")
_TWICE = N_("Already received.")
_DOUBLE_TAP = timedelta(minutes=1)


def advance(session: Session, said: Said, facts: Facts) -> Turn:
    """Decide what a person's act leads to; raises MissingFactError while a fact it needs is not there yet."""
    if happened := _happened(session, said, facts):
        return happened
    facts = replace(facts, person=acting(facts.person, facts.units))
    if isinstance(said, CodeTyped):
        return looking.typed(Scene(session, said, facts), said)
    scene = Scene(replace(session, last_tap=None, tapped_at=None), said, facts)
    if isinstance(said, Tap) and said.action.token == session.last_tap and _just_now(session, facts):
        return Scene(session, said, facts).acknowledge(_TWICE)
    match said:
        case Command():
            turn = _command(scene, said)
        case Tap():
            turn = _tap(scene)
        case File(draft=int(draft)):
            turn = uploads.take(scene, draft)
        case Contact(claimed=True) if late := unasked.answered(scene):
            turn = late
        case _:
            turn = _words(scene)
    turn = uploads.opening(said, facts, telling.catch_up(scene, closing.tell(scene, _marked(turn))))
    return replace(turn, session=replace(turn.session, account=facts.person.account)) if turn.shows else turn


def _happened(session: Session, said: Said, facts: Facts) -> Turn | None:
    """Decide what leads to something although nobody wrote; None where somebody did."""
    match said:
        case Fetched():
            return uploads.opening(said, facts, files.settle(Scene(session, said, facts), said))
        case Released():
            return telling.release(Scene(session, said, facts), said)
        case Stranded():
            return announcing.pass_on(Scene(session, said, facts), said)
        case Opened():
            return telling.catch_up(Scene(session, said, facts), Turn(session))
        case _:
            return None


def _marked(turn: Turn) -> Turn:
    """Say on what is asked beside a form what else than a choice is an answer to it."""
    doing = turn.session.doing
    if not isinstance(doing, Beside):
        return turn
    takes = beside.takes(doing)
    effects = (
        replace(effect, screen=replace(effect.screen, takes=takes)) if isinstance(effect, Show) else effect
        for effect in turn.effects
    )
    return replace(turn, effects=tuple(effects))


def _just_now(session: Session, facts: Facts) -> bool:
    return session.tapped_at is not None and facts.now - session.tapped_at < _DOUBLE_TAP


def _command(scene: Scene, command: Command) -> Turn:
    if command.name == "start" and command.argument.startswith("i-"):
        return invitations.accept(scene, command.argument[2:])
    if command.name == "start" and command.argument.startswith("l-"):
        return joining.typed(scene, joining.tidy(command.argument[2:]))
    if command.name == "cancel" and isinstance(scene.session.doing, Beside):
        return _and_again(scene, beside.left(scene, scene.session.doing))
    if command.name == "cancel":
        return menu.cancel(scene, form.opened(scene))
    handler = _COMMANDS.get(command.name)
    if handler is None:
        return _and_again(scene, scene.show(Screen((N_("This command is not known here. All commands: /help"),))))
    turn = handler(scene)
    return _and_again(scene, turn) if command.name in _ASIDES else turn


def _and_again(scene: Scene, turn: Turn) -> Turn:
    """Answer something asked in between, then show again what the person was asked before."""
    after = replace(scene, session=turn.session)
    doing = turn.session.doing
    if isinstance(doing, Pushing) and doing.asks != "words":
        return turn
    if isinstance(doing, Beside) and doing == scene.session.doing:
        return turn.then(*here(after).effects)
    opened = form.opened(after)
    return turn.then(Show(opened.screen())) if opened else turn


def _tap(scene: Scene) -> Turn:
    action = scene.action
    if action.verb in _FORM_BUTTONS:
        opened = form.opened(scene)
        if opened is None or action.number(0) != scene.session.revision:
            return here(scene, _OLD_BUTTON)
        return _FORM_BUTTONS[action.verb](scene, opened)
    handler = BUTTONS.get(action.verb)
    if handler is None:
        return here(scene, _OLD_BUTTON)
    turn = handler(scene)
    beside_own_form = action.verb in _BESIDE_A_FORM and turn.shows and isinstance(turn.session.doing, Filling)
    return _and_again(scene, turn) if beside_own_form else turn


def _words(scene: Scene) -> Turn:
    doing = scene.session.doing
    if joining_code := joining.read(scene):
        return joining.typed(scene, joining_code)
    if doing and isinstance(scene.said, Text) and _asked_elsewhere(scene):
        return here(scene, _ELSEWHERE)
    if doing is None and joining.asked_for(scene):
        return joining.offer(scene)
    code = mine.read_code(scene.said.text) if isinstance(scene.said, Text) else None
    if code and doing and not isinstance(doing, Ticking):
        return _and_again(scene, mine.by_code(scene, code))
    if isinstance(doing, Beside):
        turn = beside.answered(scene, doing)
        return turn if type(turn.session.doing) is type(doing) else _and_again(scene, turn)
    opened = form.opened(scene)
    if opened:
        button_meant = asides.typed_button(opened, scene.said)
        return _tap(replace(scene, said=Tap(button_meant))) if button_meant else walk.answer(scene, opened)
    overtaken = _overtaken(scene)
    if overtaken:
        return overtaken
    if isinstance(scene.said, Edited):
        return scene.show(Screen((edits.explained(scene, scene.said),), ((button(N_("My initiatives"), "mine"),),)))
    if isinstance(scene.said, Text):
        return support.unknown_words(scene)
    problem = N_("Nothing waits for this. To send a file, first hand in an initiative.")
    return scene.show(menu.welcome(scene, unused.named(scene.said, problem, typed=True)))


def _asked_elsewhere(scene: Scene) -> bool:
    """Tell whether what is asked now was asked on another account of the person: here they have not seen it."""
    return scene.session.account not in (0, scene.facts.person.account)


def here(scene: Scene, note: Msg | None = None) -> Turn:
    """Show where the conversation stands, with fresh buttons."""
    doing = scene.session.doing
    if isinstance(doing, Filling):
        opened = form.opened(scene)
        if opened:
            return scene.show(opened.screen(note))
    if isinstance(doing, Beside) and (asked := beside.question(scene, doing, note)):
        return scene.show(asked)
    overtaken = _overtaken(scene)
    if overtaken:
        return overtaken
    return scene.show(
        menu.welcome(scene, N_("That button is out of date. This is what can be done now.") if note else None)
    )


def _overtaken(scene: Scene) -> Turn | None:
    """Return what answers somebody whose open form can no longer be changed, None where there is none."""
    doing = scene.session.doing
    return status.overtaken(scene, scene.facts[ById(doing.draft)]) if isinstance(doing, Filling) else None


def _language(scene: Scene) -> Turn:
    chosen = scene.action.arg(0)
    if chosen in _LANGUAGES:
        return _and_again(
            scene,
            scene.show(
                Screen((N_("From now on in English."),)),
            ).after(SetLanguage(chosen)),
        )
    buttons = tuple(button(name, "language", code) for code, name in _LANGUAGES.items())
    return scene.show(Screen((N_("Which language?"),), (buttons,)))


_COMMANDS: Mapping[str, Handler] = {
    "start": menu.start,
    "submit": menu.begin,
    "mine": mine.overview,
    "queue": queue.show,
    "quota": quota.ask,
    "ranking": ranking.ask,
    "report": report.ask,
    "history": history.ask,
    "nominate": listing.ask,
    "help": support.explain,
    "language": _language,
    "data": own_data.overview,
}
_ASIDES = frozenset({"mine", "queue", "quota", "ranking", "report", "history", "nominate", "help", "language", "data"})
_BESIDE_A_FORM = frozenset(
    {
        *(*desk.BESIDE_A_FORM, *push_buttons.BESIDE_A_FORM),
        *("prove", "confirm", "deny", "awards", "award", "put-forward", "take-out", "nominee", "tick", "tick-as"),
    }
)
_FORM_BUTTONS: Mapping[str, FormHandler] = {
    "answer": walk.answer,
    "back": walk.go_back,
    "keep": walk.keep,
    "skip": walk.skip,
    "correct": walk.correct,
    "later": menu.later,
    "submit": receipt.hand_in,
    "submit-anyway": receipt.hand_in,
    "finish": walk.finish,
    "recall": recall.pressed,
    "edit": edits.pressed,
    "unused": unused.pressed,
}
BUTTONS: Mapping[str, Handler] = {
    "begin": menu.begin,
    "anew": lambda scene: menu.begin(scene, anew=True),
    "own": menu.begin_own,
    "behalf": entry.enter,
    "consent": menu.consented,
    "draft": menu.resume,
    "carry": closing.carry,
    "put-aside": menu.put_aside,
    "discard": menu.discard,
    "guide": menu.guide,
    "support": support.call,
    "mine": mine.overview,
    "one": mine.one,
    "withdraw": mine.ask_withdraw,
    "withdraw-yes": mine.withdraw,
    "prove": confirming.pressed,
    "confirm": confirming.confirm,
    "deny": confirming.deny,
    "reopen": confirming.reopen,
    "quota": quota.pressed,
    "origin": target_origin.pressed,
    "link": entry_ways.pressed,
    "rank": ranking.pressed,
    "report": report.pressed,
    "job": report.about_job,
    "awards": listing.pressed,
    "award": listing.turn_page,
    "put-forward": putting.put_forward,
    "take-out": putting.take_out,
    "nominee": asking.pressed,
    "tick": ticking.ask,
    "tick-as": ticking.pressed,
    "language": _language,
    "data": own_data.pressed,
    "join": joining.pressed,
    **desk.BUTTONS,
    "weekly": weekly.show,
    "weekly-at": weekly.choose,
    **push_buttons.BUTTONS,
}
