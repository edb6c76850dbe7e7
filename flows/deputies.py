"""Officers who are away and those who stand in for them: who acts in whose place, and what would go in circles."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from flows.draft import Initiative
from flows.records import Delegation
from flows.screen import N_, Line


def acting_for(name: str, absent: str) -> Line:
    """Return how an officer is named where they acted, with whoever they stood in for (“B thay A”)."""
    return N_("{officer} (for {absent})", officer=name, absent=absent) if absent else name


def decider(initiative: Initiative) -> Line:
    """Return who decided on an initiative, with whoever they stood in for."""
    return acting_for(initiative.decided_by_name, initiative.decided_for_name)


def present(officers: Sequence[int], deputies: Mapping[int, int], barred: Collection[int]) -> tuple[int, ...]:
    """Return who acts at a desk: in the place of each officer who is away whoever stands in for them.

    Those `barred` wrote or entered what is decided on. Where nobody would be left the officers themselves keep it.
    """
    there = (_followed(one, deputies) for one in officers)
    acting = (one for one in there if one is not None and one not in barred)
    return tuple(dict.fromkeys(acting)) or tuple(dict.fromkeys(officers))


def _followed(officer: int, deputies: Mapping[int, int]) -> int | None:
    """Return whoever is there in the end, None where everybody stands in for one another."""
    seen: set[int] = set()
    while officer in deputies:
        if officer in seen:
            return None
        seen.add(officer)
        officer = deputies[officer]
    return officer


def closes_a_loop(running: Iterable[Delegation], new: Delegation) -> bool:
    """Tell whether, on any day, somebody would in the end stand in for themselves."""
    known = tuple(running)
    waiting: list[tuple[int, datetime, datetime, frozenset[int]]] = [
        (new.to, new.begins_at, new.ends_at, frozenset({new.to}))
    ]
    while waiting:
        officer, begins, ends, seen = waiting.pop()
        for one in known:
            first, last = max(begins, one.begins_at), min(ends, one.ends_at)
            if one.person != officer or first >= last:
                continue
            if one.to == new.person:
                return True
            if one.to not in seen:
                waiting.append((one.to, first, last, seen | {one.to}))
    return False


def overlapping(running: Iterable[Delegation], new: Delegation) -> Delegation | None:
    """Return the first of somebody's own delegations that covers some of the same time."""
    own = (one for one in running if one.person == new.person)
    return next((one for one in own if one.begins_at < new.ends_at and new.begins_at < one.ends_at), None)
