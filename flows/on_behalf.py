"""What holds for an initiative entered on behalf of a worker: for whose workers, and never twice."""

from __future__ import annotations

from flows.draft import Initiative, Secret
from flows.needs import OthersByIdentity
from flows.rights import granted, units_for
from flows.scene import Scene
from flows.screen import N_, Msg
from flows.vietnamese import fold


def outside(scene: Scene, initiative: Initiative, unit: object) -> Msg | None:
    """Say that the person may not enter for a unit, None where they may or it is their own initiative."""
    if not initiative.unconfirmed or granted(scene.facts.person, "enter", str(unit), scene.facts.units):
        return None
    own = [found.short for code in units_for(scene.facts.person, "enter") if (found := scene.facts.units.get(code))]
    if not own:
        return N_("You can no longer hand in for others. The draft is kept; the worker may also hand in themselves.")
    return N_("You can hand in for workers of {unit} only. Choose a unit there.", unit=", ".join(own))


def handed_in_already(scene: Scene, draft: Initiative) -> Initiative | None:
    """Return the same initiative of the same worker, entered on behalf and by themselves, or on behalf twice."""
    number = draft.answers.get("identity")
    known = number if isinstance(number, Secret) else None
    others = scene.facts[OthersByIdentity(draft.programme, draft.text("unit"), draft.text("phone"), known)]
    return next((one for one in others if _counted_twice(one, draft)), None)


def _counted_twice(one: Initiative, draft: Initiative) -> bool:
    on_behalf = one.entered_by is not None or draft.entered_by is not None
    return on_behalf and bool(_worker(one) & _worker(draft)) and _words(one) == _words(draft)


def _worker(initiative: Initiative) -> set[object]:
    """Return what a worker is known by: the identity number, or the name behind one phone number."""
    known = (initiative.answers.get("identity"), fold(initiative.text("full_name")))
    return {one for one in known if one}


def _words(initiative: Initiative) -> tuple[str, str]:
    return fold(initiative.text("title")), fold(initiative.text("description"))
