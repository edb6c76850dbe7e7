"""Reads targets.csv: how many initiatives each unit is to reach in each phase."""

from __future__ import annotations

from collections.abc import Collection
from typing import get_args

from flows.screen import N_, Listing
from storage.packs.pack import Report, Target, TargetKind
from storage.packs.rows import Row, RowReader, read_whole

COLUMNS = ("unit", "phase", "kind", "value")

_KINDS: dict[str, TargetKind] = {kind: kind for kind in get_args(TargetKind)}


def read_targets(
    text: str, report: Report, units: Collection[str] | None, phases: Collection[str] | None
) -> tuple[Target, ...]:
    """Return the targets of a text; problems go into the report.

    `units` and `phases` are the codes and keys a target may name, None where they are not known.
    """
    lines: dict[tuple[str, str], int] = {}
    targets: list[Target] = []
    for line, cells in RowReader(text, COLUMNS, report):
        unit, phase, *_ = cells
        if (unit, phase) in lines:
            report.add(
                line,
                N_(
                    "“{unit}” has a target for “{phase}” on line {first} already.",
                    unit=unit,
                    phase=phase,
                    first=lines[unit, phase],
                ),
            )
            continue
        lines[unit, phase] = line
        if units is not None and unit not in units:
            report.add(line, N_("There is no unit “{unit}” in units.csv.", unit=unit))
        if phases is not None and phase not in phases:
            known = Listing(tuple(sorted(phases)))
            report.add(line, N_("There is no phase “{phase}”. Phases are: {known}.", phase=phase, known=known))
        targets.append(_target((line, cells), report))
    return tuple(targets)


def _target(row: Row, report: Report) -> Target:
    line, (unit, phase, kind, value) = row
    if kind not in _KINDS:
        known = Listing(tuple(_KINDS))
        report.add(line, N_("“kind” is “{kind}”. A target is one of: {known}.", kind=kind, known=known))
    number = read_whole(value)
    if number is None:
        report.add(
            line,
            N_(
                "“value” is “{cell}”. Write a whole number in digits only, for example 1500, and never below zero.",
                cell=value,
            ),
        )
    return Target(unit, phase, _KINDS.get(kind, "fixed"), number or 0)
