"""Which award list is to be made: on which stored figures, for which award, in which phase."""

from __future__ import annotations

from flows.awards.figures import SnapshotHead
from flows.awards.rules import Award
from flows.making import Wished
from flows.needs import RulesOf, SnapshotsOf
from flows.programme import Programme
from flows.scene import Scene
from flows.screen import N_, At, Button, Line, Screen, button, column, grid
from flows.units import Unit

KIND = "awards"
_MOST = 8


def chosen(scene: Scene, unit: Unit, programme: Programme) -> Wished | Screen:
    """Return what the button of a step means, or the next step to show: the figures, then the award."""
    heads = _heads(scene, unit, programme)
    if not heads:
        return _unfixed(unit)
    head = next((one for one in heads if one.id == scene.action.number(2)), None)
    if head is None:
        return _which_figures(unit, heads) if len(heads) > 1 else _which_award(scene, unit, programme, heads[0])
    award = scene.facts[RulesOf(head.id)].award(scene.action.arg(3))
    phase = programme.phase(scene.action.arg(4))
    if award is None or award.each_phase != (phase is not None):
        return _which_award(scene, unit, programme, head)
    options = {"snapshot": head.name, "award": award.key, "called": award.called}
    return Wished(KIND, programme.key, unit.code, phase.key if phase else None, options)


def _heads(scene: Scene, unit: Unit, programme: Programme) -> list[SnapshotHead]:
    """Return the stored figures that have something of the unit, the newest first."""
    within = scene.facts.units.within
    every = scene.facts[SnapshotsOf(programme.key)]
    return [one for one in every if within(unit.code, one.unit) or within(one.unit, unit.code)][:_MOST]


def _unfixed(unit: Unit) -> Screen:
    lines = (
        N_("The figures have not been fixed yet, so there is no award list."),
        N_("Staff who run the service fix them; then the lists can be made here."),
    )
    back = button(N_("‹ Back"), "report", unit.code)
    return Screen(lines, ((back,),), title=N_("Award lists · {unit}", unit=unit.short))


def _which_figures(unit: Unit, heads: list[SnapshotHead]) -> Screen:
    named = (
        button(N_("“{name}”, {at}", name=one.name, at=At(one.taken_at)), "report", unit.code, KIND, one.id)
        for one in heads
    )
    lines = (N_("On which figures? Those fixed last come first."),)
    return Screen(lines, column(*named), title=N_("Award lists · {unit}", unit=unit.short))


def _which_award(scene: Scene, unit: Unit, programme: Programme, head: SnapshotHead) -> Screen:
    awards = scene.facts[RulesOf(head.id)].awards
    lines: list[Line] = [N_("Figures “{name}”, fixed at {at}.", name=head.name, at=At(head.taken_at))]
    lines.append(N_("Which award?") if awards else N_("The programme has no rules of awards."))
    lines += [N_("{key}. {name}", key=one.called, name=one.name) for one in awards]
    buttons = [one for award in awards for one in _of(award, unit, programme, head)]
    rows = grid(tuple(buttons), 2 if any(one.each_phase for one in awards) else 3)
    return Screen(tuple(lines), rows, title=N_("Award lists · {unit}", unit=unit.short))


def _of(award: Award, unit: Unit, programme: Programme, head: SnapshotHead) -> list[Button]:
    here = ("report", unit.code, KIND, head.id, award.key)
    if not award.each_phase:
        return [button(award.called, *here)]
    return [button(N_("{key} · {phase}", key=award.called, phase=one.name), *here, one.key) for one in programme.phases]
