"""Reads targets.csv: how many initiatives each unit is to reach in each phase."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import get_args

from flows.programme import Phase
from flows.screen import N_, Listing
from flows.targets import Target, TargetKind, spread
from storage.packs.manifest import TOTAL
from storage.packs.pack import DatedUnit, Report
from storage.packs.rows import Row, RowReader, read_whole

COLUMNS = ("unit", "phase", "kind", "value")
OPTIONAL = ("count",)
LISTED = "listed"

_KINDS: dict[str, TargetKind] = {kind: kind for kind in get_args(TargetKind)}


def read_targets(
    text: str, report: Report, units: Collection[str] | None, phases: Collection[str] | None
) -> tuple[Target, ...]:
    """Return the targets of a text as they are written; problems go into the report.

    `units` and `phases` are the codes and keys a target may name, None where they are not known. A rule whose phase is
    “total” is still to be spread.
    """
    lines: dict[str, dict[str, int]] = {}
    targets: list[Target] = []
    for line, cells in RowReader(text, (*COLUMNS, *OPTIONAL), report, OPTIONAL):
        unit, phase, *_ = cells
        earlier = lines.setdefault(unit, {})
        first = earlier.get(phase) or earlier.get(TOTAL) or (min(earlier.values(), default=0) if phase == TOTAL else 0)
        if first:
            report.add(
                line,
                N_("“{unit}” has a target for “{phase}” on line {first} already.", unit=unit, phase=phase, first=first),
            )
            continue
        earlier[phase] = line
        if units is not None and unit not in units:
            report.add(line, N_("There is no unit “{unit}” in units.csv.", unit=unit))
        if phases is not None and phase not in {TOTAL, *phases}:
            known = Listing(tuple(sorted(phases)))
            report.add(line, N_("There is no phase “{phase}”. Phases are: {known}.", phase=phase, known=known))
        targets.append(_target((line, cells), report))
    return tuple(targets)


def counted(targets: Iterable[Target], units: Iterable[DatedUnit], phases: Sequence[Phase]) -> tuple[Target, ...]:
    """Return one target for each unit and phase, the rules with the counts of units.csv.

    A rule over all phases is spread evenly over them: it is the unions or members that are divided, so that the targets
    add up to the whole.
    """
    known = {dated.unit.code: {"per_unit": dated.unions, "per_member": dated.members} for dated in units}
    return tuple(
        one for target in targets for one in _phased(replace(target, count=known[target.unit].get(target.kind)), phases)
    )


def _phased(target: Target, phases: Sequence[Phase]) -> Iterator[Target]:
    if target.phase != TOTAL:
        yield target
        return
    counts = (None,) * len(phases) if target.count is None else spread(target.count, len(phases))
    for phase, count in zip(phases, counts, strict=True):
        yield replace(target, phase=phase.key, count=count, spread=True)


def _target(row: Row, report: Report) -> Target:
    line, (unit, phase, kind, value, count) = row
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
    if phase == TOTAL and (kind == "fixed" or count):
        report.add(line, N_("Only a rule with a count of units.csv is spread over all phases. Name one phase here."))
    if count not in ("", LISTED) or (count and kind != "per_unit"):
        report.add(
            line,
            N_(
                "“count” is “{cell}”. Write listed to count the unions below a per_unit target, or nothing.", cell=count
            ),
        )
    return Target(unit, phase, _KINDS.get(kind, "fixed"), number or 0, listed=count == LISTED)
