"""Verifying several together: the exact number first, what has to be judged singly with its reason (demand 54)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flows.desk import queue
from flows.desk.claims import held_by_another
from flows.desk.deciding import already, decided, following
from flows.desk.notes import noted
from flows.desk.routing import verifiers
from flows.desk.telling import undo_all_way
from flows.draft import Initiative
from flows.effects import Effect, Show
from flows.needs import Several, Waiting, WaitingPage
from flows.rights import decides_for, has_hand_in, may_decide, may_read_content
from flows.scene import Scene, Turn
from flows.screen import N_, NN_, At, Line, Listing, Msg, Screen, button
from flows.session import Batch
from flows.sieve import Sieve

MOST = 50
_LOOKED_AT = 100
_MOST_NAMED = 10


@dataclass(frozen=True, slots=True)
class _Sorted:
    """What may be verified together, and what may not with the reasons."""

    fit: tuple[Initiative, ...]
    left_out: tuple[tuple[Initiative, Listing], ...]


def ask(scene: Scene) -> Turn:
    """Say exactly how many would be verified, and what is left out; just that is done at a yes."""
    sieve = queue.asked_for(scene)
    if sieve is None:
        return queue.refused(scene)
    seen = queue.view(scene, sieve)
    candidates = scene.facts[WaitingPage(seen.with_own_work, _LOOKED_AT)]
    split = _split(scene, candidates)
    waiting = scene.facts[Waiting(seen)]
    named = sum(not has_hand_in(scene.facts.person, one) for one, _ in split.left_out)
    rest = waiting.count - len(split.fit) - named
    lines: list[Line] = [*queue.filtered(scene, sieve)]
    if rest > 0 and waiting.more:
        lines.append(N_("More than {count} others come after these.", count=rest))
    elif rest > 0:
        lines.append(NN_("{count} other comes after these.", "{count} others come after these.", rest))
    lines += _left_out(split)
    back = ((button(N_("‹ Beginning of the list"), "waits", *sieve.token),),)
    if not split.fit:
        return scene.show(Screen((N_("None of these can be verified together."), *lines), back))
    count = len(split.fit)
    batch = Batch(scene.facts.fresh.id, tuple((one.id, one.version) for one in split.fit))
    yes = button(NN_("Verify {count} initiative", "Verify {count} initiatives", count), "bulk-yes", batch.key)
    title = NN_("Verify {count} initiative?", "Verify {count} initiatives?", count)
    asked = replace(scene, session=replace(scene.session, batch=batch))
    return asked.show(Screen((*_from_to(scene, split.fit), *lines), ((yes,), *back), title=title))


def verify(scene: Scene) -> Turn:
    """Verify what was asked, each as if alone; what changed meanwhile is left out and named; twice is once."""
    batch = scene.session.batch
    if not decides_for(scene.facts.person):
        return queue.refused(scene)
    if batch is None or batch.key != scene.action.number(0):
        note = N_("That question is out of date. This is what waits now.")
        return scene.show(replace(queue.page(scene, Sieve()), problem=note))
    if batch.done_at is not None:
        return scene.show(_done_before(scene, batch))
    versions = dict(batch.items)
    split = _split(scene, scene.facts[Several(tuple(versions))], versions)
    effects: list[Effect] = []
    for one in split.fit:
        # What an author is asked at their first verified one would be asked once, were they verified one by one.
        effects += [effect for effect in decided(scene, one, "verify", "")[1] if effect not in effects]
    done = Batch(batch.key, tuple((one.id, one.version + 1) for one in split.fit), scene.facts.now)
    lines = (_verified(len(split.fit)), *_left_out(split))
    back = ((undo_all_way(scene.facts.now),),) if split.fit else ()
    shown = Show(Screen(lines, (*back, *following(scene, split.fit))))
    return Turn(replace(scene.session, batch=done), (*effects, shown))


def _split(scene: Scene, candidates: tuple[Initiative, ...], versions: dict[int, int] | None = None) -> _Sorted:
    """Part candidates, the oldest first, until there are as many as may be verified together."""
    fit: list[Initiative] = []
    left_out: list[tuple[Initiative, Listing]] = []
    for one in candidates:
        if len(fit) == MOST:
            break
        reasons = _against(scene, one, one.version if versions is None else versions[one.id])
        if reasons:
            left_out.append((one, Listing(reasons)))
        else:
            fit.append(one)
    return _Sorted(tuple(fit), tuple(left_out))


def _against(scene: Scene, initiative: Initiative, version: int) -> tuple[Msg, ...]:
    """Return why an initiative cannot be verified together with others."""
    person, facts = scene.facts.person, scene.facts
    if has_hand_in(person, initiative):
        return (N_("you wrote or entered it"),)
    if not may_decide(person, initiative, facts.units):
        return (N_("you do not decide on it"),)
    if initiative.state != "pending":
        return (already(initiative),)
    if initiative.version != version:
        return (N_("its author has just corrected it"),)
    if held := held_by_another(initiative, facts):
        return (held,)
    closed = initiative.confidential and not may_read_content(person.id, initiative, verifiers(scene, initiative))
    return (*((N_("confidential, you do not see its content"),) if closed else ()), *noted(initiative, facts))


def _from_to(scene: Scene, fit: tuple[Initiative, ...]) -> tuple[Line, ...]:
    """Name the first and the last, so that an officer knows which ones are meant."""
    if len(fit) == 1:
        return (_named(fit[0]),)
    first, last = fit[0], fit[-1]
    return (
        N_(
            "From {first} ({longest}) to {last} ({shortest}).",
            first=_named(first),
            longest=queue.since(scene, first),
            last=_named(last),
            shortest=queue.since(scene, last),
        ),
    )


def _left_out(split: _Sorted) -> tuple[Line, ...]:
    count = len(split.left_out)
    if not count:
        return ()
    named = tuple(
        N_("– {initiative}: {reasons}", initiative=_named(one), reasons=reasons)
        for one, reasons in split.left_out[:_MOST_NAMED]
    )
    more = count - _MOST_NAMED
    further = (N_("– and {count} more", count=more),) if more > 0 else ()
    heading = N_("Left out, to be judged singly: {count}", count=count)
    return (heading, *named, *further)


def _done_before(scene: Scene, batch: Batch) -> Screen:
    count, rows = len(batch.items), following(scene, ())
    at = At(batch.done_at or scene.facts.now)
    done = NN_(
        "This was done at {at}: {count} initiative verified. Pressing again changes nothing.",
        "This was done at {at}: {count} initiatives verified. Pressing again changes nothing.",
        count,
        at=at,
    )
    return Screen((done,), rows)


def _verified(count: int) -> Msg:
    return NN_("Verified: {count} initiative.", "Verified: {count} initiatives.", count)


def _named(initiative: Initiative) -> Msg:
    return N_("{code} “{title}”", code=initiative.code or "", title=initiative.text("title"))
