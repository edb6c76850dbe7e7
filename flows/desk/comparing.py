"""What an officer learns of initiatives that are nearly the same: a line on the card, and both side by side.

A soft flag and nothing more: nothing is rejected or joined because of it (demand 64). A card is made before it is known
who will read it: of another unit it names only the unit, and rights are read when somebody presses to compare.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from flows.desk import claims
from flows.draft import Initiative, Likeness
from flows.effects import Refuse
from flows.facts import Facts
from flows.likeness import text_of
from flows.needs import ById
from flows.rights import may_read
from flows.scene import Scene, Turn
from flows.screen import N_, At, Button, Line, Msg, Screen, button
from flows.states import NAMES

_LONGEST_TEXT = 1_500


def flags(initiative: Initiative, facts: Facts) -> tuple[Line, ...]:
    """Return a line for each initiative that is nearly the same."""
    return tuple(
        N_(
            "Note: {percent}% the same as {code} ({whose})",
            percent=one.percent,
            code=other.code or "",
            whose=_whose(initiative, other, facts),
        )
        for one, other in present(initiative, facts)
    )


def buttons(initiative: Initiative, facts: Facts) -> tuple[Button, ...]:
    """Return a button to compare with each of them."""
    return tuple(
        button(N_("Compare with {code}", code=other.code or ""), "compare", initiative.id, other.id)
        for _, other in present(initiative, facts)
    )


def compare(scene: Scene) -> Turn:
    """Show both texts to whoever may read both."""
    person, units = scene.facts.person, scene.facts.units
    initiative, other = (scene.facts[ById(scene.action.number(number))] for number in (0, 1))
    percent = _percent(initiative, other)
    if initiative is None or other is None or percent is None or not may_read(person, initiative, units):
        return scene.acknowledge(N_("This is not here any more.")).then(Refuse("comparison without the right"))
    if not may_read(person, other, units):
        return scene.acknowledge(N_("It is of a unit you do not verify for. Ask the union above both units."))
    lines = (*_side_by_side(initiative, other, scene.facts), *_texts(initiative, other))
    back = ((button(N_("‹ Back to the card"), "card", initiative.id),),)
    shown = Screen(lines, back, title=N_("{percent}% the same", percent=percent))
    return scene.show(shown, *claims.opening(scene, initiative))


def _percent(initiative: Initiative | None, other: Initiative | None) -> int | None:
    """Return how alike two initiatives were found to be, None where they were not."""
    if initiative is None or other is None:
        return None
    return next((one.percent for one in initiative.alike if one.initiative == other.id), None)


def present(initiative: Initiative, facts: Facts) -> Iterator[tuple[Likeness, Initiative]]:
    """Yield those that are still there; what was withdrawn, erased or made confidential since is nobody's business."""
    for one in initiative.alike:
        other = facts[ById(one.initiative)]
        if other and other.state != "withdrawn" and text_of(other.answers):
            yield one, other


def _whose(initiative: Initiative, other: Initiative, facts: Facts) -> Msg | str:
    """Return whose it is: the author of the same unit by name, of another one only the unit."""
    if other.author == initiative.author:
        return N_("same author")
    if _same_number(other, initiative):
        return N_("same card number")
    if other.unit == initiative.unit:
        return N_("{name}, same unit", name=other.text("full_name"))
    unit = facts.units.get(other.unit or "")
    return unit.short if unit else ""


def _same_number(other: Initiative, initiative: Initiative) -> bool:
    """Tell whether both were handed in under one identity number, from whatever accounts."""
    number = initiative.answers.get("identity")
    return number is not None and number == other.answers.get("identity")


def _side_by_side(one: Initiative, other: Initiative, facts: Facts) -> tuple[Line, ...]:
    """Return question by question what both say; what is the same stands once."""
    answers: tuple[tuple[Msg, Callable[[Initiative], Line]], ...] = (
        (N_("Name of the initiative"), lambda it: N_("“{title}”", title=it.text("title"))),
        (N_("Place of work"), lambda it: _unit(it, facts)),
        (N_("Author"), lambda it: it.text("full_name")),
        (N_("When handed in"), lambda it: N_("{at}", at=At(_minute(it, facts), "short"))),
        (N_("State"), lambda it: NAMES[it.state]),
    )
    codes = N_("{one} beside {other}", one=one.code or "", other=other.code or "")
    return (codes, *(_pair(what, read(one), read(other)) for what, read in answers))


def _minute(initiative: Initiative, facts: Facts) -> datetime:
    """Return when something was handed in as it is shown, so that what looks the same is the same."""
    return (initiative.submitted_at or facts.now).replace(second=0, microsecond=0)


def _pair(what: Msg, one: Line, other: Line) -> Msg:
    if one == other:
        return N_("{question}: both {answer}", question=what, answer=one)
    return N_("{question}: {one} | {other}", question=what, one=one, other=other)


def _unit(initiative: Initiative, facts: Facts) -> str:
    unit = facts.units.get(initiative.unit or "")
    return unit.short if unit else ""


def _texts(one: Initiative, other: Initiative) -> tuple[Line, ...]:
    texts = tuple(it.text("description") for it in (one, other))
    if texts[0] == texts[1]:
        return ("", N_("Both descriptions, word for word the same:"), _shortened(texts[0]))
    named = (N_("Description of {code}:", code=it.code or "") for it in (one, other))
    return tuple(line for name, text in zip(named, texts, strict=True) for line in ("", name, _shortened(text)))


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT].rsplit(' ', 1)[0]} …"
