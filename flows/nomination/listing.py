"""Award lists on a stored snapshot, in short form: who meets the rule and why, what the others lack, what is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flows.authors import authors
from flows.awards.caps import Allowance
from flows.awards.evaluating import AwardList, Candidate, award_list
from flows.awards.figures import WHOLE, SnapshotHead
from flows.awards.rules import Award, Ticked
from flows.desk.deciding import own_form, refused
from flows.draft import Initiative
from flows.effects import Show
from flows.needs import FiguresOf, NomineesOf, RulesOf, Several, SnapshotsOf
from flows.nomination.nominee import Nominee
from flows.programme import Programme
from flows.rights import granted, quota_units, units_for
from flows.scene import Scene, Turn
from flows.screen import N_, At, Button, Day, Line, Listing, Msg, Rows, Screen, button, column, grid

_PAGE = 6
_EARLIER = 3
_EVERY = "-"


@dataclass(frozen=True, slots=True)
class Seen:
    """An award list as somebody may see it: the candidates of their own units, with who is put forward so far."""

    programme: Programme
    found: AwardList
    candidates: tuple[Candidate, ...]
    nominees: tuple[Nominee, ...]

    def nominee(self, about: str) -> Nominee | None:
        """Return one who is put forward by the code of the unit or initiative."""
        return next((one for one in self.nominees if one.about == about), None)

    def of_unit(self, unit: str) -> list[Nominee]:
        """Return those whom a unit puts forward."""
        return [one for one in self.nominees if one.unit == unit]

    def left(self, allowance: Allowance) -> int | None:
        """Return how many a unit may still put forward, None for any number."""
        if allowance.at_most is None:
            return None
        return max(0, allowance.at_most - len(self.of_unit(allowance.unit)))


def ask(scene: Scene) -> Turn:
    """Answer /dexuat: the newest snapshot of the person's programme, and the awards on it."""
    tops = _tops(scene)
    if not tops:
        return scene.show(Screen((N_("This command is for staff and officers. Your own initiatives: /mine"),)))
    programme = scene.facts.programme_over(tops[0])
    heads = scene.facts[SnapshotsOf(programme.key)]
    if not heads:
        lines = (
            N_("The figures have not been fixed yet, so nobody can be put forward."),
            N_("Staff who run the service fix them; then the lists of awards are here."),
        )
        return scene.show(Screen(lines))
    return scene.move(own_form(scene.session), Show(_overview(scene, programme, heads[0], heads)))


def pressed(scene: Scene) -> Turn:
    """Show the awards on the snapshot that a button names."""
    found = _head(scene, scene.action.number(0))
    if found is None:
        return ask(scene) if scene.action.args == () and _tops(scene) else refused(scene)
    programme, head = found
    heads = scene.facts[SnapshotsOf(programme.key)]
    return scene.move(own_form(scene.session), Show(_overview(scene, programme, head, heads)))


def turn_page(scene: Scene) -> Turn:
    """Show the award list that a button names, or another page of it."""
    seen = read(scene, scene.action.number(0), scene.action.arg(1), phase_of(scene.action.arg(2)))
    if seen is None:
        return refused(scene)
    shown = Show(screen(scene, seen, scene.action.number(3)), in_place=scene.action.arg(3) != "")
    return scene.move(own_form(scene.session), shown)


def read(scene: Scene, snapshot: int, key: str, phase: str) -> Seen | None:
    """Return an award list with what the person may see of it, None where there is nothing for them."""
    found = _head(scene, snapshot)
    figures = scene.facts[FiguresOf(snapshot, key, phase)] if found else None
    award = figures.rules.award(key) if figures else None
    if found is None or figures is None or award is None:
        return None
    judged, units = award_list(figures, award), scene.facts.units
    theirs = [
        one
        for one in judged.candidates
        if any(
            units.within(one.unit.code if one.unit else one.entry.unit if one.entry else "", top)
            for top in _tops(scene)
        )
    ]
    return Seen(found[0], judged, tuple(theirs), scene.facts[NomineesOf(snapshot, award.key, phase)])


def theirs(scene: Scene, head: SnapshotHead) -> bool:
    """Tell whether a snapshot is of a programme the person's units take part in."""
    return _head(scene, head.id) is not None


def nominating_unit(scene: Scene, unit: str) -> bool:
    """Tell whether the person puts forward for a unit."""
    return granted(scene.facts.person, "nominate", unit, scene.facts.units) is not None


def phase_of(argument: str) -> str:
    """Return the phase a button names."""
    return WHOLE if argument in ("", _EVERY) else argument


def way_to(seen: Seen, label: Line) -> Button:
    """Return the button to an award list."""
    return button(label, "award", seen.found.head.id, seen.found.award.key, seen.found.phase or _EVERY)


def named(candidate: Candidate, initiatives: Sequence[Initiative]) -> Line:
    """Return how a candidate is called: a unit by its name, a person by theirs with the title."""
    if candidate.unit:
        return candidate.unit.short
    entry = candidate.entry
    initiative = next((one for one in initiatives if entry and one.id == entry.initiative), None)
    if entry is None or initiative is None or not initiative.text("full_name"):
        return candidate.code
    everybody = authors(initiative)
    person = everybody[entry.credited].name if entry.credited < len(everybody) else ""
    if initiative.confidential:
        return N_("{person} · {code}", person=person, code=candidate.code)
    return N_("{person} · “{title}”", person=person, title=initiative.text("title"))


def of_candidates(scene: Scene, candidates: Sequence[Candidate]) -> tuple[Initiative, ...]:
    """Return the initiatives behind some candidates."""
    ids = tuple(one.entry.initiative for one in candidates if one.entry)
    return scene.facts[Several(ids)] if ids else ()


def screen(scene: Scene, seen: Seen, page: int = 0, note: Msg | None = None) -> Screen:
    """Return a page of an award list, whoever meets the rule first."""
    found, page = seen.found, max(page, 0)
    shown = seen.candidates[page * _PAGE : (page + 1) * _PAGE]
    initiatives = of_candidates(scene, shown)
    lines: list[Line] = [_source(found.award), _counts(seen), *_left(scene, seen)]
    deeds: list[Button] = []
    for number, one in enumerate(shown, page * _PAGE + 1):
        lines += ["", N_("{number}. {who}", number=number, who=named(one, initiatives)), _standing(one)]
        nominee = seen.nominee(one.code)
        if nominee:
            lines.append(_put_forward(scene, nominee))
        deeds += _deeds(scene, seen, one, number)
    if not shown:
        lines.append(N_("Nobody of your units is in this list."))
    rows: Rows = (*grid(tuple(deeds), 2), *_ticking(scene, seen), *_pages(seen, page))
    return Screen(tuple(lines), rows, title=_title(found.award, found.phase, seen.programme), problem=note)


def _overview(scene: Scene, programme: Programme, head: SnapshotHead, heads: Sequence[SnapshotHead]) -> Screen:
    awards = scene.facts[RulesOf(head.id)].awards
    lines: list[Line] = [N_("Figures fixed at {at}. What changes later changes no list here.", at=At(head.taken_at))]
    if not awards:
        lines.append(N_("The programme has no rules of awards."))
    buttons: list[Button] = []
    for award in awards:
        lines += ["", N_("{key}. {name}", key=award.called, name=award.name)]
        phases = programme.phases if award.each_phase else ()
        buttons += [
            button(N_("{key} · {phase}", key=award.called, phase=phase.name), "award", head.id, award.key, phase.key)
            for phase in phases
        ] or [button(award.called, "award", head.id, award.key, _EVERY)]
    others = [one for one in heads if one.id != head.id][:_EARLIER]
    rows = (
        *grid(tuple(buttons), 2 if any(award.each_phase for award in awards) else 3),
        *column(*(button(N_("Figures “{name}”", name=one.name), "awards", one.id) for one in others)),
    )
    return Screen(tuple(lines), rows, title=N_("Awards · figures “{name}”", name=head.name))


def _head(scene: Scene, snapshot: int) -> tuple[Programme, SnapshotHead] | None:
    """Return a snapshot by its id, if it is of a programme the person's units take part in."""
    for top in _tops(scene):
        programme = scene.facts.programme_over(top)
        found = next((one for one in scene.facts[SnapshotsOf(programme.key)] if one.id == snapshot), None)
        if found:
            return programme, found
    return None


def _tops(scene: Scene) -> tuple[str, ...]:
    person = scene.facts.person
    return tuple(dict.fromkeys((*quota_units(person), *units_for(person, "nominate"))))


def _title(award: Award, phase: str, programme: Programme) -> Msg:
    of = programme.phase(phase) if phase else None
    if of:
        return N_("{key} · {phase}. {name}", key=award.called, phase=of.name, name=award.name)
    return N_("{key}. {name}", key=award.called, name=award.name)


def _source(award: Award) -> Msg:
    until = award.nomination.until if award.nomination else None
    if until:
        return N_(
            "{document}, {clause}. Dossiers until {day}.", document=award.document, clause=award.clause, day=Day(until)
        )
    return N_("{document}, {clause}.", document=award.document, clause=award.clause)


def _counts(seen: Seen) -> Msg:
    standing = [one.holds for one in seen.candidates]
    return N_(
        "Meets the rule: {met} · figures missing: {unknown} · not yet: {lacking}",
        met=standing.count(True),
        unknown=standing.count(None),
        lacking=standing.count(False),
    )


def _left(scene: Scene, seen: Seen) -> list[Line]:
    """Say what each of the person's own units may still put forward."""
    theirs = [one for one in seen.found.allowances if nominating_unit(scene, one.unit)]
    return [left_line(scene, seen, one) for one in theirs]


def left_line(scene: Scene, seen: Seen, allowance: Allowance) -> Msg:
    """Say what a unit may still put forward."""
    unit = scene.facts.units.get(allowance.unit)
    name, done = unit.short if unit else allowance.unit, len(seen.of_unit(allowance.unit))
    left = seen.left(allowance)
    if not allowance.known:
        return N_("{unit} can put nobody forward yet: {why}", unit=name, why=allowance.said)
    if left is None:
        return N_("{unit} has put {count} forward; any number is allowed.", unit=name, count=done)
    if not allowance.at_most:
        return N_("{unit} may put nobody forward: {why}", unit=name, why=allowance.said)
    return N_("{unit} may put forward: {left}/{most} left", unit=name, left=left, most=allowance.at_most)


def _standing(one: Candidate) -> Msg:
    if one.holds:
        why = Listing(one.why, "; ")
        tie = N_("Meets the rule, as others do: {why}", why=why)
        if not one.why:
            return N_("Counted and verified.")
        return tie if one.tied else N_("Meets the rule: {why}", why=why)
    lacking = Listing(one.missing, "; ")
    return N_("Cannot be told yet: {what}", what=lacking) if one.holds is None else N_("Not yet: {what}", what=lacking)


def _put_forward(scene: Scene, nominee: Nominee) -> Msg:
    unit = scene.facts.units.get(nominee.unit)
    name = unit.short if unit else nominee.unit
    if nominee.waits_for:
        return N_("✓ Put forward by {unit}; the dossier is not complete.", unit=name)
    return N_("✓ Put forward by {unit}", unit=name)


def _deeds(scene: Scene, seen: Seen, one: Candidate, number: int) -> list[Button]:
    """Return what the person may do with a candidate: put forward, or complete and take out."""
    if not one.nominator or not nominating_unit(scene, one.nominator):
        return []
    nominee = seen.nominee(one.code)
    if nominee:
        out = button(N_("Take out {number}", number=number), "take-out", nominee.id)
        return [button(N_("Dossier of {number}", number=number), "nominee", nominee.id), out] if one.entry else [out]
    allowance = seen.found.allowance_of(one.nominator)
    if not one.holds or allowance is None or not allowance.known or seen.left(allowance) == 0:
        return []
    place = (seen.found.head.id, seen.found.award.key, seen.found.phase or _EVERY)
    return [button(N_("Put forward {number}", number=number), "put-forward", *place, one.code)]


def _ticking(scene: Scene, seen: Seen) -> Rows:
    """Return the way to tick, for those who may, where the award asks for any."""
    head, award = seen.found.head, seen.found.award
    asks = any(isinstance(one, Ticked) for one in award.predicates)
    if not asks or granted(scene.facts.person, "tick", head.unit, scene.facts.units) is None:
        return ()
    return ((button(N_("Tick something"), "tick", head.id, award.key, seen.found.phase or _EVERY),),)


def _pages(seen: Seen, page: int) -> Rows:
    place = (seen.found.head.id, seen.found.award.key, seen.found.phase or _EVERY)
    turning = [button(N_("‹ Previous page"), "award", *place, page - 1)] if page else []
    if len(seen.candidates) > (page + 1) * _PAGE:
        turning.append(button(N_("Next page ›"), "award", *place, page + 1))
    back = (button(N_("‹ All awards"), "awards", seen.found.head.id),)
    return (tuple(turning), back) if turning else (back,)
