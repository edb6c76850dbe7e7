"""What closing means for a draft: it is kept, its author is told once, one press carries it on (demand 68).

A draft belongs to the phase it was begun in and never counts in that one after it has closed. Whether a unit was given
more time is known for certain only once the unit is answered.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from flows import form, refusing
from flows.draft import Initiative
from flows.effects import Effect, Keep, Show, Tell
from flows.eligibility import open_phase, units_of
from flows.facts import Facts
from flows.needs import ById, Told
from flows.programme import Phase, Programme
from flows.scene import Scene, Turn
from flows.screen import N_, At, Msg, Rows, Screen, button
from flows.session import Filling
from flows.units import UnitTree


@dataclass(frozen=True, slots=True)
class Closed:
    """A draft whose phase has closed: what is said of it, and the phase it may be carried to.

    `event` names what happened, so that nobody is told of it a second time.
    """

    event: str
    said: Msg
    draft: int
    target: Phase | None

    @property
    def rows(self) -> Rows:
        """Return the button that carries the draft on, where there is somewhere to carry it."""
        if self.target is None:
            return ()
        return ((button(N_("Carry it to {phase}", phase=self.target.name), "carry", self.draft, self.target.key),),)


def closed(draft: Initiative, programme: Programme, units: UnitTree, now: datetime) -> Closed | None:
    """Return what is to be said of a draft whose phase has closed, None while it may be handed in."""
    if open_phase(draft, programme, units, now):
        return None
    own = programme.phase(draft.phase or "") or programme.reference_phase(now)
    here = units_of(draft, units)
    target = programme.phase_at(now) or next(iter(programme.extended(now, here)), None)
    said = _said(own, target, programme, programme.closing(own, here), now)
    unit = units.get(draft.text("unit"))
    if unit and any(longer.key == own.key for longer in programme.extended(now)):
        said = N_("{unit} has no more time for {phase}. {rest}", unit=unit.short, phase=own.name, rest=said)
    return Closed(f"open {target.key}" if target else f"closed {own.key}", said, draft.id, target)


def _said(own: Phase, target: Phase | None, programme: Programme, closes: datetime, now: datetime) -> Msg:
    over: dict[str, str | At] = {"phase": own.name, "closes": At(closes, "closing")}
    upcoming = programme.next_phase(now)
    if target:
        return N_(
            "{phase} closed at {closes}. Your draft is kept; carry it to {next} by one press.",
            next=target.name,
            **over,
        )
    if upcoming is None:
        return N_("{phase} closed at {closes} and the programme is over. Your draft is kept.", **over)
    if upcoming == own:
        return N_("{phase} opens at {opens}. Your draft is kept.", phase=own.name, opens=At(own.opens))
    return N_(
        "{phase} closed at {closes}. Your draft is kept: {next} opens at {opens}.",
        next=upcoming.name,
        opens=At(upcoming.opens),
        **over,
    )


def of(facts: Facts, draft: Initiative) -> Closed | None:
    """Return what is to be said of a draft now."""
    return closed(draft, facts.programme(draft.programme), facts.units, facts.now)


def extended(facts: Facts) -> tuple[tuple[Programme, Phase], ...]:
    """Return the closed phases that an extension keeps open for some unit, each with its programme."""
    return tuple((one, phase) for one in facts.programmes for phase in one.extended(facts.now))


def only_extended(scene: Scene) -> tuple[Programme, ...]:
    """Return the programme whose phase alone is kept open by an extension, for who has just agreed or begins anew."""
    longer = extended(scene.facts)
    return (longer[0][0],) if len(longer) == 1 and scene.action.verb in ("consent", "anew") else ()


def phase_to_begin(scene: Scene, programme: Programme) -> Phase | None:
    """Return the phase a new initiative belongs to: the one chosen by button, else the one open to everybody.

    Where nothing is open to everybody, it is the only phase that an extension keeps open.
    """
    chosen, key = scene.action, programme.key
    longer = programme.extended(scene.facts.now)
    if chosen.verb in ("begin", "own") and chosen.arg(0) == key:
        return next((one for one in longer if one.key == chosen.arg(1)), None) or programme.phase_at(scene.facts.now)
    only = longer[0] if only_extended(scene) == (programme,) else None
    return programme.phase_at(scene.facts.now) or only


def refused(opened: form.Form, gone: Closed) -> Screen:
    """Return the summary of a draft that cannot be handed in, with the way on instead."""
    return _led_on(opened.screen(gone.said), gone)


def _led_on(screen: Screen, gone: Closed) -> Screen:
    rows = tuple(row for row in screen.rows if row[0].action.verb != "submit")
    return replace(screen, rows=(*gone.rows, *rows))


def carry(scene: Scene) -> Turn:
    """Carry a draft to a phase that is open and go on where it stood; what was handed in meanwhile stays."""
    opened = form.opened(scene, Filling(scene.action.number(0)))
    if opened is None or opened.initiative.state != "draft":
        gone_for_good = scene.acknowledge(N_("This draft is not here any more."))
        return gone_for_good.then(*refusing.noted(scene, scene.facts[ById(scene.action.number(0))]))
    draft, facts = opened.initiative, scene.facts
    gone = of(facts, draft)
    if gone is None:
        return form.enter(scene, draft)
    if gone.target is None or gone.target.key != scene.action.arg(1):
        return form.enter(scene, draft, gone.said)
    carried = replace(draft, phase=gone.target.key)
    return form.enter(scene, carried, N_("Your draft is in {phase} now.", phase=gone.target.name)).after(Keep(carried))


def tell(scene: Scene, turn: Turn) -> Turn:
    """Put it above the next answer, once, that the phase of the draft being written has closed."""
    opened = form.opened(scene)
    shown = turn.effects[-1] if turn.effects else None
    doing = turn.session.doing
    if opened is None or not isinstance(shown, Show) or not isinstance(doing, Filling):
        return turn
    if doing.draft != opened.initiative.id:
        return turn
    gone = of(scene.facts, opened.initiative)
    if gone is None or scene.action.verb == "carry":
        return turn
    if scene.facts[Told(scene.facts.person.id, opened.initiative.programme, gone.event)]:
        return turn
    screen = shown.screen
    if screen.problem != gone.said:
        said = gone.said
        if screen.problem is not None:
            said = N_("{first} {second}", first=screen.problem, second=gone.said)
        screen = _led_on(replace(screen, problem=said), gone)
    return replace(turn, effects=(*turn.effects[:-1], replace(shown, screen=screen), *noted(opened.initiative, gone)))


def noted(draft: Initiative, gone: Closed | None) -> Iterable[Effect]:
    """Return the note that somebody has been told."""
    return (Tell(draft.programme, gone.event),) if gone else ()
