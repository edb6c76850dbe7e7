"""An award list with everything a file of it says, before it becomes Word or Excel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from flows.awards.caps import Allowance
from flows.awards.cutting import Standing, standings
from flows.awards.evaluating import Candidate
from flows.nomination.nominee import NAMES, QUESTIONS, Nominee
from flows.programme import Phase, Programme
from flows.screen import N_, Arg, Line, Msg
from flows.units import UnitTree
from storage.snapshots.dossiers import Dossier


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody in the list: how they and their unit are called, who puts them forward, and their place there."""

    candidate: Candidate
    name: str
    title: str
    unit: str
    nominator: str
    nominee: Nominee | None
    standing: Standing | None

    @property
    def to_confirm(self) -> tuple[Line, ...]:
        """Return what is still to be looked at by hand before the list is signed."""
        lines: list[Line] = [] if self.candidate.holds else list(self.candidate.missing)
        if self.nominee and self.nominee.initiative is not None:
            lines += [
                N_("{answer}: not told yet", answer=NAMES[key])
                for key in QUESTIONS
                if getattr(self.nominee, key) is None
            ]
        if self.candidate.tied:
            lines.append(N_("others reached as much; who of them gets it is decided by hand"))
        if self.candidate.entry and self.candidate.entry.shared:
            lines.append(N_("a co-author has as large a share; the first named is credited"))
        return tuple(lines)


@dataclass(frozen=True, slots=True)
class Cap:
    """What a unit may put forward, and how many it has."""

    unit: str
    allowance: Allowance
    done: int

    @property
    def left(self) -> int | None:
        """Return how many it may still put forward, None for any number or where nobody can tell."""
        most = self.allowance.at_most
        return None if most is None or not self.allowance.known else max(0, most - self.done)

    @property
    def said(self) -> Msg:
        """Return it as one line."""
        named: dict[str, Arg] = {"unit": self.unit, "count": self.done}
        if not self.allowance.known:
            return N_("{unit}: {count} put forward; {why}", **named, why=self.allowance.said)
        if self.allowance.at_most is None:
            return N_("{unit}: {count} put forward, any number is allowed", **named)
        return N_("{unit}: {count} of at most {most} put forward", **named, most=self.allowance.at_most)


@dataclass(frozen=True)
class AwardSheet:
    """An award on a snapshot as a unit sees it: its own candidates with all below it, the whole list for the top."""

    programme: Programme
    dossier: Dossier
    unit: str
    units: UnitTree

    @property
    def phase(self) -> Phase | None:
        """Return the phase the award is judged in, None for the whole programme."""
        return self.programme.phase(self.dossier.found.phase)

    @property
    def unit_name(self) -> str:
        """Return how the unit that asks is called."""
        today = self.units.get(self.unit)
        return self.dossier.units.get(self.unit) or (today.name if today else self.unit)

    @property
    def whole(self) -> bool:
        """Tell whether nobody of the snapshot is left out."""
        return self.units.within(self.dossier.found.head.unit, self.unit)

    @cached_property
    def everybody(self) -> tuple[Listed, ...]:
        """Return all candidates, in the order of the list."""
        places = standings(self.dossier.found)
        return tuple(
            self._listed(one, places.get(one.code))
            for one in self.dossier.found.candidates
            if self._is_theirs(one.unit.code if one.unit else one.entry.unit if one.entry else "")
        )

    @cached_property
    def proposed(self) -> tuple[Listed, ...]:
        """Return who the dossier is about: those put forward, or all who meet the rule where nobody has to be."""
        if self.dossier.found.award.nomination is None:
            return tuple(one for one in self.everybody if one.candidate.holds)
        forward = [one for one in self.everybody if one.nominee]
        return tuple(sorted(forward, key=lambda one: (one.nominator, one.nominee.slot if one.nominee else 0)))

    @cached_property
    def caps(self) -> Sequence[Cap]:
        """Return what each of the units may put forward."""
        found = self.dossier.found
        theirs = [one for one in found.allowances if self._is_theirs(one.unit)]
        return tuple(
            Cap(self.dossier.unit_named(one.unit), one, sum(each.unit == one.unit for each in self.dossier.nominees))
            for one in theirs
        )

    def _is_theirs(self, unit: str) -> bool:
        return self.whole or self.units.within(unit, self.unit)

    def _listed(self, one: Candidate, standing: Standing | None) -> Listed:
        nominator = self.dossier.unit_named(one.nominator) if one.nominator else ""
        nominee = self.dossier.nominee(one.code)
        if one.unit:
            above = self.dossier.units.get(one.nominator, "") if one.nominator != one.unit.code else ""
            name = self.dossier.unit_named(one.unit.code)
            return Listed(one, name, "", above, nominator, nominee, standing)
        named = self.dossier.people.get(one.entry.initiative) if one.entry else None
        unit = self.dossier.unit_named(one.entry.unit) if one.entry else ""
        person, title = (named.person, named.title) if named else ("", "")
        return Listed(one, person or one.code, title, unit, nominator, nominee, standing)
