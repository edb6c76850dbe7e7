"""Reads units.csv, the union tree of a programme, and checks that it is a tree under one root."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flows.screen import N_, Listing
from flows.units import Unit
from storage.packs.codes import CODE, not_a_code
from storage.packs.pack import DatedUnit, Report
from storage.packs.rows import Row, RowReader, read_day, read_whole

COLUMNS = ("code", "parent", "name", "short", "kind", "aliases", "order", "valid_from", "valid_to", "example")
OPTIONAL = ("unions", "members")

ALIASES = "|"
_YES_OR_NO = {"yes": True, "no": False, "": False}


@dataclass(frozen=True, slots=True)
class UnitList:
    """The units that could be read, and every code that stands in the file, None where a part of it is unreadable."""

    units: tuple[DatedUnit, ...]
    codes: frozenset[str] | None


def read_units(text: str, report: Report, root: str) -> UnitList:
    """Return the units of a text; problems go into the report.

    `root` is the code of the unit above all others, empty where it is not known: then no unit is asked for a parent.
    """
    table = RowReader(text, COLUMNS, report, OPTIONAL)
    lines: dict[str, int] = {}
    units: list[DatedUnit] = []
    for line, cells in table:
        code = cells[0]
        if code in lines:
            report.add(line, N_("The code “{code}” stands on line {first} already.", code=code, first=lines[code]))
        else:
            lines[code] = line
            units.append(_unit((line, cells), report))
    codes = frozenset(table.misshapen | lines.keys()) if table.complete else None
    parents = {dated.unit.code: dated.unit.parent or "" for dated in units}
    _refuse_parents(parents, lines, root, codes, report)
    _refuse_cycles(parents, lines, report)
    return UnitList(tuple(units), codes)


def _unit(row: Row, report: Report) -> DatedUnit:
    line, (code, parent, name, short, kind, aliases, order, valid_from, valid_to, example, unions, members) = row
    if not CODE.fullmatch(code):
        report.add(line, not_a_code(code))
    if not name:
        report.add(line, N_("The unit “{code}” has no name.", code=code))
    place = read_whole(order or "0")
    if place is None:
        report.add(line, N_("“order” is “{cell}”. Write a whole number such as 17, or nothing.", cell=order))
    if example.lower() not in _YES_OR_NO:
        report.add(line, N_("“example” is “{cell}”. Write yes, no or nothing.", cell=example))
    first, last = read_day(valid_from, line, "valid_from", report), read_day(valid_to, line, "valid_to", report)
    if first and last and first > last:
        report.add(line, N_("“valid_to” is a day before “valid_from”. Put the earlier day first."))
    unit = Unit(
        code=code,
        name=name,
        short=short or name,
        parent=parent or None,
        kind=kind,
        aliases=tuple(alias for one in aliases.split(ALIASES) if (alias := one.strip())) if aliases else (),
        order=place or 0,
        example=_YES_OR_NO.get(example.lower(), False),
    )
    return DatedUnit(
        unit, first, last, _counted(unions, line, "unions", report), _counted(members, line, "members", report)
    )


def _counted(cell: str, line: int, column: str, report: Report) -> int | None:
    """Return how many there are, None where the cell is empty or refused."""
    number = read_whole(cell)
    if cell and number is None:
        report.add(
            line,
            N_(
                "“{column}” is “{cell}”. Write how many there are, or nothing if it is not known.",
                column=column,
                cell=cell,
            ),
        )
    return number


def _refuse_parents(
    parents: Mapping[str, str], lines: Mapping[str, int], root: str, codes: frozenset[str] | None, report: Report
) -> None:
    for code, parent in parents.items():
        line = lines[code]
        if code == root:
            if parent and (codes is None or parent in codes):
                report.add(
                    line,
                    N_(
                        "“{code}” is the root of the programme, so its “parent” must be empty, or a unit that another "
                        "pack brings.",
                        code=code,
                    ),
                )
        elif parent and codes is not None and parent not in codes:
            report.add(
                line,
                N_("The parent of “{code}” is “{parent}”, which is no unit of this file.", code=code, parent=parent),
            )
        elif not parent and root:
            report.add(
                line,
                N_(
                    "“{code}” has no parent. Only the root “{root}” may have none; write the code of the unit above.",
                    code=code,
                    root=root,
                ),
            )


def _refuse_cycles(parents: Mapping[str, str], lines: Mapping[str, int], report: Report) -> None:
    for circle in _cycles(parents):
        report.add(
            min(lines[code] for code in circle),
            N_(
                "These units stand above one another in a circle: {circle}. Correct the “parent” of one of them.",
                circle=Listing((*circle, circle[0]), " → "),
            ),
        )


def _cycles(parents: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """Yield every circle of parents once; each unit is walked over once."""
    settled: set[str] = set()
    for start in parents:
        trail: dict[str, None] = {}
        code = start
        while code in parents and code not in settled and code not in trail:
            trail[code] = None
            code = parents[code]
        if code in trail:
            walked = tuple(trail)
            yield walked[walked.index(code) :]
        settled.update(trail)
