"""Which programmes take initiatives now, what they are called, and until when they do."""

from __future__ import annotations

from flows.programme import Phase, Programme
from flows.scene import Scene
from flows.screen import N_, NN_, At, Line, Msg


def taking_now(scene: Scene) -> tuple[Programme, ...]:
    """Return the programmes that take initiatives now; where a QR code named a unit, those it takes part in.

    Of one programme that several levels run, the unit takes part in that of the nearest level.
    """
    taking = tuple(one for one in scene.facts.programmes if one.phase_at(scene.facts.now))
    path = [unit.code for unit in scene.facts.units.path(scene.session.proposed_unit or "")]
    nearest: dict[str, Programme] = {}
    for one in sorted((one for one in taking if one.root in path), key=lambda one: path.index(one.root)):
        nearest.setdefault(one.short_name, one)
    return tuple(nearest.values()) or taking


def every(scene: Scene, programmes: tuple[Programme, ...]) -> tuple[Line, ...]:
    """Return a line for each of some programmes: its name, and until when it takes initiatives."""
    return tuple(N_("{programme}: {window}", programme=named(scene, one), window=of(scene, one)) for one in programmes)


def named(scene: Scene, programme: Programme) -> str:
    """Return a programme's name with whose it is: provinces run programmes of the same name."""
    root = scene.facts.units.get(programme.root)
    return f"{programme.short_name} · {root.short if root else programme.root}"


def of(scene: Scene, programme: Programme) -> Msg:
    """Say until when a programme takes initiatives, or when it will or did."""
    now = scene.facts.now
    phase, upcoming = programme.phase_at(now), programme.next_phase(now)
    if phase and phase.days_left(now) == 0:
        return N_("Now open: {phase}, until {closes}: today is the last day.", **_until(phase))
    if phase:
        return NN_(
            "Now open: {phase}, until {closes} ({count} day left).",
            "Now open: {phase}, until {closes} ({count} days left).",
            phase.days_left(now),
            **_until(phase),
        )
    if upcoming:
        return N_("Not open yet: {phase} opens at {opens}.", phase=upcoming.name, opens=At(upcoming.opens))
    return N_("The programme closed at {closes}.", closes=At(programme.phases[-1].closes, "closing"))


def _until(phase: Phase) -> dict[str, str | At]:
    return {"phase": phase.name, "closes": At(phase.closes, "closing")}
