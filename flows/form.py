"""A form and the walk through it: ask, read, back, correct one and return to the summary."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flows import asides, correction, edits, marks, status, summary, unused
from flows.draft import Initiative
from flows.effects import EraseMessage, FetchFile, Keep, Misread, SettleTapped, Show
from flows.facts import Facts
from flows.fields.field import Answered, Asking, Field, Held, Outcome, Picked, Refused, Turned
from flows.needs import ById, LastHandedIn
from flows.on_behalf import outside
from flows.rights import may_edit
from flows.said import Edited, File, Tap, Text
from flows.scene import Scene, Turn
from flows.screen import N_, Action, Button, Line, Msg, Rows, Screen, button, grid
from flows.session import Filling, Session
from flows.submission import questions
from flows.vietnamese import clean_line

_PATIENCE = 3


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
        """Return the question being corrected, else the first to be answered, else None: the summary.

        To be answered is what has no answer, and what it was returned for until it is answered anew or left as it is.
        """
        corrected = next((field for field in self.fields if field.key == self.filling.correcting), None)
        if self.corrects:
            return corrected
        marked = marks.to_do(self.initiative)
        return corrected or next((one for one in self.fields if one.key in marked or not self.answered(one)), None)

    @property
    def done(self) -> int:
        """Return how many questions are answered."""
        return sum(self.answered(field) for field in self.fields)

    def answered(self, field: Field) -> bool:
        """Tell whether a question has an answer that stands; one that a newer pack takes away is asked for again."""
        value = self.initiative.answers.get(field.key)
        return value is not None and (value in ("", ()) or field.stands(value, self.asking(field)))

    @property
    def aside(self) -> Screen | None:
        """Return what is asked out of turn, before the present question."""
        return asides.question(self)

    def now(self, session: Session, initiative: Initiative) -> Form:
        """Return the form as it stands after a move."""
        filling = session.doing if isinstance(session.doing, Filling) else self.filling
        return Form(initiative, filling, session, self.facts)

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
            last_unit=self._last_unit if field.key == "unit" and not self._settled(field) else None,
            on_behalf=self.initiative.unconfirmed,
            answers=self.initiative.answers,
            fresh=self.facts.fresh.id,
        )

    @property
    def _last_unit(self) -> str | None:
        last = self.facts[LastHandedIn(self.initiative.author)]
        return last.unit if last else None

    def _settled(self, field: Field) -> bool:
        """Tell whether a question has an answer and is not being corrected."""
        return field.key in self.initiative.answers and self.filling.correcting != field.key

    def screen(self, note: Msg | None = None) -> Screen:
        """Return the present question, or the summary when all are answered; what is asked out of turn comes first."""
        aside, field = self.aside, self.position
        if aside:
            return replace(aside, problem=note)
        if field is None:
            return summary.screen(self, note)
        return self.dressed(field, field.ask(self.asking(field)), note)

    def dressed(self, field: Field, screen: Screen, note: Msg | None = None) -> Screen:
        """Put title, present value and navigation around what a question wants to show."""
        lines = screen.lines
        if self.answered(field):
            lines = (N_("Now: {value}", value=summary.shown(self, field)), *lines)
        elif field.key in self.initiative.answers:
            lines = (field.fallen(), *lines)
        if self.initiative.state == "returned" and (reason := self.initiative.marks.get(field.key)):
            lines = (N_("The officer writes: “{reason}”", reason=reason), *lines)
        if self.initiative.unconfirmed:
            lines = (summary.ON_BEHALF, *lines)
        rows = tuple(tuple(self._stamped(one) for one in row) for row in screen.rows)
        return Screen(
            lines, (*rows, *self._navigation(field)), title=self._title(field), problem=note or screen.problem
        )

    def listed(self, fields: tuple[Field, ...]) -> tuple[Line, ...]:
        """Return a line for each question, with its number in the form and its answer in brief."""
        return tuple(
            N_(
                "{number}. {question}: {answer}",
                number=number,
                question=field.named(self.asking(field)),
                answer=summary.brief(self, field),
            )
            for number, field in enumerate(self.fields, 1)
            if field in fields
        )

    def corrections(self, fields: tuple[Field, ...]) -> Rows:
        """Return a button for each question that corrects its answer."""
        return grid(
            tuple(
                button(N_("Correct {number}", number=number), "correct", self.session.revision, field.key)
                for number, field in enumerate(self.fields, 1)
                if field in fields
            ),
            4,
        )

    def _title(self, field: Field) -> Msg:
        if self.filling.correcting == field.key:
            return N_("Correct · {question}", question=field.named(self.asking(field)))
        if field.key in marks.to_do(self.initiative):
            return N_(
                "Correct {number}/{total} · {question}",
                number=list(self.initiative.marks).index(field.key) + 1,
                total=len(self.initiative.marks),
                question=field.named(self.asking(field)),
            )
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
        answered = self.answered(field)
        emptied = self.initiative.partials.get(field.key) == ()
        if answered or self.corrects:
            row.append(button(N_("Leave it as it is"), "keep", revision))
        if field.skippable(self.asking(field)) and (emptied or not (answered or field.key in self.initiative.partials)):
            row.append(button(N_("Skip"), "skip", revision))
        walk = []
        complete = self.done == len(self.fields)
        if field.key != self.fields[0].key and not (complete or self.corrects):
            walk.append(button(N_("‹ Back"), "back", revision))
        if not self.corrects:
            walk.append(button(N_("Later"), "later", revision))
        return (tuple(row), tuple(walk)) if row else (tuple(walk),)


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
