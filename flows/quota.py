"""/chitieu: progress against targets, for a unit and those directly below it."""

from __future__ import annotations

from flows import asked, cuts, entry_ways, pace, picture, places, target_origin
from flows.asked import Asked
from flows.figures import Figures, against_target, beside, enterprise_workers, named, of, row, uncounted
from flows.pushing import choosing as pushing
from flows.rights import quota_units
from flows.scene import Scene, Turn
from flows.screen import N_, NN_, At, Button, Line, Msg, Rows, Screen, button, column
from flows.tallies import Tally

LOWEST = 3
PAGE = picture.BARS


def ask(scene: Scene) -> Turn:
    """Answer /chitieu [words of a unit's name] [phase]; only units the person answers for."""
    wanted = asked.asked(scene, "quota")
    return wanted if isinstance(wanted, Turn) else scene.show(_then(scene, wanted))


def pressed(scene: Scene) -> Turn:
    """Show the figures a button names, if they lie within the person's units."""
    wanted = asked.pressed(scene, "quota")
    if isinstance(wanted, Turn):
        return wanted
    match scene.action.arg(2):
        case "all":
            return scene.show(below(of(scene, wanted), scene.action.number(3)))
        case "cuts":
            return scene.show(cuts.show(of(scene, wanted)))
        case "more":
            return scene.show(more(of(scene, wanted)))
    return scene.show(_then(scene, wanted))


def _then(scene: Scene, wanted: Asked) -> Screen:
    """Return a unit's figures in a phase; of one there was not yet, those it was made of (demand 72)."""
    units, then = scene.facts.units, scene.facts.units_in(wanted.phase)
    formers = [then.units[one] for one in units.formerly(wanted.code) if one in then.units]
    present = then.get(wanted.code)
    if present or not formers:
        return figures(of(scene, Asked(wanted.programme, present.code if present else wanted.code, wanted.phase)))
    if len(formers) == 1:
        return figures(of(scene, Asked(wanted.programme, formers[0].code, wanted.phase)))
    buttons = column(*(button(one.short, "quota", one.code, wanted.phase.key) for one in formers))
    name = named(units, wanted.code)
    return Screen((N_("In {phase}, {unit} was still several units:", phase=wanted.phase.name, unit=name),), buttons)


def figures(these: Figures) -> Screen:
    """Return the progress of one unit: verified against target, what waits, the pace, and who is behind."""
    total, phase = these.progress.total, these.phase
    closes = these.programme.closing(phase, [one.code for one in these.units.path(these.code)])
    lines: list[Line] = [against_target(total), beside(total), *_place(these), *enterprise_workers(these)]
    lines += pace.lines(these.progress, pace.window(phase, closes, these.scene.facts.now))
    lines += uncounted(these)
    worst_first = places.worst_first(these.progress.children, these.called)
    behind = [tally for tally in worst_first if tally.target][:LOWEST]
    if behind:
        lines += ["", N_("Furthest behind:"), *(_row(these, tally) for tally in behind)]
    title = N_("Targets of {phase} · {unit} · as of {now}", phase=phase.name, unit=these.name, now=_now(these))
    return Screen(tuple(lines), _ways(these), title=title, chart=picture.of(these, worst_first, 0))


def below(these: Figures, page: int) -> Screen:
    """List every unit directly below, furthest behind first; with what is the unit's own they are its total."""
    page, total = max(page, 0), these.progress.total
    worst_first = places.worst_first(these.progress.children, these.called)
    shown = worst_first[page * PAGE : (page + 1) * PAGE]
    lines: list[Line] = [_row(these, tally) for tally in shown]
    buttons: list[Button] = [button(N_("‹ Back to the total"), "quota", these.code, these.phase.key)]
    if len(worst_first) > (page + 1) * PAGE:
        buttons.append(button(N_("Next page ›"), "quota", these.code, these.phase.key, "all", page + 1))
    else:
        lines += ["", *_sum(these), _row(these, total)]
    title = N_(
        "Targets of {phase} · units of {unit} · as of {now}", phase=these.phase.name, unit=these.name, now=_now(these)
    )
    chart = picture.of(these, worst_first, page) if page else None
    return Screen(tuple(lines), (tuple(buttons),), title=title, chart=chart)


def more(these: Figures) -> Screen:
    """Return what else there is for a unit, so that the figures themselves stay short on a small phone."""
    code, phase = these.code, these.phase
    ways = (target_origin.way(code, phase), entry_ways.way(code), button(N_("Other reports"), "report", code))
    back = button(N_("‹ Back to the figures"), "quota", code, phase.key)
    title = N_("{unit} · {phase}", unit=these.name, phase=phase.name)
    return Screen((N_("What else do you want to see?"),), column(*ways, back), title=title)


def _sum(these: Figures) -> tuple[Line, ...]:
    """Say what was handed in for the unit itself, where anything was."""
    own = these.progress.total.verified - sum(one.verified for one in these.progress.children)
    if not own:
        return ()
    return (N_("For {unit} itself: {verified}", unit=these.name, verified=own),)


def _place(these: Figures) -> tuple[Line, ...]:
    """Say at which place the unit stands among those beside it; nobody has one before anything is verified."""
    measure = places.usual(these.progress.siblings)
    standing = places.by(measure, these.progress.siblings, these.called)
    own, above = standing.of(these.code), these.unit and these.units.above(these.unit)
    if own is None or above is None or not own.tally.verified or len(standing.placed) < 2:
        return ()
    place, count = own.place, len(standing.placed)
    if measure == "share":
        return (N_("Place {place}/{of} among the units of {unit}", place=place, of=count, unit=above.short),)
    return (N_("Place {place}/{of} by number among the units of {unit}", place=place, of=count, unit=above.short),)


def _row(these: Figures, tally: Tally) -> Msg:
    return row(these.called(tally), tally)


def _now(these: Figures) -> At:
    return At(these.scene.facts.now, "short")


def _ways(these: Figures) -> Rows:
    scene, unit, phase = these.scene, these.unit, these.phase
    if unit is None:
        return ()
    rows: list[tuple[Button, ...]] = []
    code, children = unit.code, len(these.units.children(unit.code))
    if children:
        every = NN_("See {count} unit", "See all {count} units", children)
        ranking = (button(N_("Ranking"), "rank", code, phase.key),) if children > 1 else ()
        rows.append((button(every, "quota", code, phase.key, "all", 0), *ranking))
    others = tuple(
        button(N_("See {phase}", phase=one.name), "quota", code, one.key)
        for one in these.programme.phases
        if one != phase
    )
    rows.append((*others, button(N_("By bloc, target group"), "quota", code, phase.key, "cuts")))
    rows += pushing.way(scene, unit, phase)
    excel = button(N_("Excel file"), "report", code, "initiatives", phase.key)
    rows.append((excel, button(N_("See more"), "quota", code, phase.key, "more")))
    above = these.units.parent_of(unit) or ""
    if any(scene.facts.units.within(above, top) for top in quota_units(scene.facts.person)):
        rows.append((button(N_("‹ One level up"), "quota", above, phase.key),))
    return tuple(rows)
