"""The table of targets as an operator reads it: as the document has it, with what its totals leave open in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from bot.talk import Talk
from flows.screen import Line
from flows.tallies import TargetEntry
from flows.target_table import Amount, TargetLine, TargetTable, rule
from flows.targets import Target

_UNTOLD = "?"


def describe(table: TargetTable, talk: Talk, console: Console) -> None:
    """Print a table with its subtotals and totals, and what its totals leave open."""

    def say(line: Line) -> str:
        return talk.say(line, "en")

    console.print(f"{table.programme}: targets of {table.unit.name} ({table.unit.code})", markup=False)
    if table.document:
        console.print(f"Document: {table.document}", markup=False)
    printed = Table(box=SIMPLE_HEAD, padding=(0, 1), show_edge=False)
    for heading in ("No.", "Code", "Unit"):
        printed.add_column(heading, overflow="fold")
    for column in table.columns:
        printed.add_column(say(column.heading), justify="right", no_wrap=True)
    for place, line in enumerate(table.lines, 1):
        printed.add_row(str(place), line.unit.code, line.unit.name, _total(line), *map(_amount, line.amounts))
    printed.add_section()
    for row in _sums(table, say):
        printed.add_row("", "", *row)
    console.print(printed)
    for sentence in table.explained():
        console.print(say(sentence), markup=False)


def describe_entries(unit: str, phase: str, entries: Sequence[TargetEntry], talk: Talk, console: Console) -> None:
    """Print how a unit's target in a phase came about, what it was before included."""
    console.print(f"{unit}, {phase}:", markup=False)
    for entry in entries:
        since = f"from {entry.since:%d/%m/%Y} on" if entry.since else "from the beginning"
        said = talk.say(rule(entry.target), "en") if entry.target else "no target"
        source = entry.document or "the programme's pack"
        by = f", {entry.by}" if entry.by else ""
        why = f", {entry.reason}" if entry.reason else ""
        console.print(f"  {since}: {said} ({source}{by}{why})", markup=False)


def _sums(table: TargetTable, say: Callable[[Line], str]) -> Iterator[tuple[str, ...]]:
    for part in table.subtotals:
        yield (f"{part.count} {say(part.named)}", *map(number, part.numbers))
    columns = table.columns
    yield ("all rows", *(number(column.known) for column in columns))
    if any(column.own is not None for column in columns):
        yield (table.unit.name, *(number(column.own) for column in columns))
    if table.printed:
        yield ("printed", *(number(column.printed) for column in columns))
        yield ("differs by", *(_signed(column.difference) for column in columns))


def short(target: Target | None) -> str:
    """Write a target in few signs: 1.500, or 2 × 152 for a rule and how many it counts."""
    if target is None:
        return "none"
    if target.kind == "fixed":
        return number(target.value)
    of = "members" if target.kind == "per_member" else "unions"
    count = "listed" if target.listed else _UNTOLD if target.count is None else number(target.count)
    return f"{number(target.value)} × {count} {of}"


def number(amount: int | None) -> str:
    """Write a number as the documents do, with points between thousands."""
    return "–" if amount is None else f"{amount:,}".replace(",", ".")


def _total(line: TargetLine) -> str:
    return _UNTOLD if line.uncounted else number(line.total)


def _amount(amount: Amount) -> str:
    return " + ".join(map(short, amount.targets)) if amount.uncounted else number(amount.number)


def _signed(difference: int | None) -> str:
    return "–" if difference is None else f"{difference:+,}".replace(",", ".") if difference else "0"
