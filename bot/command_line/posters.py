"""`posters`: the code to scan and the sheet to hang up, for one unit or for all below it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.app import read_packs
from bot.command_line.console import Debug, clock_of, out, plainly, progress, settings
from bot.command_line.database import opened, require_tables
from bot.command_line.inviting import chosen_bot, existing, username_of
from bot.command_line.trouble import CommandError
from bot.making.posters.entrance import link, picture
from bot.making.posters.words import Poster, poster_of
from bot.settings import Settings
from bot.talk import DEFAULT, Talk
from flows.programme import VIETNAM
from flows.units import Unit
from storage import extensions, support
from storage.units import trees

_USERNAME = re.compile(r"@[A-Za-z0-9_]{5,32}")


class Format(StrEnum):
    """What is made."""

    png = "png"
    pdf = "pdf"


@dataclass(frozen=True, slots=True)
class _Asked:
    """Which posters are asked for, and where they go."""

    folder: Path
    unit: str
    below: bool
    format: Format
    bot: str
    together: bool
    again: bool


def posters(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where the files go; made if it is not there.")],
    *,
    unit: Annotated[str, typer.Option(help="Code of the unit, e.g. DLK-01.")],
    below: Annotated[bool, typer.Option("--below", help="Of all units below it as well.")] = False,
    kind: Annotated[
        Format, typer.Option("--format", help="pdf: a poster to print on A4; png: only the code to scan.")
    ] = Format.pdf,
    bot: Annotated[
        str, typer.Option(help="Which of our bots; or its name on Telegram, e.g. @sangkien_bot, without asking there.")
    ] = "",
    together: Annotated[bool, typer.Option("--together", help="All posters in one file, a page each.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Also make those whose file is there already.")] = False,
    debug: Debug = False,
) -> None:
    """Make the code and the poster by which the people of a unit find the bot; stopped, it goes on where it was.

    Example: sangkien posters --unit DLK-01 --below --bot @sangkien_daklak_bot posters/
    """
    if together and kind is Format.png:
        raise typer.BadParameter("--together goes with --format pdf; pictures are a file each")
    with plainly(debug=debug):
        asked = _Asked(folder, unit.strip(), below, kind, bot.strip(), together, again)
        asyncio.run(_posters(settings(), asked))


async def _posters(chosen: Settings, asked: _Asked) -> None:
    username = await _username(chosen, asked.bot)
    wanted, made_of = await _gathered(chosen, asked, username)
    talk = Talk.load()
    asked.folder.mkdir(parents=True, exist_ok=True)
    if asked.together:
        file = asked.folder / f"{wanted[0].code}-together.pdf"
        with progress("Drawing", len(wanted)) as advance:
            _write_pdf(file, [made_of(one) for one in wanted], talk, lambda: advance(1))
        out.print(f"{len(wanted)} posters, a page each: {file}", markup=False)
        return
    missing = [one for one in wanted if asked.again or not _file(asked, one).exists()]
    with progress("Drawing", len(missing)) as advance:
        for one in missing:
            if asked.format is Format.png:
                _write_png(_file(asked, one), link(username, one.code))
            else:
                _write_pdf(_file(asked, one), [made_of(one)], talk, lambda: None)
            advance(1)
    there = len(wanted) - len(missing)
    known = f", {there} {'was' if there == 1 else 'were'} there already (--again makes them anew)" if there else ""
    out.print(f"{len(missing)} file{'' if len(missing) == 1 else 's'} made in {asked.folder}{known}.", markup=False)
    if len(wanted) == 1:
        out.print(link(username, wanted[0].code), markup=False)


async def _gathered(chosen: Settings, asked: _Asked, username: str) -> tuple[list[Unit], Callable[[Unit], Poster]]:
    """Return the units, and what makes a poster of one."""
    now = clock_of(chosen).now()
    async with opened(chosen.database_url) as database:
        await require_tables(database)
        async with database.transaction() as session:
            units = await trees.tree_of(session, now.astimezone(VIETNAM).date())
            named = await support.everybody(session)
            programmes = [await extensions.extended(session, pack.programme) for pack in read_packs(chosen)]
    top = existing(asked.unit, units)
    wanted = list(units.below(top.code)) if asked.below else [top]

    def made_of(one: Unit) -> Poster:
        helper = next((named[above.code] for above in units.path(one.code) if above.code in named), None)
        return poster_of(one, programmes, units, helper, address=link(username, one.code), now=now)

    return wanted, made_of


def _file(asked: _Asked, unit: Unit) -> Path:
    return asked.folder / f"{unit.code}.{asked.format.value}"


def _write_png(file: Path, address: str) -> None:
    _whole(file, lambda place: place.write_bytes(picture(address)))


def _write_pdf(file: Path, several: Sequence[Poster], talk: Talk, drawn: Callable[[], None]) -> None:
    from bot.making.posters.page import write_pages  # noqa: PLC0415 - drawing takes a second to load

    _whole(file, lambda place: write_pages(place, several, lambda line: talk.say(line, DEFAULT), drawn))


def _whole(file: Path, write: Callable[[Path], object]) -> None:
    """Let a file be there only once all of it is written, so that one broken off is made again."""
    part = file.with_name(f".{file.name}.part")
    try:
        write(part)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


async def _username(chosen: Settings, bot: str) -> str:
    """Return the bot's name on Telegram, as it is given or as Telegram tells it."""
    if bot.startswith("@"):
        if not _USERNAME.fullmatch(bot):
            raise CommandError(f"{bot} is no name of a bot. Copy it from @BotFather, for example @sangkien_bot.")
        return bot[1:]
    username, why_not = await username_of(chosen, chosen_bot(chosen, bot or None))
    if username is None:
        raise CommandError(f"The bot's name is not known. {why_not} Or give it: --bot @sangkien_bot")
    return username
