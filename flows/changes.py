"""What changed in an initiative since it was returned: the answers of then beside those of now."""

from __future__ import annotations

from collections.abc import Collection

from flows import marks
from flows.draft import Answers, Initiative, Value
from flows.facts import Facts
from flows.fields.description import CONFIDENTIAL
from flows.fields.field import Asking, Field
from flows.needs import AsHandedIn
from flows.pieces import Piece, pieces_of
from flows.screen import N_, Line, Listing
from flows.submission import questions

_LONGEST = 90
_CONTEXT = 20
_MOST_DETAILS = 4
_NOTHING: tuple[Value | None, ...] = (None, "", ())


def before(initiative: Initiative, facts: Facts) -> Answers | None:
    """Return the answers of the version that was returned, None where none was, or it is erased."""
    version = marks.returned_in(initiative)
    return None if version is None else facts[AsHandedIn(initiative.id, version)]


def changed(initiative: Initiative, facts: Facts, question: str) -> bool:
    """Tell whether the answer to a question is another one than when it was returned."""
    answers = before(initiative, facts)
    return answers is not None and not _same(answers.get(question), initiative.answers.get(question))


def lines(initiative: Initiative, facts: Facts, closed: Collection[str]) -> tuple[Line, ...]:
    """Return what an officer must know of an initiative handed in again; of closed content, only that it changed."""
    then = before(initiative, facts)
    if then is None:
        return ()
    programme = facts.programme(initiative.programme)
    asking = Asking(programme, facts.units, facts.now, facts.channel, answers=initiative.answers)
    ordered = sorted(questions(programme), key=lambda field: field.key not in initiative.marks)
    told: list[Line] = []
    also: list[Line] = []
    for field in ordered:
        old, new = then.get(field.key), initiative.answers.get(field.key)
        if _same(old, new):
            told += _untouched(initiative, field, asking)
        elif len(told) < _MOST_DETAILS:
            told.append(_told(initiative, field, (old, new), asking, closed=field.key in closed))
        else:
            also.append(field.named(asking))
    if also:
        told.append(N_("Changed too: {questions}.", questions=Listing(tuple(also))))
    return ("", N_("Since it was returned:"), *told, "") if told else (N_("Nothing changed since it was returned."),)


def _told(
    initiative: Initiative,
    field: Field,
    values: tuple[Value | None, Value | None],
    asking: Asking,
    *,
    closed: bool,
) -> Line:
    old, new = (CONFIDENTIAL, CONFIDENTIAL) if closed else _beside(field, *values, asking)
    named = {"question": field.named(asking), "before": old, "now": new}
    reason = initiative.marks.get(field.key)
    if reason is None:
        return N_("Changed: {question}: before: {before} → now: {now}", **named)
    return N_("Changed: {question} (“{reason}”): before: {before} → now: {now}", reason=_cut(reason), **named)


def _untouched(initiative: Initiative, field: Field, asking: Asking) -> tuple[Line, ...]:
    """Return what is said of an answer that stayed: something only where a change was asked for."""
    reason = initiative.marks.get(field.key)
    if reason is None:
        return ()
    return (N_("Not changed: {question} (“{reason}”)", question=field.named(asking), reason=_cut(reason)),)


def _beside(field: Field, old: Value | None, new: Value | None, asking: Asking) -> tuple[Line, Line]:
    """Return both answers in brief; of long texts the part where they differ."""
    if isinstance(old, str) and isinstance(new, str) and max(len(old), len(new)) > _LONGEST:
        return _differing(old, new)
    return _brief(field, old, asking), _brief(field, new, asking)


def _brief(field: Field, value: Value | None, asking: Asking) -> Line:
    if value is None or value in _NOTHING:
        return N_("not given")
    line = field.brief(value, asking)
    return _cut(line) if isinstance(line, str) else line


def _differing(old: str, new: str) -> tuple[str, str]:
    """Return where two texts differ, with a few words before it."""
    start = _alike(old, new)
    end = min(_alike(old[::-1], new[::-1]), len(old) - start, len(new) - start)
    start = max(0, old.rfind(" ", 0, max(0, start - _CONTEXT)) + 1)
    return _part(old, start, end), _part(new, start, end)


def _alike(one: str, other: str) -> int:
    """Return how many characters two texts have in common at their beginning."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (left, right) in pairs if left != right), min(len(one), len(other)))


def _part(text: str, start: int, end: int) -> str:
    middle = " ".join(text[start : len(text) - end].split())
    cut = _cut(middle) if middle else ""
    after = "" if end == 0 or cut.endswith("…") else " …"
    return f"“{'… ' if start else ''}{cut}{after}”"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rsplit(' ', 1)[0]} …"


def _same(old: Value | None, new: Value | None) -> bool:
    """Tell whether two answers are one; what became known of a file meanwhile does not make it another."""
    if pieces_of(old) or pieces_of(new):
        return tuple(map(_piece, pieces_of(old))) == tuple(map(_piece, pieces_of(new)))
    return old == new or (old in _NOTHING and new in _NOTHING)


def _piece(piece: Piece) -> Value:
    """Return by what a piece of a list is known: a file by its id, a link by itself, anything else as a whole."""
    return next((piece[key] for key in ("file", "link", "reference") if key in piece), piece)
