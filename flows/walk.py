"""The walk through a form: read an answer, back, correct one and return to the summary."""

from __future__ import annotations

from dataclasses import replace

from flows import asides, correction, edits, marks, status, unused
from flows.effects import EraseMessage, FetchFile, Keep, Misread, SettleTapped, Show
from flows.fields.field import Answered, Field, Held, Outcome, Picked, Refused, Turned
from flows.form import Form
from flows.on_behalf import outside
from flows.said import Edited, File, Tap, Text
from flows.scene import Scene, Turn
from flows.screen import N_, button
from flows.session import Filling, Session
from flows.vietnamese import clean_line

_PATIENCE = 3


def answer(scene: Scene, form: Form) -> Turn:
    """Read what was said as the answer to the present question."""
    if isinstance(scene.said, Edited):
        again = edits.meant_now(form, scene.said)
        return answer(replace(scene, said=again), form) if again else edits.edited(scene, form, scene.said)
    field, said = form.position, scene.said
    if field is None or (form.aside and not edits.waits(form)):
        return asides.missed(scene, form)
    if isinstance(said, Tap):
        outcome = field.read(Picked(said.action.arg(1), said.action.arg(2)), form.asking(field))
    else:
        outcome = field.read(said, form.asking(field))
    if form.aside and not isinstance(outcome, Answered):
        return asides.missed(scene, form)
    return _carry_out(scene, form, field, outcome)


def _carry_out(scene: Scene, form: Form, field: Field, outcome: Outcome) -> Turn:
    match outcome:
        case Answered() if field.key == "unit" and (problem := outside(scene, form.initiative, outcome.value)):
            return _refused(scene, form, field, Refused(problem))
        case Answered():
            return _answered(scene, form, field, outcome)
        case Held():
            told = form.initiative.told_by(field.key, edits.source(scene, form, field, outcome.value))
            held = replace(form, initiative=told.hold(field.key, outcome.value))
            shown_now = Show(held.dressed(field, outcome.screen), gathers=outcome.gathers)
            kept = (Keep(held.initiative), *_fetching(scene, form, outcome))
            effects = (*kept, *((EraseMessage(),) if outcome.erase else ()), shown_now)
            return Turn(_failing(scene.session, form.filling, 0), effects)
        case Turned():
            return Turn(
                _failing(scene.session, form.filling, 0),
                (Show(form.dressed(field, outcome.screen), in_place=outcome.in_place),),
            )
        case Refused():
            return unused.left_over(scene, form) or _refused(scene, form, field, outcome)


def _fetching(scene: Scene, form: Form, held: Held) -> tuple[FetchFile, ...]:
    return (FetchFile(scene.facts.fresh.id, form.initiative.id, held.fetch),) if held.fetch else ()


def _answered(scene: Scene, form: Form, field: Field, outcome: Answered) -> Turn:
    source = edits.source(scene, form, field, outcome.value)
    answered = marks.settle(form.initiative.answer(field.key, outcome.value).told_by(field.key, source), field.key)
    initiative, kept = correction.kept(scene, form.initiative, answered)
    turn = scene.move(Filling(initiative.id), *kept)
    if outcome.erase:
        turn = turn.then(EraseMessage())
    if isinstance(scene.said, Tap) and outcome.choice is not None:
        turn = turn.then(SettleTapped(outcome.choice))
    now = Form(initiative, Filling(initiative.id), turn.session, scene.facts)
    named = field.named(form.asking(field))
    taken = N_("Your answer to “{question}” has been taken.", question=named) if edits.waits(now) else None
    return turn.then(Show(now.screen(outcome.note or taken)))


def _refused(scene: Scene, form: Form, field: Field, refused: Refused) -> Turn:
    """Say what was wrong; after three times also show an answer that would be taken and a person to ask."""
    failures, said = form.filling.failures + 1, scene.said
    screen = form.screen(unused.named(said, refused.problem, typed=field.typed))
    if failures > _PATIENCE:
        example = (N_("An answer looks like this: {example}", example=field.example),) if field.example else ()
        rows = (*screen.rows, (button(N_("Ask somebody for help"), "support"),))
        screen = replace(screen, lines=(*screen.lines, *example), rows=rows)
    if isinstance(said, File) and said.caption and not refused.erase:
        caption = N_("Not used, the words under it: “{caption}”", caption=clean_line(said.caption))
        screen = replace(screen, lines=(caption, *screen.lines))
    album = isinstance(said, File) and said.of_album and not said.caption and not refused.alone
    erased = (EraseMessage(),) if refused.erase else ()
    shown_now = Show(screen, gathers="album" if album else None)
    source = said.source if isinstance(said, Text) else ""
    return Turn(_failing(scene.session, form.filling, failures, source), (*erased, Misread(field.key), shown_now))


def _failing(session: Session, filling: Filling, failures: int, refused: str = "") -> Session:
    return replace(session, doing=replace(filling, failures=failures, refused=refused))


def go_back(scene: Scene, form: Form) -> Turn:
    """Show the question before the present one with its answer; keeping it is one tap."""
    keys = [field.key for field in form.fields]
    at = keys.index(form.position.key) if form.position else len(keys)
    turn = scene.move(Filling(form.initiative.id, correcting=keys[max(0, at - 1)]))
    return _shown(scene, form, turn)


def correct(scene: Scene, form: Form) -> Turn:
    """Ask one question again with its present answer, then return to where the form stood."""
    key = scene.action.arg(1)
    if key not in {field.key for field in form.fields}:
        return scene.show(form.screen())
    return _shown(scene, form, scene.move(Filling(form.initiative.id, correcting=key)))


def keep(scene: Scene, form: Form) -> Turn:
    """Leave the present answer and go on."""
    initiative, field = form.initiative, form.position
    if field and form.answered(field):
        initiative = marks.settle(initiative.let_go(field.key), field.key)
    kept = (Keep(initiative),) if initiative.partials != form.initiative.partials else ()
    return _shown(scene, replace(form, initiative=initiative), scene.move(Filling(initiative.id), *kept))


def skip(scene: Scene, form: Form) -> Turn:
    """Pass over an optional question; a pressed button of another question skips nothing."""
    field = form.position
    if field is None or not field.skippable(form.asking(field)):
        return scene.show(form.screen(N_("This question needs an answer.")))
    if form.initiative.partials.get(field.key):
        return scene.show(form.screen(N_("Something was sent here already. Press “Done”, or remove it first.")))
    return _answered(scene, form, field, Answered("", choice=N_("skipped")))


def finish(scene: Scene, form: Form) -> Turn:
    """Leave the corrections of what was handed in, or show where a form stands that is not handed in yet."""
    return status.finished(scene, form.initiative) if form.corrects else scene.show(form.screen())


def _shown(scene: Scene, form: Form, turn: Turn) -> Turn:
    filling = turn.session.doing
    if not isinstance(filling, Filling):
        return turn
    now = Form(form.initiative, filling, turn.session, scene.facts)
    return turn.then(Show(now.screen()))
