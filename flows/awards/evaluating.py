"""An award list: everybody an award may be for, with the conditions that hold and what is lacking of the others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flows.awards.caps import Allowance, allowance
from flows.awards.figures import Entry, Figures, SnapshotHead, UnitFigures
from flows.awards.predicates import About, Comparison, Finding, judge
from flows.awards.rules import Award, Predicate
from flows.screen import Msg


@dataclass(frozen=True, slots=True)
class Judged:
    """Conditions that must all hold, as they were found."""

    findings: tuple[Finding, ...]

    @property
    def holds(self) -> bool | None:
        """Return whether all hold; None where that hangs on a figure nobody has told."""
        return _all(finding.holds for finding in self.findings)

    @property
    def lacking(self) -> tuple[Finding, ...]:
        """Return what does not hold, or is not known to."""
        return tuple(finding for finding in self.findings if finding.holds is not True)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who an award may be for: a unit, or a person by the initiative that speaks for them best.

    `nominator` is the unit that would put them forward, empty where nobody has to; `may_nominate` what it must meet.
    """

    unit: UnitFigures | None
    entry: Entry | None
    always: Judged
    ways: tuple[Judged, ...]
    nominator: str = ""
    may_nominate: tuple[Judged, ...] = ()

    @property
    def code(self) -> str:
        """Return the code of the unit or initiative."""
        return self.unit.code if self.unit else self.entry.code if self.entry else ""

    @property
    def holds(self) -> bool | None:
        """Return whether they meet the rule, None where figures are missing."""
        return _all((self.always.holds, _any(self.ways), _any(self.may_nominate)))

    @property
    def way(self) -> int | None:
        """Return the number of the first way that holds, from 1, None where none does or there are none."""
        return next((number for number, way in enumerate(self.ways, 1) if way.holds), None)

    @property
    def why(self) -> tuple[Msg, ...]:
        """Return all that speaks for them."""
        parts = [self.always, *_that_hold(self.ways), *_that_hold(self.may_nominate)]
        return _said(finding for part in parts for finding in part.findings if finding.holds)

    @property
    def missing(self) -> tuple[Msg, ...]:
        """Return what they lack on the way on which they lack least, and what figures are missing on the others."""
        parts = [self.always, *_nearest(self.ways), *_nearest(self.may_nominate)]
        return _said(finding for part in parts for finding in part.lacking)

    @property
    def tied(self) -> bool:
        """Tell whether somebody else has the same place, or is as high, in what speaks for them."""
        parts = [self.always, *_that_hold(self.ways)[:1]]
        return any(finding.tied for part in parts for finding in part.findings if finding.holds)


@dataclass(frozen=True, slots=True)
class AwardList:
    """An award on a snapshot, in a phase or the whole programme: who meets the rule first, and what units may do."""

    head: SnapshotHead
    award: Award
    phase: str
    candidates: tuple[Candidate, ...]
    allowances: tuple[Allowance, ...] = ()

    @property
    def met(self) -> tuple[Candidate, ...]:
        """Return those who meet the rule."""
        return tuple(one for one in self.candidates if one.holds)

    def allowance_of(self, unit: str) -> Allowance | None:
        """Return what a unit may put forward, None for one that puts nothing forward."""
        return next((one for one in self.allowances if one.unit == unit), None)


def award_list(figures: Figures, award: Award) -> AwardList:
    """Judge everybody on the figures of a snapshot; the same figures always give the same list."""
    judging = _Judging(figures, award)
    found = judging.units() if award.for_units else judging.entries()
    allowances = tuple(allowance(award.nomination, unit) for unit in figures.directs()) if award.nomination else ()
    return AwardList(figures.head, award, figures.phase, tuple(sorted(found, key=_order)), allowances)


class _Judging:
    def __init__(self, figures: Figures, award: Award) -> None:
        self._figures, self._award = figures, award
        self._compared = [unit for unit in figures.units.values() if _is_meant(award, unit)]
        self._among = Comparison.among(self._compared, figures.entries)
        self._nominators = Comparison.among(figures.directs())
        self._may = {unit.code: self._of_nominator(unit) for unit in figures.directs()}

    def units(self) -> list[Candidate]:
        found = []
        for unit in self._compared:
            about = About(unit=unit, ticks=self._figures.ticks_of(unit.code))
            found.append(self._candidate(about, unit.direct))
        return found

    def entries(self) -> list[Candidate]:
        """Judge initiatives; of a person the one that goes furthest, all their ticks together."""
        by_person: dict[object, list[Entry]] = {}
        for entry in self._figures.entries:
            key = entry.person if self._award.who == "person" else entry.initiative
            by_person.setdefault(key, []).append(entry)
        return [self._person(entries) for entries in by_person.values()]

    def _person(self, entries: Sequence[Entry]) -> Candidate:
        ticks = self._figures.ticks_of(*(one.code for one in entries))
        judged = [self._candidate(About(entry=one, ticks=ticks), one.direct) for one in entries]
        return min(judged, key=_order)

    def _candidate(self, about: About, direct: str) -> Candidate:
        nominated = self._award.nomination is not None
        return Candidate(
            about.unit,
            about.entry,
            self._judged(self._award.always, about, self._among),
            tuple(self._judged(way, about, self._among) for way in self._award.ways),
            direct if nominated else "",
            self._may.get(direct, ()) if nominated else (),
        )

    def _of_nominator(self, unit: UnitFigures) -> tuple[Judged, ...]:
        ways = self._award.nomination.ways if self._award.nomination else ()
        about = About(unit=unit, ticks=self._figures.ticks_of(unit.code))
        return tuple(self._judged(way, about, self._nominators) for way in ways)

    def _judged(self, predicates: Iterable[Predicate], about: About, among: Comparison) -> Judged:
        sentences = self._figures.rules.ticks
        return Judged(tuple(judge(predicate, about, among, sentences) for predicate in predicates))


def _is_meant(award: Award, unit: UnitFigures) -> bool:
    match award.who:
        case "top":
            return unit.level == 0
        case "direct":
            return unit.level == 1 and unit.kind != "grassroots"
        case "grassroots":
            return unit.kind == "grassroots"
        case _:
            return False


def _all(findings: Iterable[bool | None]) -> bool | None:
    found = list(findings)
    if any(one is False for one in found):
        return False
    return None if any(one is None for one in found) else True


def _any(ways: Sequence[Judged]) -> bool | None:
    """Return whether one of several ways is open; where there is none to be taken, nothing is asked."""
    found = [way.holds for way in ways]
    if not found or any(found):
        return True
    return None if any(one is None for one in found) else False


def _that_hold(ways: Sequence[Judged]) -> list[Judged]:
    return [way for way in ways if way.holds]


def _nearest(ways: Sequence[Judged]) -> list[Judged]:
    """Return the closed way on which the least is lacking and those nobody can tell of, none where one is open."""
    if _that_hold(ways):
        return []
    closed = sorted((way for way in ways if way.holds is False), key=lambda way: len(way.lacking))
    return [*closed[:1], *(way for way in ways if way.holds is None)]


def _said(findings: Iterable[Finding]) -> tuple[Msg, ...]:
    told: list[Msg] = []
    for finding in findings:
        if finding.said not in told:
            told.append(finding.said)
    return tuple(told)


def _order(one: Candidate) -> tuple[int, int, int, int, str]:
    """Put first who meets the rule, then those of whom figures are missing; then by benefit or number."""
    standing = {True: 0, None: 1, False: 2}[one.holds]
    weight = one.unit.counted if one.unit else (one.entry.benefit or -1) if one.entry else 0
    lacks = len(one.missing)
    return standing, lacks, -weight, one.entry.initiative if one.entry else 0, one.code
