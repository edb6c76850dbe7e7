"""`programme targets`: targets out of a file, with what would change shown first, or as the document has them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from bot.app import read_packs
from bot.command_line.console import Debug, clock_of, err, out, plainly, progress, settings
from bot.command_line.database import opened, require_tables, rows_told
from bot.command_line.extending import programme_called
from bot.command_line.inviting import existing
from bot.command_line.target_table import describe, describe_entries, number, short
from bot.command_line.trouble import CommandError, in_english
from bot.settings import Settings
from bot.talk import Talk
from flows.needs import TargetTableOf
from flows.programme import VIETNAM, Programme
from flows.target_table import TargetTable
from flows.targets import completes
from flows.units import UnitTree
from flows.vietnamese import clean_line
from storage import target_changes, targets
from storage.packs import Report
from storage.target_changes import Change, Occasion
from storage.target_files import Targets, plan, read_sheet, read_targets
from storage.target_table import target_table
from storage.units import trees

_LONGEST = 200


@dataclass(frozen=True, slots=True)
class _Asked:
    """A file of targets, and what is written down with them."""

    file: Path
    programme: str
    document: str
    reason: str
    by: str
    since: date | None
    dry_run: bool


def _line(given: str) -> str:
    line = clean_line(given)
    if len(line) > _LONGEST:
        raise typer.BadParameter(f"write it in at most {_LONGEST} characters")
    return line


def set_targets(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help="A .csv or .xlsx with the columns unit, phase, kind, value; see README."),
    ] = None,
    *,
    document: Annotated[
        str, typer.Option(help="The document that sets them, e.g. “KH 12/2022”; kept with each.", callback=_line)
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")] = False,
    since: Annotated[
        datetime | None,
        typer.Option(
            "--from", formats=["%Y-%m-%d"], help="The first day they hold; without it today.", show_default=False
        ),
    ] = None,
    reason: Annotated[str, typer.Option(help="Why, if the document alone does not say.", callback=_line)] = "",
    by: Annotated[str, typer.Option("--by", help="Who decided it, for the record.", callback=_line)] = "",
    programme: Annotated[str, typer.Option(help="Key of the programme, where PROGRAMMES names several.")] = "",
    show: Annotated[str, typer.Option("--show", metavar="KEY", help="Print the targets of this programme.")] = "",
    unit: Annotated[str, typer.Option(help="With --show: of the units below this one; also what they were.")] = "",
    debug: Debug = False,
) -> None:
    """Set targets, or the numbers of unions and members they are computed from, as a file says; or show them.

    Example: sangkien programme targets chi-tieu.xlsx --document "KH 12/2022" --dry-run
    """
    if (file is None) == (not show):
        raise typer.BadParameter("name a file of targets, or --show a programme")
    if file and unit:
        raise typer.BadParameter("--unit goes with --show; in a file each line names its unit")
    if file and not (document or dry_run):
        raise typer.BadParameter("say by which document, with --document, or only look with --dry-run")
    with plainly(debug=debug):
        if file is None:
            asyncio.run(_show(settings(), show.strip(), unit.strip()))
        else:
            day = since.date() if since else None
            asked = _Asked(file, programme.strip(), document, reason, by, day, dry_run)
            asyncio.run(_set(settings(), asked))


async def _show(chosen: Settings, key: str, code: str) -> None:
    programme = programme_called(key, [pack.programme for pack in read_packs(chosen)])
    async with opened(chosen.database_url) as database:
        await require_tables(database)
        async with database.transaction() as session:
            units = await trees.tree_of(session, _today(chosen))
            top = existing(code or programme.root, units)
            if not units.within(top.code, programme.root):
                raise CommandError(f"{top.code} is no unit of {key}, whose units are below {programme.root}.")
            table = await _table(session, programme, top.code, units)
            entries = [
                (phase.name, await targets.entries(session, key, top.code, phase.key)) for phase in programme.phases
            ]
    talk = Talk.load()
    if table.lines or not code:
        describe(table, talk, out)
    if code:
        for phase, several in entries:
            describe_entries(top.name, phase, several, talk, out)


async def _set(chosen: Settings, asked: _Asked) -> None:
    packs = [pack.programme for pack in read_packs(chosen)]
    programme = _only(packs) if not asked.programme else programme_called(asked.programme, packs)
    now = clock_of(chosen).now()
    if asked.since and asked.since > _today(chosen):
        raise CommandError(
            f"--from {asked.since} is a day to come. Run the same on that day or later; the targets hold from it on."
        )
    async with opened(chosen.database_url) as database:
        await require_tables(database)
        async with database.transaction() as session:
            units = await trees.tree_of(session, _today(chosen))
            planned = await _read(session, asked.file, programme, units)
            before = await _table(session, programme, programme.root, units)
            occasion = _occasion(programme, asked, now)
            with progress("Setting", 3 * len(planned)) as advance, rows_told(database, advance):
                changes = await target_changes.set_down(session, planned, occasion)
            after = await _table(session, programme, programme.root, units)
            _tell(changes, len(planned), units)
            _tell_sums(before, after)
            if asked.dry_run:
                await session.rollback()
    if asked.dry_run:
        out.print("Nothing was changed: this was a dry run.")
    elif changes:
        out.print(
            f"{_since(changes, asked, _today(chosen))}, by {asked.document}; what was before is kept.", markup=False
        )


def _occasion(programme: Programme, asked: _Asked, now: datetime) -> Occasion:
    today = now.astimezone(VIETNAM).date()
    return Occasion(
        programme.key,
        now,
        today,
        "staff",
        since=asked.since,
        document=asked.document,
        reason=asked.reason,
        by=asked.by,
    )


async def _read(session: AsyncSession, file: Path, programme: Programme, units: UnitTree) -> Targets:
    """Return what a file sets; raises CommandError after printing every problem with its line."""
    report = Report(file.name)
    rows = await asyncio.to_thread(read_sheet, file, report)
    planned: Targets = {}
    if not report.problems:
        read = read_targets(rows, programme, units, report)
        planned = plan(read, await targets.in_force(session, programme.key), programme.phases, report)
        talk = Talk.load()
        for note in read.notes:
            err.print(talk.say(note, "en"), markup=False)
    if report.problems:
        err.print("\n".join(in_english(report.problems, file.parent)), markup=False)
        count = len(report.problems)
        mend = "mend it" if count == 1 else "mend them"
        raise CommandError(f"Nothing was changed: {count} problem{'' if count == 1 else 's'} in all; {mend} first.")
    return planned


async def _table(session: AsyncSession, programme: Programme, code: str, units: UnitTree) -> TargetTable:
    table = await target_table(session, TargetTableOf(programme.key, code, programme.phases), units)
    if table is None:
        raise CommandError(f"There are no units of {programme.key} yet. Run: sangkien programme load")
    return table.documented(programme)


def _since(changes: Sequence[Change], asked: _Asked, today: date) -> str:
    """Say from when on the changes hold: a count that was missing completes its rule from the rule's own first day."""
    completed = not asked.since and all(completes(one.old, one.new) for one in changes)
    return "They hold for as long as their rules do" if completed else f"They hold from {asked.since or today} on"


def _tell(changes: Sequence[Change], named: int, units: UnitTree) -> None:
    for one in changes:
        unit = units.get(one.unit)
        name = unit.short if unit else one.unit
        completed = " (count told; the rule stays)" if completes(one.old, one.new) else ""
        out.print(f"{one.unit} {one.phase}: {short(one.old)} → {short(one.new)}  {name}{completed}", markup=False)
    plural = "" if len(changes) == 1 else "s"
    out.print(f"{len(changes)} target{plural} changed, {named - len(changes)} as they were.")


def _tell_sums(before: TargetTable, after: TargetTable) -> None:
    """Say what the units directly below the root add up to, before and after."""
    for old, new in zip(before.columns, after.columns, strict=True):
        printed = "" if new.printed is None else f"; printed {number(new.printed)}"
        heading = new.key if new.key != "total" else "in all"
        out.print(f"Sum {heading}: {number(old.known)} → {number(new.known)}{printed}", markup=False)
    if after.uncounted:
        names = "; ".join(line.unit.short for line in after.uncounted)
        out.print(f"Without a number still: {names}", markup=False)


def _only(packs: Sequence[Programme]) -> Programme:
    if len(packs) > 1:
        raise CommandError(f"Say of which programme with --programme: {', '.join(one.key for one in packs)}.")
    return packs[0]


def _today(chosen: Settings) -> date:
    return clock_of(chosen).now().astimezone(VIETNAM).date()
