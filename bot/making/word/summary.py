"""The table “TỔNG HỢP TÓM TẮT SÁNG KIẾN” of seven columns (R-NOM-5), with the long texts in an appendix."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.making.making import HowFar, Materials, Wish
from bot.making.word.elements import Cell, Layout, Row, Text, Words, paragraph, table
from bot.making.word.letterhead import BLANK, Letterhead
from bot.making.word.page import Page
from bot.making.word.wishes import Asked, asked
from bot.making.word.wording import Say, applied, benefit, ranges, shortened, unit_named
from flows.authors import authors, credited
from flows.draft import Initiative
from flows.screen import N_, Msg
from flows.units import UnitTree
from storage.reporting import initiatives
from storage.reporting.scope import one_moment, settled

_WIDTHS = (1.0, 4.4, 3.6, 2.1, 6.8, 4.4, 3.4)
_SIZE, _APPENDIX_SIZE = 11, 12
_LONGEST = 500
_IN_A_FILE = 300


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is told of an author only at a nomination (decision 11); None where nobody has told it yet.

    `scope` is where the initiative is applied beyond the unit, `awards` those of the last three years.
    """

    birth_year: int | None = None
    position: str | None = None
    scope: str | None = None
    awards: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: an initiative as the table tells it; an empty text is what is still to be filled in.

    `text` is None where the content stays within its unit.
    """

    name: str
    birth_year: str
    position: str
    unit: str
    phone: str
    title: str
    applied: str
    text: str | None
    benefit: str
    scope: str
    awards: str

    @classmethod
    def of(cls, initiative: Initiative, units: UnitTree, say: Say, told: Candidate | None = None) -> Entry:
        """Return the row of an initiative and of what was told at its nomination."""
        told = told or Candidate()
        return cls(
            name=credited(authors(initiative)).name,
            birth_year=str(told.birth_year or ""),
            position=told.position or "",
            unit=unit_named(initiative.unit, units),
            phone=_phone(initiative, say),
            title=initiative.text("title"),
            applied=applied(say, initiative),
            text=None if initiative.confidential else initiative.text("description"),
            benefit=benefit(say, initiative),
            scope=told.scope or "",
            awards=told.awards or "",
        )

    def missing(self) -> Iterator[Msg]:
        """Yield what is still to be filled in."""
        for value, what in (
            (self.name, N_("full name")),
            (self.birth_year, N_("year of birth")),
            (self.position, N_("position")),
            (self.phone, N_("phone number")),
            (self.title, N_("name of the initiative")),
            (self.applied, N_("time of application")),
            (self.text, N_("summary")),
            (self.benefit, N_("benefit")),
            (self.scope, N_("scope of application")),
            (self.awards, N_("titles and awards")),
        ):
            if value == "":
                yield what


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the table: its entries, the number of the first of them, and which part of how many it is."""

    entries: Sequence[Entry]
    first: int = 1
    number: int = 1
    of: int = 1


async def make(materials: Materials, wish: Wish, folder: Path, how_far: HowFar) -> tuple[Path, ...]:
    """Write the table for the codes asked for (option “codes”), else for all verified ones of the unit.

    Files hold three hundred initiatives each. Raises UnknownCodesError.
    """
    about = asked(materials, wish)
    codes = tuple(filter(None, wish.options.get("codes", "").split(",")))
    async with one_moment(materials.database) as session:
        scope, units = await settled(session, about.scope, materials.units)
        ids = await initiatives.chosen(session, scope, codes)
    parts = [ids[start : start + _IN_A_FILE] for start in range(0, len(ids), _IN_A_FILE)] or [()]
    files: list[Path] = []
    for number, some in enumerate(parts, 1):
        await how_far(_IN_A_FILE * (number - 1), len(ids))
        async with materials.database.transaction() as session:
            found = await initiatives.several(session, some, materials.cipher)
        entries = tuple(Entry.of(one, units, materials.say) for one in found)
        part = Part(entries, _IN_A_FILE * (number - 1) + 1, number, len(parts))
        name = materials.say(N_("summary-of-initiatives"))
        file = folder / (f"{name}-{number}.docx" if len(parts) > 1 else f"{name}.docx")
        await asyncio.to_thread(write, part, about, units, materials.say, file)
        files.append(file)
    await how_far(len(ids), len(ids))
    return tuple(files)


def write(part: Part, about: Asked, units: UnitTree, say: Say, file: Path) -> None:
    """Write one file of the table."""
    letterhead = Letterhead.of(about.scope.unit, units, about.scope.at)
    title = say(N_("SUMMARY OF INITIATIVES"))
    page = Page(say, title, about.scope.at, lying=True)
    page.annex_of(letterhead)
    page.title(title, *((say(N_("Part {part} of {parts}", part=part.number, parts=part.of)),) if part.of > 1 else ()))
    page.note_below_title(
        say(
            N_(
                "(Goes with proposal No. ….. of day…. month.....year {year} of {board} of {unit})",
                year=str(letterhead.day.year),
                board=letterhead.board,
                unit=letterhead.unit,
            )
        )
    )
    numbered = tuple(enumerate(part.entries, part.first))
    long = {number: entry for number, entry in numbered if len(entry.text or "") > _LONGEST}
    rows = (_heading(say, letterhead.day.year), *(_row(number, entry, say) for number, entry in numbered))
    page.add(table(_WIDTHS, rows, size=_SIZE))
    page.remark(say(about.as_of))
    page.signed(letterhead, ())
    _appendix(page, long)
    _to_complete(page, numbered)
    page.save(file)


def headings(say: Say, year: int) -> tuple[str, ...]:
    """Return the headings of the seven columns; awards are those of the three years before."""
    return (
        say(N_("No.")),
        say(N_("Full name, year of birth, position, place of work, phone number")),
        say(N_("Name of the initiative")),
        say(N_("Time of application")),
        say(N_("Summary of the initiative")),
        say(N_("Effect of the initiative, benefit, scope of application")),
        say(
            N_(
                "Emulation titles, personal awards within 03 years ({first}-{last})",
                first=str(year - 3),
                last=str(year - 1),
            )
        ),
    )


def _heading(say: Say, year: int) -> Row:
    return Row(tuple(Cell(heading) for heading in headings(say, year)), heading=True)


def _row(number: int, entry: Entry, say: Say) -> Row:
    person = (
        Words(entry.name or BLANK, bold=True),
        "\n" + say(N_("Born: {year}", year=entry.birth_year or BLANK)),
        "\n" + say(N_("Position: {position}", position=entry.position or BLANK)),
        "\n" + entry.unit,
        "\n" + say(N_("Phone: {phone}", phone=entry.phone or BLANK)),
    )
    effect = f"{entry.benefit or BLANK}\n{say(N_('Scope of application: {scope}', scope=entry.scope or BLANK))}"
    return Row(
        (
            Cell(str(number), "center"),
            Cell(person),
            Cell(entry.title or BLANK),
            Cell(entry.applied or BLANK, "center"),
            Cell(_told(number, entry, say)),
            Cell(effect),
            Cell(entry.awards or BLANK),
        )
    )


def _told(number: int, entry: Entry, say: Say) -> Text:
    if entry.text is None:
        return Words(say(N_("The content is kept confidential within the unit.")), italic=True)
    short = shortened(entry.text, _LONGEST)
    if short == entry.text:
        return short or BLANK
    return (short, Words(" " + say(N_("(whole text: appendix, No. {number})", number=number)), italic=True))


def _appendix(page: Page, long: Mapping[int, Entry]) -> None:
    """Write out the texts that the table shortens."""
    if not long:
        return
    heading = Layout("center", below=8, with_next=True, style="Title", breaks_page=True)
    page.add(paragraph(page.say(N_("APPENDIX: THE WHOLE TEXT OF LONG SUMMARIES")), heading))
    for number, entry in long.items():
        page.heading(f"{number}. {entry.title or BLANK} ({entry.name or BLANK})")
        for line in (entry.text or "").split("\n"):
            if line.strip():
                page.text(Words(line, size=_APPENDIX_SIZE))


def _to_complete(page: Page, numbered: Sequence[tuple[int, Entry]]) -> None:
    """List what is still to be filled in, on a page of its own that is taken out before the table is handed over."""
    lacking: dict[str, list[int]] = {}
    for number, entry in numbered:
        for what in map(page.say, entry.missing()):
            lacking.setdefault(what, []).append(number)
    if not lacking:
        return
    heading = Layout("center", below=6, with_next=True, style="Title", breaks_page=True)
    page.add(paragraph(page.say(N_("TO BE COMPLETED")), heading))
    page.note_below_title(page.say(N_("(Take this page out once everything is filled in.)")))
    rows = (
        Row((Cell(page.say(N_("What is missing"))), Cell(page.say(N_("Numbers in the table")))), heading=True),
        *(Row((Cell(what), Cell(ranges(numbers)))) for what, numbers in lacking.items()),
    )
    page.add(table((0.35 * page.width, 0.65 * page.width), rows, size=12))


def _phone(initiative: Initiative, say: Say) -> str:
    """Return the number of who handed it in; with their name where another author is credited."""
    phone, own = initiative.text("phone"), initiative.text("full_name")
    if not phone or credited(authors(initiative)).name == own:
        return phone
    return say(N_("{phone} ({name}, who handed it in)", phone=phone, name=own))
