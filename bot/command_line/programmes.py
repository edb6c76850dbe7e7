"""`programme check` and `load`: packs, read with all their mistakes named, summed up, and put to use."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import event

import bot
from bot.command_line.console import Debug, clock_of, err, out, plainly, progress, settings
from bot.command_line.database import opened, require_tables
from bot.command_line.packs import describe
from bot.command_line.trouble import CommandError, in_english, summary
from bot.settings import Settings
from flows.submission import LIBRARY
from storage import loading
from storage.database import Database
from storage.packs import Pack, PackError, read_pack

_PROJECT = Path(bot.__file__).resolve().parent.parent

Folders = Annotated[
    list[Path] | None, typer.Argument(metavar="FOLDER...", help="Folders of packs; without any, those of PROGRAMMES.")
]

Force = Annotated[bool, typer.Option("--force", help="Load a version although the database has a newer one.")]


def check(folders: Folders = None, *, debug: Debug = False) -> None:
    """Read packs, name every mistake by file and line, and add up the targets beside the printed totals.

    Example: sangkien programme check storage/programmes/01-trieu-daklak
    """
    with plainly(debug=debug):
        for pack in _read(folders or settings().packs):
            describe(pack, out)


def load(folders: Folders = None, *, force: Force = False, debug: Debug = False) -> None:
    """Check packs and bring their units and targets into the database; a running bot notices by itself.

    An older version than the database has is refused unless forced.

    Example: sangkien programme load storage/programmes/01-trieu-daklak
    """
    with plainly(debug=debug):
        chosen = settings()
        packs = _read(folders or chosen.packs)
        changed = asyncio.run(_load(chosen, packs, force=force))
        for pack, new in zip(packs, changed, strict=True):
            news = f"{len(pack.units)} units, {len(pack.targets)} targets loaded" if new else "nothing has changed"
            out.print(f"{pack.programme.key} version {pack.programme.version}: {news}.", markup=False)
            if pack.source.resolve() not in {found(folder).resolve() for folder in chosen.packs}:
                out.print(f"The bot takes part once PROGRAMMES names {pack.source}.", markup=False)
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


async def _load(chosen: Settings, packs: Sequence[Pack], *, force: bool) -> list[bool]:
    now = clock_of(chosen).now()
    rows = sum(len(pack.units) + len(pack.targets) + len(pack.support) + 1 for pack in packs)
    async with opened(chosen.database_url) as database:
        await require_tables(database)
        with progress("Loading", rows) as advance, _rows_told(database, advance):
            async with database.transaction() as session:
                return [await loading.store(session, pack, now, force=force) for pack in packs]


@contextmanager
def _rows_told(database: Database, advance: Callable[[int], None]) -> Iterator[None]:
    """Tell how many rows are written, as the database takes them."""

    def written(*call: object) -> None:
        _, _, statement, parameters, *_ = call
        if str(statement).startswith("INSERT"):
            advance(len(parameters) if isinstance(parameters, list) else 1)

    event.listen(database.engine.sync_engine, "after_cursor_execute", written)
    yield
    event.remove(database.engine.sync_engine, "after_cursor_execute", written)
