"""Whether an initiative keeps the programme's rules, and what an officer would say of one that does not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Literal

from flows.draft import Initiative
from flows.programme import Phase, Programme
from flows.screen import N_, At, Day, Msg

Rule = Literal[
    "not_recognised", "applied_outside_window", "recognised_outside_window", "against_public_order", "ip_protected"
]
# What the declaration speaks of; an answer to it that names one of them says that this one is not so (R-EXC-2 to 4).
DECLARED: Mapping[Rule, Msg] = MappingProxyType(
    {
        "not_recognised": N_("It is not recognised in writing yet."),
        "against_public_order": N_("It is against public order or good morals."),
        "ip_protected": N_("It is under intellectual-property protection."),
    }
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The rules it breaks, the phase it belongs to, and whether the final review counts it."""

    broken: tuple[Rule, ...]
    phase: Phase | None
    counted: bool

    @property
    def eligible(self) -> bool:
        """Tell whether it breaks no rule."""
        return not self.broken


def judge(initiative: Initiative, programme: Programme, handed_in: datetime) -> Verdict:
    """Judge a complete initiative as handed in at an instant; only what the programme asks about is judged."""
    rules = broken(initiative, programme)
    in_time = programme.counts_until is None or handed_in < programme.counts_until
    return Verdict(rules, programme.phase_at(handed_in), counted=not rules and in_time)


def broken(initiative: Initiative, programme: Programme) -> tuple[Rule, ...]:
    """Return the rules that an initiative breaks by what was answered (R-EXC-1 to 4, R-REC-6)."""
    applied, recognised = initiative.applied_on, initiative.recognised_on
    declared = initiative.text("declaration")
    found: dict[Rule, bool] = {
        "not_recognised": "recognition" in programme.questions and recognised is None,
        "applied_outside_window": applied is not None and not programme.applied.holds(applied),
        "recognised_outside_window": recognised is not None and not programme.recognised.holds(recognised),
        **{rule: declared == rule for rule in DECLARED if rule != "not_recognised"},
    }
    return tuple(rule for rule, breaks in found.items() if breaks or declared == rule)


def remarks(initiative: Initiative, programme: Programme, handed_in: datetime) -> tuple[Msg, ...]:
    """Return what an officer would say of an initiative handed in at an instant."""
    verdict = judge(initiative, programme, handed_in)
    told = tuple(_remark(rule, initiative) for rule in verdict.broken)
    if verdict.eligible and not verdict.counted and programme.counts_until:
        until = At(programme.counts_until, "closing")
        return (N_("Handed in after {until}: it is taken, and not counted in the final review.", until=until),)
    return told


def _remark(rule: Rule, initiative: Initiative) -> Msg:
    if rule == "applied_outside_window" and initiative.applied_on:
        return N_("Applied outside the programme's time: {day}.", day=Day(initiative.applied_on))
    if rule == "recognised_outside_window" and initiative.recognised_on:
        return N_("Recognised outside the programme's time: {day}.", day=Day(initiative.recognised_on))
    return DECLARED[rule]
