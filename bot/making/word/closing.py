"""The closing report: every heading of the unions' outline in its words, what can be computed filled in."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.making.making import HowFar, Materials, Wish
from bot.making.word import outline, targets
from bot.making.word.elements import Cell, Row, Words, table
from bot.making.word.letterhead import BLANK, Letterhead
from bot.making.word.page import Page
from bot.making.word.targets import Targets
from bot.making.word.wishes import Asked, asked
from bot.making.word.wording import Say, capital, number, percent, uncapital, unit_named
from flows.authors import authors, credited
from flows.channels import named
from flows.draft import Initiative
from flows.fields.money import yearly
from flows.screen import N_, NN_, Line, Listing, Msg, Share
from flows.units import UnitTree
from storage.reporting import initiatives
from storage.reporting.figures import Cut, Figures, Standing, figures
from storage.reporting.scope import Scope, one_moment, settled
from storage.reporting.usage import Usage, usage

_TYPICAL_BY = ("field", "kind", "target_group")
_TYPICAL = 3
_SIZE = 12
_CUT_NAMES: Mapping[str, Msg] = {
    "target_group": N_("Target group"),
    "kind": N_("Kind of solution"),
    "field": N_("Field"),
    "bloc": N_("Bloc"),
}


@dataclass(frozen=True, slots=True)
class Closing:
    """What the report is made of.

    `typical` are by question and choice, `nameable` the authors who may be named in praise.
    """

    scope: Scope
    units: UnitTree
    figures: Figures
    typical: Mapping[str, Mapping[str, tuple[Initiative, ...]]]
    nameable: frozenset[int]
    usage: Usage


async def make(materials: Materials, wish: Wish, folder: Path, how_far: HowFar) -> tuple[Path, ...]:
    """Write the closing report of a unit."""
    about = asked(materials, wish)
    await how_far(0, 2)
    found = await _gather(materials, about.scope)
    await how_far(1, 2)
    file = folder / f"{materials.say(N_('closing-report'))}.docx"
    await asyncio.to_thread(write, found, about, materials.say, file)
    await how_far(2, 2)
    return (file,)


async def _gather(materials: Materials, scope: Scope) -> Closing:
    async with one_moment(materials.database) as session:
        scope, units = await settled(session, scope, materials.units)
        counted = await figures(session, scope, units)
        typical = {
            question: await initiatives.typical(session, scope, question, _TYPICAL, materials.cipher)
            for question in _TYPICAL_BY
            if question in counted.cuts
        }
        people = {one.author for groups in typical.values() for several in groups.values() for one in several}
        nameable = await initiatives.may_be_named(session, people)
        return Closing(scope, units, counted, typical, nameable, await usage(session, scope))


def write(closing: Closing, about: Asked, say: Say, file: Path) -> None:
    """Write the report along the outline."""
    programme = closing.scope.programme
    letterhead = Letterhead.of(closing.scope.unit, closing.units, closing.scope.at)
    page = Page(say, say(outline.TITLE), closing.scope.at)
    page.head(letterhead, "BC")
    page.title(say(outline.TITLE), say(N_("Closing of the programme “{programme}”", programme=programme.name)))
    filled = {outline.RESULTS: _results, outline.TYPICAL: _typical, outline.SYSTEM: _system}
    for point in outline.points(programme.short_name):
        (page.section if point.level == 1 else page.heading if point.numbered else page.text)(say(point.heading))
        if point.key in filled:
            filled[point.key](page, closing)
        if point.key == outline.RESULTS:
            page.remark(say(about.as_of))
        if point.hint:
            page.guidance(say(point.hint))
    above = letterhead.above or BLANK
    page.signed(letterhead, (f"- {above};", f"- {BLANK};", say(N_("- Filed: office, {blank}.", blank=BLANK))))
    page.save(file)


def _results(page: Page, closing: Closing) -> None:
    """Write II.1: how many, how good, and what they bring in money."""
    say, found = page.say, closing.figures
    whole = found.own.whole
    page.text(say(_headline(closing, whole)))
    if found.late:
        page.text(
            say(
                NN_(
                    "{count} of the verified initiatives was handed in too late to count for awards.",
                    "{count} of the verified initiatives were handed in too late to count for awards.",
                    found.late,
                )
            )
        )
    page.caption(say(N_("Table 1. Results by phase and state")))
    page.add(table(_phase_widths(page), tuple(_by_phase(say, closing)), size=_SIZE))
    if found.children:
        page.caption(say(N_("Table 2. Targets and results of the units")))
        targets.put(page, Targets(closing.scope, found.own, found.children, closing.units))
    first = 3 if found.children else 2
    for place, (question, cut) in enumerate(found.cuts.items(), first):
        name = _CUT_NAMES[question]
        page.caption(say(N_("Table {number}. Results by {cut}", number=place, cut=uncapital(say(name)))))
        page.add(table(_cut_widths(page), tuple(_by_cut(say, closing, question, cut)), size=_SIZE))
    for line in _quality(found):
        page.text(say(line))


def _headline(closing: Closing, whole: Standing) -> Msg:
    unit = unit_named(closing.scope.unit, closing.units)
    counts = {"submitted": whole.submitted, "verified": whole.verified}
    if not whole.aim.number:
        return N_(
            "{unit} received {submitted} initiatives, of which {verified} are verified; no target is computed.",
            unit=unit,
            **counts,
        )
    return N_(
        "{unit} received {submitted} initiatives, of which {verified} are verified: {share} of the target of {target}.",
        unit=unit,
        **counts,
        share=Share(whole.verified, whole.aim.number),
        target=whole.aim.number,
    )


def _by_phase(say: Say, closing: Closing) -> Iterator[Row]:
    headings = (
        *(N_("Phase"), N_("Target"), N_("Handed in"), N_("Verified"), N_("Waiting"), N_("Returned")),
        *(N_("Rejected"), N_("Withdrawn"), N_("% of the target")),
    )
    yield Row(tuple(Cell(say(heading)) for heading in headings), heading=True)
    own = closing.figures.own
    for phase, standing in zip(closing.scope.phases, own.standings, strict=True):
        yield _states(say, phase.name, standing, bold=False)
    if len(own.standings) > 1:
        yield _states(say, say(N_("Total")), own.whole, bold=True)


def _states(say: Say, name: str, standing: Standing, *, bold: bool) -> Row:
    states = [standing.states[state] for state in ("pending", "returned", "rejected", "withdrawn")]
    numbers = [number(say, one) for one in (standing.aim.number, standing.submitted, standing.verified, *states)]
    cells = [*numbers, percent(say, standing.verified, standing.aim.number)]
    return Row((Cell(Words(capital(name), bold=bold)), *(Cell(Words(one, bold=bold), "center") for one in cells)))


def _by_cut(say: Say, closing: Closing, question: str, cut: Mapping[str, Cut]) -> Iterator[Row]:
    headings = (_CUT_NAMES[question], N_("Handed in"), N_("Verified"), N_("Share of the verified"))
    yield Row((Cell(say(N_("No."))), *(Cell(say(heading)) for heading in headings)), heading=True)
    choices = closing.scope.programme.choices[question]
    known = [(choice.label, cut.get(choice.key, Cut())) for choice in choices]
    others = [one for key, one in cut.items() if key not in {choice.key for choice in choices}]
    if others:
        rest = Cut(sum(one.submitted for one in others), sum(one.verified for one in others))
        known.append((say(N_("Not told")), rest))
    whole = Cut(sum(one.submitted for _, one in known), sum(one.verified for _, one in known))
    for place, (label, one) in enumerate(known, 1):
        shares = (number(say, one.submitted), number(say, one.verified), percent(say, one.verified, whole.verified))
        yield Row((Cell(f"{place}", "center"), Cell(label), *(Cell(share, "center") for share in shares)))
    totals = (number(say, whole.submitted), number(say, whole.verified), percent(say, whole.verified, whole.verified))
    cells = (Cell(Words(one, bold=True), "center") for one in totals)
    yield Row((Cell(Words(say(N_("Total")), bold=True), "center", 2), *cells))


def _quality(found: Figures) -> Iterator[Line]:
    verified, brought = found.own.whole.verified, found.benefit
    yield N_(
        "Of {verified} verified initiatives, {recognised} name the document by which they were recognised.",
        verified=verified,
        recognised=found.recognised,
    )
    yield N_(
        "Total benefit that can be counted in money, verified initiatives only: {amount}. It was told for {counted}; "
        "{uncounted} gave no amount of money.",
        amount=yearly(brought.total),
        counted=brought.counted,
        uncounted=brought.uncounted,
    )


def _typical(page: Page, closing: Closing) -> None:
    """Write II.4: for each field, kind and group those of the highest benefit in money."""
    say = page.say
    for question, groups in closing.typical.items():
        page.caption(say(N_("Typical initiatives by {cut}", cut=uncapital(say(_CUT_NAMES[question])))))
        widths = (1.0, page.width - 9.4, 4.9, 3.5)
        page.add(table(widths, tuple(_praised(say, closing, question, groups)), size=_SIZE))
    page.remark(
        say(N_("These are the verified ones of the highest benefit in money; authors are named if they agreed."))
    )


def _praised(say: Say, closing: Closing, question: str, groups: Mapping[str, tuple[Initiative, ...]]) -> Iterator[Row]:
    headings = (N_("No."), N_("Name of the initiative"), N_("Author, unit"), N_("Benefit (dong a year)"))
    yield Row(tuple(Cell(say(heading)) for heading in headings), heading=True)
    for choice in closing.scope.programme.choices[question]:
        several = groups.get(choice.key, ())
        yield Row((Cell(Words(choice.label, italic=True, bold=True), across=4),), with_next=True)
        for place, one in enumerate(several, 1):
            cells = (Cell(one.text("title")), Cell(_whose(one, closing)), Cell(number(say, one.benefit), "right"))
            yield Row((Cell(f"{place}", "center"), *cells))
        if not several:
            none = Words(say(N_("no verified initiative with an amount of money yet")), italic=True, grey=True)
            yield Row((Cell(""), Cell(none, across=3)))


def _whose(one: Initiative, closing: Closing) -> str:
    """Return the unit, and before it the author where they agreed to being named."""
    unit, own = unit_named(one.unit, closing.units, short=True), credited(authors(one)).name
    named = one.author in closing.nameable and own == one.text("full_name")
    return f"{own}, {unit}" if named else unit


def _system(page: Page, closing: Closing) -> None:
    """Write II.5: how many people used the bot, on which channel, with what, and what is left undone."""
    used = closing.usage
    channels = Listing(tuple(f"{named(name)}: {number(page.say, count)}" for name, count in used.channels.items()))
    lines: list[Line] = [
        NN_(
            "{count} author handed in through the union’s chat assistant ({channels}).",
            "{count} authors handed in through the union’s chat assistant ({channels}).",
            used.people,
            channels=channels,
        )
        if channels.items
        else NN_("{count} author handed in.", "{count} authors handed in.", used.people),
        N_("Entered by officers or the support team on behalf of workers: {number}.", number=used.on_behalf),
        N_("Files of evidence kept: {files} ({size} MB).", files=used.files, size=-(-used.size // 1_000_000)),
        N_("Completed or corrected after the first time they were handed in: {number}.", number=used.corrected),
        N_("Drafts begun and not handed in yet: {number}.", number=used.drafts),
    ]
    for line in lines:
        page.text(f"- {page.say(line)}")


def _phase_widths(page: Page) -> tuple[float, ...]:
    rest = (1.7, 1.5, 1.6, 1.5, 1.5, 1.5, 1.5, 1.7)
    return (page.width - sum(rest), *rest)


def _cut_widths(page: Page) -> tuple[float, ...]:
    rest = (2.2, 2.2, 2.6)
    return (1.0, page.width - 1.0 - sum(rest), *rest)
