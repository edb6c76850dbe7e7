"""An initiative that was handed in for the wrong unit: its officer moves it to the right one (demand 29)."""

from __future__ import annotations

from dataclasses import replace

from flows.deputies import acting_for
from flows.desk import announcing, claims, deciding
from flows.desk.routing import desk
from flows.draft import Initiative, Overwritten
from flows.effects import Carry, Notify, RedrawCards, Show
from flows.fields.unit import PAGE, path_line
from flows.rights import deciding_role
from flows.scene import Scene, Turn
from flows.screen import N_, Button, Line, Msg, Rows, Screen, button, column
from flows.units import Unit

_ALIKE = 5


def ask(scene: Scene) -> Turn:
    """Offer the units whose name is like that of the present one, else the tree, level by level."""
    initiative = deciding.in_hand(scene)
    if isinstance(initiative, Turn):
        return initiative
    here = scene.action.arg(2)
    page = max(0, scene.action.number(3))
    screen = _level(scene, initiative, here, page) if here else _alike(scene, initiative)
    opening = claims.opening(scene, initiative)
    return scene.move(deciding.own_form(scene.session), *opening, Show(screen, in_place=bool(here)))


def move(scene: Scene) -> Turn:
    """Move an initiative to another unit: it counts there from now on, its code and its answers stay."""
    initiative = deciding.in_hand(scene)
    if isinstance(initiative, Turn):
        return initiative
    root = scene.facts.programme(initiative.programme).root
    unit = scene.facts.units.get(scene.action.arg(2))
    if unit is None or not scene.facts.units.within(unit.code, root):
        return scene.acknowledge(N_("This unit is not in the list any more. Choose another."))
    if unit == scene.facts.units.get(initiative.unit or ""):
        return scene.acknowledge(N_("It is in this unit already."))
    moved = replace(
        initiative.answer("unit", unit.code),
        unit=unit.code,
        version=initiative.version + 1,
        escalated=None,
        claimed_by=None,
        claimed_by_name="",
        claimed_at=None,
        overwritten=Overwritten(initiative.reason, initiative.marks, first=initiative.unchanged),
    )
    moved = replace(moved, desk=desk(scene, moved))
    role = deciding_role(scene.facts.person, initiative, scene.facts.units)
    stood_for = role.stands_for if role else None
    officer = acting_for(scene.facts.person.name, role.stands_for_name if role else "")
    named = {"code": moved.code or "", "unit": path_line(scene.facts.units, unit.code)}
    told = N_(
        "Your initiative {code} now belongs to {unit}. Everything else stays; you need not hand in again.", **named
    )
    return scene.move(
        deciding.own_form(scene.session),
        Carry(
            "move", moved, version=initiative.version, reason=f"{initiative.unit} → {unit.code}", stood_for=stood_for
        ),
        RedrawCards(moved.id, _outcome(officer, named)),
        Notify(moved.author, Screen((told,))),
        *announcing.cards(scene, moved),
        Show(Screen((N_("Moved: {code} now belongs to {unit}.", **named),), ((button(N_("Next"), "next"),),))),
    )


def _outcome(officer: Line, named: dict[str, str]) -> Msg:
    return N_("{code} was moved to {unit} by {officer}.", **named, officer=officer)


def _alike(scene: Scene, initiative: Initiative) -> Screen:
    units, root = scene.facts.units, scene.facts.programme(initiative.programme).root
    present = units.get(initiative.unit or "")
    found = units.search(present.name, top=root, limit=_ALIKE + 1) if present else ()
    others = [unit for unit in found if unit != present][:_ALIKE]
    lines: tuple[Line, ...] = (
        N_("{code} was handed in for:", code=initiative.code or ""),
        path_line(units, initiative.unit or ""),
        N_("To which unit does it belong?"),
    )
    hits = column(*(_to(initiative, unit, units.placed(unit, root)) for unit in others))
    return Screen(lines, (*hits, (_open(N_("Choose level by level"), initiative, root),), _back(initiative)))


def _level(scene: Scene, initiative: Initiative, code: str, page: int) -> Screen:
    units, root = scene.facts.units, scene.facts.programme(initiative.programme).root
    unit = units.get(code)
    if unit is None or not units.within(code, root):
        return _alike(scene, initiative)
    below = units.children(unit.code)
    page = min(page, max(0, (len(below) - 1) // PAGE))
    rows: Rows = column(*(_step(scene, initiative, one) for one in below[page * PAGE : (page + 1) * PAGE]))
    turning: tuple[Button, ...] = ()
    if page > 0:
        turning += (_open(N_("‹ Previous page"), initiative, unit.code, page - 1),)
    if len(below) > (page + 1) * PAGE:
        turning += (_open(N_("Next page ›"), initiative, unit.code, page + 1),)
    rows = (*rows, turning) if turning else rows
    if unit != units.get(root):
        above = units.parent_of(unit) or root
        itself = _to(initiative, unit, N_("Choose {unit} itself", unit=unit.short))
        rows = (*rows, (itself,), (_open(N_("‹ One level up"), initiative, above),))
    return Screen((path_line(units, unit.code), N_("To which unit does it belong?")), (*rows, _back(initiative)))


def _step(scene: Scene, initiative: Initiative, unit: Unit) -> Button:
    if scene.facts.units.children(unit.code):
        return _open(N_("{unit} ›", unit=unit.short), initiative, unit.code)
    return _to(initiative, unit, unit.short)


def _to(initiative: Initiative, unit: Unit, label: Line) -> Button:
    return button(label, "move-to", initiative.id, initiative.version, unit.code)


def _open(label: Line, initiative: Initiative, code: str, page: int = 0) -> Button:
    return button(label, "move", initiative.id, initiative.version, code, page)


def _back(initiative: Initiative) -> tuple[Button, ...]:
    return (button(N_("‹ Back to the card"), "card", initiative.id),)
