"""What waits in a world in memory: told anew from the rules, not from how the store finds it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from flows.backlog import OfficerLoad, Queue, UnitLoad, Workload
from flows.desk.notes import noted
from flows.draft import Initiative
from flows.facts import Facts, Fresh
from flows.needs import Several, Waiting, WaitingFor, WaitingPage, WorkloadOf
from flows.person import Person
from flows.rights import acting, desks_of
from flows.sieve import CLAIM_LASTS, Desks, Sieve, View

if TYPE_CHECKING:
    from tests.flows.driver import World

WEEK = timedelta(days=7)


def answer(world: World, need: Waiting | WaitingFor | WaitingPage | Several | WorkloadOf) -> object:
    match need:
        case Several():
            return tuple(world.initiatives[one] for one in need.ids if one in world.initiatives)
        case WaitingFor():
            return answer(world, Waiting(View(desks_of(acting(world.people[need.officer], world.units)))))
        case Waiting():
            found = seen(world, need.view)
            return Queue(min(len(found), 1_000), next(iter(found), None), more=len(found) > 1_000)
        case WaitingPage():
            return _page(world, need)
        case WorkloadOf():
            return _workload(world, need)


def seen(world: World, view: View) -> list[Initiative]:
    """Return what is seen in a view, oldest first."""
    pending = (one for one in world.initiatives.values() if one.state == "pending")
    found = [one for one in pending if any(_waits(world, one, desks, view.sieve) for desks in view.desks)]
    return sorted((one for one in found if _sifted(world, one, view.sieve)), key=lambda one: _place(world, one))


def _place(world: World, one: Initiative) -> tuple[datetime, int]:
    return one.waiting_since or world.now, one.id


def _waits(world: World, one: Initiative, desks: Desks, sieve: Sieve) -> bool:
    if set(desks.without) & {one.author, one.entered_by}:
        return False
    if sieve.below:
        return any(world.units.within(one.unit or "", top) for top in desks.units)
    present = {unit.code for code in desks.units if (unit := world.units.get(code))}
    there = {unit.code for code in (one.desk, one.escalated) if (unit := world.units.get(code or ""))}
    return bool(present & there)


def _sifted(world: World, one: Initiative, sieve: Sieve) -> bool:
    facts = Facts(world.now, Person(0), (world.programme, *world.others), world.units, Fresh(0, ""))
    return (
        (not sieve.overdue or world.now - (one.waiting_since or world.now) > timedelta(days=sieve.overdue))
        and (not sieve.corrected or bool(one.marks))
        and (sieve.remarked is None or sieve.remarked == bool(noted(one, facts)))
        and (not sieve.unit or world.units.within(one.unit or "", sieve.unit))
    )


def _page(world: World, need: WaitingPage) -> tuple[Initiative, ...]:
    found = seen(world, need.view)
    if need.after in world.initiatives:
        last = _place(world, world.initiatives[need.after])
        found = [one for one in found if _place(world, one) > last]
    if need.free_for is not None:
        found = [one for one in found if _free(one, need.free_for, world.now)]
    return tuple(found[: need.limit])


def _workload(world: World, need: WorkloadOf) -> Workload:
    top = need.unit
    codes = (top, *(child.code for child in world.units.children(top)))
    officers = (_officer(world, one, codes) for one in world.people.values())
    return Workload(tuple(_load(world, code, need) for code in codes), tuple(one for one in officers if one))


def _of(world: World, code: str, top: str) -> Iterator[Initiative]:
    for one in world.initiatives.values():
        if world.units.within(one.unit or "", code) and (code != top or one.unit == top):
            yield one


def _load(world: World, code: str, need: WorkloadOf) -> UnitLoad:
    waiting = [
        world.now - one.waiting_since
        for one in _of(world, code, need.unit)
        if one.state == "pending" and one.waiting_since
    ]
    lately = [
        one.decided_at - one.waiting_since
        for one in _of(world, code, need.unit)
        if one.state in ("verified", "returned", "rejected") and one.decided_at and one.waiting_since
        if world.now - one.decided_at < timedelta(days=30)
    ]
    return UnitLoad(
        code,
        len(waiting),
        world.now - max(waiting) if waiting else None,
        sum(one > timedelta(days=need.late_days) for one in waiting),
        sum(one > timedelta(days=need.escalate_days) for one in waiting),
        len(lately),
        _within(lately, 5),
        _within(lately, 9),
    )


def _within(waits: list[timedelta], tenths: int) -> timedelta | None:
    """Return the shortest wait that at least so many tenths did not exceed."""
    enough = (one for one in waits if sum(other <= one for other in waits) * 10 >= tenths * len(waits))
    return min(enough, default=None)


def _officer(world: World, person: Person, codes: tuple[str, ...]) -> OfficerLoad | None:
    top, *below = codes
    unit = next(
        (role.unit for role in person.roles if role.name == "verifier" and world.units.within(role.unit, top)), None
    )
    if unit is None:
        return None
    under = next((code for code in below if world.units.within(unit, code)), top)
    decided = sum(
        one.decided_by == person.id and one.decided_at is not None and world.now - one.decided_at < WEEK
        for one in world.initiatives.values()
    )
    return OfficerLoad(person.name, unit, under, decided)


def _free(initiative: Initiative, officer: int, now: datetime) -> bool:
    held = initiative.claimed_at is not None and now - initiative.claimed_at < CLAIM_LASTS
    return not held or initiative.claimed_by == officer
