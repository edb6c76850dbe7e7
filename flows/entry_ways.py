"""The way in for the people of a unit: one link, which proposes the unit to whoever opens it."""

from __future__ import annotations

from flows.effects import Refuse
from flows.rights import quota_units
from flows.scene import Scene, Turn
from flows.screen import N_, Button, Rows, Screen, button
from flows.units import Unit


def way(code: str) -> Button:
    """Return the button that leads to a unit's link."""
    return button(N_("The unit's link"), "link", code)


def pressed(scene: Scene) -> Turn:
    """Show the link of a unit, if it lies within the person's units."""
    unit = scene.facts.units.get(scene.action.arg(0))
    tops = quota_units(scene.facts.person)
    if unit is None or not any(scene.facts.units.within(unit.code, top) for top in tops):
        return scene.acknowledge(N_("This is not here any more.")).then(Refuse("link without the right"))
    return scene.show(_screen(scene, unit))


def _screen(scene: Scene, unit: Unit) -> Screen:
    payload = f"u-{unit.code}"
    if scene.facts.entrance:
        title, line = N_("Link of {unit}", unit=unit.short), f"{scene.facts.entrance}{payload}"
        way_in = N_("Send this link to your people, for example in the group of the union:")
        proposed = N_("Whoever opens it hands in here, and {unit} is proposed as their workplace.", unit=unit.short)
    else:
        title, line = N_("Way in for {unit}", unit=unit.short), f"/start {payload}"
        way_in = N_("No link opens this chat for a unit. Send this line to your people, to be typed here:")
        proposed = N_("Whoever types it hands in here, and {unit} is proposed as their workplace.", unit=unit.short)
    made = (
        button(N_("Poster to print (PDF)"), "report", unit.code, "poster"),
        button(N_("Code as a picture"), "report", unit.code, "qr"),
    )
    back = (button(N_("‹ Back to the figures"), "quota", unit.code),)
    rows: Rows = (made, back) if scene.facts.opens_by_link else (back,)
    return Screen((way_in, line, "", proposed), rows, title=title)
