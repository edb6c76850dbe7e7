"""What the columns of a table of targets mean, in whichever words, accents and language their heads are written."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flows.programme import Phase
from flows.screen import N_, Listing
from flows.vietnamese import fold
from storage.packs import Report
from storage.target_files.sheet import Cell, Row

_HEADS: Mapping[str, tuple[str, ...]] = {
    "code": ("unit", "code", "unit code", "ma", "ma don vi", "ma dv"),
    "name": ("name", "unit name", "don vi", "ten don vi", "ten", "cong doan"),
    "phase": ("phase", "giai doan", "gd"),
    "kind": ("kind", "rule", "loai", "kieu", "loai chi tieu", "kieu chi tieu", "cach tinh"),
    "value": ("value", "target", "chi tieu", "gia tri", "so", "so sang kien", "muc"),
    "count": ("count", "so luong"),
    "unions": ("unions", "so cdcs", "cdcs", "so cong doan co so", "cong doan co so"),
    "members": ("members", "so doan vien", "doan vien", "so dv"),
    "ignored": ("tt", "stt", "no", "ghi chu", "note", "notes"),
}
_MEANINGS = {head: meaning for meaning, heads in _HEADS.items() for head in heads}
_TOTALS = re.compile(r"(?:tong|total|in all|ca hai giai doan)\b")
_NUMBERED = re.compile(r"(?:chi tieu )?(?:giai doan|gd|phase) ?(\d+)\b")
_SEARCHED = 20


@dataclass(frozen=True, slots=True)
class Headings:
    """Where each meaning stands: single columns by name, columns of phases by the phase's key."""

    line: int
    places: Mapping[str, int]
    phases: Mapping[str, int] = field(default_factory=dict)
    total: int | None = None

    def cell(self, cells: Sequence[Cell], meaning: str) -> Cell:
        """Return the cell of a meaning, an empty text where there is none."""
        place = self.places.get(meaning)
        return cells[place] if place is not None and place < len(cells) else ""


def find_headings(rows: Sequence[Row], phases: Sequence[Phase], report: Report) -> Headings | None:
    """Return the headings out of the first rows, under whatever title; None where there are none, which is reported."""
    best = max((_read(row, phases) for row in rows[:_SEARCHED]), key=lambda one: len(one[0]), default=None)
    if best is None or not _enough(best[1]):
        found = ", ".join(str(cell) for cell in rows[0][1]) if rows else ""
        columns = "unit, phase, kind, value"
        report.add(
            rows[0][0] if rows else 0,
            N_(
                "One of the first lines must name the columns: {columns}; or the unit and a column for each phase; or "
                "the unit and unions or members. The first line says: {found}.",
                columns=columns,
                found=found,
            ),
        )
        return None
    understood, headings, unknown = best
    for head in unknown:
        known = Listing(
            tuple(dict.fromkeys((*(key for key in _HEADS if key != "ignored"), *(one.key for one in phases))))
        )
        report.add(
            headings.line,
            N_("Nobody knows what the column “{head}” means. Columns are: {known}.", head=head, known=known),
        )
    twice = sorted({meaning for meaning in understood if understood.count(meaning) > 1 and meaning != "ignored"})
    for meaning in twice:
        report.add(headings.line, N_("There are two columns for “{meaning}”. Take one out.", meaning=meaning))
    return headings


def _read(row: Row, phases: Sequence[Phase]) -> tuple[list[str], Headings, list[str]]:
    """Return what was understood of a row as headings, and the heads nobody knows."""
    line, cells = row
    understood: list[str] = []
    places: dict[str, int] = {}
    by_phase: dict[str, int] = {}
    total: int | None = None
    unknown: list[str] = []
    for place, cell in enumerate(cells):
        head = fold(str(cell))
        phase = _phase(head, phases)
        if not head:
            continue
        if head in _MEANINGS:
            understood.append(_MEANINGS[head])
            places.setdefault(_MEANINGS[head], place)
        elif phase:
            understood.append(phase)
            by_phase.setdefault(phase, place)
        elif _TOTALS.match(head):
            understood.append("total")
            total = place
        else:
            unknown.append(str(cell))
    return understood, Headings(line, places, by_phase, total), unknown


def _phase(head: str, phases: Sequence[Phase]) -> str | None:
    """Return the key of the phase a head names: by its key, its name, or its number, whatever follows."""
    named = next((one.key for one in phases if head in (fold(one.key), fold(one.name))), None)
    numbered = _NUMBERED.match(head)
    if named or numbered is None:
        return named
    number = int(numbered[1])
    return phases[number - 1].key if 1 <= number <= len(phases) else None


def _enough(headings: Headings) -> bool:
    """Tell whether the columns say who is to reach what."""
    who = "code" in headings.places or "name" in headings.places
    long = {"phase", "value"} <= headings.places.keys()
    counts = bool({"unions", "members"} & headings.places.keys())
    return who and (long or bool(headings.phases) or counts)


def phase_named(cell: str, phases: Sequence[Phase]) -> str | None:
    """Return the key of the phase that a cell names, or None."""
    return _phase(fold(cell), phases) or (_phase(f"gd {cell}", phases) if cell.isdigit() else None)
