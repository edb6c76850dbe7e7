"""Taking a decision back: for ten minutes, by whoever decided, before the author is told (demand 52)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from flows.desk import card, deciding
from flows.desk.telling import BEGINNING, HOLD
from flows.draft import Initiative
from flows.effects import Carry, Effect, RefreshCards, SettleTapped, Show
from flows.needs import ById, DecidedAt, VerifiersOf
from flows.person import Person
from flows.rights import deciding_role, may_decide
from flows.scene import Scene, Turn
from flows.screen import N_, NN_, At, Button, Line, Msg, Screen, button
from flows.units import UnitTree

_TAKEN_BACK = N_("taken back")


def undo(scene: Scene) -> Turn:
    """Take one decision back: it waits again exactly as before, and nobody else is told."""
    initiative = scene.facts[ById(scene.action.number(0))]
    if initiative is None or not may_decide(scene.facts.person, initiative, scene.facts.units):
        return deciding.refused(scene)
    if initiative.version != scene.action.number(1) or initiative.state in ("pending", "withdrawn"):
        return scene.show(Screen((_undone_or_overtaken(initiative),), _look(initiative)))
    if not _theirs(scene.facts.person, initiative, scene.facts.units):
        return deciding.refused(scene)
    if not _in_time(scene, initiative):
        return scene.show(Screen(_too_late(scene, initiative)))
    after = _before(initiative)
    return scene.move(
        deciding.own_form(scene.session),
        SettleTapped(_TAKEN_BACK),
        _carry(scene, initiative, after),
        *card.refreshed(after, scene.facts, decision=initiative.version),
        Show(Screen((N_("Taken back: {code} waits as before.", code=after.code or ""),), _look(after))),
    )


def undo_all(scene: Scene) -> Turn:
    """Take back everything this officer decided at one instant; what is too late stays and is counted."""
    person, units = scene.facts.person, scene.facts.units
    instant = _instant(scene.action.number(0))
    decided = scene.facts[DecidedAt(person.id, instant)] if instant else ()
    ours = [one for one in decided if may_decide(person, one, units) and _in_time(scene, one)]
    if not ours:
        none_left = N_("There is nothing to take back any more: it was taken back, or its authors have been told.")
        return scene.show(Screen((none_left,)))
    taken = NN_("Taken back: {count} initiative waits as before.", "Taken back: {count} wait as before.", len(ours))
    effects: list[Effect] = [SettleTapped(_TAKEN_BACK)]
    for one in ours:
        after = _before(one)
        effects += [_carry(scene, one, after), *_briefly(one, after)]
    shown = Show(Screen((taken,), ((button(N_("What waits for me"), "queue"),),)))
    return scene.move(deciding.own_form(scene.session), *effects, shown)


def _instant(microseconds: int) -> datetime | None:
    try:
        return BEGINNING + timedelta(microseconds=microseconds) if microseconds >= 0 else None
    except OverflowError:
        return None


def _before(initiative: Initiative) -> Initiative:
    return replace(initiative.undecided(), version=initiative.version + 1)


def _carry(scene: Scene, initiative: Initiative, after: Initiative) -> Carry:
    role = deciding_role(scene.facts.person, initiative, scene.facts.units)
    return Carry("undo", after, version=initiative.version, stood_for=role.stands_for if role else None)


def _briefly(initiative: Initiative, after: Initiative) -> tuple[RefreshCards, ...]:
    """Give the cards of one of many a way back, without drawing all of it."""
    waits = N_("{code} · “{title}” waits again.", code=after.code or "", title=after.text("title"))
    return (RefreshCards(after.id, Screen((waits,), _look(after)), decision=initiative.version),)


def _theirs(person: Person, initiative: Initiative, units: UnitTree) -> bool:
    """Tell whether somebody decided it, had it decided for them, or stands in for who decided."""
    role = deciding_role(person, initiative, units)
    concerned = (initiative.decided_by, initiative.decided_for)
    return person.id in concerned or (role is not None and role.stands_for in concerned and role.stands_for is not None)


def _in_time(scene: Scene, initiative: Initiative) -> bool:
    return initiative.held and initiative.decided_at is not None and scene.facts.now < initiative.decided_at + HOLD


def _undone_or_overtaken(initiative: Initiative) -> Msg:
    if initiative.state == "pending":
        return N_("{code} waits for a decision already; nothing is left to take back.", code=initiative.code or "")
    return N_("This is out of date. {outcome}", outcome=card.outcome(initiative))


def _look(initiative: Initiative) -> tuple[tuple[Button, ...], ...]:
    if initiative.state != "pending":
        return ()
    return ((button(N_("Look at it again"), "card", initiative.id),),)


def _too_late(scene: Scene, initiative: Initiative) -> tuple[Line, ...]:
    """Say that the author knows, and who can still have it decided again."""
    at = At((initiative.decided_at or scene.facts.now) + HOLD)
    told = N_("The ten minutes were over at {at}: the author of {code} is told.", at=at, code=initiative.code or "")
    if initiative.state == "returned":
        return told, N_("Once the author has handed it in again, you decide anew.")
    above = scene.facts.units.path(initiative.decided_as or initiative.unit or "")[1:]
    has_officers = (
        unit
        for unit in above
        if scene.facts[VerifiersOf((unit.code,), without=initiative.author, nor=initiative.entered_by)]
    )
    unit = next(has_officers, None)
    if unit is None:
        return told, N_("No unit above has an officer here who could have it decided again.")
    return told, N_("An officer of {unit} can still reopen it, with a reason.", unit=unit.short)
