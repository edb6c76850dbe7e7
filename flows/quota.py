"""Progress against targets, for a unit and those directly below it."""

from __future__ import annotations

import re

from flows import entry_ways, target_origin
from flows.effects import Refuse
from flows.needs import ProgressOf
from flows.programme import Phase, Programme
from flows.pushing import choosing as pushing
from flows.records import Progress, Tally
from flows.rights import quota_units
from flows.said import Command
from flows.scene import Scene, Turn
from flows.screen import N_, NN_, At, Button, Line, Listing, Msg, Rows, Screen, Share, button, column
from flows.units import Unit
from flows.vietnamese import fold, sort_key

_LOWEST = 3
_PAGE = 25
_PHASE_WORDS = re.compile(r"(?:^|\s)(?:giai doan|gd|phase)\s*(\d+)(?=\s|$)")


def ask(scene: Scene) -> Turn:
    """Answer /chitieu [words of a unit's name] [phase]; only units the person answers for."""
    tops = quota_units(scene.facts.person)
    if not tops:
        return scene.show(Screen((N_("This command is for staff and officers. Your own initiatives: /mine"),)))
    programme = scene.facts.programme_over(tops[0])
    words = fold(scene.said.argument) if isinstance(scene.said, Command) else ""
    phase, words = _phase_of(programme, words, scene)
    if not words:
        return scene.show(_then(scene, programme, tops[0], phase))
    found = tuple(dict.fromkeys(unit for top in tops for unit in _search(scene, words, top)))
    if not found:
        elsewhere = scene.facts.units.search(words, top=programme.root, limit=1)
        refused = (Refuse("figures without the right"),) if elsewhere else ()
        none = Screen((N_("None of your units has these words in its name. Type fewer words."),))
        return scene.show(none, *refused)
    exact = [unit for unit in found if words in {fold(unit.name), fold(unit.short), *map(fold, unit.aliases)}]
    if len(found) == 1 or len(exact) == 1:
        return scene.show(_then(scene, programme, (exact or list(found))[0].code, phase))
    placed = scene.facts.units.placed
    buttons = column(*(button(placed(unit, programme.root), "quota", unit.code, phase.key) for unit in found))
    return scene.show(Screen((NN_("Found {count} unit:", "Found {count} units:", len(found)),), buttons))


def pressed(scene: Scene) -> Turn:
    """Show the figures a button names, if they lie within the person's units."""
    tops = quota_units(scene.facts.person)
    code, phase_key, style = (scene.action.arg(index) for index in range(3))
    code = code or (tops[0] if tops else "")
    top = next((top for top in tops if scene.facts.units.within(code, top)), None)
    if top is None:
        return scene.acknowledge(N_("This is not here any more.")).then(Refuse("quota without the right"))
    programme = scene.facts.programme_over(top)
    phase = programme.phase(phase_key) or programme.reference_phase(scene.facts.now)
    if style == "all":
        return scene.show(below(scene, programme, code, phase, scene.action.number(3)))
    return scene.show(_then(scene, programme, code, phase))


def _then(scene: Scene, programme: Programme, code: str, phase: Phase) -> Screen:
    """Return a unit's figures in a phase; of one there was not yet, those it was made of (demand 72)."""
    units, then = scene.facts.units, scene.facts.units_in(phase)
    present, formers = then.get(code), [then.units[one] for one in units.formerly(code) if one in then.units]
    if present or not formers:
        return figures(scene, programme, present.code if present else code, phase)
    if len(formers) == 1:
        return figures(scene, programme, formers[0].code, phase)
    name = unit.short if (unit := units.get(code)) else code
    buttons = column(*(button(one.short, "quota", one.code, phase.key) for one in formers))
    return Screen((N_("In {phase}, {unit} was still several units:", phase=phase.name, unit=name),), buttons)


def figures(scene: Scene, programme: Programme, code: str, phase: Phase) -> Screen:
    """Return the progress of one unit: verified against target, what waits, the pace, and who is behind."""
    progress, unit = _progress(scene, programme, code, phase), scene.facts.units_in(phase).get(code)
    total = progress.total
    lines: list[Line] = [
        _headline(total),
        N_("Waiting: {pending} · handed in: {submitted}", pending=total.pending, submitted=total.submitted),
    ]
    lines += _pace(scene, phase, total, progress.last_week)
    lines += _uncounted(scene, phase, progress.children)
    behind = [tally for tally in _worst_first(scene, phase, progress.children) if tally.target][:_LOWEST]
    if behind:
        lines += ["", N_("Furthest behind:"), *(_row(scene, phase, tally) for tally in behind)]
    title = N_(
        "Targets of {phase} · {unit} · as of {now}",
        phase=phase.name,
        unit=unit.short if unit else code,
        now=At(scene.facts.now, "short"),
    )
    return Screen(tuple(lines), _ways(scene, programme, unit, phase), title=title)


def below(scene: Scene, programme: Programme, code: str, phase: Phase, page: int) -> Screen:
    """List every unit directly below, furthest behind first."""
    ranked = _worst_first(scene, phase, _progress(scene, programme, code, phase).children)
    page = max(page, 0)
    shown = ranked[page * _PAGE : (page + 1) * _PAGE]
    unit = scene.facts.units_in(phase).get(code)
    buttons: list[Button] = [button(N_("‹ Back to the total"), "quota", code, phase.key)]
    if len(ranked) > (page + 1) * _PAGE:
        buttons.append(button(N_("Next page ›"), "quota", code, phase.key, "all", page + 1))
    title = N_(
        "Targets of {phase} · units of {unit} · as of {now}",
        phase=phase.name,
        unit=unit.short if unit else code,
        now=At(scene.facts.now, "short"),
    )
    return Screen(tuple(_row(scene, phase, tally) for tally in shown), (tuple(buttons),), title=title)


def _progress(scene: Scene, programme: Programme, code: str, phase: Phase) -> Progress:
    return scene.facts[ProgressOf(programme.key, code, phase.key, phase.settled_on(scene.facts.now))]


def _headline(total: Tally) -> Msg:
    if total.uncounted:
        return N_("Verified: {verified} · no figures yet to compute the target", verified=total.verified)
    if not total.target:
        return N_("Verified: {verified} · no target has been set", verified=total.verified)
    return N_(
        "Verified: {verified}/{target} ({share})",
        verified=total.verified,
        target=total.target,
        share=Share(total.verified, total.target),
    )


def _row(scene: Scene, phase: Phase, tally: Tally) -> Msg:
    name = _name(scene, phase, tally)
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


def _uncounted(scene: Scene, phase: Phase, children: tuple[Tally, ...]) -> list[Line]:
    """Say for which units a target is missing in any total, because nobody has told how many it counts."""
    names = [_name(scene, phase, tally) for tally in children if tally.uncounted]
    if not names:
        return []
    named = Listing((*names[:_LOWEST], *(["…"] if len(names) > _LOWEST else [])), "; ")
    return [
        NN_(
            "No figures yet to compute the target of {count} unit: {units}",
            "No figures yet to compute the targets of {count} units: {units}",
            len(names),
            units=named,
        )
    ]


def _name(scene: Scene, phase: Phase, tally: Tally) -> str:
    unit = scene.facts.units_in(phase).get(tally.unit)
    return unit.short if unit else tally.unit


def _pace(scene: Scene, phase: Phase, total: Tally, last_week: int) -> list[Line]:
    """Return the days left, what each must bring, and what the last seven brought."""
    missing = (total.target or 0) - total.verified
    days = phase.days_left(scene.facts.now)
    if not total.target or missing <= 0 or phase.opens > scene.facts.now or days == 0:
        return []
    return [
        NN_(
            "{count} day left: {needed} a day are needed, the last 7 days brought {pace} a day.",
            "{count} days left: {needed} a day are needed, the last 7 days brought {pace} a day.",
            days,
            needed=-(-missing // days),
            pace=round(last_week / 7),
        )
    ]


def _worst_first(scene: Scene, phase: Phase, tallies: tuple[Tally, ...]) -> tuple[Tally, ...]:
    def key(tally: Tally) -> tuple[bool, float, int, object]:
        share = tally.verified / tally.target if tally.target else 0.0
        return not tally.target, share, -(tally.target or 0), sort_key(_name(scene, phase, tally))

    return tuple(sorted(tallies, key=key))


def _ways(scene: Scene, programme: Programme, unit: Unit | None, phase: Phase) -> Rows:
    rows: list[tuple[Button, ...]] = []
    if unit is None:
        return ()
    units = scene.facts.units_in(phase)
    code, children = unit.code, len(units.children(unit.code))
    if children:
        every = NN_("See {count} unit", "See all {count} units", children)
        rows.append((button(every, "quota", code, phase.key, "all", 0),))
    others = tuple(
        button(N_("See {phase}", phase=one.name), "quota", code, one.key) for one in programme.phases if one != phase
    )
    if others:
        rows.append(others)
    rows.append((target_origin.way(code, phase), entry_ways.way(code)))
    rows += pushing.way(scene, unit, phase)
    above = units.parent_of(unit) or ""
    if any(scene.facts.units.within(above, top) for top in quota_units(scene.facts.person)):
        rows.append((button(N_("‹ One level up"), "quota", above, phase.key),))
    return tuple(rows)


def _search(scene: Scene, words: str, top: str) -> tuple[Unit, ...]:
    own = scene.facts.units.get(top)
    named = (own,) if own and words in {fold(own.name), fold(own.short), *map(fold, own.aliases)} else ()
    return named or scene.facts.units.search(words, top=top, limit=8)


def _phase_of(programme: Programme, words: str, scene: Scene) -> tuple[Phase, str]:
    """Return the phase named among the words, else the present one, and the words without it."""
    named = _PHASE_WORDS.search(words)
    if named and 1 <= int(named[1]) <= len(programme.phases):
        return programme.phases[int(named[1]) - 1], _PHASE_WORDS.sub(" ", words).strip()
    return programme.reference_phase(scene.facts.now), words
