"""Reads units.csv, the union tree of a programme, and checks that it is a tree under one root."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from flows.screen import N_, Listing
from flows.unit import LABEL_KINDS, Label
from flows.units import Unit
from storage.packs.codes import CODE, not_a_code
from storage.packs.pack import DatedUnit, Report
from storage.packs.rows import Row, RowReader, read_day, read_whole

COLUMNS = ("code", "parent", "name", "short", "kind", "aliases", "order", "valid_from", "valid_to", "example")
OPTIONAL = ("unions", "members", "successor", *LABEL_KINDS)
ALIASES = "|"

_GRASSROOTS = "grassroots"
_LONGEST_LABEL = 40
_ALL = (*COLUMNS, *OPTIONAL)
_NEEDED = frozenset({"code", "name"})
_YES_OR_NO = {"yes": True, "no": False, "": False}
_FIRST, _LAST = date.min, date.max


@dataclass(frozen=True, slots=True)
class UnitList:
    """The units that could be read, and every code that stands in the file, None where a part of it is unreadable."""

    units: tuple[DatedUnit, ...]
    codes: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The tree into which more units are imported: the parent of each unit there is, and where those without one go."""

    parents: Mapping[str, str]
    under: str = ""


def read_units(text: str, report: Report, root: str) -> UnitList:
    """Return the units of a pack; problems go into the report.

    `root` is the code of the unit above all others, empty where it is not known: then no unit is asked for a parent.
    """
    table = RowReader(text, _ALL, report, OPTIONAL)
    read = _read(table, report)
    codes = frozenset(table.misshapen | read.lines.keys()) if table.complete else None
    _refuse_parents(read.parents, read.lines, root, codes, report)
    if codes is not None:
        _refuse_successors(read, codes, report)
    _refuse_cycles(read.parents, read.lines, report)
    return UnitList(tuple(read.units), codes)


def read_import(text: str, report: Report, around: Surroundings) -> tuple[DatedUnit, ...]:
    """Return units that are to be added to a tree; problems go into the report.

    Only code and name are needed; a unit of no other kind is a grassroots union.
    """
    table = RowReader(text, _ALL, report, frozenset(_ALL) - _NEEDED)
    read = _read(table, report, around.under)
    if table.complete:
        _refuse_strangers(read, around, report)
        _refuse_successors(read, around.parents.keys() | read.lines.keys(), report)
    _refuse_cycles({**around.parents, **read.parents}, read.lines, report)
    return tuple(replace(one, unit=replace(one.unit, kind=one.unit.kind or _GRASSROOTS)) for one in read.units)


@dataclass(slots=True)
class _Read:
    """The units of a file, the first line of each code, and the parent each code has last."""

    units: list[DatedUnit]
    lines: dict[str, int]
    parents: dict[str, str]


def _read(table: RowReader, report: Report, under: str = "") -> _Read:
    read = _Read([], {}, {})
    taken: dict[str, list[tuple[int, date, date]]] = {}
    for line, cells in table:
        cells[1] = cells[1] or under
        dated = _unit((line, cells), report)
        code = dated.unit.code
        days = dated.valid_from or _FIRST, dated.valid_to or _LAST
        clash = next((at for at, first, last in taken.get(code, ()) if first <= days[1] and days[0] <= last), None)
        if clash:
            report.add(line, N_("The code “{code}” stands on line {first} already.", code=code, first=clash))
            continue
        taken.setdefault(code, []).append((line, *days))
        read.lines.setdefault(code, line)
        read.parents[code] = dated.unit.parent or ""
        read.units.append(dated)
    return read


def _unit(row: Row, report: Report) -> DatedUnit:
    line, (code, parent, name, short, kind, aliases, order, valid_from, valid_to, example, *more) = row
    unions, members, successor, *labels = more
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
    if successor and not valid_to:
        report.add(line, N_("“{code}” has a successor but no last day. Write it under “valid_to”.", code=code))
    unit = Unit(
        code=code,
        name=name,
        short=short or name,
        parent=parent or None,
        kind=kind,
        aliases=tuple(alias for one in aliases.split(ALIASES) if (alias := one.strip())) if aliases else (),
        order=place or 0,
        example=_YES_OR_NO.get(example.lower(), False),
        labels=_labels(labels, line, report),
    )
    counts = _counted(unions, line, "unions", report), _counted(members, line, "members", report)
    return DatedUnit(unit, first, last, *counts, successor or None)


def _labels(cells: Sequence[str], line: int, report: Report) -> tuple[Label, ...]:
    """Return what a unit is counted with beside its place in the tree (demand 73)."""
    labels = tuple(Label(kind, cell) for kind, cell in zip(LABEL_KINDS, cells, strict=True) if cell)
    for label in labels:
        if len(label.name) > _LONGEST_LABEL:
            report.add(
                line,
                N_(
                    "“{column}” has {length} characters; a button on a phone shows {limit}. Write a shorter name.",
                    column=label.kind,
                    length=len(label.name),
                    limit=_LONGEST_LABEL,
                ),
            )
    return labels


def _refuse_successors(read: _Read, codes: Collection[str], report: Report) -> None:
    for dated in read.units:
        if dated.successor and (dated.successor not in codes or dated.successor == dated.unit.code):
            report.add(
                read.lines[dated.unit.code],
                N_(
                    "The successor of “{code}” is “{successor}”. Write the code of another unit.",
                    code=dated.unit.code,
                    successor=dated.successor,
                ),
            )


def _refuse_strangers(read: _Read, around: Surroundings, report: Report) -> None:
    """Refuse units that hang in the air: without a parent, or with one that is neither in the file nor in the tree."""
    for code, parent in read.parents.items():
        if not parent and around.parents.get(code) != "":
            report.add(
                read.lines[code],
                N_("“{code}” has no parent. Write the code of the unit above it, or name one with --under.", code=code),
            )
        elif parent and parent not in read.lines and parent not in around.parents:
            report.add(
                read.lines[code],
                N_(
                    "The parent of “{code}” is “{parent}”, which is neither in this file nor in the tree.",
                    code=code,
                    parent=parent,
                ),
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
        if not lines.keys() & set(circle):
            continue
        report.add(
            min(lines[code] for code in circle if code in lines),
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
