"""Reads a table of targets: which unit is to reach what in which phase, or how many unions and members it has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import get_args

from flows.programme import Phase, Programme
from flows.screen import N_, Listing, Msg
from flows.targets import TargetKind
from flows.units import Unit, UnitTree
from flows.vietnamese import fold
from storage.packs import TOTAL, Report
from storage.packs.targets import LISTED
from storage.target_files.headings import Headings, find_headings, phase_named
from storage.target_files.sheet import Cell, Row

_KINDS: Mapping[str, TargetKind] = {
    **{fold(kind): kind for kind in get_args(TargetKind)},
    **dict.fromkeys(("", "co dinh", "giao", "so giao"), "fixed"),
    **dict.fromkeys(("moi don vi", "moi cdcs", "moi cong doan co so"), "per_unit"),
    **dict.fromkeys(("moi doan vien", "sk doan vien"), "per_member"),
}
_REMOVED = frozenset({"none", "khong", "bo", "xoa", "remove"})
_WHOLE = re.compile(r"\d{1,3}(?:[., ]\d{3})+|\d{1,9}")
_ALL_PHASES = frozenset({TOTAL, "tong", "ca hai", "tat ca", "all"})
_SUMMED = re.compile(r"(?:tong|tong cong|tong so|cong|total)")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a line says of a unit's target in a phase; no `value` takes the target away."""

    line: int
    unit: str
    phase: str
    kind: TargetKind
    value: int | None
    count: int | None = None
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """How many unions and members a unit has, None where the line does not say."""

    line: int
    unit: str
    unions: int | None
    members: int | None


@dataclass(slots=True)
class Read:
    """What a file says, and what is to be pointed out although it is no mistake."""

    wanted: list[Wanted] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    notes: list[Msg] = field(default_factory=list)


def read_targets(rows: Sequence[Row], programme: Programme, units: UnitTree, report: Report) -> Read:
    """Return what the rows of a file say; every mistake goes into the report with its line."""
    headings = find_headings(rows, programme.phases, report)
    return Read() if headings is None else _Reader(headings, programme, units, report).read(rows)


class _Reader:
    """Reads the rows under the headings."""

    def __init__(self, headings: Headings, programme: Programme, units: UnitTree, report: Report) -> None:
        self._headings, self._phases, self._report = headings, programme.phases, report
        self._units, self._root = units, programme.root
        self._named: dict[str, list[Unit]] = {}
        for unit in units.below(programme.root):
            for name in {fold(one) for one in (unit.name, unit.short, *unit.aliases)}:
                self._named.setdefault(name, []).append(unit)
        self._seen: dict[tuple[str, str], int] = {}

    def read(self, rows: Sequence[Row]) -> Read:
        read = Read()
        for line, cells in rows:
            if line <= self._headings.line:
                continue
            if self._is_summed(cells):
                read.notes += self._compared(line, cells, read)
                continue
            unit = self._unit(line, cells)
            if unit is not None:
                read.wanted += [one for one in self._wanted(line, cells, unit) if self._once(one)]
                read.told += self._told(line, cells, unit)
        if not (read.wanted or read.told or self._report.problems):
            self._report.add(0, N_("The file says nothing of any unit."))
        return read

    def _is_summed(self, cells: Sequence[Cell]) -> bool:
        who = (self._headings.cell(cells, "name"), self._headings.cell(cells, "code"))
        return any(_SUMMED.fullmatch(fold(str(one))) for one in who)

    def _compared(self, line: int, cells: Sequence[Cell], read: Read) -> Iterator[Msg]:
        """Compare a line of totals with the lines above it; it is never corrected, only pointed out (decision 17)."""
        for phase, place in self._headings.phases.items():
            printed = whole(cells[place]) if place < len(cells) else None
            added = sum(one.value or 0 for one in read.wanted if one.phase == phase)
            if printed is not None and printed != added:
                yield N_(
                    "Line {line}: the total of {phase} is {printed}, the lines above add up to {added}.",
                    line=str(line),
                    phase=phase,
                    printed=printed,
                    added=added,
                )

    def _unit(self, line: int, cells: Sequence[Cell]) -> str | None:
        """Return the code of the unit a line is about, given by its code or by exactly its name."""
        column = "code" if "code" in self._headings.places else "name"
        given = str(self._headings.cell(cells, column))
        unit = self._units.get(given.upper())
        if unit is not None and self._units.within(unit.code, self._root):
            return unit.code
        found = self._named.get(fold(given), [])
        if len(found) == 1:
            return found[0].code
        if found:
            codes = Listing(tuple(one.code for one in found))
            self._report.add(
                line, N_("Several units are called “{name}”: {codes}. Write the code.", name=given, codes=codes)
            )
        else:
            self._report.add(line, N_("No unit of this programme has the code or the name “{given}”.", given=given))
        return None

    def _wanted(self, line: int, cells: Sequence[Cell], unit: str) -> Iterator[Wanted]:
        if "phase" in self._headings.places and "value" in self._headings.places:
            yield from self._of_one_phase(line, cells, unit)
        numbers = [
            number
            for phase, place in self._headings.phases.items()
            if (cell := cells[place] if place < len(cells) else "") != ""
            and (number := self._number(line, phase, cell, unit)) is not None
        ]
        yield from numbers
        self._check_total(line, cells, numbers)

    def _number(self, line: int, phase: str, cell: Cell, unit: str) -> Wanted | None:
        if _removes(cell):
            return Wanted(line, unit, phase, "fixed", None)
        value = self._whole(line, phase, cell)
        return None if value is None else Wanted(line, unit, phase, "fixed", value)

    def _check_total(self, line: int, cells: Sequence[Cell], numbers: Sequence[Wanted]) -> None:
        place = self._headings.total
        cell = cells[place] if place is not None and place < len(cells) else ""
        printed = whole(cell)
        if cell == "" or len(numbers) < len(self._phases):
            return
        added = sum(one.value or 0 for one in numbers)
        if printed != added:
            self._report.add(
                line,
                N_("The phases of this line make {added}, its total says “{cell}”.", added=added, cell=str(cell)),
            )

    def _of_one_phase(self, line: int, cells: Sequence[Cell], unit: str) -> Iterator[Wanted]:
        phase_cell = str(self._headings.cell(cells, "phase"))
        kind_cell = str(self._headings.cell(cells, "kind"))
        value_cell = self._headings.cell(cells, "value")
        phase = TOTAL if fold(phase_cell) in _ALL_PHASES else phase_named(phase_cell, self._phases)
        kind = _KINDS.get(fold(kind_cell))
        if phase is None:
            known = Listing(tuple(one.key for one in self._phases))
            self._report.add(
                line, N_("There is no phase “{phase}”. Phases are: {known}.", phase=phase_cell, known=known)
            )
        if kind is None:
            known = Listing(get_args(TargetKind))
            self._report.add(line, N_("“kind” is “{kind}”. A target is one of: {known}.", kind=kind_cell, known=known))
        count, listed = self._count(line, self._headings.cell(cells, "count"), kind)
        value = None if _removes(value_cell) else self._whole(line, "value", value_cell)
        if phase == TOTAL and (kind == "fixed" or listed) and not _removes(value_cell):
            self._report.add(
                line, N_("Only a rule with a number of unions or members is spread over all phases. Name one phase.")
            )
        elif phase and kind and (value is not None or _removes(value_cell)):
            yield Wanted(line, unit, phase, kind, value, count, listed)

    def _count(self, line: int, cell: Cell, kind: TargetKind | None) -> tuple[int | None, bool]:
        if cell == "":
            return None, False
        if kind == "fixed":
            self._report.add(line, N_("A fixed target has no “count”. Leave it empty, or write another kind."))
            return None, False
        if str(cell) == LISTED:
            return None, True
        return self._whole(line, "count", cell), False

    def _told(self, line: int, cells: Sequence[Cell], unit: str) -> Iterator[Told]:
        counts = [self._told_of(line, cells, meaning) for meaning in ("unions", "members")]
        if any(one is not None for one in counts):
            yield Told(line, unit, *counts)

    def _told_of(self, line: int, cells: Sequence[Cell], meaning: str) -> int | None:
        cell = self._headings.cell(cells, meaning)
        return None if cell == "" else self._whole(line, meaning, cell)

    def _whole(self, line: int, column: str, cell: Cell) -> int | None:
        number = whole(cell)
        if number is None and isinstance(cell, float):
            meant = f"{cell:.3f}"
            self._report.add(
                line,
                N_(
                    "“{column}” is {cell}, which is no whole number. If {meant} is meant, write it without the point.",
                    column=column,
                    cell=str(cell),
                    meant=meant,
                ),
            )
        elif number is None:
            self._report.add(
                line,
                N_(
                    "“{column}” is “{cell}”. Write a whole number, for example 1500 or 1.500, never below zero.",
                    column=column,
                    cell=str(cell),
                ),
            )
        return number

    def _once(self, wanted: Wanted) -> bool:
        keys = [one.key for one in self._phases] if wanted.phase == TOTAL else [wanted.phase]
        first = next((line for key in keys if (line := self._seen.get((wanted.unit, key)))), None)
        for key in keys:
            self._seen.setdefault((wanted.unit, key), wanted.line)
        if first is None:
            return True
        self._report.add(
            wanted.line,
            N_(
                "“{unit}” has a target for “{phase}” on line {first} already.",
                unit=wanted.unit,
                phase=wanted.phase,
                first=str(first),
            ),
        )
        return False


def whole(cell: Cell) -> int | None:
    """Return a whole number as people write it, with or without a sign between thousands; None where it is none."""
    if isinstance(cell, int):
        return cell if 0 <= cell < 10**9 else None
    if isinstance(cell, float) or not cell.isascii() or not _WHOLE.fullmatch(cell):
        return None
    return int(re.sub(r"\D", "", cell))


def _removes(cell: Cell) -> bool:
    return isinstance(cell, str) and fold(cell) in _REMOVED


def phases_of(phase: str, phases: Sequence[Phase]) -> tuple[str, ...]:
    """Return the keys of the phases a line is about."""
    return tuple(one.key for one in phases) if phase == TOTAL else (phase,)
