"""A unit puts somebody forward within its cap, and takes them out again; rights and figures are read at every press."""

from __future__ import annotations

from itertools import count

from flows.awards.evaluating import Candidate
from flows.desk.deciding import own_form, refused
from flows.draft import Initiative
from flows.effects import Effect, Notify, PutForward, Show, TakeOut
from flows.needs import ById, NomineeById
from flows.nomination import asking, listing
from flows.nomination.listing import Seen
from flows.nomination.nominee import Nominee
from flows.scene import Scene, Turn
from flows.screen import N_, Listing, Msg, Screen, button
from flows.session import Nominating


def put_forward(scene: Scene) -> Turn:
    """Put the candidate of a button forward, if the cap leaves a place; then ask what the dossier needs."""
    seen = listing.read(scene, scene.action.number(0), scene.action.arg(1), listing.phase_of(scene.action.arg(2)))
    about = scene.action.arg(3)
    candidate = next((one for one in seen.candidates if one.code == about), None) if seen else None
    nominator = candidate.nominator if candidate else ""
    if seen is None or candidate is None or not nominator or not listing.nominating_unit(scene, nominator):
        return refused(scene)
    problem = _in_the_way(scene, seen, candidate)
    if problem:
        return scene.show(listing.screen(scene, seen, note=problem))
    nominee = _nominee(scene, seen, candidate)
    put = PutForward(nominee)
    after = Seen(seen.programme, seen.found, seen.candidates, (*seen.nominees, nominee))
    if nominee.initiative is None:
        return scene.move(own_form(scene.session), put, Show(_unit_screen(scene, after, candidate, nominee)))
    doing = Nominating(nominee.id, then=own_form(scene.session))
    first = asking.question(nominee, doing, begun=(_done(scene, candidate), _left(scene, after, candidate)))
    return scene.move(doing, put, Show(first))


def take_out(scene: Scene) -> Turn:
    """Take back whom a button names; their author is told if they knew."""
    nominee = scene.facts[NomineeById(scene.action.number(0))]
    if nominee is None or not listing.nominating_unit(scene, nominee.unit):
        return refused(scene)
    effects: list[Effect] = [TakeOut(nominee), *_no_more(scene, nominee)]
    seen = listing.read(scene, nominee.snapshot, nominee.award, nominee.phase)
    note = N_("{about} is put forward no more.", about=nominee.about)
    if seen is None:
        return scene.move(own_form(scene.session), *effects, Show(Screen((note,))))
    left = Seen(seen.programme, seen.found, seen.candidates, tuple(one for one in seen.nominees if one != nominee))
    return scene.move(own_form(scene.session), *effects, Show(listing.screen(scene, left, note=note)))


def _in_the_way(scene: Scene, seen: Seen, candidate: Candidate) -> Msg | None:
    """Say why a candidate cannot be put forward now."""
    allowance = seen.found.allowance_of(candidate.nominator)
    if allowance is None:
        return N_("Nobody is put forward for this award.")
    already = seen.nominee(candidate.code)
    if already:
        return N_("{about} is put forward already.", about=candidate.code)
    if not candidate.holds:
        return N_("{about} does not meet the rule: {what}", about=candidate.code, what=Listing(candidate.missing, "; "))
    left = seen.left(allowance)
    if not allowance.known or (left == 0 and not allowance.at_most):
        return listing.left_line(scene, seen, allowance)
    if left == 0:
        return N_(
            "All {most} places are taken. To put forward another, first take one out.", most=allowance.at_most or 0
        )
    initiative = _initiative(scene, candidate)
    if candidate.entry and (initiative is None or initiative.state != "verified"):
        return N_("{about} is not verified any more.", about=candidate.code)
    return None


def _nominee(scene: Scene, seen: Seen, candidate: Candidate) -> Nominee:
    taken = {one.slot for one in seen.of_unit(candidate.nominator)}
    return Nominee(
        id=scene.facts.fresh.id,
        snapshot=seen.found.head.id,
        award=seen.found.award.key,
        phase=seen.found.phase,
        unit=candidate.nominator,
        slot=next(slot for slot in count(1) if slot not in taken),
        about=candidate.code,
        initiative=candidate.entry.initiative if candidate.entry else None,
        by=scene.facts.person.id,
        at=scene.facts.now,
    )


def _initiative(scene: Scene, candidate: Candidate) -> Initiative | None:
    return scene.facts[ById(candidate.entry.initiative)] if candidate.entry else None


def _unit_screen(scene: Scene, seen: Seen, candidate: Candidate, nominee: Nominee) -> Screen:
    rows = (
        (button(N_("Take it out again"), "take-out", nominee.id),),
        (listing.way_to(seen, N_("‹ Back to the list")),),
    )
    return Screen((_done(scene, candidate), _left(scene, seen, candidate)), rows)


def _done(scene: Scene, candidate: Candidate) -> Msg:
    name = listing.named(candidate, listing.of_candidates(scene, (candidate,)))
    return N_("Put forward: {who}", who=name)


def _left(scene: Scene, seen: Seen, candidate: Candidate) -> Msg:
    allowance = seen.found.allowance_of(candidate.nominator)
    return listing.left_line(scene, seen, allowance) if allowance else N_("Nobody is put forward for this award.")


def _no_more(scene: Scene, nominee: Nominee) -> list[Notify]:
    """Tell the author of somebody taken out, if they had been told that they are put forward."""
    initiative = scene.facts[ById(nominee.initiative)] if nominee.initiative is not None else None
    if initiative is None or nominee.waits_for:
        return []
    unit = scene.facts.units.get(nominee.unit)
    said = N_(
        "{unit} does not put your initiative {code} forward any more.",
        unit=unit.short if unit else nominee.unit,
        code=nominee.about,
    )
    return [Notify(initiative.author, Screen((said,)))]
