"""/baocao: what staff and officers can have made as files, and how far what they ordered is."""

from __future__ import annotations

from dataclasses import replace

from flows import award_reports, making
from flows.desk.deciding import own_form
from flows.draft import State
from flows.effects import CallOff, Effect, Order, RedrawCards, Refuse, Show, TellCode
from flows.making import KINDS, Kind, Wished
from flows.needs import JobsOf
from flows.programme import Programme
from flows.records import Job
from flows.rights import granted, units_for
from flows.said import Command, Tap, Text
from flows.scene import Scene, Turn
from flows.screen import N_, NN_, Button, Line, Msg, Screen, button, column
from flows.session import Justifying
from flows.states import NAMES
from flows.units import Unit
from flows.vietnamese import clean_line, fold

MOST_AT_ONCE = 3
ALL = "-"
_STATES: tuple[State, ...] = ("verified", "pending", "returned", "rejected")
_SHORTEST_REASON, _LONGEST_REASON = 5, 300
_MOST_FOUND = 8
_NOT_THEIRS = N_("This command is for staff and officers. Your own initiatives: /mine")
_GONE = N_("This is not here any more.")
_WHOLE = "whole"


def ask(scene: Scene) -> Turn:
    """Answer /baocao [words of a unit's name]: what can be made for the unit, and what is under way."""
    tops = units_for(scene.facts.person, "export")
    if not tops:
        return scene.show(Screen((_NOT_THEIRS,)))
    words = fold(scene.said.argument) if isinstance(scene.said, Command) else ""
    if words:
        return _found(scene, words, tops)
    if len(tops) > 1:
        names = (scene.facts.units.get(top) for top in tops)
        return scene.show(Screen((N_("Of which unit?"),), column(*(_of(unit) for unit in names if unit))))
    return scene.show(_menu(scene, tops[0]))


def pressed(scene: Scene) -> Turn:
    """Go one step on: the unit, what of it, which phase, which state; then it is ordered."""
    unit = scene.facts.units.get(scene.action.arg(0))
    if unit is None and not scene.action.arg(0):
        return ask(scene)
    if unit is None or not granted(scene.facts.person, "export", unit.code, scene.facts.units):
        return scene.acknowledge(_GONE).then(Refuse("report without the right"))
    kind = KINDS.get(scene.action.arg(1))
    programme = scene.facts.programme_over(unit.code)
    if kind is None or (kind.leads_here and not scene.facts.opens_by_link):
        return scene.show(_menu(scene, unit.code))
    if kind.by_award:
        chosen = award_reports.chosen(scene, unit, programme)
        return order(scene, chosen) if isinstance(chosen, Wished) else _shown(scene, chosen)
    phase, state = scene.action.arg(2), scene.action.arg(3)
    if kind.by_phase and phase != ALL and programme.phase(phase) is None:
        return _shown(scene, _phases(kind, unit, programme))
    named = programme.phase(phase) if kind.by_phase else None
    wished = Wished(kind.key, programme.key, unit.code, named.key if named else None)
    if not kind.by_state:
        return order(scene, wished)
    if state == _WHOLE:
        return _ask_why(scene, wished)
    if state != ALL and state not in _STATES:
        return _shown(scene, _states(scene, wished))
    return order(scene, replace(wished, options={} if state == ALL else {"state": state}))


def order(scene: Scene, wished: Wished, *, anew: bool = False, reason: str = "") -> Turn:
    """Have it made, unless the same is under way or too much is; what is under way is shown instead."""
    facts = scene.facts
    under_way = [job for job in facts[JobsOf(facts.person.id)] if job.under_way]
    same = next((job for job in under_way if Wished.of(job) == wished), None)
    if same:
        already = N_("This is being made already.")
        return _settled(scene, Show(making.under_way(same, facts.programmes, facts.units, already)))
    if len(under_way) >= MOST_AT_ONCE:
        full = NN_(
            "{count} list is being made for you already. Wait for it, or stop it:",
            "{count} lists are being made for you already. Wait for one, or stop one:",
            len(under_way),
        )
        stops = column(*making.stops(under_way))
        return _settled(scene, Show(Screen((full, *_named(scene, under_way)), stops)))
    job = Job(scene.facts.fresh.id, wished.kind, wished.programme, wished.unit, wished.phase, wished.options)
    ordered = Order(job.id, job.kind, job.programme, job.unit, job.phase, options=job.options, anew=anew, reason=reason)
    return _settled(scene, ordered, Show(making.under_way(job, facts.programmes, facts.units), about=job.id))


def _settled(scene: Scene, *effects: Effect) -> Turn:
    """Answer a press that must not be taken for two, and go back to one's own form, whose buttons stay good."""
    token = scene.action.token if isinstance(scene.said, Tap) else None
    own = replace(scene.session, doing=own_form(scene.session), last_tap=token, tapped_at=scene.facts.now)
    return Turn(own, effects)


def _shown(scene: Scene, screen: Screen) -> Turn:
    """Turn the page in its place."""
    return Turn(replace(scene.session, doing=own_form(scene.session)), (Show(screen, in_place=True),))


def about_job(scene: Scene) -> Turn:
    """Stop a job, make it again, or tell the code of its links; only whoever ordered it finds it."""
    job = next((one for one in scene.facts[JobsOf(scene.facts.person.id)] if one.id == scene.action.number(1)), None)
    if job is None:
        return scene.acknowledge(_GONE).then(Refuse("somebody else's job"))
    match scene.action.arg(0):
        case "stop":
            return _stop(scene, job)
        case "again":
            return _again(scene, job)
        case "close":
            return scene.show(Screen((N_("The link is closed; it opens nothing any more."),)), CallOff(job.id))
        case "code" if job.by_link and job.state == "done" and _still_may(scene, job):
            code = scene.facts.fresh.code
            return scene.show(making.code(code), TellCode(job.id, code))
        case _:
            return scene.acknowledge(_GONE)


def answer(scene: Scene, doing: Justifying) -> Turn:
    """Take the reason for whole card numbers, and order what it was given for."""
    reason = clean_line(scene.said.text) if isinstance(scene.said, Text) else ""
    if not _SHORTEST_REASON <= len(reason) <= _LONGEST_REASON:
        return scene.show(question(N_("Say why in one sentence, for example: to check the award list")))
    if not _may_see_whole(scene, doing.unit):
        return scene.move(doing.then, Show(Screen((_GONE,))), Refuse("identities without the right"))
    wished = Wished("initiatives", doing.programme, doing.unit, doing.phase, {"identities": "yes"})
    return order(scene, wished, reason=reason)


def stopped() -> Screen:
    """Say that nothing was ordered."""
    return Screen((N_("Stopped. Nothing is being made."),))


def question(problem: Msg | None = None) -> Screen:
    """Ask why whole card numbers are needed."""
    lines = (
        N_("Why are whole card numbers needed? Type the reason in one sentence."),
        N_("The reason, your name and how many numbers there are go into the audit trail. The file is kept one day."),
    )
    return Screen(lines, problem=problem)


def _found(scene: Scene, words: str, tops: tuple[str, ...]) -> Turn:
    units = scene.facts.units
    found = tuple(dict.fromkeys(unit for top in tops for unit in units.search(words, top=top, limit=_MOST_FOUND)))
    if not found:
        root = scene.facts.programme_over(tops[0]).root
        elsewhere: tuple[Effect, ...] = (
            (Refuse("report without the right"),) if units.search(words, top=root, limit=1) else ()
        )
        fewer = N_("None of your units has these words in its name. Type fewer words, for example: /report buon ho")
        return scene.show(Screen((fewer,)), *elsewhere)
    if len(found) == 1:
        return scene.show(_menu(scene, found[0].code))
    return scene.show(Screen((N_("Of which unit?"),), column(*map(_of, found))))


def _menu(scene: Scene, code: str) -> Screen:
    """Return what can be made for a unit, and what is under way."""
    unit = scene.facts.units.get(code)
    under_way = [job for job in scene.facts[JobsOf(scene.facts.person.id)] if job.under_way]
    lines: list[Line] = [N_("Lists and reports of this unit and all below it come as files in this chat.")]
    if under_way:
        lines += ["", N_("Being made now:"), *_named(scene, under_way)]
    possible = (kind for kind in KINDS.values() if scene.facts.opens_by_link or not kind.leads_here)
    kinds = (button(kind.label, "report", code, kind.key) for kind in possible)
    return Screen(
        tuple(lines),
        column(*kinds, button(N_("Awards, and who is put forward"), "awards"), *making.stops(under_way)),
        title=N_("Reports · {unit}", unit=unit.short if unit else code),
    )


def _phases(kind: Kind, unit: Unit, programme: Programme) -> Screen:
    phases = [button(phase.name, "report", unit.code, kind.key, phase.key) for phase in programme.phases]
    return Screen(
        (N_("Of which phase?"),),
        column(*phases, button(N_("All phases"), "report", unit.code, kind.key, ALL)),
        title=N_("{what} · {unit}", what=kind.label, unit=unit.short),
    )


def _states(scene: Scene, wished: Wished) -> Screen:
    phase = wished.phase or ALL
    here = ("report", wished.unit, wished.kind, phase)
    rows: list[tuple[Button, ...]] = [(button(N_("All that were handed in"), *here, ALL),)]
    rows += [(button(N_("Only: {state}", state=NAMES[state]), *here, state),) for state in _STATES]
    if _may_see_whole(scene, wished.unit):
        rows.append((button(N_("All, with whole card numbers"), *here, _WHOLE),))
    lines = (
        N_("Which of them?"),
        N_("Phone numbers stand in it in full, card numbers by their last four digits; keep the file to your work."),
    )
    return Screen(lines, tuple(rows), title=making.described(wished, scene.facts.programmes, scene.facts.units))


def _ask_why(scene: Scene, wished: Wished) -> Turn:
    if not _may_see_whole(scene, wished.unit):
        return scene.acknowledge(_GONE).then(Refuse("identities without the right"))
    doing = Justifying(wished.programme, wished.unit, wished.phase, own_form(scene.session))
    return scene.move(doing, Show(question()))


def _may_see_whole(scene: Scene, unit: str) -> bool:
    """Tell whether somebody may have whole numbers of a unit: who may export it and holds that right besides."""
    person, units = scene.facts.person, scene.facts.units
    return bool(granted(person, "export", unit, units) and granted(person, "identities", unit, units))


def _stop(scene: Scene, job: Job) -> Turn:
    if not job.under_way:
        return scene.show(making.ended(job, scene.facts.programmes, scene.facts.units))
    called_off = replace(job, state="called off")
    return scene.show(
        making.ended(called_off, scene.facts.programmes, scene.facts.units),
        CallOff(job.id),
        RedrawCards(job.id, making.END["called off"]),
    )


def _again(scene: Scene, job: Job) -> Turn:
    if not _still_may(scene, job):
        return scene.acknowledge(_GONE).then(Refuse("report without the right"))
    if "identities" in job.options:
        return _ask_why(scene, Wished.of(job))
    return order(scene, Wished.of(job), anew=True)


def _still_may(scene: Scene, job: Job) -> bool:
    if "identities" in job.options:
        return _may_see_whole(scene, job.unit)
    return granted(scene.facts.person, "export", job.unit, scene.facts.units) is not None


def _named(scene: Scene, jobs: list[Job]) -> tuple[Line, ...]:
    return making.listed(jobs, scene.facts.programmes, scene.facts.units)


def _of(unit: Unit) -> Button:
    return button(unit.short, "report", unit.code)
