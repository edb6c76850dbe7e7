"""Whom an officer who will be away can choose, and who stands in for whom already."""

from __future__ import annotations

from flows.desk import news
from flows.needs import DelegationsOf, OfficersOf
from flows.person import Person
from flows.records import Officer
from flows.scene import Scene
from flows.screen import N_, Button, Line, Rows, Screen, button, column
from flows.units import UnitTree

_PAGE = 8


def away(person: Person) -> tuple[Button, ...]:
    """Return the button by which an officer says that they will be away; others have none."""
    return (button(N_("When I am away"), "away"),) if own_units(person) else ()


def own_units(person: Person) -> tuple[str, ...]:
    """Return the units somebody verifies for themselves; what they stand in for they cannot pass on."""
    return tuple(dict.fromkeys(role.unit for role in person.own_roles if role.name == "verifier"))


def choice(scene: Scene, page: int) -> Screen:
    """Ask whom to choose: officers of one's units, of those above, and of those beside them."""
    officers = _officers(scene)
    lines, rows = _present(scene)
    if not officers:
        nobody = N_("Nobody else verifies for your unit, a unit above it or one beside it yet.")
        way = N_("Ask the staff above you: they can have somebody invited.")
        return Screen((*lines, nobody, way), (*rows, (button(N_("Ask somebody for help"), "support"),)))
    page = min(page, (len(officers) - 1) // _PAGE)
    here = officers[page * _PAGE : (page + 1) * _PAGE]
    turning: tuple[Button, ...] = ()
    if page > 0:
        turning += (button(N_("‹ Previous page"), "away", page - 1),)
    if len(officers) > (page + 1) * _PAGE:
        turning += (button(N_("Next page ›"), "away", page + 1),)
    chosen = column(*(button(_named(one, scene.facts.units), "away-to", one.id) for one in here))
    asked = N_("Who decides in your place while you are away?")
    return Screen((*lines, asked), (*rows, *chosen, *((turning,) if turning else ())))


def _present(scene: Scene) -> tuple[tuple[Line, ...], Rows]:
    """Return who stands in for whom already, with the ways to end that."""
    me = scene.facts.person.id
    lines: list[Line] = []
    rows: list[tuple[Button, ...]] = []
    for one in scene.facts[DelegationsOf(me)]:
        if one.person == me:
            lines.append(N_("{deputy} decides in your place, {span}.", deputy=one.to_name, span=news.span(one)))
            rows.append((news.back(one) if one.begins_at <= scene.facts.now else news.take_back(one),))
        else:
            lines.append(
                N_("You decide in the place of {absent}, {span}.", absent=one.person_name, span=news.span(one))
            )
            rows.append((news.cannot(one),))
    return (*lines, *(("",) if lines else ())), tuple(rows)


def _officers(scene: Scene) -> tuple[Officer, ...]:
    """Return whom one can choose, the nearest first, everybody once."""
    units, me = scene.facts.units, scene.facts.person.id
    near: dict[str, None] = {}
    paths = [units.path(code) for code in own_units(scene.facts.person)]
    for path in paths:
        near.update(dict.fromkeys(unit.code for unit in path[:1]))
    for path in paths:
        near.update(dict.fromkeys(unit.code for unit in path[1:]))
    for path in paths:
        near.update(dict.fromkeys(unit.code for unit in (units.children(path[1].code) if len(path) > 1 else ())))
    once: dict[int, Officer] = {}
    for one in scene.facts[OfficersOf(tuple(near))]:
        if one.id != me:
            once.setdefault(one.id, one)
    return tuple(once.values())


def officer(scene: Scene, person: int) -> Officer | None:
    """Return one of those who can be chosen, None where somebody cannot."""
    return next((one for one in _officers(scene) if one.id == person), None)


def _named(officer: Officer, units: UnitTree) -> str:
    unit = units.get(officer.unit)
    return f"{officer.name} · {unit.short if unit else officer.unit}"
