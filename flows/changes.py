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
from flows.screen import N_, Line, Listing, Msg
from flows.submission import questions

_LONGEST, _LONGEST_REASON = 80, 50
_CONTEXT = 20
_MOST_DETAILS = 3
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
    rest: dict[bool, list[Msg]] = {True: [], False: []}
    for field in ordered:
        old, new = then.get(field.key), initiative.answers.get(field.key)
        differs = not _same(old, new)
        if not differs and field.key not in initiative.marks:
            continue
        if len(told) == _MOST_DETAILS:
            rest[differs].append(field.named(asking))
        elif differs:
            told.append(_told(initiative, field, (old, new), asking, closed=field.key in closed))
        else:
            told.append(_untouched(initiative, field, asking))
    if rest[True]:
        told.append(N_("Changed too: {questions}.", questions=Listing(tuple(rest[True]))))
    if rest[False]:
        told.append(N_("Not changed: {questions}.", questions=Listing(tuple(rest[False]))))
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
    return N_(
        "Changed: {question} (“{reason}”): before: {before} → now: {now}", reason=_cut(reason, _LONGEST_REASON), **named
    )


def _untouched(initiative: Initiative, field: Field, asking: Asking) -> Line:
    """Return what is said of an answer that stayed though a change was asked for."""
    reason = _cut(initiative.marks[field.key], _LONGEST_REASON)
    return N_("Not changed: {question} (“{reason}”)", question=field.named(asking), reason=reason)


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


def _cut(text: str, longest: int = _LONGEST) -> str:
    return text if len(text) <= longest else f"{text[:longest].rsplit(' ', 1)[0]} …"


def _same(old: Value | None, new: Value | None) -> bool:
    """Tell whether two answers are one; what became known of a file meanwhile does not make it another."""
    if pieces_of(old) or pieces_of(new):
        return tuple(map(_piece, pieces_of(old))) == tuple(map(_piece, pieces_of(new)))
    return old == new or (old in _NOTHING and new in _NOTHING)


def _piece(piece: Piece) -> Value:
    """Return by what a piece of a list is known: a file by its id, a link by itself, anything else as a whole."""
    return next((piece[key] for key in ("file", "link", "reference") if key in piece), piece)
