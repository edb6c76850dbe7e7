"""A pack as an operator reads it: its phases, and its targets beside the totals printed in its documents."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from flows.programme import VIETNAM
from storage.packs import Pack, Sum, sums

_NAMED = 8


def describe(pack: Pack, console: Console) -> None:
    """Print what a pack holds, and every place where its numbers do not agree with one another."""
    programme, examples = pack.programme, sum(dated.unit.example for dated in pack.units)
    console.print(f"{programme.key} version {programme.version}: {programme.name}", markup=False)
    console.print(
        f"{len(pack.units)} units ({examples} of them examples), {len(programme.questions)} questions, "
        f"{len(pack.targets)} targets"
    )
    added = sums(pack)
    console.print(_table(pack, added))
    for line in _differences(pack, added):
        console.print(line, markup=False)


def _table(pack: Pack, added: tuple[Sum, ...]) -> Table:
    programme = pack.programme
    table = Table(box=SIMPLE_HEAD, padding=0)
    for heading in ("Phase", "Opens", "Closes"):
        table.add_column(heading, no_wrap=True)
    for heading in ("Sum", programme.root, "Printed", "Differs"):
        table.add_column(heading, justify="right", no_wrap=True)
    for one in added:
        phase = programme.phase(one.key)
        when = (_written(phase.opens), _written(phase.closes)) if phase else ("", "")
        table.add_row(one.key, *when, _number(one.known), _number(one.own), _number(one.printed), _differs(one))
    return table


def _differences(pack: Pack, added: tuple[Sum, ...]) -> Iterator[str]:
    for one in added:
        if one.difference:
            yield f"{one.key}: the targets add up to {_number(one.known)}, printed is {_number(one.printed)}."
        if one.own_difference:
            yield (
                f"{one.key}: the targets below {pack.programme.root} add up to {_number(one.known)}, "
                f"its own is {_number(one.own)}."
            )
        if one.missing and pack.programme.phase(one.key):
            yield f"{one.key}: no fixed target for {_some(one.missing)}."
    by_rule = sum(target.kind != "fixed" for target in pack.targets)
    if by_rule:
        yield f"{by_rule} targets are per unit or per member; they are not added up here."


def _differs(one: Sum) -> str:
    found = [difference for difference in (one.difference, one.own_difference) if difference]
    if found:
        return "/".join(f"{difference:+}" for difference in dict.fromkeys(found))
    return "none" if one.agrees else f"{len(one.missing)} missing"


def _some(codes: tuple[str, ...]) -> str:
    more = f" and {len(codes) - _NAMED} more" if len(codes) > _NAMED else ""
    return ", ".join(codes[:_NAMED]) + more


def _number(number: int | None) -> str:
    """Write a number as the documents do, with points between thousands."""
    return "–" if number is None else f"{number:,}".replace(",", ".")


def _written(instant: datetime) -> str:
    return f"{instant.astimezone(VIETNAM):%d/%m/%Y %H:%M}  "
