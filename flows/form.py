"""A form: its questions, where somebody stands in it, and how the present one looks."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flows import asides, marks, summary
from flows.draft import Initiative
from flows.effects import Show
from flows.facts import Facts
from flows.fields.field import Asking, Field
from flows.needs import ById, LastHandedIn
from flows.rights import may_edit
from flows.scene import Scene, Turn
from flows.screen import N_, Action, Button, Line, Msg, Rows, Screen, button, grid
from flows.session import Filling, Session
from flows.submission import questions


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
            shares_contact=self.facts.shares_contact,
            deletes=self.facts.deletes,
            page=self.facts.upload_page,
            receives_files=self.facts.receives_files,
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
            lines,
            (*rows, *self._navigation(field)),
            title=self._title(field),
            problem=note or screen.problem,
            takes=field.takes,
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
