"""What of a waiting initiative needs attention, in a few words: for a line of a list, and for judging it singly."""

from __future__ import annotations

from flows import eligibility
from flows.desk.claims import held_by_another
from flows.draft import Initiative
from flows.eligibility import Rule
from flows.facts import Facts
from flows.fields.money import LARGE
from flows.screen import N_, Msg

_OUTSIDE: frozenset[Rule] = frozenset({"applied_outside_window", "recognised_outside_window"})


def noted(initiative: Initiative, facts: Facts) -> tuple[Msg, ...]:
    """Return why an initiative is to be looked at with care; storage/queue.py tells the same of all that waits."""
    handed_in = initiative.submitted_at or facts.now
    verdict = eligibility.judge(initiative, facts.programme(initiative.programme), handed_in)
    broken = set(verdict.broken)
    found = (
        (bool(initiative.alike), N_("like another initiative")),
        (bool(broken & _OUTSIDE), N_("dates outside the programme's time")),
        ("not_recognised" in broken, N_("not recognised in writing yet")),
        (bool(broken - _OUTSIDE - {"not_recognised"}), N_("excluded, as its author says")),
        (verdict.eligible and not verdict.counted, N_("too late for the final review")),
        ((initiative.benefit or 0) > LARGE, N_("benefit above 10 billion dong")),
    )
    return tuple(words for so, words in found if so)


def marks(initiative: Initiative, facts: Facts) -> tuple[Msg, ...]:
    """Return all that an officer wants to know of an initiative before they open it."""
    told = list(noted(initiative, facts))
    if initiative.confidential:
        told.append(N_("confidential"))
    if initiative.marks:
        told.append(N_("corrected"))
    if held := held_by_another(initiative, facts):
        told.append(held)
    return tuple(told)
