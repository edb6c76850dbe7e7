"""The Excel file of initiatives: of a unit and all below it, in a phase or all, as many as there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from bot.making.aside import aside
from bot.making.excel.book import Book, Sheet
from bot.making.excel.columns import Columns
from bot.making.excel.totals import Counts, Heading, Totals
from bot.making.making import HowFar, Materials, Wish
from flows.draft import Value
from flows.fields.column import Cell as Shown
from flows.fields.column import ColumnKind
from flows.fields.field import Asking
from flows.invitations import ROLES
from flows.programme import VIETNAM, Programme
from flows.rights import acting, granted
from flows.screen import N_, At, Line
from flows.states import NAMES
from storage import answers, listing, people
from storage.cipher import Cipher
from storage.counting.cells import Cell
from storage.listing import HANDED_IN, Listed, Part

KIND = "initiatives"
ROWS_A_SHEET = 1_000_000  # Excel ends at 1,048,576
_TOTALS = N_("Totals")


class DoesNotAddUpError(Exception):
    """The rows of a file are not as many as were counted: it is better not handed over."""


async def make(
    materials: Materials, wish: Wish, folder: Path, how_far: HowFar, *, rows_a_sheet: int = ROWS_A_SHEET
) -> tuple[Path, ...]:
    """Write the files of a wish from one state of the database; several where `parts` of them are wished.

    Raises DoesNotAddUpError where the rows and the count of the same instant differ.
    """
    async with materials.database.snapshot() as session:
        parts = await parts_of(session, materials, wish)
        numbers = [await listing.ids(session, part) for part in parts]
        counts = {part.phase.key: await listing.counts(session, part) for part in parts}
        total, files = sum(map(len, numbers)), int(wish.options.get("parts", "1"))
        columns = [_columns(materials, wish, part) for part in parts]
        heading = await _heading(session, materials, wish)
        rows_a_file = max(1, -(-total // files))
        export = _Export(materials, wish, folder, counts, heading, rows_a_file, rows_a_sheet, columns[0])
        try:
            await how_far(0, total)
            for part, some in zip(columns, numbers, strict=True):
                async for rows in listing.rows(session, some):
                    await aside(export.add, part, rows)
                    await how_far(export.written, total)
        except BaseException:
            export.abandon()
            raise
    await aside(export.close)
    if export.counted != sum(counts.values(), Counter[Cell]()):
        raise DoesNotAddUpError(f"{export.written} rows, {total} initiatives")
    return tuple(export.paths)


async def parts_of(session: AsyncSession, materials: Materials, wish: Wish) -> tuple[Part, ...]:
    """Return what a wish means on the units of each phase."""
    programme = _programme(materials, wish)
    found = await listing.parts(session, programme, wish.unit, materials.units, phase=wish.phase, now=wish.at)
    only = tuple(state for state in HANDED_IN if state == wish.options.get("state"))
    return tuple(replace(part, states=only) for part in found) if only else found


class _File:
    """One file being written, with its first sheet still empty and the sheet that rows are put on now."""

    def __init__(self, path: Path, columns: Columns, say: Callable[[Line], str], rows_a_sheet: int) -> None:
        self._book = Book(path, say)
        self._columns, self._rows_a_sheet = columns.every, rows_a_sheet
        self._totals = self._book.sheet(_TOTALS)
        self._sheets: list[Sheet] = []
        self._rows: list[int] = []
        self.rows = 0
        self._begin_sheet()

    def add(self, cells: Sequence[Shown], kinds: Sequence[ColumnKind]) -> None:
        """Write an initiative, on a new sheet where this one is full."""
        if self._rows[-1] == self._rows_a_sheet:
            self._begin_sheet()
        self._rows[-1] += 1
        self.rows += 1
        self._book.cells(self._sheets[-1], self._rows[-1], cells, kinds)

    def close(self, programme: Programme, heading: Heading, counts: Counts) -> None:
        """Fill in the first sheet, and put the file together."""
        for sheet, rows in zip(self._sheets, self._rows, strict=True):
            sheet.autofilter(0, 0, rows, len(self._columns) - 1)
        sheets = [(_named(number), rows) for number, rows in enumerate(self._rows, 1)]
        Totals(programme, heading, counts, sheets).write(self._book, self._totals)
        self._book.close()

    def abandon(self) -> None:
        """Let go of what was written."""
        self._book.abandon()

    def _begin_sheet(self) -> None:
        self._sheets.append(self._book.table(_named(len(self._sheets) + 1), self._columns))
        self._rows.append(0)


@dataclass
class _Export:
    """The files of a wish: what has been written so far, and the one that is open."""

    materials: Materials
    wish: Wish
    folder: Path
    counts: Counts
    heading: Heading
    rows_a_file: int
    rows_a_sheet: int
    columns: Columns
    written: int = 0
    counted: Counter[Cell] = field(default_factory=Counter)
    paths: list[Path] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin the first file."""
        self._file = self._begin()

    def add(self, columns: Columns, rows: Sequence[Listed]) -> None:
        """Write some more initiatives."""
        for one in rows:
            if self._file.rows == self.rows_a_file:
                self.close()
                self._file = self._begin()
            self.written += 1
            self._file.add(columns.row(self.written, one), columns.kinds)
        some = Counter((one.state, one.bloc, one.target_group) for one in rows)
        self.counted.update({Cell(*told): number for told, number in some.items()})

    def abandon(self) -> None:
        """Let go of the file that is open."""
        self._file.abandon()

    def close(self) -> None:
        """Put the file that is open together."""
        self._file.close(self.columns.programme, self.heading, self.counts)

    def _begin(self) -> _File:
        name = file_name(self.wish)
        several = f"-{len(self.paths) + 1}" if "parts" in self.wish.options else ""
        self.paths.append(self.folder / f"{name}{several}.xlsx")
        return _File(self.paths[-1], self.columns, self.materials.say, self.rows_a_sheet)


@dataclass(frozen=True, slots=True)
class _Opened:
    """Reads stored answers."""

    cipher: Cipher

    def __call__(self, one: Listed) -> Mapping[str, Value]:
        return answers.load(one.answers, self.cipher, one.id)


def file_name(wish: Wish) -> str:
    """Return a name without an ending that says what is in a file and nothing of a person."""
    phase = wish.phase or "tat-ca"
    return f"sang-kien-{wish.unit}-{phase}-{wish.at.astimezone(VIETNAM):%Y-%m-%d}"


def _columns(materials: Materials, wish: Wish, part: Part) -> Columns:
    programme, whole = _programme(materials, wish), wish.options.get("identities") == "yes"
    asking = Asking(programme, part.units, wish.at, "telegram", whole=whole)
    return Columns(programme, part, asking, _Opened(materials.cipher))


def _named(number: int) -> Line:
    return N_("Initiatives {number}", number=str(number))


async def _heading(session: AsyncSession, materials: Materials, wish: Wish) -> Heading:
    """Return what stands above the figures: of what, as of when, for whom; never a number by which to call anybody."""
    programme, unit = _programme(materials, wish), materials.units.get(wish.unit)
    phase = programme.phase(wish.phase) if wish.phase else None
    state = wish.options.get("state", "")
    whole = wish.options.get("identities") == "yes"
    return (
        (N_("Unit, with all below it"), f"{unit.name} ({unit.code})" if unit else wish.unit),
        (N_("Phase"), phase.name if phase else N_("all phases")),
        (N_("State"), next((NAMES[one] for one in HANDED_IN if one == state), N_("all states"))),
        (N_("As of"), N_("{at}", at=At(wish.at))),
        (N_("Made for"), await _asked_by(session, materials, wish)),
        (N_("Identity numbers"), N_("in full") if whole else N_("the last four digits")),
    )


async def _asked_by(session: AsyncSession, materials: Materials, wish: Wish) -> Line:
    if not wish.asked_by:
        return N_("the operator of the bot")
    person = acting(await people.by_id(session, wish.asked_by, wish.at), materials.units)
    role = granted(person, "export", wish.unit, materials.units)
    unit = materials.units.get(role.unit) if role else None
    return N_("{role}, {unit}", role=ROLES[role.name], unit=unit.name) if role and unit else N_("nobody")


def _programme(materials: Materials, wish: Wish) -> Programme:
    return next(one for one in materials.programmes if one.key == wish.programme)
