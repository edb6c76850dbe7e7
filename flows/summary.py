"""All answers of a form at a glance: to hand in, or to correct one by its number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows import changes, eligibility, marks
from flows.fields.field import Field
from flows.screen import N_, Line, Msg, Screen, button

if TYPE_CHECKING:
    from flows.form import Form

ON_BEHALF = N_("Entering on behalf: answer as the worker tells you.")
_LONGEST_LINE, _LONGEST_REASON = 90, 50


def shown(form: Form, field: Field) -> Line:
    """Return an answer as its author gave it."""
    value = form.initiative.answers.get(field.key)
    if value is None or value == "":
        return N_("not given")
    return field.show(value, form.asking(field))


def brief(form: Form, field: Field) -> Line:
    """Return an answer as one short line of a list."""
    value = form.initiative.answers.get(field.key)
    if value is None or value == "":
        return N_("not given")
    line = field.brief(value, form.asking(field))
    return _cut(line, _LONGEST_LINE) if isinstance(line, str) else line


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest].rsplit(' ', 1)[0]} …"


def screen(form: Form, note: Msg | None = None) -> Screen:
    """Return everything answered, with a button to hand in and one to correct each answer."""
    revision, returned = form.session.revision, form.initiative.state == "returned"
    lines = form.listed(form.fields)
    if returned:
        lines = (*_returned(form), "", *lines)
    if form.initiative.unconfirmed:
        lines = (ON_BEHALF, *lines)
    if form.corrects:
        return _waiting(form, lines, note)
    programme, now = form.facts.programme(form.initiative.programme), form.initiative.submitted_at or form.facts.now
    takes = eligibility.open_phase(form.initiative, programme, form.facts.units, form.facts.now)
    if takes and (remarks := eligibility.remarks(form.initiative, programme, now)):
        lines = (*lines, "", N_("Before you hand in, an officer would say:"), *remarks)
    hand_in = button(N_("Hand in again") if returned else N_("Hand in"), "submit", revision)
    rows = ((hand_in,), *form.corrections(form.fields), (button(N_("Later"), "later", revision),))
    return Screen(lines, rows, title=N_("Check your answers"), problem=note)


def _returned(form: Form) -> tuple[Line, ...]:
    """Say what it was returned for, and which of it is not changed."""
    initiative = form.initiative
    if not initiative.marks:
        return (N_("Returned because: {reason}", reason=initiative.reason),)
    shortened = {question: _cut(reason, _LONGEST_REASON) for question, reason in initiative.marks.items()}
    asked = zip(shortened, marks.lines(shortened), strict=True)
    return (
        N_("You were asked to correct:"),
        *(
            N_("{what} – changed", what=line)
            if changes.changed(initiative, form.facts, question)
            else N_("{what} – not changed", what=line)
            for question, line in asked
        ),
    )


def _waiting(form: Form, answers: tuple[Line, ...], note: Msg | None) -> Screen:
    """Return the answers of what waits already, with a button to correct each and one to leave it."""
    counts = N_("Each correction counts at once; the code {code} stays.", code=form.initiative.code or "")
    done = (button(N_("Done"), "finish", form.session.revision),)
    rows = (*form.corrections(form.fields), done)
    return Screen((counts, "", *answers), rows, title=N_("Correct what was handed in"), problem=note)
