"""One unit's figures cut by phase, bloc, target group and label; every cut adds up to the whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from flows import labels, phases
from flows.figures import Figures, row
from flows.screen import N_, At, Line, Msg, Screen, Share, button
from flows.tallies import Tally
from flows.unit import LabelKind

_BY_LABEL: Mapping[LabelKind, tuple[Msg, Msg]] = {
    "cluster": (N_("By cluster, {phase}:"), N_("In no cluster")),
    "sector": (N_("By sector of the units, {phase}:"), N_("In no sector")),
    "bloc": (N_("By bloc of the units, {phase}:"), N_("In no bloc")),
}


def show(these: Figures) -> Screen:
    """Return all cuts of a unit's figures, the phases first."""
    lines = [*_phases(these)]
    for question, heading in (
        ("bloc", N_("By bloc, {phase}:", phase=these.phase.name)),
        ("target_group", N_("By target group, {phase}:", phase=these.phase.name)),
    ):
        if these.programme.choices.get(question):
            lines += ["", heading, *_choices(these, question)]
    for kind, (heading, none) in _BY_LABEL.items():
        if these.units.labelled(kind, these.code):
            lines += ["", replace(heading, args={"phase": these.phase.name}), *_labels(these, kind, none)]
    title = N_(
        "Figures by phase, bloc, target group · {unit} · as of {now}",
        unit=these.name,
        now=At(these.scene.facts.now, "short"),
    )
    back = button(N_("‹ Back to the total"), "quota", these.code, these.phase.key)
    return Screen(tuple(lines), ((back,),), title=title)


def _phases(these: Figures) -> list[Line]:
    """Return all phases beside one another, and together where there are several."""
    programme, scene = these.programme, these.scene
    found: list[Tally] = []
    lines: list[Line] = [N_("By phase, verified of the target:")]
    for phase in programme.phases:
        (one,) = (
            (these.progress.total,) if phase == these.phase else phases.tallies(scene, programme, phase, [these.code])
        )
        found.append(one)
        lines.append(row(phase.name, one))
    if len(found) > 1:
        lines.append(row(N_("All phases"), phases.together(these.code, found)))
    return lines


def _choices(these: Figures, question: str) -> list[Line]:
    verified: Counter[str] = Counter()
    submitted: Counter[str] = Counter()
    for part in these.progress.parts:
        key = part.bloc if question == "bloc" else part.target_group
        choice = these.programme.choice(question, key)
        verified[choice.key if choice else ""] += part.verified
        submitted[choice.key if choice else ""] += part.submitted
    keys = [choice.key for choice in these.programme.choices[question]]
    shown = [*keys, *([""] if submitted[""] else [])]
    names: dict[str, str | Msg] = {choice.key: choice.short for choice in these.programme.choices[question]}
    names[""] = N_("Not told")
    return [_part(names[key], verified[key], submitted[key], these.progress.total) for key in shown]


def _labels(these: Figures, kind: LabelKind, none: Msg) -> list[Line]:
    codes: Sequence[str] = [these.code, *(unit.code for unit in these.units.labelled(kind, these.code))]
    found = phases.tallies(these.scene, these.programme, these.phase, codes)
    parts = labels.balanced(these.units, these.code, kind, {one.unit: one for one in found})
    whole = found[0]
    return [
        _part(part.name or none, part.verified, part.submitted, whole) for part in parts if part.name or part.submitted
    ]


def _part(name: str | Msg, verified: int, submitted: int, whole: Tally) -> Line:
    if not whole.verified:
        return N_(
            "{part}: {verified} verified · {submitted} handed in", part=name, verified=verified, submitted=submitted
        )
    return N_(
        "{part}: {verified} verified ({share}) · {submitted} handed in",
        part=name,
        verified=verified,
        share=Share(verified, whole.verified),
        submitted=submitted,
    )
