"""`units import`, `units merge` and `units rename`: the tree of units, kept up to date without rewriting the past."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import SystemClock
from bot.command_line.console import Debug, clock_of, err, out, plainly, progress, settings
from bot.command_line.database import opened, require_tables, rows_told
from bot.command_line.trouble import CommandError, in_english, summary
from bot.settings import Settings
from flows.programme import VIETNAM
from flows.units import Unit, UnitTree
from flows.vietnamese import clean_line
from storage import loading, routing
from storage.outbox import Outbox
from storage.packs import DatedUnit, Report, Surroundings, read_import, read_text
from storage.units import trees
from storage.units.changes import Merger, UnitChangeError
from storage.units.changes import merge as store_merger
from storage.units.changes import rename as store_name
from storage.units.rows import Changes

IMPORTED = "import"
_NAMED = 5
_WHERE_CODES_ARE = "The codes stand in the packs' units.csv."
_DAY = timedelta(days=1)

On = Annotated[
    datetime, typer.Option("--on", formats=["%Y-%m-%d"], help="The first day it holds, for example 2022-04-01.")
]
Reason = Annotated[str, typer.Option(help="Why, for example the number of the decision; it is kept with the unit.")]
Short = Annotated[str, typer.Option(help="The short name for buttons; without one, the name.")]


def bring_in(
    file: Annotated[
        Path, typer.Argument(metavar="FILE.csv", help="Columns as in a pack's units.csv; code and name do.")
    ],
    *,
    under: Annotated[str, typer.Option(help="Code of the unit above those whose row names no parent.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")] = False,
    debug: Debug = False,
) -> None:
    """Add units from a file, tens of thousands if need be; the same file again changes nothing.

    Example: sangkien units import cdcs-buon-ma-thuot.csv --under DLK-01 --dry-run
    """
    with plainly(debug=debug):
        asyncio.run(_bring_in(settings(), file, under.strip().upper(), dry_run=dry_run))


def merge(
    codes: Annotated[list[str], typer.Argument(metavar="CODE...", help="The units that end.")],
    *,
    into: Annotated[str, typer.Option(help="Code of the unit that takes over: one there is, or a new one.")],
    on: On,
    reason: Reason,
    name: Annotated[str, typer.Option(help="Name of the unit that takes over, from that day on.")] = "",
    short: Short = "",
    under: Annotated[str, typer.Option(help="Code of the unit above a new one; without it, the one above all.")] = "",
    debug: Debug = False,
) -> None:
    """Merge units into one from a day on: reports of phases that are over stay, the rest goes to the new unit.

    Example: sangkien units merge DLK-02 DLK-11 --into DLK-30 --name "Liên đoàn Lao động khu vực Buôn Hồ"
    --short "LĐLĐ khu vực Buôn Hồ" --on 2022-09-01 --reason "QĐ 15/QĐ-LĐLĐ"
    """
    with plainly(debug=debug):
        asked = _Asked(_cleaned(into), clean_line(name), clean_line(short), _cleaned(under), on.date(), reason.strip())
        asyncio.run(_merge(settings(), tuple(dict.fromkeys(map(_cleaned, codes))), asked))


def rename(
    code: Annotated[str, typer.Argument(help="The unit.")],
    *,
    name: Annotated[str, typer.Option(help="The new name.")],
    on: On,
    short: Short = "",
    reason: Reason = "",
    debug: Debug = False,
) -> None:
    """Give a unit another name from a day on; it is still found by the old one.

    Example: sangkien units rename DLK-02 --name "Liên đoàn Lao động thành phố Buôn Hồ" --on 2022-09-01
    """
    with plainly(debug=debug):
        asked = _Asked(_cleaned(code), clean_line(name), clean_line(short), "", on.date(), reason.strip())
        asyncio.run(_rename(settings(), asked))


@dataclass(frozen=True, slots=True)
class _Asked:
    """What an operator wants of a unit from a day on."""

    code: str
    name: str
    short: str
    under: str
    on: date
    reason: str


async def _bring_in(chosen: Settings, file: Path, under: str, *, dry_run: bool) -> None:
    today = clock_of(chosen).now().astimezone(VIETNAM).date()
    async with opened(chosen.database_url) as database:
        await require_tables(database)
        async with database.transaction() as session:
            units = await _read(file, under, await trees.tree_of(session, today))
            with progress("Importing", len(units)) as advance, rows_told(database, advance):
                changes = await loading.bring(session, units, origin=IMPORTED)
            await _reroute(session, chosen)
            if dry_run:
                await session.rollback()
    would = "would be " if dry_run else ""
    added, changed = len(changes.added), len(changes.changed)
    out.print(f"Units: {added} {would}added, {changed} {would}changed, {changes.unchanged} as they were.")
    for what, codes in (("new", changes.added), ("changed", changes.changed)):
        if codes:
            more = " …" if len(codes) > _NAMED else ""
            out.print(f"{what}: {', '.join(codes[:_NAMED])}{more}", markup=False)
    if dry_run:
        out.print("Nothing was changed: this was a dry run.")


async def _read(file: Path, under: str, tree: UnitTree) -> tuple[DatedUnit, ...]:
    """Return the units of a file; raises CommandError after printing every problem with its line."""
    if under and tree.get(under) is None:
        raise CommandError(f"--under: no unit has the code {under}. {_WHERE_CODES_ARE}")
    report = Report(file.name)
    text = read_text(file.parent, report)
    around = Surroundings({unit.code: unit.parent or "" for unit in tree.units.values()}, under)
    units = await asyncio.to_thread(read_import, text, report, around) if text is not None else ()
    if report.problems:
        err.print("\n".join(in_english(report.problems, file.parent)), markup=False)
        raise CommandError(f"Nothing was imported: {summary(len(report.problems))}")
    return units


async def _merge(chosen: Settings, codes: tuple[str, ...], asked: _Asked) -> None:
    today = clock_of(chosen).now().astimezone(VIETNAM).date()
    async with opened(chosen.database_url) as database:
        await require_tables(database)
        async with database.transaction() as session:
            now = await trees.tree_of(session, today)
            then = await trees.tree_on(session, now, asked.on, today)
            before = await trees.tree_on(session, now, asked.on - _DAY, today)
            merger = _merger(tuple(code for code in codes if code != asked.code), asked, then, before)
            with _in_plain_words():
                changes = await store_merger(session, merger)
            await _reroute(session, chosen)
    _tell(changes, f"From {asked.on} on {asked.code} takes over from {', '.join(merger.codes)}.")


async def _reroute(session: AsyncSession, chosen: Settings) -> None:
    """Put what waits on the desks that are right in the tree of today."""
    now = clock_of(chosen).now()
    units = await trees.tree_of(session, now.astimezone(VIETNAM).date())
    await routing.reroute(routing.Round(session, Outbox(session, SystemClock().now()), units, now))


def _merger(codes: tuple[str, ...], asked: _Asked, then: UnitTree, before: UnitTree) -> Merger:
    """Return what is to be merged, or raise CommandError where it makes no tree."""
    if not codes:
        raise CommandError("Name at least one unit that ends, other than the one that takes over.")
    unknown = next((code for code in codes if before.get(code) is None and then.get(code) is None), None)
    if unknown:
        raise CommandError(f"No unit has the code {unknown}. {_WHERE_CODES_ARE}")
    present = then.units.get(asked.code)
    if present and any(unit.code in codes for unit in then.path(asked.code)[1:]):
        raise CommandError(f"{asked.code} lies below a unit that ends. Choose another unit with --into.")
    if present:
        named = replace(present, name=asked.name, short=asked.short or asked.name) if asked.name else present
        return Merger(codes, named, is_new=False, on=asked.on, reason=asked.reason)
    if not asked.name:
        raise CommandError(f"No unit has the code {asked.code} on that day. Give a new one a name with --name.")
    parent = _above(codes, asked, before)
    unit = Unit(asked.code, asked.name, asked.short or asked.name, parent, _kind(codes, before))
    return Merger(codes, unit, is_new=True, on=asked.on, reason=asked.reason)


def _above(codes: tuple[str, ...], asked: _Asked, before: UnitTree) -> str:
    """Return the unit that a new one is under: the named one, else the nearest above all that end."""
    if asked.under:
        if before.get(asked.under) is None or asked.under in codes:
            raise CommandError(f"--under: {asked.under} is no unit that stays. Name the unit above the new one.")
        return asked.under
    paths = [[unit.code for unit in before.path(code)[1:] if unit.code not in codes] for code in codes]
    common = next((code for code in paths[0] if all(code in path for path in paths)), None)
    if common is None:
        raise CommandError(f"{', '.join(codes)} have no unit above them in common. Name one with --under.")
    return common


def _kind(codes: tuple[str, ...], before: UnitTree) -> str:
    return next((unit.kind for code in codes if (unit := before.units.get(code))), "")


async def _rename(chosen: Settings, asked: _Asked) -> None:
    async with opened(chosen.database_url) as database:
        await require_tables(database)
        async with database.transaction() as session:
            unit = Unit(asked.code, asked.name, asked.short or asked.name, None)
            with _in_plain_words():
                changes = await store_name(session, unit, asked.on, asked.reason)
    _tell(changes, f"From {asked.on} on {asked.code} is called {asked.name}.")


@contextmanager
def _in_plain_words() -> Iterator[None]:
    try:
        yield
    except UnitChangeError as error:
        said = {
            "unknown": f"No unit has the code {error.code}. {_WHERE_CODES_ARE}",
            "not there": f"{error.code} does not exist any more on that day. Choose an earlier day with --on.",
            "changes later": f"{error.code} changes again on {error.day}. Choose a later day with --on.",
        }
        raise CommandError(said[error.why]) from error


def _tell(changes: Changes, news: str) -> None:
    if changes.added or changes.changed:
        out.print(f"{news} What was handed in before keeps its unit; a running bot notices by itself.", markup=False)
    else:
        out.print("Nothing has changed: it was so already.")


def _cleaned(code: str) -> str:
    return code.strip().upper()
