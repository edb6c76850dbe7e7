"""Help for the present step, and a person to turn to."""

from __future__ import annotations

from flows import form, menu, mine
from flows.needs import LastHandedIn, SupportFor
from flows.rights import decides_for, quota_units
from flows.said import Text
from flows.scene import Scene, Turn
from flows.screen import N_, Line, Screen, button
from flows.session import Reasoning


def explain(scene: Scene) -> Turn:
    """Help with the present question, else list what can be done here."""
    opened = form.opened(scene)
    if opened is None:
        if isinstance(scene.session.doing, Reasoning):
            reasoning = N_("Write in your own words why you return or reject the initiative; the author reads it.")
            return scene.show(Screen((reasoning,)))
        return scene.show(_commands(scene))
    field = opened.position
    about = field.help if field else N_("Read your answers once more. “Hand in” sends them to your officer.")
    if opened.aside:
        about = N_("Press one of the buttons, or type the words on it.")
    around = N_("“Back” goes one question back, “Later” keeps the draft, /cancel stops.")
    return scene.show(Screen((about, around, *whom(scene)), ((button(N_("Ask somebody for help"), "support"),),)))


def call(scene: Scene) -> Turn:
    """Name the person who helps the worker's unit, else the one of the unit above it, else the union to ask."""
    person = whom(scene)
    unit = scene.facts.units.get(_unit(scene))
    asked = person or (N_("Ask the union of your workplace: {unit}.", unit=unit.name if unit else ""),)
    way = N_("Tell them the code on your receipt, or show this chat. They can also hand in for you.")
    return scene.show(Screen((*asked, way)))


def whom(scene: Scene) -> tuple[Line, ...]:
    """Return the line that names whom to call, none where nobody is named (decision 19)."""
    found = scene.facts[SupportFor(tuple(unit.code for unit in scene.facts.units.path(_unit(scene))))]
    if found is None:
        return ()
    unit = scene.facts.units.get(found.unit)
    return (
        N_(
            "Somebody who helps: {name}, {unit}. Press the number to call: {phone}",
            name=found.name,
            unit=unit.short if unit else "",
            phone=found.phone,
        ),
    )


def _unit(scene: Scene) -> str:
    """Return the unit of the open form, of the QR code, of the last initiative, or the programme's first."""
    opened = form.opened(scene)
    here = (opened.initiative.text("unit") if opened else "") or scene.session.proposed_unit
    if not here:
        last = scene.facts[LastHandedIn(scene.facts.person.id)]
        here = last.unit if last else None
    return here or scene.facts.programme().root


def _commands(scene: Scene) -> Screen:
    lines: list[Line] = [
        N_("/submit – hand in an initiative"),
        N_("/mine – my initiatives and drafts; a code typed alone shows that one"),
        N_("/cancel – leave what is going on"),
        N_("/data – what is kept about me"),
        N_("/language – tiếng Việt, English"),
        N_("/help – help for the present step"),
    ]
    if decides_for(scene.facts.person):
        lines.append(N_("/queue – what waits for me"))
    if quota_units(scene.facts.person):
        lines.append(N_("/quota – progress of a unit, for example: /quota buon ho"))
        lines.append(N_("/ranking – units in their places"))
    rows = ((button(N_("Hand in an initiative"), "begin"), button(N_("My initiatives"), "mine")),)
    return Screen((*lines, *whom(scene)), rows, title=N_("What you can do here"))


def unknown_words(scene: Scene) -> Turn:
    """Answer words nobody waited for: a code shows its initiative, else an open draft is offered, else the ways."""
    code = mine.read_code(scene.said.text) if isinstance(scene.said, Text) else None
    if code:
        return mine.by_code(scene, code)
    return menu.offer_draft(scene) or scene.show(_commands(scene))
