"""Figures of several phases beside one another and together, each on the units there were on its last day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flows.needs import TalliesOf
from flows.programme import Phase, Programme
from flows.scene import Scene
from flows.tallies import Tally

Between = tuple[datetime, datetime]


def tallies(
    scene: Scene,
    programme: Programme,
    phase: Phase,
    codes: Sequence[str],
    *,
    bloc: str | None = None,
    between: Between | None = None,
) -> tuple[Tally, ...]:
    """Return the figures of some units in a phase; one there was not yet is what it was made of (demand 72)."""
    stood = [_then(scene, phase, code) for code in codes]
    asked = tuple(dict.fromkeys(one for several in stood for one in several))
    need = TalliesOf(programme.key, phase.key, asked, phase.settled_on(scene.facts.now), bloc, between)
    found = {one.unit: one for one in scene.facts[need]}
    return tuple(together(code, [found[one] for one in several]) for code, several in zip(codes, stood, strict=True))


def together(unit: str, several: Sequence[Tally]) -> Tally:
    """Return figures added up; the target is that of all of them, so where one has none, they have none together."""
    targets = [one.target for one in several if one.target is not None]
    uncounted = any(one.uncounted for one in several)
    return Tally(
        unit,
        sum(targets) if targets and len(targets) == len(several) else None,
        sum(one.verified for one in several),
        sum(one.pending for one in several),
        sum(one.submitted for one in several),
        uncounted=uncounted,
        returned=sum(one.returned for one in several),
        rejected=sum(one.rejected for one in several),
    )


def _then(scene: Scene, phase: Phase, code: str) -> tuple[str, ...]:
    """Return the unit in a phase's tree, or those it was made of; one there was not at all counts nothing."""
    then = scene.facts.units_in(phase)
    present = then.get(code)
    if present:
        return (present.code,)
    return tuple(one for one in scene.facts.units.formerly(code) if one in then.units) or (code,)
