"""What a file of targets makes of those that hold: which target each unit has afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from flows.programme import Phase
from flows.screen import N_
from flows.targets import Target, TargetKind, spread
from storage.packs import TOTAL, Report
from storage.target_files.read import Read, Told, Wanted, phases_of
from storage.targets import Key

_COUNTED: tuple[tuple[str, TargetKind], ...] = (("unions", "per_unit"), ("members", "per_member"))


Targets = dict[Key, Target | None]
"""Targets as they are to be, None for one that is taken away."""


def plan(read: Read, now: Mapping[Key, Target], phases: Sequence[Phase], report: Report) -> Targets:
    """Return what is to be set; counts complete the rules there are, those of the file among them."""
    planned: Targets = {}
    for wanted in read.wanted:
        _want(wanted, now, phases, planned)
    for told in read.told:
        _tell(told, now, phases, planned, report)
    return planned


def _want(wanted: Wanted, now: Mapping[Key, Target], phases: Sequence[Phase], planned: Targets) -> None:
    keys = phases_of(wanted.phase, phases)
    is_spread = wanted.phase == TOTAL
    parts = spread(wanted.count, len(keys)) if is_spread and wanted.count is not None else (wanted.count,) * len(keys)
    for phase, count in zip(keys, parts, strict=True):
        key = (wanted.unit, phase)
        if wanted.value is None:
            planned[key] = None
            continue
        target = Target(wanted.unit, phase, wanted.kind, wanted.value, count, wanted.listed, is_spread)
        planned[key] = _with_known_count(target, now.get(key))


def _with_known_count(target: Target, before: Target | None) -> Target:
    """Keep how many unions or members were told already, where the line says nothing of it."""
    silent = target.kind != "fixed" and target.count is None and not target.listed
    if silent and before and (before.kind, before.spread) == (target.kind, target.spread):
        return replace(target, count=before.count, listed=before.listed)
    return target


def _tell(told: Told, now: Mapping[Key, Target], phases: Sequence[Phase], planned: Targets, report: Report) -> None:
    for column, kind in _COUNTED:
        number: int | None = getattr(told, column)
        if number is None:
            continue
        keys = [(told.unit, phase.key) for phase in phases]
        rules = [(place, rule) for place, key in enumerate(keys) if (rule := _rule(key, now, planned)) is not None]
        fitting = [(place, rule) for place, rule in rules if rule.kind == kind]
        if not fitting:
            unit = told.unit
            report.add(
                told.line,
                N_("“{unit}” has no target for which the number of {column} counts.", unit=unit, column=column),
            )
        parts = spread(number, len(phases))
        for place, rule in fitting:
            count = parts[place] if rule.spread else number
            planned[keys[place]] = replace(rule, count=count, listed=False)


def _rule(key: Key, now: Mapping[Key, Target], planned: Targets) -> Target | None:
    return planned[key] if key in planned else now.get(key)
