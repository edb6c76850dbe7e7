"""`export`: the Excel file of initiatives for the operator, whole or not at all."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal, Self

import typer

from bot.app import read_packs
from bot.command_line.console import Debug, clock_of, out, plainly, progress, settings
from bot.command_line.database import opened, require_tables
from bot.command_line.inviting import existing
from bot.command_line.trouble import CommandError
from bot.making.excel import initiatives
from bot.making.making import Materials, Wish
from bot.making.records import line_of
from bot.settings import Settings
from bot.talk import Talk
from flows.programme import VIETNAM, Programme
from flows.screen import Line
from flows.vietnamese import clean_line
from storage import audit, loading
from storage.cipher import Cipher
from storage.database import Database
from storage.objects import Objects

_CHANNEL = "command line"
_SHORTEST_REASON, _LONGEST_REASON = 5, 500
State = Literal["pending", "verified", "returned", "rejected", "withdrawn"]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the operator asked for."""

    unit: str
    programme: str
    phase: str
    options: dict[str, str]
    reason: str
    out: Path


def _reason(given: str) -> str:
    reason = clean_line(given)
    if reason and not _SHORTEST_REASON <= len(reason) <= _LONGEST_REASON:
        raise typer.BadParameter(f"say why in {_SHORTEST_REASON} to {_LONGEST_REASON} characters")
    return reason


def export(
    *,
    unit: Annotated[str, typer.Option(help="Code of the unit; all below it is included.")],
    file: Annotated[Path, typer.Option("--out", help="The file to write; it is there once it is whole.")],
    phase: Annotated[str, typer.Option(help="Key of the phase, e.g. gd1; left out, all phases.")] = "",
    state: Annotated[State | None, typer.Option(help="Only those in this state; left out, all handed in.")] = None,
    programme: Annotated[str, typer.Option(help="Key of the programme; needed where there are several.")] = "",
    identities: Annotated[
        bool, typer.Option("--identities", help="With whole identity numbers; asks for why.")
    ] = False,
    reason: Annotated[str, typer.Option(help="Why whole numbers are needed, for the audit.", callback=_reason)] = "",
    debug: Debug = False,
) -> None:
    """Write the initiatives of a unit and all below it into an Excel file.

    Example: sangkien export --unit DLK --phase gd1 --out sang-kien-gd1.xlsx
    """
    if identities and not reason:
        raise typer.BadParameter("whole identity numbers need a --reason; it is written into the audit")
    options = {**({"state": state} if state else {}), **({"identities": "yes"} if identities else {})}
    asked = _Asked(unit.strip().upper(), programme.strip(), phase.strip(), options, reason, file)
    with plainly(debug=debug):
        asyncio.run(_export(settings(), asked))


async def _export(chosen: Settings, asked: _Asked) -> None:
    if not asked.out.parent.is_dir():
        raise CommandError(f"There is no folder {asked.out.parent}. Make it, or name another --out.")
    now = clock_of(chosen).now()
    async with opened(chosen.database_url) as database:
        await require_tables(database)
        materials, programme = await _materials(chosen, database, asked, now)
        wish = Wish(
            initiatives.KIND, programme.key, asked.unit, asked.phase or None, asked_by=0, at=now, options=asked.options
        )
        rows = await _write(materials, wish, asked)
    size = asked.out.stat().st_size / 1e6
    out.print(f"{asked.out}: {rows:,} initiatives, {size:,.1f} MB.", markup=False)
    if "identities" in asked.options:
        out.print("It holds whole identity numbers; the audit says so. Delete it when it is no longer needed.")


async def _materials(chosen: Settings, database: Database, asked: _Asked, now: datetime) -> tuple[Materials, Programme]:
    async with database.transaction() as session:
        packs = [pack.programme for pack in read_packs(chosen)]
        units = (await loading.snapshot(session, packs, now.astimezone(VIETNAM).date())).units
    unit = existing(asked.unit, units)
    found = [one for one in packs if asked.programme in ("", one.key) and units.within(unit.code, one.root)]
    if len(found) != 1:
        keys = ", ".join(one.key for one in packs)
        raise CommandError(f"Name one --programme that {unit.code} takes part in. PROGRAMMES has: {keys}.")
    programme = found[0]
    if asked.phase and programme.phase(asked.phase) is None:
        keys = ", ".join(one.key for one in programme.phases)
        raise CommandError(f"{programme.key} has no phase {asked.phase}. Its phases are: {keys}.")
    talk = Talk.load()

    def say(line: Line) -> str:
        return talk.say(line, "vi")

    cipher, objects = Cipher(chosen.keys(), os.urandom), Objects(chosen.files_url)
    return Materials(database, cipher, objects, packs, units, say), programme


class _Bar:
    """Shows how far it is; Ctrl-C ends the making between two steps of it."""

    def __init__(self) -> None:
        self.done = 0
        self._stack = ExitStack()
        self._advance: Callable[[int], None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    async def __call__(self, done: int, total: int) -> None:
        if self._advance is None:
            self._advance = self._stack.enter_context(progress("initiatives", total))
        self._advance(done - self.done)
        self.done = done


async def _write(materials: Materials, wish: Wish, asked: _Asked) -> int:
    """Write beside the file, and give it its name once it is whole; whatever stops this leaves nothing."""
    file = asked.out
    folder = file.with_name(f".{file.name}.part")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        with _Bar() as bar:
            (made,) = await initiatives.make(materials, wish, folder, bar)
        if "identities" in asked.options:
            async with materials.database.transaction() as session:
                line = line_of(wish, bar.done, asked.reason)
                await audit.write(session, line, actor=None, channel=_CHANNEL, at=wish.at)
        made.replace(file)
        return bar.done
    finally:
        shutil.rmtree(folder, ignore_errors=True)
