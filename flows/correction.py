"""Correcting what was handed in, until an officer opens it: each answer is at once a new version of what waits.

It waits all the time, so that nothing is ever neither handed in nor a draft; the code and the instant stay.
"""

from __future__ import annotations

from dataclasses import replace

from flows.desk import announcing, card
from flows.desk.routing import desk, verifiers
from flows.draft import Initiative
from flows.effects import Carry, Effect, Keep, RedrawCards, RefreshCards
from flows.scene import Scene
from flows.screen import N_, Screen


def kept(scene: Scene, before: Initiative, after: Initiative) -> tuple[Initiative, tuple[Effect, ...]]:
    """Return an initiative with an answer changed, and what stores it: in a draft as it stands, else as a version."""
    if before.state != "pending" or after.answers == before.answers:
        return after, (Keep(after),)
    changed = sorted(key for key, value in after.answers.items() if before.answers.get(key) != value)
    after = replace(after, version=before.version + 1, unit=after.text("unit"), overwritten=None)
    after = after if after.unit == before.unit else replace(after, desk=desk(scene, after), escalated=None)
    carried = Carry("correct", after, version=before.version, reason=", ".join(changed))
    return after, (carried, *_cards(scene, before, after))


def _cards(scene: Scene, before: Initiative, after: Initiative) -> tuple[Effect, ...]:
    """Draw the cards anew; after a change of unit they go to its officers, and the others' lose their buttons."""
    if before.unit == after.unit:
        return card.refreshed(after, scene.facts)
    had, have = set(verifiers(scene, before)), verifiers(scene, after)
    unit = scene.facts.units.get(after.unit or "")
    moved = N_("{code} is now with {unit}.", code=after.code or "", unit=unit.short if unit else "")
    return (
        *(RefreshCards(after.id, _card(scene, after, one), (one,)) for one in have if one in had),
        RedrawCards(after.id, moved, tuple(sorted(had.difference(have)))),
        *(effect for one in have if one not in had for effect in announcing.told(scene, after, one)),
    )


def _card(scene: Scene, after: Initiative, officer: int) -> Screen:
    return card.card(after, scene.facts, reader=officer)
