"""`programme check` and `programme load`: packs, read with all their mistakes named, summed up, and put to use."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Table

from bot.command_line.console import Debug, err, out, plainly, settings
from flows.programme import VIETNAM
from flows.submission import LIBRARY
from storage import loading, schema
from storage.database import Database
from storage.packs import Pack, Sum, read_pack, sums

Folders = Annotated[list[Path], typer.Argument(help="Folders of programme packs.", exists=True, file_okay=False)]


def check(folders: Folders, *, debug: Debug = False) -> None:
    """Read packs, name every mistake by file and line, and add up the targets.

    Example: sangkien programme check storage/programmes/01-trieu-daklak
    """
    with plainly(debug=debug):
        for folder in folders:
            describe(read_pack(folder, LIBRARY))


def load(folders: Folders, *, debug: Debug = False) -> None:
    """Check packs and bring their units and targets into the database; running bots notice by themselves.

    Example: sangkien programme load storage/programmes/01-trieu-daklak
    """
    with plainly(debug=debug):
        packs = [read_pack(folder, LIBRARY) for folder in folders]
        with err.status("Loading …"):
            changed = asyncio.run(_load(settings().database_url, packs))
        for pack, new in zip(packs, changed, strict=True):
            news = f"{len(pack.units)} units, {len(pack.targets)} targets loaded" if new else "nothing has changed"
            out.print(f"{pack.programme.key} version {pack.programme.version}: {news}.")


def describe(pack: Pack) -> None:
    """Print what a pack holds: its phases, its units, and its targets beside the printed totals."""
    programme, examples = pack.programme, sum(dated.unit.example for dated in pack.units)
    out.print(f"{programme.key} version {programme.version}: {programme.name}", markup=False)
    out.print(f"{len(pack.units)} units ({examples} of them examples), {len(programme.questions)} questions")
    table = Table("phase", "opens", "closes", "targets", "own", "printed", "difference", box=SIMPLE_HEAD)
    for one in sums(pack):
        phase = programme.phase(one.key)
        when = [f"{at.astimezone(VIETNAM):%d/%m/%Y %H:%M}" for at in (phase.opens, phase.closes)] if phase else ["", ""]
        table.add_row(one.key, *when, *_figures(one))
    out.print(table)


def _figures(one: Sum) -> tuple[str, str, str, str]:
    def shown(number: int | None) -> str:
        return "–" if number is None else f"{number:,}".replace(",", ".")

    difference = "none" if one.agrees else shown(one.difference)
    return shown(one.known), shown(one.own), shown(one.printed), difference


async def _load(url: str, packs: list[Pack]) -> list[bool]:
    database = Database(url)
    try:
        await schema.upgrade(database)
        async with database.transaction() as session:
            return [await loading.store(session, pack, datetime.now(UTC)) for pack in packs]
    finally:
        await database.close()
