"""The Excel file of an award list: what it goes back to and who may put forward how many, then everybody with why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.making.awards.listed import AwardSheet, Listed
from bot.making.awards.summaries import past_awards
from bot.making.excel.book import Book, Sheet
from bot.making.excel.totals import line_of
from bot.making.word.wording import Say
from flows.awards.criteria import criteria
from flows.fields.column import Cell, Column
from flows.screen import N_, At, Line, Listing, Share

_STANDING: dict[bool | None, Line] = {
    True: N_("Meets the rule"),
    None: N_("Figures are missing"),
    False: N_("Does not meet it"),
}
_YES, _NO = N_("yes"), N_("no")
_ALL = (
    Column(N_("No."), 6, "number"),
    Column(N_("Stands"), 20),
    Column(N_("Put forward"), 12),
    Column(N_("Name"), 36),
    Column(N_("Code"), 16),
    Column(N_("Unit"), 36),
    Column(N_("Put forward by"), 30),
    Column(N_("Place in their unit"), 26),
)
_OF_UNITS = (
    Column(N_("Counted"), 12, "number"),
    Column(N_("Target"), 12, "number"),
    Column(N_("Share of the target"), 12),
    Column(N_("Benefits together (dong a year)"), 22, "money"),
)
_OF_PERSONS = (
    Column(N_("Name of the initiative"), 40),
    Column(N_("Year of birth"), 12, "text"),
    Column(N_("Position"), 24),
    Column(N_("Titles and awards of the last three years"), 36),
    Column(N_("Benefit (dong a year)"), 20, "money"),
)
_REASONS = (Column(N_("Why"), 60), Column(N_("What is missing"), 60), Column(N_("To be confirmed by hand"), 40))


def write(sheet: AwardSheet, say: Say, file: Path) -> None:
    """Write the file; nothing in it tells when it was made, so that the same snapshot gives the same file."""
    book = Book(file, say, created=sheet.dossier.found.head.taken_at)
    _totals(sheet, book, say)
    award = sheet.dossier.found.award
    columns = (*_ALL, *(_OF_UNITS if award.for_units else _OF_PERSONS), *_REASONS)
    listed = book.table(N_("List"), columns)
    kinds = [column.kind for column in columns]
    for number, one in enumerate(sheet.everybody, 1):
        book.cells(listed, number, _row(number, one, say), kinds)
    listed.autofilter(0, 0, len(sheet.everybody), len(columns) - 1)
    book.close()


def _totals(sheet: AwardSheet, book: Book, say: Say) -> None:
    totals = book.sheet(N_("Totals"))
    totals.set_column(0, 0, 46)
    totals.set_column(1, 4, 24)
    award = sheet.dossier.found.award
    book.title(totals, 0, N_("{key}. {name}", key=award.called, name=award.name))
    row = 1
    for cells in _heading(sheet):
        row = line_of(book, totals, row, cells)
    book.headings(totals, row + 1, (N_("Criteria"),))
    row += 2
    for one in criteria(award, sheet.dossier.figures.rules.ticks):
        row = line_of(book, totals, row, (say(one),))
    book.headings(totals, row + 1, (N_("In the list"), N_("Candidates")))
    row += 2
    for counted in _counts(sheet):
        row = line_of(book, totals, row, counted)
    if sheet.caps:
        _caps(sheet, book, totals, row + 1)


def _heading(sheet: AwardSheet) -> Iterator[Sequence[Line]]:
    found, dossier = sheet.dossier.found, sheet.dossier
    head, phase = found.head, sheet.phase
    yield N_("Programme"), sheet.programme.name
    yield N_("Where it is written"), f"{found.award.document}, {found.award.clause}"
    yield N_("Unit, with all below it"), f"{sheet.unit_name} ({sheet.unit})"
    yield N_("Phase"), phase.name if phase else N_("all phases")
    yield N_("Stored figures"), head.name
    yield N_("Fixed at"), N_("{at}", at=At(head.taken_at))
    yield N_("Digest of the figures"), head.digest
    if head.counts_until:
        yield N_("Counts what was handed in before"), N_("{at}", at=At(head.counts_until))
    touched = dossier.touched
    yield N_("Last tick or nomination"), N_("{at}", at=At(touched)) if touched else N_("none yet")


def _counts(sheet: AwardSheet) -> Iterator[Sequence[Line | int]]:
    stand = [one.candidate.holds for one in sheet.everybody]
    for holds, said in _STANDING.items():
        yield said, sum(one is holds for one in stand)
    yield N_("Together"), len(stand)
    if sheet.dossier.found.award.nomination:
        yield N_("Put forward"), sum(one.nominee is not None for one in sheet.everybody)


def _caps(sheet: AwardSheet, book: Book, totals: Sheet, row: int) -> None:
    headings = (N_("Puts forward"), N_("At most"), N_("Put forward"), N_("Left"), N_("Why"))
    book.headings(totals, row, headings)
    for number, one in enumerate(sheet.caps, row + 1):
        most = one.allowance.at_most if one.allowance.known else None
        cells: Sequence[Cell] = (one.unit, most, one.done, one.left, one.allowance.said)
        book.cells(totals, number, cells, ("text", "number", "number", "number", "text"))


def _row(number: int, one: Listed, say: Say) -> Sequence[Cell]:
    candidate = one.candidate
    known: tuple[Cell, ...] = (
        number,
        say(_STANDING[candidate.holds]),
        _YES if one.nominee else _NO,
        one.name,
        candidate.code,
        one.unit,
        one.nominator,
        one.standing.said if one.standing else None,
    )
    missing = () if candidate.holds else candidate.missing
    reasons = (_several(candidate.why, say), _several(missing, say), _several(one.to_confirm, say))
    return (*known, *(_of_unit(one) if candidate.unit else _of_person(one, say)), *reasons)


def _of_unit(one: Listed) -> tuple[Cell, ...]:
    unit = one.candidate.unit
    if unit is None:
        return (None,) * len(_OF_UNITS)
    share = N_("{share}", share=Share(unit.counted, unit.target)) if unit.target else None
    return unit.counted, unit.target, share, unit.benefits


def _of_person(one: Listed, say: Say) -> tuple[Cell, ...]:
    nominee, entry = one.nominee, one.candidate.entry
    year = str(nominee.birth_year or "") if nominee else ""
    position = (nominee.position or "") if nominee else ""
    return one.title, year, position, past_awards(nominee, say), entry.benefit if entry else None


def _several(lines: Sequence[Line], say: Say) -> Cell:
    return say(N_("{pieces}", pieces=Listing(tuple(lines), "; "))) if lines else None
