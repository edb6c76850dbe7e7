"""Help for the present step, and a person to turn to."""

from __future__ import annotations

from flows import form, menu, mine
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
    around = N_("“Back” goes one question back, “Later” keeps the draft, /cancel stops.")
    return scene.show(Screen((about, around), ((button(N_("Ask somebody for help"), "support"),),)))


def call(scene: Scene) -> Turn:
    """Name the union that helps: the one of the open form's unit, of the QR code, or of the programme."""
    opened = form.opened(scene)
    code = (opened.initiative.text("unit") if opened else "") or scene.session.proposed_unit
    unit = scene.facts.units.get(code or scene.facts.programme().root)
    name = unit.name if unit else ""
    return scene.show(
        Screen(
            (
                N_("Ask the union of your workplace: {unit}.", unit=name),
                N_("Tell the officer the code on your receipt, or show this chat. They can also hand in for you."),
            )
        )
    )


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
    rows = ((button(N_("Hand in an initiative"), "begin"), button(N_("My initiatives"), "mine")),)
    return Screen(tuple(lines), rows, title=N_("What you can do here"))


def unknown_words(scene: Scene) -> Turn:
    """Answer words nobody waited for: a code shows its initiative, else an open draft is offered, else the ways."""
    code = mine.read_code(scene.said.text) if isinstance(scene.said, Text) else None
    if code:
        return mine.by_code(scene, code)
    return menu.offer_draft(scene) or scene.show(_commands(scene))
