"""Rejected as the same as another one: the reason that names the other, and what its author is told (demand 64)."""

from __future__ import annotations

from flows.desk import comparing
from flows.draft import Initiative
from flows.effects import Notify
from flows.facts import Facts
from flows.screen import N_, Screen, button


def reason(facts: Facts, twin: Initiative) -> str:
    """Return the reason that names the other one, empty where the programme has no words for that."""
    return facts.programme(twin.programme).duplicate_reason.replace("{code}", twin.code or "")


def told(facts: Facts, rejected: Initiative) -> tuple[Notify, ...]:
    """Tell the author of the other one, which stays as it is, once the rejection stands; nobody is named."""
    if rejected.state != "rejected":
        return ()
    return tuple(
        Notify(twin.editor, _compared(twin))
        for _, twin in comparing.present(rejected, facts)
        if rejected.reason == reason(facts, twin) and twin.editor != rejected.editor
    )


def _compared(twin: Initiative) -> Screen:
    named = {"code": twin.code or "", "title": twin.text("title")}
    lines = (
        N_("Your initiative {code} “{title}” was compared with another one that is nearly the same.", **named),
        N_("Yours does not change, and there is nothing for you to do."),
    )
    return Screen(lines, ((button(N_("Look at {code}", code=twin.code or ""), "one", twin.id),),))
