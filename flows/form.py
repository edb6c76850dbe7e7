"""A form and the walk through it: ask, read, back, correct one and return to the summary."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flows import correction, status
from flows.draft import Initiative
from flows.effects import EraseMessage, Keep, SettleTapped, Show
from flows.facts import ById, Facts
from flows.fields.field import Answered, Asking, Field, Held, Outcome, Picked, Refused, Turned
from flows.on_behalf import outside
from flows.rights import may_edit
from flows.said import Edited, Tap
from flows.scene import Scene, Turn
from flows.screen import N_, Action, Button, Line, Msg, Rows, Screen, button, grid
from flows.session import Filling, Session
from flows.submission import questions

_PATIENCE = 3
_ON_BEHALF = N_("Entering on behalf: answer as the worker tells you.")
_EDITED = N_("An edited message changes nothing. To change an answer, press “Back” or the number in the summary.")


@dataclass(frozen=True, slots=True)
class Form:
    """An open form: its initiative, where the person stands in it, and which buttons are the present ones."""

    initiative: Initiative
    filling: Filling
    session: Session
    facts: Facts

    @property
    def fields(self) -> tuple[Field, ...]:
        """Return the questions of its programme."""
        return questions(self.facts.programme(self.initiative.programme))

    @property
    def corrects(self) -> bool:
        """Tell whether what was handed in is being corrected, an answer at a time, while it waits."""
        return self.initiative.state == "pending"

    @property
    def position(self) -> Field | None:
        """Return the question being corrected, else the first unanswered one, else None: the summary."""
        corrected = next((field for field in self.fields if field.key == self.filling.correcting), None)
        if self.corrects:
            return corrected
        return corrected or next((field for field in self.fields if field.key not in self.initiative.answers), None)

    def asking(self, field: Field) -> Asking:
        """Return what a question may look at."""
        return Asking(
            programme=self.facts.programme(self.initiative.programme),
            units=self.facts.units,
            now=self.facts.now,
            channel=self.facts.channel,
            value=self.initiative.answers.get(field.key),
            partial=self.initiative.partials.get(field.key),
            proposed_unit=self.session.proposed_unit,
            on_behalf=self.initiative.entered_by is not None,
        )

    def screen(self, note: Msg | None = None) -> Screen:
        """Return the present question, or the summary when all are answered."""
        field = self.position
        if field is None:
            return summary(self, note)
        return self.dressed(field, field.ask(self.asking(field)), note)

    def dressed(self, field: Field, screen: Screen, note: Msg | None = None) -> Screen:
        """Put title, present value and navigation around what a question wants to show."""
        lines = screen.lines
        if field.key in self.initiative.answers:
            lines = (N_("Now: {value}", value=shown(self, field)), *lines)
        if self.initiative.entered_by is not None:
            lines = (_ON_BEHALF, *lines)
        rows = tuple(tuple(self._stamped(one) for one in row) for row in screen.rows)
        return Screen(lines, (*rows, *self._navigation(field)), title=self._title(field), problem=note)

    def _title(self, field: Field) -> Msg:
        if self.filling.correcting == field.key:
            return N_("Correct · {question}", question=field.named(self.asking(field)))
        number = [one.key for one in self.fields].index(field.key) + 1
        return N_(
            "{number}/{total} · {question}",
            number=number,
            total=len(self.fields),
            question=field.named(self.asking(field)),
        )

    def _stamped(self, one: Button) -> Button:
        if one.action.verb != "answer":
            return one
        return replace(one, action=Action("answer", (str(self.session.revision), *one.action.args)))

    def _navigation(self, field: Field) -> Rows:
        revision, row = self.session.revision, []
        answered = field.key in self.initiative.answers
        emptied = self.initiative.partials.get(field.key) == ()
        if answered or self.corrects:
            row.append(button(N_("Leave it as it is"), "keep", revision))
        if field.optional and (emptied or not (answered or field.key in self.initiative.partials)):
            row.append(button(N_("Skip"), "skip", revision))
        walk = []
        complete = all(one.key in self.initiative.answers for one in self.fields)
        if field.key != self.fields[0].key and not (complete or self.corrects):
            walk.append(button(N_("‹ Back"), "back", revision))
        if not self.corrects:
            walk.append(button(N_("Later"), "later", revision))
        return (tuple(row), tuple(walk)) if row else (tuple(walk),)


def shown(form: Form, field: Field) -> Line:
    """Return an answer as the summary shows it."""
    value = form.initiative.answers.get(field.key)
    if value is None or value in ("", ()):
        return N_("not given")
    return field.show(value, form.asking(field))


def summary(form: Form, note: Msg | None = None) -> Screen:
    """Return everything answered, with a button to hand in and one to correct each answer."""
    revision, returned = form.session.revision, form.initiative.state == "returned"
    lines: tuple[Line, ...] = tuple(
        N_(
            "{number}. {question}: {answer}",
            number=number,
            question=field.named(form.asking(field)),
            answer=shown(form, field),
        )
        for number, field in enumerate(form.fields, 1)
    )
    if returned:
        lines = (N_("Returned because: {reason}", reason=form.initiative.reason), "", *lines)
    if form.initiative.entered_by is not None:
        lines = (_ON_BEHALF, *lines)
    corrections = tuple(
        button(N_("Correct {number}", number=number), "correct", revision, field.key)
        for number, field in enumerate(form.fields, 1)
    )
    if form.corrects:
        lines = (
            N_("Each correction counts at once; the code {code} stays.", code=form.initiative.code or ""),
            "",
            *lines,
        )
        rows = (*grid(corrections, 4), (button(N_("Done"), "finish", revision),))
        return Screen(lines, rows, title=N_("Correct what was handed in"), problem=note)
    hand_in = button(N_("Hand in again") if returned else N_("Hand in"), "submit", revision)
    rows = ((hand_in,), *grid(corrections, 4), (button(N_("Later"), "later", revision),))
    return Screen(lines, rows, title=N_("Check your answers"), problem=note)


def opened(scene: Scene, filling: Filling | None = None) -> Form | None:
    """Return the open form, None where its draft is gone or can no longer be changed."""
    filling = filling or (scene.session.doing if isinstance(scene.session.doing, Filling) else None)
    initiative = scene.facts[ById(filling.draft)] if filling else None
    if filling is None or initiative is None or not may_edit(scene.facts.person, initiative):
        return None
    return Form(initiative, filling, scene.session, scene.facts)


def enter(scene: Scene, initiative: Initiative, note: Msg | None = None) -> Turn:
    """Open a form where it stands and ask its present question."""
    turn = scene.move(Filling(initiative.id))
    form = Form(initiative, Filling(initiative.id), turn.session, scene.facts)
    return turn.then(Show(form.screen(note)))


def answer(scene: Scene, form: Form) -> Turn:
    """Read what was said as the answer to the present question."""
    field = form.position
    if isinstance(scene.said, Edited):
        return scene.show(form.screen(_EDITED))
    if field is None and form.corrects:
        return scene.show(form.screen(N_("Press the number of the answer you want to correct, or “Done”.")))
    if field is None:
        return scene.show(form.screen(N_("Everything is answered. Hand in, or press the number you want to correct.")))
    said = scene.said
    if isinstance(said, Tap):
        outcome = field.read(Picked(said.action.arg(1), said.action.arg(2)), form.asking(field))
    else:
        outcome = field.read(said, form.asking(field))
    return _carry_out(scene, form, field, outcome)


def _carry_out(scene: Scene, form: Form, field: Field, outcome: Outcome) -> Turn:
    match outcome:
        case Answered() if field.key == "unit" and (problem := outside(scene, form.initiative, outcome.value)):
            return _refused(scene, form, problem)
        case Answered():
            return _answered(scene, form, field, outcome)
        case Held():
            held = replace(form, initiative=form.initiative.hold(field.key, outcome.value))
            shown_now = Show(held.dressed(field, outcome.screen), gathers=outcome.gathers)
            effects = (Keep(held.initiative), *((EraseMessage(),) if outcome.erase else ()), shown_now)
            return Turn(_failing(scene.session, form.filling, 0), effects)
        case Turned():
            return Turn(
                _failing(scene.session, form.filling, 0),
                (Show(form.dressed(field, outcome.screen), in_place=outcome.in_place),),
            )
        case Refused():
            return _refused(scene, form, outcome.problem)


def _answered(scene: Scene, form: Form, field: Field, outcome: Answered) -> Turn:
    initiative, kept = correction.kept(scene, form.initiative, form.initiative.answer(field.key, outcome.value))
    turn = scene.move(Filling(initiative.id), *kept)
    if outcome.erase:
        turn = turn.then(EraseMessage())
    if isinstance(scene.said, Tap) and outcome.choice is not None:
        turn = turn.then(SettleTapped(outcome.choice))
    now = Form(initiative, Filling(initiative.id), turn.session, scene.facts)
    return turn.then(Show(now.screen(outcome.note)))


def _refused(scene: Scene, form: Form, problem: Msg) -> Turn:
    failures = form.filling.failures + 1
    screen = form.screen(problem)
    if failures > _PATIENCE:
        screen = replace(screen, rows=(*screen.rows, (button(N_("Ask somebody for help"), "support"),)))
    return Turn(_failing(scene.session, form.filling, failures), (Show(screen),))


def _failing(session: Session, filling: Filling, failures: int) -> Session:
    return replace(session, doing=replace(filling, failures=failures))


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
    partials = {key: value for key, value in form.initiative.partials.items() if key != form.filling.correcting}
    initiative = replace(form.initiative, partials=partials)
    kept = (Keep(initiative),) if partials != form.initiative.partials else ()
    return _shown(scene, replace(form, initiative=initiative), scene.move(Filling(initiative.id), *kept))


def skip(scene: Scene, form: Form) -> Turn:
    """Pass over an optional question; a pressed button of another question skips nothing."""
    field = form.position
    if field is None or not field.optional:
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
