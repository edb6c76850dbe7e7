"""A pack as an operator reads it: its phases, and its targets beside the totals printed in its documents."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from flows.programme import VIETNAM
from storage.packs import TOTAL, Pack, Sum, sums

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
    root = pack.programme.root
    for one in added:
        if one.difference:
            yield (
                f"{one.key}: the targets add up to {_number(one.known)}, printed is {_number(one.printed)}: "
                f"{_off(one.difference)}."
            )
        if one.own_difference and one.own != one.printed:
            yield (
                f"{one.key}: the targets below {root} add up to {_number(one.known)}, its own is {_number(one.own)}: "
                f"{_off(one.own_difference)}."
            )
        if one.own_less_printed:
            yield f"{one.key}: the target of {root} is {_number(one.own)}, printed is {_number(one.printed)}."
        if pack.programme.phase(one.key):
            yield from _gaps(pack, one)
    yield from _printed_apart(pack)


def _gaps(pack: Pack, phase: Sum) -> Iterator[str]:
    if phase.known is None:
        yield f"{phase.key}: no unit below {pack.programme.root} has a target."
    elif phase.missing:
        yield f"{phase.key}: no target for {_some(phase.missing)}."
    kinds = {target.unit: target.kind for target in pack.targets if target.phase == phase.key}
    for kind, column in (("per_unit", "unions"), ("per_member", "members")):
        codes = tuple(code for code in phase.uncounted if kinds[code] == kind)
        if codes:
            yield (
                f"{phase.key}: not computed for {_some(codes)}: their number of {column} is not known "
                f"(column “{column}” of units.csv)."
            )


def _printed_apart(pack: Pack) -> Iterator[str]:
    """Tell where the totals printed for the phases do not make the total printed for all of them."""
    phases = [pack.printed[phase.key] for phase in pack.programme.phases if phase.key in pack.printed]
    whole = pack.printed.get(TOTAL)
    if whole is not None and len(phases) == len(pack.programme.phases) and sum(phases) != whole:
        yield f"The totals printed for the phases make {_number(sum(phases))}, printed for all is {_number(whole)}."


def _differs(one: Sum) -> str:
    found = [difference for difference in (one.difference, one.own_difference, one.own_less_printed) if difference]
    if found:
        return "/".join(f"{difference:+,}".replace(",", ".") for difference in dict.fromkeys(found))
    return "none" if one.agrees else f"{len(one.missing) + len(one.uncounted)} missing"


def _off(difference: int) -> str:
    return f"{_number(abs(difference))} {'missing' if difference < 0 else 'too many'}"


def _some(codes: tuple[str, ...]) -> str:
    more = f" and {len(codes) - _NAMED} more" if len(codes) > _NAMED else ""
    return ", ".join(codes[:_NAMED]) + more


def _number(number: int | None) -> str:
    """Write a number as the documents do, with points between thousands."""
    return "–" if number is None else f"{number:,}".replace(",", ".")


def _written(instant: datetime) -> str:
    return f"{instant.astimezone(VIETNAM):%d/%m/%Y %H:%M}  "
