"""/xephang: units in their places, by the share of their targets or by number, within a cluster, a bloc, a quarter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flows import asked, figures, phases, places
from flows.asked import Asked
from flows.places import Measure, Placed, Places
from flows.programme import Phase
from flows.ranked import DIGITS, EVERY_PHASE, Choice, Ranked
from flows.rights import quota_units
from flows.scene import Scene, Turn
from flows.screen import N_, NN_, At, Button, Line, Listing, Msg, Rows, Screen, button, grid
from flows.tallies import Tally

PAGE = 25
_APART = 5


def ask(scene: Scene) -> Turn:
    """Answer /xephang [words of a unit's name] [phase]; only within the units the person answers for."""
    wanted = asked.asked(scene, "rank")
    return wanted if isinstance(wanted, Turn) else scene.show(_show(scene, wanted, wanted.phase, Choice(), 0))


def pressed(scene: Scene) -> Turn:
    """Show the ranking a button names, if its unit lies within the person's units."""
    wanted = asked.pressed(scene, "ranking")
    if isinstance(wanted, Turn):
        return wanted
    phase = None if scene.action.arg(1) == EVERY_PHASE else wanted.phase
    choice = Choice.parse(scene.action.arg(2))
    return scene.show(_show(scene, wanted, phase, choice, max(scene.action.number(3), 0)))


def _show(scene: Scene, wanted: Asked, phase: Phase | None, choice: Choice, page: int) -> Screen:
    ranked = Ranked(scene, wanted.programme, wanted.code, phase, choice)
    below = _ranked_units(ranked)
    beside = _beside(ranked)
    found = {one.unit: one for one in _tallies(ranked, tuple(dict.fromkeys((*below, *beside))))}
    tallies = [found[code] for code in below]
    measure = _measure(ranked, tallies or [found[code] for code in beside])
    standing = places.by(measure, tallies, ranked.called)
    lines: list[Line] = [_by(ranked, measure), *_list(ranked, standing, measure, page)]
    lines += _own(ranked, [found[code] for code in beside], measure)
    if len(lines) == 1:
        lines = [N_("There is nothing to rank here.")]
    return Screen(tuple(lines), _ways(ranked, standing, measure, page), title=_title(ranked))


def _ranked_units(ranked: Ranked) -> tuple[str, ...]:
    """Return the units of the chosen cluster, else those directly below."""
    if ranked.cluster:
        below = ranked.units.labelled("cluster", ranked.code)
        return tuple(one.code for one in below if one.label("cluster") == ranked.cluster)
    return tuple(one.code for one in ranked.units.children(ranked.code))


def _beside(ranked: Ranked) -> tuple[str, ...]:
    """Return the unit and those beside it, within the programme."""
    unit = ranked.units.get(ranked.code)
    if unit is None or unit.code == ranked.programme.root:
        return ()
    return tuple(one.code for one in ranked.units.children(ranked.units.parent_of(unit) or ""))


def _tallies(ranked: Ranked, codes: Sequence[str]) -> tuple[Tally, ...]:
    between = ranked.quarter.between if ranked.quarter else None
    each = [
        phases.tallies(ranked.scene, ranked.programme, phase, codes, bloc=ranked.bloc, between=between)
        for phase in ranked.counted
    ]
    return tuple(phases.together(code, several) for code, *several in zip(codes, *each, strict=True))


def _measure(ranked: Ranked, tallies: Sequence[Tally]) -> Measure:
    """Return what is ranked by; no target is set for a bloc."""
    return "number" if ranked.bloc else ranked.choice.measure or places.usual(tallies)


def _title(ranked: Ranked) -> Msg:
    when: list[Msg | str] = [ranked.phase.name if ranked.phase else N_("all phases")]
    when += [ranked.quarter.name] if ranked.quarter else []
    bloc = ranked.programme.choice("bloc", ranked.bloc) if ranked.bloc else None
    when += [bloc.short] if bloc else []
    when += [ranked.cluster] if ranked.cluster else []
    return N_(
        "Ranking · {when} · units of {unit} · as of {now}",
        when=Listing(tuple(when)),
        unit=figures.named(ranked.units, ranked.code),
        now=At(ranked.scene.facts.now, "short"),
    )


def _by(ranked: Ranked, measure: Measure) -> Msg:
    if ranked.bloc:
        return N_("By the number verified, because no target is set for a bloc.")
    if measure == "number":
        return N_("By the number verified.")
    return N_("By the share of the target that is verified.")


def _list(ranked: Ranked, standing: Places, measure: Measure, page: int) -> list[Line]:
    shown = standing.placed[page * PAGE : (page + 1) * PAGE]
    if standing.placed and not any(one.tally.verified for one in standing.placed):
        return [
            NN_(
                "None of {count} unit has any verified yet.",
                "None of {count} units has any verified yet.",
                _all(standing),
            )
        ]
    lines: list[Line] = [_row(ranked, one, measure) for one in shown]
    if standing.apart and (page + 1) * PAGE >= len(standing.placed):
        lines += ["", N_("No target to measure by:")]
        lines += [figures.row(ranked.called(one), one) for one in standing.apart[:_APART]]
        more = len(standing.apart) - _APART
        lines += [NN_("and {count} more unit", "and {count} more units", more)] if more > 0 else []
    return lines


def _all(standing: Places) -> int:
    return len(standing.placed) + len(standing.apart)


def _row(ranked: Ranked, placed: Placed, measure: Measure) -> Msg:
    tally = placed.tally
    if measure == "share":
        standing = figures.row(ranked.called(tally), tally)
    else:
        standing = N_("{unit}: {verified}", unit=ranked.called(tally), verified=tally.verified)
    if tally.unit in quota_units(ranked.scene.facts.person):
        return N_("{place}. {unit} ← your unit", place=placed.place, unit=standing)
    return N_("{place}. {unit}", place=placed.place, unit=standing)


def _own(ranked: Ranked, beside: Sequence[Tally], measure: Measure) -> list[Line]:
    """Say at which place the unit itself stands among those beside it: a place, and nothing of the others."""
    standing = places.by(measure, beside, ranked.called)
    own, unit = standing.of(ranked.code), ranked.units.get(ranked.code)
    above = ranked.units.above(unit) if unit else None
    if own is None or above is None or not own.tally.verified or len(standing.placed) < 2:
        return []
    place, count, name = own.place, len(standing.placed), figures.named(ranked.units, ranked.code)
    if ranked.code in quota_units(ranked.scene.facts.person):
        theirs = N_("Your unit: {place}/{of} among the units of {above}", place=place, of=count, above=above.short)
        return ["", theirs]
    return [
        "",
        N_("{unit}: {place}/{of} among the units of {above}", unit=name, place=place, of=count, above=above.short),
    ]


def _ways(ranked: Ranked, standing: Places, measure: Measure, page: int) -> Rows:
    rows: list[tuple[Button, ...]] = []
    turn = [ranked.button(N_("‹ Previous page"), page=page - 1)] if page else []
    turn += [ranked.button(N_("Next page ›"), page=page + 1)] if len(standing.placed) > (page + 1) * PAGE else []
    rows += [tuple(turn)] if turn else []
    if measure == "share":
        rows.append((ranked.button(N_("By number"), replace(ranked.choice, measure="number")),))
    elif not ranked.bloc and any(one.tally.target for one in standing.placed):
        rows.append((ranked.button(N_("By share of target"), replace(ranked.choice, measure="share")),))
    rows += _other_phases(ranked)
    rows += _other_quarters(ranked)
    rows += _other_blocs(ranked)
    rows += _other_clusters(ranked)
    back = ranked.phase.key if ranked.phase else ranked.programme.reference_phase(ranked.scene.facts.now).key
    rows.append((button(N_("‹ Progress against targets"), "quota", ranked.code, back),))
    return tuple(rows)


def _other_phases(ranked: Ranked) -> Rows:
    """Offer the other phases and all of them; a quarter is one of a phase, so it is not taken along."""
    if len(ranked.programme.phases) < 2:
        return ()
    others = [one for one in ranked.programme.phases if one != ranked.phase]
    choice = replace(ranked.choice, quarter=None)
    buttons = [replace(ranked, phase=one).button(N_("See {phase}", phase=one.name), choice) for one in others]
    if ranked.phase:
        buttons.append(replace(ranked, phase=None).button(N_("All phases"), choice))
    return grid(tuple(buttons), 2)


def _other_quarters(ranked: Ranked) -> Rows:
    buttons = [
        ranked.button(N_("See {phase}", phase=one.name), replace(ranked.choice, quarter=number, bloc=None))
        for number, one in enumerate(ranked.quarters)
        if one != ranked.quarter
    ]
    if ranked.quarter:
        buttons.append(ranked.button(N_("All quarters"), replace(ranked.choice, quarter=None)))
    return grid(tuple(buttons), 2)


def _other_blocs(ranked: Ranked) -> Rows:
    """Offer the blocs; what was verified in a quarter is not counted by bloc."""
    if ranked.quarter:
        return ()
    choices = ranked.programme.choices.get("bloc", ())
    buttons = [
        ranked.button(N_("Only {bloc}", bloc=one.short), replace(ranked.choice, bloc=number))
        for number, one in enumerate(choices[: len(DIGITS)])
        if one.key != ranked.bloc
    ]
    if ranked.bloc:
        buttons.append(ranked.button(N_("All blocs"), replace(ranked.choice, bloc=None)))
    return grid(tuple(buttons), 2)


def _other_clusters(ranked: Ranked) -> Rows:
    buttons = [
        ranked.button(one, replace(ranked.choice, cluster=number))
        for number, one in enumerate(ranked.clusters)
        if one != ranked.cluster
    ]
    if ranked.cluster:
        buttons.append(ranked.button(N_("All clusters"), replace(ranked.choice, cluster=None)))
    return grid(tuple(buttons), 2)
