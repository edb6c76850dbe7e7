"""One unit's figures as lines: what counts beside its target, what stands next to it, and what each unit is called."""

from __future__ import annotations

from dataclasses import dataclass

from flows.asked import Asked
from flows.needs import ProgressOf
from flows.programme import Phase, Programme
from flows.scene import Scene
from flows.screen import N_, NN_, Line, Listing, Msg, Share
from flows.tallies import Progress, Tally
from flows.units import Unit, UnitTree

_NAMED = 3


@dataclass(frozen=True, slots=True)
class Figures:
    """A unit's figures in a phase, with the tree they are counted on."""

    scene: Scene
    programme: Programme
    code: str
    phase: Phase
    units: UnitTree
    progress: Progress

    @property
    def unit(self) -> Unit | None:
        """Return the unit as it is in that tree."""
        return self.units.get(self.code)

    @property
    def name(self) -> str:
        """Return what the unit is called."""
        return named(self.units, self.code)

    def called(self, tally: Tally) -> str:
        """Return what the unit of some figures is called."""
        return named(self.units, tally.unit)


def of(scene: Scene, asked: Asked) -> Figures:
    """Return the figures of a unit; within its programme it is compared with those beside it."""
    units = scene.facts.units_in(asked.phase)
    among = "" if asked.code == asked.programme.root else _above(units, asked.code)
    settled = asked.phase.settled_on(scene.facts.now)
    need = ProgressOf(asked.programme.key, asked.code, asked.phase.key, settled, among)
    return Figures(scene, asked.programme, asked.code, asked.phase, units, scene.facts[need])


def named(units: UnitTree, code: str) -> str:
    """Return what a unit is called, its code where the tree does not have it."""
    unit = units.get(code)
    return unit.short if unit else code


def against_target(tally: Tally) -> Msg:
    """Say what is verified of the target, or why that cannot be said."""
    if tally.uncounted:
        return N_("Verified: {verified} · no figures yet to compute the target", verified=tally.verified)
    if not tally.target:
        return N_("Verified: {verified} · no target has been set", verified=tally.verified)
    return N_(
        "Verified: {verified}/{target} ({share})",
        verified=tally.verified,
        target=tally.target,
        share=Share(tally.verified, tally.target),
    )


def beside(tally: Tally) -> Line:
    """Say what is not verified: what waits, all that was handed in, and what came back, where anything did."""
    back: list[Msg | str] = []
    if tally.returned:
        back.append(N_("returned: {returned}", returned=tally.returned))
    if tally.rejected:
        back.append(N_("rejected: {rejected}", rejected=tally.rejected))
    if not back:
        return N_("Waiting: {pending} · handed in: {submitted}", pending=tally.pending, submitted=tally.submitted)
    return N_(
        "Waiting: {pending} · handed in: {submitted} · {back}",
        pending=tally.pending,
        submitted=tally.submitted,
        back=Listing(tuple(back), " · "),
    )


def row(name: str | Msg, tally: Tally) -> Msg:
    """Say one unit's figures in a line of a list."""
    if tally.uncounted:
        return N_("{unit}: {verified}, no figures yet for a target", unit=name, verified=tally.verified)
    if not tally.target:
        return N_("{unit}: {verified}, no target", unit=name, verified=tally.verified)
    return N_(
        "{unit}: {verified}/{target} ({share})",
        unit=name,
        verified=tally.verified,
        target=tally.target,
        share=Share(tally.verified, tally.target),
    )


def uncounted(figures: Figures) -> tuple[Line, ...]:
    """Say for which units a target is missing in any total, because nobody has told how many they count."""
    names = [figures.called(tally) for tally in figures.progress.children if tally.uncounted]
    if not names:
        return ()
    listed = Listing((*names[:_NAMED], *(["…"] if len(names) > _NAMED else [])), "; ")
    return (
        NN_(
            "No figures yet to compute the target of {count} unit: {units}",
            "No figures yet to compute the targets of {count} units: {units}",
            len(names),
            units=listed,
        ),
    )


def enterprise_workers(figures: Figures) -> tuple[Line, ...]:
    """Say how much of what is verified comes from workers of enterprises, a figure of its own."""
    groups, verified = figures.programme.enterprise_workers, figures.progress.total.verified
    if not groups or not verified:
        return ()
    theirs = sum(part.verified for part in figures.progress.parts if part.target_group in groups)
    return (
        N_(
            "From workers of enterprises: {verified} ({share} of what is verified)",
            verified=theirs,
            share=Share(theirs, verified),
        ),
    )


def _above(units: UnitTree, code: str) -> str:
    unit = units.get(code)
    return (units.parent_of(unit) or "") if unit else ""
