"""Returning for correction: the questions to be corrected are marked, then each gets its reason (demand 48)."""

from __future__ import annotations

from dataclasses import replace

from flows import marks
from flows.desk import claims, deciding, reasons
from flows.draft import Initiative
from flows.effects import SettleTapped, Show
from flows.fields.field import Asking, Field
from flows.said import Tap
from flows.scene import Scene, Turn
from flows.screen import N_, NN_, Button, Listing, Msg, Rows, Screen, button, column, grid
from flows.session import Reasoning
from flows.submission import questions
from flows.vietnamese import fold

_ALL_REASONS = 2_400  # all reasons of a return stand in one message
_ON = frozenset({"tiep", "tiep tuc", "next"})


def ask(scene: Scene) -> Turn:
    """Ask which answers are to be corrected; what was marked already stays so."""
    initiative = deciding.in_hand(scene)
    if isinstance(initiative, Turn):
        return initiative
    reasoning = replace(_begun(scene, initiative), settled=False)
    return scene.move(reasoning, *claims.opening(scene, initiative)).then(Show(_marking(scene, initiative, reasoning)))


def mark(scene: Scene) -> Turn:
    """Mark a question, or take its mark away; the message is redrawn where the channel can."""
    initiative = deciding.in_hand(scene)
    if isinstance(initiative, Turn):
        return initiative
    reasoning, question = _begun(scene, initiative), scene.action.arg(2)
    if (question in reasoning.marked) == (scene.action.verb == "mark"):
        return scene.show(_marking(scene, initiative, reasoning))
    reasoning = _toggled(scene, initiative, reasoning, (question,))
    opening = claims.opening(scene, initiative)
    return scene.move(reasoning, *opening, Show(_marking(scene, initiative, reasoning), in_place=True))


def go_on(scene: Scene) -> Turn:
    """Ask for the reason of the first marked question that has none."""
    initiative = deciding.in_hand(scene)
    return initiative if isinstance(initiative, Turn) else _on(scene, initiative, _begun(scene, initiative))


def prepared(scene: Scene) -> Turn:
    """Take one of the prepared reasons for the question its button names.

    A button of the time before questions were marked names none, and returns at one press.
    """
    initiative = deciding.in_hand(scene)
    if isinstance(initiative, Turn):
        return initiative
    reasoning, question = _begun(scene, initiative), scene.action.arg(3)
    general = scene.facts.programme(initiative.programme).reasons.get("return", ())
    if question.isdecimal() and 0 <= scene.action.number(3) < len(general):
        return deciding.decide(scene, initiative, "return", general[scene.action.number(3)])
    offered, number = _offered(scene, initiative, question), scene.action.number(4)
    if question not in reasoning.marked or not 0 <= number < len(offered):
        return scene.show(screen(scene, initiative, reasoning))
    return _given(scene, initiative, reasoning, question, offered[number])


def typed(scene: Scene, reasoning: Reasoning) -> Turn:
    """Read the numbers of questions to mark, then a reason for each in the officer's own words."""
    initiative = deciding.reasoned(scene, reasoning)
    if isinstance(initiative, Turn):
        return initiative
    asked = _asked(reasoning)
    if asked is None:
        return _typed_marks(scene, initiative, reasoning)
    longest = min(reasons.LONGEST, _ALL_REASONS // len(reasoning.marked))
    reason = reasons.read(scene.said, _offered(scene, initiative, asked), longest)
    if isinstance(reason, Msg):
        return scene.show(screen(scene, initiative, reasoning, reason))
    return _given(scene, initiative, reasoning, asked, reason)


def screen(scene: Scene, initiative: Initiative, reasoning: Reasoning, problem: Msg | None = None) -> Screen:
    """Return what is asked now: which answers are to be corrected, or why one of them is."""
    asked = _asked(reasoning)
    if asked is None:
        return _marking(scene, initiative, reasoning, problem)
    here = (initiative.id, initiative.version)
    offered = (
        button(reason, "reason", *here, "return", asked, number)
        for number, reason in enumerate(_offered(scene, initiative, asked))
    )
    back = button(N_("‹ Choose other answers"), "return", *here)
    title = N_(
        "{question} ({number}/{total}): what is the reason?",
        question=_named(scene, initiative)[asked],
        number=reasoning.marked.index(asked) + 1,
        total=len(reasoning.marked),
    )
    return Screen((reasons.OWN, N_("The author reads it.")), (*column(*offered), (back,)), title=title, problem=problem)


def _marking(scene: Scene, initiative: Initiative, reasoning: Reasoning, problem: Msg | None = None) -> Screen:
    """Return the question which answers are to be corrected, what is marked shown as such."""
    here, named = (initiative.id, initiative.version), _named(scene, initiative)
    marked = tuple(named[one] for one in reasoning.marked)
    chosen = N_("Chosen: {questions}.", questions=Listing(marked)) if marked else N_("Nothing is chosen yet.")
    on = (button(NN_("Next ({count})", "Next ({count})", len(marked)), "marked", *here),) if marked else ()
    rows: Rows = (
        *grid(tuple(_mark(name, one, reasoning, here) for one, name in named.items()), 2),
        *column(*on),
        (button(N_("Wrong unit: move it to the right one"), "move", *here),),
        (button(N_("‹ Back to the card"), "card", initiative.id),),
    )
    title = N_("{code}: which answers are to be corrected? (several can be chosen)", code=initiative.code or "")
    how = N_("Press them, or type their names with commas between them.")
    return Screen((how, chosen), rows, title=title, problem=problem)


def _mark(name: Msg, question: str, reasoning: Reasoning, here: tuple[int, int]) -> Button:
    if question in reasoning.marked:
        return replace(button(N_("Chosen: {question}", question=name), "unmark", *here, question), several=True)
    return replace(button(name, "mark", *here, question), several=True)


def _typed_marks(scene: Scene, initiative: Initiative, reasoning: Reasoning) -> Turn:
    """Mark what was typed by its number, or go on."""
    keys = [field.key for field in _questions(scene, initiative)]
    numbers = reasons.typed_numbers(scene.said)
    if fold(getattr(scene.said, "text", "")) in _ON or (reasoning.marked and numbers == (len(keys) + 1,)):
        return _on(scene, initiative, reasoning)
    if not numbers or not all(0 < one <= len(keys) for one in numbers):
        problem = N_("First choose the answers to be corrected; the reason is asked for after that.")
        return scene.show(_marking(scene, initiative, reasoning, problem))
    reasoning = _toggled(scene, initiative, reasoning, tuple(keys[one - 1] for one in numbers))
    return scene.move(reasoning, Show(_marking(scene, initiative, reasoning)))


def _toggled(scene: Scene, initiative: Initiative, reasoning: Reasoning, chosen: tuple[str, ...]) -> Reasoning:
    """Return it with the marks of some questions set or taken away, in the order of the form."""
    now = set(reasoning.marked).symmetric_difference(chosen)
    ordered = tuple(field.key for field in _questions(scene, initiative) if field.key in now)
    return replace(reasoning, marked=ordered, settled=False)


def _on(scene: Scene, initiative: Initiative, reasoning: Reasoning) -> Turn:
    if not reasoning.marked:
        problem = N_("Choose at least one answer to be corrected.")
        return scene.show(_marking(scene, initiative, reasoning, problem))
    given = {one: reason for one, reason in reasoning.reasons.items() if one in reasoning.marked[:-1]}
    now = replace(reasoning, settled=True, reasons=given)
    return scene.move(now, *claims.opening(scene, initiative), Show(screen(scene, initiative, now)))


def _given(scene: Scene, initiative: Initiative, reasoning: Reasoning, question: str, reason: str) -> Turn:
    """Keep the reason for one question and ask for the next; with the last one it is returned."""
    given = {**reasoning.reasons, question: reason}
    now = replace(reasoning, settled=True, reasons=given)
    if _asked(now) is None:
        marked = {one: given[one] for one in now.marked}
        return deciding.decide(scene, initiative, "return", marks.reason_of(marked), marked)
    settled = (SettleTapped(reason),) if isinstance(scene.said, Tap) else ()
    return scene.move(now, *settled, *claims.opening(scene, initiative), Show(screen(scene, initiative, now)))


def _asked(reasoning: Reasoning) -> str | None:
    """Return the marked question whose reason is asked for now, None while questions are being marked."""
    if not reasoning.settled:
        return None
    return next((one for one in reasoning.marked if one not in reasoning.reasons), None)


def _begun(scene: Scene, initiative: Initiative) -> Reasoning:
    """Return what the officer has marked of this initiative so far, which a newer version of it does not lose."""
    doing = scene.session.doing
    if isinstance(doing, Reasoning) and (doing.initiative, doing.move) == (initiative.id, "return"):
        return replace(doing, version=initiative.version)
    return Reasoning(initiative.id, initiative.version, "return", then=deciding.own_form(scene.session))


def _offered(scene: Scene, initiative: Initiative, question: str) -> tuple[str, ...]:
    """Return the prepared reasons for a question: its own, then the general ones that are no other question's."""
    programme = scene.facts.programme(initiative.programme)
    of_questions = {reason for prepared in programme.reasons_of.values() for reason in prepared}
    general = (reason for reason in programme.reasons.get("return", ()) if reason not in of_questions)
    return (*programme.reasons_of.get(question, ()), *general)


def _questions(scene: Scene, initiative: Initiative) -> tuple[Field, ...]:
    return questions(scene.facts.programme(initiative.programme))


def _named(scene: Scene, initiative: Initiative) -> dict[str, Msg]:
    facts = scene.facts
    asking = Asking(facts.programme(initiative.programme), facts.units, facts.now, facts.channel)
    return {field.key: field.named(asking) for field in _questions(scene, initiative)}
