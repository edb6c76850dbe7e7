"""Where a target comes from: its rule, its document and day, what it was before, and how it compares with its sum."""

from __future__ import annotations

from collections.abc import Iterator

from flows.effects import Refuse
from flows.needs import TargetEntriesOf, TargetTableOf
from flows.programme import Phase, Programme
from flows.rights import quota_units
from flows.scene import Scene, Turn
from flows.screen import N_, NN_, At, Button, Day, Line, Listing, Msg, Screen, button
from flows.tallies import TargetEntry
from flows.target_table import Amount, TargetTable, rule

_EARLIER = 5
_FIXED = N_("a number fixed by the document")


def way(code: str, phase: Phase) -> Button:
    """Return the button that leads from a unit's figures to where its target comes from."""
    return button(N_("Where the target comes from"), "origin", code, phase.key)


def pressed(scene: Scene) -> Turn:
    """Show where a unit's target comes from, if the unit lies within the person's."""
    code, phase_key = scene.action.arg(0), scene.action.arg(1)
    tops = quota_units(scene.facts.person)
    top = next((top for top in tops if scene.facts.units.within(code, top)), None)
    if top is None:
        return scene.acknowledge(N_("This is not here any more.")).then(Refuse("targets without the right"))
    programme = scene.facts.programme_over(top)
    phase = programme.phase(phase_key) or programme.reference_phase(scene.facts.now)
    return scene.show(origin(scene, programme, code, phase))


def origin(scene: Scene, programme: Programme, code: str, phase: Phase) -> Screen:
    """Return how the target of a unit in a phase came about, for the day the phase is reported on."""
    day = phase.settled_on(scene.facts.now)
    units = scene.facts.units_in(phase)
    unit = units.get(code)
    code = unit.code if unit else code
    found = scene.facts[TargetTableOf(programme.key, code, programme.phases, day)]
    table = found.documented(programme) if found else None
    entries = scene.facts[TargetEntriesOf(programme.key, code, phase.key)]
    place = programme.phases.index(phase)
    amount = table.own.amounts[place] if table else Amount()
    holding = [one for one in entries if day is None or one.since is None or one.since <= day]
    lines: list[Line] = [_now(amount), *_why(scene, amount, holding), *_earlier(entries, holding)]
    compared = tuple(_compared(table, phase)) if table else ()
    if compared:
        lines += ["", *compared]
    title = N_("Target of {phase} · {unit}", phase=phase.name, unit=unit.short if unit else code)
    others = tuple(button(one.name, "origin", code, one.key) for one in programme.phases if one != phase)
    back = (button(N_("‹ Back to the figures"), "quota", code, phase.key),)
    return Screen(tuple(lines), (others, back) if others else (back,), title=title)


def _now(amount: Amount) -> Msg:
    if amount.number is not None:
        return N_("Target: {number}", number=amount.number)
    if amount.uncounted:
        return N_("Target: no figures yet to compute it")
    return N_("No target has been set.")


def _why(scene: Scene, amount: Amount, holding: list[TargetEntry]) -> Iterator[Line]:
    """Say by which rule and document it holds; of one taken over from merged units, whose it was."""
    own = holding[-1] if holding else None
    if own and own.target and own.target in amount.targets:
        yield N_("How: {rule}", rule=_FIXED if own.target.kind == "fixed" else rule(own.target))
    if own and own.target and own.target.spread:
        yield N_("The count is divided evenly over the phases; this is the part of this phase.")
    if own:
        yield from _source(own)
    taken = [one for one in amount.targets if own is None or one != own.target]
    if taken:
        formers = Listing(
            tuple(N_("{unit}: {rule}", unit=_short(scene, one.unit), rule=rule(one)) for one in taken), "; "
        )
        yield N_("Taken over from units that were merged into this one: {formers}", formers=formers)


def _short(scene: Scene, code: str) -> str:
    """Return the name of a unit that may be no more, else its code."""
    unit = scene.facts.units.units.get(code)
    return unit.short if unit else code


def _source(entry: TargetEntry) -> Iterator[Line]:
    if entry.document:
        yield N_("Document: {document}", document=entry.document)
    if entry.since:
        yield N_("Holds from {day} on.", day=Day(entry.since))
    if entry.reason and entry.origin == "staff":
        yield N_("Reason: {reason}", reason=entry.reason)
    if entry.origin == "pack":
        if not entry.document:
            yield N_("It came with the programme.")
    elif entry.at and entry.by:
        yield N_("Set by {who}, {at}.", who=entry.by, at=At(entry.at, "short"))
    elif entry.at:
        yield N_("Set {at}.", at=At(entry.at, "short"))


def _earlier(entries: tuple[TargetEntry, ...], holding: list[TargetEntry]) -> Iterator[Line]:
    """List what it was before, and what it became after the day that is shown."""
    before, after = holding[:-1], entries[len(holding) :]
    if before:
        yield ""
        yield N_("Before:")
        yield from (_said(one) for one in reversed(before[-_EARLIER:]))
    if after:
        yield ""
        yield N_("Changed after this phase closed, so it does not count in it:")
        yield from (_said(one) for one in after[-_EARLIER:])


def _said(entry: TargetEntry) -> Msg:
    what = rule(entry.target) if entry.target else N_("no target")
    source = entry.document or N_("with the programme")
    if entry.since:
        return N_("• from {day} on: {what} ({source})", day=Day(entry.since), what=what, source=source)
    return N_("• from the beginning: {what} ({source})", what=what, source=source)


def _compared(table: TargetTable, phase: Phase) -> Iterator[Line]:
    """Compare with the sum of the units below, and with the printed total, in words (decisions 16 and 17)."""
    column = next(one for one in table.columns if one.key == phase.key)
    counted = sum(bool(line.amounts[table.phases.index(phase)].targets) for line in table.lines)
    if not counted or column.known is None:
        return
    if not table.printed:
        yield NN_(
            "The target of {count} unit directly below is {known}.",
            "The targets of {count} units directly below add up to {known}.",
            counted,
            known=column.known,
        )
    yield from table.explained()
