"""Messages edited afterwards: in a draft the edit may replace the answer its message gave; elsewhere it explains."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flows import marks
from flows.draft import Value
from flows.effects import EraseMessage, Keep, SettleTapped, Show
from flows.fields.field import Answered, Asking, Field, Held, Refused, Turned
from flows.needs import Mine
from flows.said import Edited, Tap, Text
from flows.scene import Scene, Turn
from flows.screen import N_, Line, Msg, Screen, button
from flows.session import Filling

if TYPE_CHECKING:
    from flows.form import Form

KEY = "@edit"
_EXPLAINED = N_("An edited message changes nothing. To change an answer, press “Back” or the number in the summary.")
_USE, _KEEP = N_("Use the edited one"), N_("Keep the old one")


def source(scene: Scene, form: Form, field: Field, value: Value) -> str:
    """Return the message that alone gave this value, so that its edit is known; none for taps and joined pieces."""
    said = scene.said
    if isinstance(said, Tap) and field.key in form.initiative.partials:
        return form.initiative.sources.get(field.key, "")
    if not isinstance(said, Text):
        return ""
    alone = field.read(said, _afresh(form, field))
    return said.source if isinstance(alone, Answered | Held) and alone.value == value else ""


def meant_now(form: Form, edited: Edited) -> Text | None:
    """Return an edit as an answer: its message was refused by the present question, or gave it something to keep."""
    field = form.position
    if field is None or form.aside or not edited.source:
        return None
    half_given = field.key not in form.initiative.answers and form.initiative.sources.get(field.key) == edited.source
    return Text(edited.text, source=edited.source) if half_given or form.filling.refused == edited.source else None


def edited(scene: Scene, form: Form, said: Edited) -> Turn:
    """Ask whether the answer that a message gave shall follow its edit; an edit that is no answer keeps the old one."""
    field = _answered_by(form, said.source)
    if field is None or form.corrects:
        return scene.show(form.screen(explained(scene, said)))
    outcome = field.read(Text(said.text), _afresh(form, field))
    erased = (EraseMessage(),) if isinstance(outcome, Answered | Held) and outcome.erase else ()
    if not isinstance(outcome, Answered):
        return scene.show(form.screen(_kept(field, form, _why(outcome))), *erased)
    if outcome.value == form.initiative.answers[field.key]:
        return scene.show(form.screen(_kept(field, form, N_("The edited text says the same."))), *erased)
    draft = form.initiative.hold(KEY, {"question": field.key, "value": outcome.value, "source": said.source})
    turn = scene.move(replace(form.filling, leaving=False), Keep(draft), *erased)
    return turn.then(Show(form.now(turn.session, draft).screen()))


def question(form: Form) -> Screen | None:
    """Return the question whether an edit shall be used, None where there is none."""
    field, value, _ = _pending(form)
    if field is None or value is None:
        return None
    asking, revision = form.asking(field), form.session.revision
    lines = (
        N_("Now: {value}", value=field.show(form.initiative.answers[field.key], asking)),
        N_("Edited: {value}", value=field.show(value, asking)),
    )
    rows = ((button(_USE, "edit", revision, "use"), button(_KEEP, "edit", revision, "keep")),)
    return Screen(lines, rows, title=N_("Use the edited text for “{question}”?", question=field.named(asking)))


def waits(form: Form) -> bool:
    """Tell whether an edit waits for a yes; answers to the present question are taken meanwhile, none is held up."""
    return not form.filling.leaving and question(form) is not None


def pressed(scene: Scene, form: Form) -> Turn:
    """Replace the answer by the edit, or keep it; the form goes on where it stood."""
    field, value, source = _pending(form)
    if field is None or value is None or scene.action.arg(1) not in ("use", "keep"):
        return scene.show(form.screen())
    draft, filling = form.initiative.let_go(KEY), replace(form.filling, failures=0)
    used = scene.action.arg(1) == "use"
    if used:
        draft = marks.settle(draft.answer(field.key, value).told_by(field.key, source), field.key)
        filling = Filling(draft.id) if filling.correcting == field.key else filling
    turn = scene.move(filling, Keep(draft), SettleTapped(_USE if used else _KEEP))
    return turn.then(Show(form.now(turn.session, draft).screen()))


def explained(scene: Scene, said: Edited) -> Msg:
    """Say why an edit changes nothing, and how to correct what its message belongs to."""
    mine = scene.facts[Mine(scene.facts.person.id)]
    owner = next((one for one in mine if said.source and said.source in one.sources.values()), None)
    if owner is None:
        return _EXPLAINED
    if owner.code is None:
        return N_("That message belongs to a draft that is put aside. Open it under “My initiatives” to correct it.")
    return N_(
        "{code} is handed in: editing a message changes nothing in it. See “My initiatives” for what can be done.",
        code=owner.code,
    )


def _answered_by(form: Form, source: str) -> Field | None:
    """Return the question that a message answered."""
    answered = {key for key, told in form.initiative.sources.items() if source and told == source}
    return next((one for one in form.fields if one.key in answered and one.key in form.initiative.answers), None)


def _afresh(form: Form, field: Field) -> Asking:
    return replace(form.asking(field), value=None, partial=None)


def _pending(form: Form) -> tuple[Field | None, Value | None, str]:
    """Return the question, the new answer and the message of an edit that waits for a yes."""
    held = form.initiative.partials.get(KEY)
    if not isinstance(held, dict):
        return None, None, ""
    field = next((one for one in form.fields if one.key == held.get("question")), None)
    answered = field is not None and field.key in form.initiative.answers
    return (field, held.get("value"), str(held.get("source", ""))) if answered else (None, None, "")


def _why(outcome: Held | Refused | Turned) -> Line:
    if isinstance(outcome, Refused):
        return outcome.problem
    return next(iter(outcome.screen.lines), N_("The edited text answers only half."))


def _kept(field: Field, form: Form, why: Line) -> Msg:
    return N_("The earlier answer to “{question}” is kept. {why}", question=field.named(form.asking(field)), why=why)
