"""Who decides on an initiative: the officers of the nearest unit that has any (decision 20)."""

from __future__ import annotations

from flows.draft import Initiative
from flows.needs import VerifiersOf
from flows.scene import Scene
from flows.units import Unit


def desk(scene: Scene, initiative: Initiative) -> str | None:
    """Return the unit at whose officers' desk an initiative waits, None where nobody may decide on it yet."""
    path = scene.facts.units.path(initiative.unit or "")
    return next((unit.code for unit in path if _of(scene, initiative, (unit.code,))), None)


def verifying_unit(scene: Scene, initiative: Initiative) -> Unit | None:
    """Return the nearest unit that has an officer who may decide, else the nearest of all."""
    return scene.facts.units.get(desk(scene, initiative) or initiative.unit or "")


def verifiers(scene: Scene, initiative: Initiative) -> tuple[int, ...]:
    """Return the officers who are told of an initiative."""
    return _of(scene, initiative, tuple(unit.code for unit in scene.facts.units.path(initiative.unit or "")))


def still_decides(scene: Scene, initiative: Initiative, officer: int) -> bool:
    """Tell whether an officer verifies for the initiative's unit or one above it, whoever is nearest."""
    path = scene.facts.units.path(initiative.unit or "")
    return any(officer in _of(scene, initiative, (unit.code,)) for unit in path)


def _of(scene: Scene, initiative: Initiative, units: tuple[str, ...]) -> tuple[int, ...]:
    return scene.facts[VerifiersOf(units, without=initiative.author, nor=initiative.entered_by)]
