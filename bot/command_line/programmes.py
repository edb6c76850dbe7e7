"""`programme check` and `load`: packs, read with all their mistakes named, summed up, and put to use."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

import bot
from bot.command_line.console import Debug, clock_of, err, out, plainly, progress, settings
from bot.command_line.database import opened, require_tables, rows_told
from bot.command_line.extending import print_extensions
from bot.command_line.packs import describe
from bot.command_line.target_table import short
from bot.command_line.trouble import CommandError, in_english, summary
from bot.settings import Settings
from flows.submission import LIBRARY
from storage import loading, target_changes
from storage.packs import Pack, PackError, read_pack
from storage.target_changes import Change

_NAMED = 8
_PROJECT = Path(bot.__file__).resolve().parent.parent

Folders = Annotated[
    list[Path] | None, typer.Argument(metavar="FOLDER...", help="Folders of packs; without any, those of PROGRAMMES.")
]

Force = Annotated[bool, typer.Option("--force", help="Load a version although the database has a newer one.")]


def check(folders: Folders = None, *, debug: Debug = False) -> None:
    """Read packs, name every mistake by file and line, add up the targets, and list who was given more time.

    Example: sangkien programme check storage/programmes/01-trieu-daklak
    """
    with plainly(debug=debug):
        chosen = settings()
        packs = _read(folders or chosen.packs)
        for pack in packs:
            describe(pack, out)
        asyncio.run(print_extensions(chosen, [pack.programme.key for pack in packs], out))


def load(folders: Folders = None, *, force: Force = False, debug: Debug = False) -> None:
    """Check packs and bring their units and targets into the database; a running bot notices by itself.

    An older version than the database has is refused unless forced.

    Example: sangkien programme load storage/programmes/01-trieu-daklak
    """
    with plainly(debug=debug):
        chosen = settings()
        packs = _read(folders or chosen.packs)
        changed, kept = asyncio.run(_load(chosen, packs, force=force))
        for pack, new, stay in zip(packs, changed, kept, strict=True):
            news = f"{len(pack.units)} units, {len(pack.targets)} targets loaded" if new else "nothing has changed"
            out.print(f"{pack.programme.key} version {pack.programme.version}: {news}.", markup=False)
            if pack.source.resolve() not in {found(folder).resolve() for folder in chosen.packs}:
                out.print(f"The bot takes part once PROGRAMMES names {pack.source}.", markup=False)
            _tell_overruled(pack.programme.key, stay)
        if any(changed):
            out.print("Units and targets count from now on; questions, phases and texts when the bot starts again.")


def _read(folders: Sequence[Path]) -> list[Pack]:
    """Return the packs; raises CommandError after printing every problem of every one of them."""
    packs: list[Pack] = []
    problems = 0
    with progress("Reading", len(folders)) as advance:
        for folder in folders:
            try:
                packs.append(read_pack(found(folder), LIBRARY))
            except PackError as error:
                problems += len(error.problems)
                err.print("\n".join(in_english(error.problems, folder)), markup=False)
            advance(1)
    if problems:
        raise CommandError(summary(problems))
    return packs


def found(folder: Path) -> Path:
    """Return a folder as it stands, or the one of that name that comes with the program."""
    found = folder if folder.exists() else _PROJECT / folder
    if not found.is_dir():
        raise CommandError(f"There is no folder {folder}. Name the folder of a programme pack.")
    return found


async def _load(chosen: Settings, packs: Sequence[Pack], *, force: bool) -> tuple[list[bool], list[tuple[Change, ...]]]:
    """Load packs, and return which have changed anything and which of their targets staff have set otherwise."""
    now = clock_of(chosen).now()
    rows = sum(len(pack.units) + len(pack.targets) + len(pack.support) + 1 for pack in packs)
    async with opened(chosen.database_url) as database:
        await require_tables(database)
        with progress("Loading", rows) as advance, rows_told(database, advance):
            async with database.transaction() as session:
                changed = [await loading.store(session, pack, now, force=force) for pack in packs]
                return changed, [
                    await target_changes.overruled(session, one.programme.key, one.targets) for one in packs
                ]


def _tell_overruled(key: str, stay: Sequence[Change]) -> None:
    """Say which targets of a pack do not count because staff have set others."""
    for one in stay[:_NAMED]:
        out.print(
            f"{key}: {one.unit} {one.phase} stays {short(one.old)}, as staff have set it; the pack says "
            f"{short(one.new)}.",
            markup=False,
        )
    if len(stay) > _NAMED:
        out.print(f"{key}: and {len(stay) - _NAMED} more that staff have set otherwise.", markup=False)
