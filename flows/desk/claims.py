"""Who has an initiative in hand: noted at every deliberate act, over ten minutes after the last one (demand 51).

A claim tells colleagues something and holds nobody up: it hides nothing, and whoever wants takes it over.
"""

from __future__ import annotations

from flows.draft import Initiative
from flows.effects import Open
from flows.facts import Facts
from flows.rights import may_decide
from flows.scene import Scene
from flows.screen import N_, At, Line, Msg, Screen, button, column
from flows.sieve import CLAIM_LASTS


def opening(scene: Scene, initiative: Initiative, *, over: bool = False) -> tuple[Open, ...]:
    """Return the note that an officer who may decide has it in hand; a colleague's stays, unless it is taken over."""
    if initiative.state != "pending" or not may_decide(scene.facts.person, initiative, scene.facts.units):
        return ()
    if with_colleague(initiative, scene.facts) and not over:
        return ()
    return (Open(initiative.id, initiative.version, since=scene.facts.now - CLAIM_LASTS, over=over),)


def with_colleague(initiative: Initiative, facts: Facts) -> bool:
    """Tell whether another officer has it in hand now."""
    if initiative.claimed_at is None or initiative.claimed_by == facts.person.id or initiative.state != "pending":
        return False
    return facts.now < initiative.claimed_at + CLAIM_LASTS


def held_by_another(initiative: Initiative, facts: Facts) -> Msg | None:
    """Say in a few words which colleague has it in hand now."""
    if not with_colleague(initiative, facts):
        return None
    return N_("{officer} is looking at it", officer=initiative.claimed_by_name)


def noted(initiative: Initiative, facts: Facts) -> tuple[Line, ...]:
    """Say on the card of whoever speaks that a colleague has it in hand."""
    if initiative.claimed_at is None or not with_colleague(initiative, facts):
        return ()
    since = At(initiative.claimed_at)
    return (N_("{officer} is looking at it now, last at {at}.", officer=initiative.claimed_by_name, at=since),)


def question(initiative: Initiative) -> Screen:
    """Ask whether to go on with what a colleague has in hand."""
    if initiative.claimed_at is None:
        raise ValueError("nobody has it in hand")
    named = {"officer": initiative.claimed_by_name, "code": initiative.code or ""}
    lines = (
        N_("{officer} is looking at {code} now, last at {at}.", at=At(initiative.claimed_at), **named),
        N_("If they do no more by {until}, it is free again.", until=At(initiative.claimed_at + CLAIM_LASTS)),
    )
    rows = column(
        button(N_("Handle it all the same"), "take-over", initiative.id, initiative.version),
        button(N_("Leave it to the colleague"), "aside", initiative.id, initiative.version),
    )
    return Screen(lines, rows)
