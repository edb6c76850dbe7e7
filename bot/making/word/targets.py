"""The table of targets and progress, as the plans of the unions have it: a unit's children with phases and sums."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.making.making import HowFar, Materials, Wish
from bot.making.word.elements import Cell, Row, Words, table
from bot.making.word.letterhead import Letterhead
from bot.making.word.page import Page
from bot.making.word.wishes import Asked, asked
from bot.making.word.wording import Say, capital, padded, percent
from flows.screen import N_, NN_, Line, Listing
from flows.targets import Target
from flows.units import UnitTree
from storage.reporting.figures import Place, Standing, places
from storage.reporting.scope import Scope, one_moment, settled
from storage.reporting.targets import Aim

_SIZE = 12
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Targets:
    """What the table is made of: the unit itself, its children in the plan's order, the tree they are named from."""

    scope: Scope
    own: Place
    children: tuple[Place, ...]
    units: UnitTree

    def name(self, code: str, *, short: bool = False) -> str:
        """Return what a unit is called, in full or as it fits a narrow column."""
        unit = self.units.get(code)
        return code if unit is None else unit.short if short else unit.name

    def added(self, phase: int | None) -> int | None:
        """Return the sum of the children's known targets, of a phase or of all; None where none of them has one."""
        known = [aim.number for child in self.children if (aim := _standing(child, phase).aim).number is not None]
        return sum(number for number in known if number is not None) if known else None


async def make(materials: Materials, wish: Wish, folder: Path, how_far: HowFar) -> tuple[Path, ...]:
    """Write the table of a unit's children."""
    about = asked(materials, wish)
    await how_far(0, 2)
    async with one_moment(materials.database) as session:
        scope, units = await settled(session, about.scope, materials.units)
        own, *children = await places(session, scope, units)
    await how_far(1, 2)
    file = folder / f"{materials.say(N_('targets-and-progress'))}.docx"
    await asyncio.to_thread(write, Targets(scope, own, tuple(children), units), about, materials.say, file)
    await how_far(2, 2)
    return (file,)


def write(targets: Targets, about: Asked, say: Say, file: Path) -> None:
    """Write the table as a document of its own."""
    letterhead = Letterhead.of(targets.scope.unit, targets.units, targets.scope.at)
    title = say(N_("TARGETS AND PROGRESS"))
    page = Page(say, title, targets.scope.at, lying=True)
    page.annex_of(letterhead)
    page.title(title, say(N_("of the programme “{programme}”", programme=targets.scope.programme.name)))
    put(page, targets)
    page.remark(say(about.as_of))
    page.signed(letterhead, ())
    page.save(file)


def put(page: Page, targets: Targets) -> None:
    """Write the table and what is to be said about its sums."""
    say, phases = page.say, targets.scope.phases
    columns = (None, *range(len(phases))) if len(phases) > 1 else (None,)
    narrow, share = (2.0, 1.8) if page.lying else (1.55, 1.5)
    widths = (1.1, page.width - 1.1 - narrow * (len(columns) + 2) - share, *[narrow] * (len(columns) + 2), share)
    rows = [Row(tuple(Cell(heading) for heading in _headings(targets, say)), heading=True)]
    rows += [
        _row((f"{place:02d}", targets.name(child.unit, short=not page.lying)), child, columns, say)
        for place, child in enumerate(targets.children, 1)
    ]
    rows += _sums(targets, columns, say)
    page.add(table(widths, rows, size=_SIZE))
    for line in explained(targets):
        page.remark(say(line))


def explained(targets: Targets) -> Iterator[Line]:
    """Yield how rules are counted, whose count is missing, and why sums differ from what was set (decisions 16, 17)."""
    for child in targets.children:
        yield from _rule(targets.name(child.unit), child)
    columns = (*range(len(targets.scope.phases)), None) if len(targets.scope.phases) > 1 else (None,)
    for phase in columns:
        yield from _difference(targets, phase)


def _headings(targets: Targets, say: Say) -> tuple[str, ...]:
    phases = targets.scope.phases
    by_phase = [say(N_("Target of {phase}", phase=phase.name)) for phase in phases]
    whole = [say(N_("Whole target"))] if len(phases) > 1 else []
    return (
        say(N_("No.")),
        say(N_("Name of the unit")),
        *whole,
        *by_phase,
        say(N_("Handed in")),
        say(N_("Reached (verified)")),
        say(N_("% of the target")),
    )


def _row(named: tuple[str, str], place: Place, columns: Sequence[int | None], say: Say) -> Row:
    first, name = named
    each = _for_each_member(place)
    if each is not None:
        rule = say(N_("{number} each member", number=padded(say, each)))
        aims: tuple[Cell, ...] = (Cell(rule, "center", len(columns)),)
    else:
        aims = tuple(Cell(_aim(place, phase, say), "center") for phase in columns)
    return Row((Cell(first, "center"), Cell(name), *aims, *_reached(place.whole, say)))


def _for_each_member(place: Place) -> int | None:
    """Return how many each member is to reach while their number is not known, in all phases as the plan has it."""
    rules = [one.aim.rule for one in place.standings]
    values = {rule.value for rule in rules if rule is not None and rule.kind == "per_member"}
    by_member = all(rule is not None and rule.kind == "per_member" for rule in rules)
    return values.pop() if place.whole.aim.uncounted and by_member and len(values) == 1 else None


def _reached(standing: Standing, say: Say, *, bold: bool = False) -> Iterator[Cell]:
    yield Cell(Words(padded(say, standing.submitted), bold=bold), "center")
    yield Cell(Words(padded(say, standing.verified), bold=bold), "center")
    yield Cell(Words(percent(say, standing.verified, standing.aim.number), bold=bold), "center")


def _sums(targets: Targets, columns: Sequence[int | None], say: Say) -> Iterator[Row]:
    """Yield what lies at the unit itself, the sum of what can be added up where that differs, and the total as set."""
    itself = targets.own.whole.states - sum((child.whole.states for child in targets.children), Counter())
    if targets.children and itself.total():
        at_itself = say(N_("Handed in for {unit} itself", unit=targets.name(targets.own.unit)))
        cells = (Cell(""), Cell(at_itself), *(Cell("–", "center") for _ in columns))
        yield Row((*cells, *_reached(Standing(Aim(), itself), say)))
    differs = any(_standing(targets.own, phase).aim.number != targets.added(phase) for phase in columns)
    set_down = any(_standing(targets.own, phase).aim.number is not None for phase in columns)
    if targets.children and differs and set_down:
        name = Words(say(N_("Sum of the units")), italic=True)
        cells = (
            Cell(name, "center", 2),
            *(Cell(Words(padded(say, targets.added(phase)), italic=True), "center") for phase in columns),
        )
        yield Row((*cells, Cell(""), Cell(""), Cell("")), with_next=True)
    totals = [_standing(targets.own, phase).aim.number for phase in columns]
    added = [targets.added(phase) if total is None else total for phase, total in zip(columns, totals, strict=True)]
    cells = (
        Cell(Words(say(N_("Total")), bold=True), "center", 2),
        *(Cell(Words(padded(say, one), bold=True), "center") for one in added),
    )
    yield Row((*cells, *_reached(targets.own.whole, say, bold=True)))


def _aim(place: Place, phase: int | None, say: Say) -> str:
    """Write a target as the plan does: a number, or the rule while its count is missing."""
    aim = _standing(place, phase).aim
    if aim.number is not None or not aim.uncounted:
        return padded(say, aim.number)
    rules = [one.aim.rule for one in (place.standings if phase is None else (place.standings[phase],))]
    known = [rule for rule in rules if rule is not None and rule.kind == "per_unit"]
    if len(known) < len(rules):
        return "–"
    return say(N_("{number} each union", number=padded(say, sum(rule.value for rule in known))))


def _rule(name: str, place: Place) -> Iterator[Line]:
    """Yield how a target by rule was counted, or which count is missing for it."""
    rules = [one.aim.rule for one in place.standings if one.aim.rule is not None and one.aim.rule.kind != "fixed"]
    if not rules:
        return
    each = N_("{number} for each union", number=sum(rule.value for rule in rules))
    if rules[0].kind == "per_member":
        each = N_("{number} for each member", number=rules[0].value)
    if not place.whole.aim.uncounted:
        yield N_("{unit}: {rule}; {count}.", unit=name, rule=each, count=_count(rules))
        return
    missing = (
        N_("the number of members is not known yet")
        if rules[0].kind == "per_member"
        else N_("the number of unions is not known yet")
    )
    yield N_("{unit}: {rule}; {count}.", unit=name, rule=each, count=missing)


def _count(rules: Sequence[Target]) -> Line:
    if any(rule.listed for rule in rules):
        return N_("counted are the unions listed below it")
    if rules[0].kind == "per_unit":
        return NN_("it has {count} union", "it has {count} unions", max(rule.count or 0 for rule in rules))
    members = sum(rule.count or 0 for rule in rules)
    return NN_("it has {count} member", "it has {count} members", members)


def _difference(targets: Targets, phase: int | None) -> Iterator[Line]:
    """Yield why the sum of the units is not the target that was set; neither is corrected by the other."""
    set_down, added = _standing(targets.own, phase).aim.number, targets.added(phase)
    if set_down is None or added is None or set_down == added or not targets.children:
        return
    name: Line = N_("Whole programme") if phase is None else capital(targets.scope.phases[phase].name)
    less = added < set_down
    numbers = {"set_down": set_down, "added": added, "difference": abs(set_down - added)}
    yield (
        N_("{phase}: the plan says {set_down}, the units add up to {added}: {difference} less.", phase=name, **numbers)
        if less
        else N_(
            "{phase}: the plan says {set_down}, the units add up to {added}: {difference} more.", phase=name, **numbers
        )
    )
    unknown = [targets.name(one.unit) for one in targets.children if _standing(one, phase).aim.number is None]
    if unknown and less and phase is None:
        named = Listing((*unknown[:_NAMED], *(["…"] if len(unknown) > _NAMED else [])), "; ")
        yield NN_(
            "The target of {count} unit cannot be computed yet: {units}.",
            "The targets of {count} units cannot be computed yet: {units}.",
            len(unknown),
            units=named,
        )


def _standing(place: Place, phase: int | None) -> Standing:
    return place.whole if phase is None else place.standings[phase]
