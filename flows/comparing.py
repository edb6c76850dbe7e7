"""What an officer learns of initiatives that are nearly the same: a line on the card, and both texts together.

A soft flag and nothing more: nothing is rejected or joined because of it (demand 64).
"""

from __future__ import annotations

from collections.abc import Iterator

from flows.draft import Initiative, Likeness
from flows.effects import Refuse
from flows.facts import ById, Facts
from flows.rights import may_read
from flows.scene import Scene, Turn
from flows.screen import N_, Button, Line, Msg, Screen, button

_LONGEST_TEXT = 1_700


def flags(initiative: Initiative, facts: Facts) -> tuple[Line, ...]:
    """Return a line for each initiative that is nearly the same."""
    return tuple(
        N_(
            "Note: {percent}% the same as {code} ({whose})",
            percent=one.percent,
            code=other.code or "",
            whose=_whose(initiative, other, facts),
        )
        for one, other in _present(initiative, facts)
    )


def buttons(initiative: Initiative, facts: Facts) -> tuple[Button, ...]:
    """Return a button to compare for each of them that the officer may read."""
    return tuple(
        button(N_("Compare with {code}", code=other.code or ""), "compare", initiative.id, other.id)
        for _, other in _present(initiative, facts)
        if may_read(facts.person, other, facts.units)
    )


def compare(scene: Scene) -> Turn:
    """Show both texts; whoever may not read both learns nothing."""
    initiative, other = (scene.facts[ById(scene.action.number(number))] for number in (0, 1))
    if initiative is None or other is None or not _may_compare(scene, initiative, other):
        return scene.acknowledge(N_("This is not here any more.")).then(Refuse("comparison without the right"))
    percent = next((one.percent for one in initiative.alike if one.initiative == other.id), 0)
    lines = (*_text(initiative), "", *_text(other))
    back = ((button(N_("‹ Back to the card"), "card", initiative.id),),)
    return scene.show(Screen(lines, back, title=N_("{percent}% the same", percent=percent)))


def _may_compare(scene: Scene, initiative: Initiative, other: Initiative) -> bool:
    person, units = scene.facts.person, scene.facts.units
    flagged = any(one.initiative == other.id for one in initiative.alike)
    return flagged and may_read(person, initiative, units) and may_read(person, other, units)


def _present(initiative: Initiative, facts: Facts) -> Iterator[tuple[Likeness, Initiative]]:
    """Yield those that are still there; what was withdrawn meanwhile is nobody's business."""
    for one in initiative.alike:
        other = facts[ById(one.initiative)]
        if other and other.state != "withdrawn":
            yield one, other


def _whose(initiative: Initiative, other: Initiative, facts: Facts) -> Msg | str:
    """Return the author and where; of a unit the officer has no right to only its name."""
    if other.author == initiative.author:
        return N_("same author")
    name = other.text("full_name")
    if other.unit == initiative.unit:
        return N_("{name}, same unit", name=name)
    unit = facts.units.get(other.unit or "")
    place = unit.short if unit else ""
    readable = may_read(facts.person, other, facts.units)
    return N_("{name}, {unit}", name=name, unit=place) if readable else place


def _text(initiative: Initiative) -> tuple[Line, ...]:
    text = initiative.text("description")
    if len(text) > _LONGEST_TEXT:
        text = f"{text[:_LONGEST_TEXT].rsplit(' ', 1)[0]} …"
    heading = N_("{code} · “{title}”", code=initiative.code or "", title=initiative.text("title"))
    return heading, initiative.text("full_name"), text
