"""`programme extend`: more time for one unit, or for everybody, with a reason."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Annotated

import typer
from rich.console import Console

from bot.app import read_packs
from bot.command_line.console import Debug, clock_of, out, plainly, settings
from bot.command_line.database import opened, require_tables, sqlite_file
from bot.command_line.inviting import existing
from bot.command_line.trouble import CommandError
from bot.settings import Settings
from flows.programme import VIETNAM, Extension, Phase, Programme
from flows.vietnamese import clean_line
from storage import extensions, loading
from storage.extensions import Grant

_SHORTEST_REASON, _LONGEST_REASON = 5, 500
_MIDNIGHT = re.compile(r"24[:hH]0?0?$")


def _until(given: str) -> datetime:
    """Read an instant of Vietnam, or one with its own offset; 24:00 is the midnight that ends the day."""
    words = given.strip()
    ends_the_day = _MIDNIGHT.search(words)
    try:
        instant = datetime.fromisoformat(words[: ends_the_day.start()].strip(" T") if ends_the_day else words)
    except ValueError as error:
        raise typer.BadParameter("write it like “2022-06-05 24:00” or “2022-06-05 17:30” (Vietnam time)") from error
    if ends_the_day:
        instant = datetime.combine(instant.date() + timedelta(days=1), time.min)
    return instant if instant.tzinfo else instant.replace(tzinfo=VIETNAM)


def _reason(given: str) -> str:
    reason = clean_line(given)
    if not _SHORTEST_REASON <= len(reason) <= _LONGEST_REASON:
        raise typer.BadParameter(f"say why in {_SHORTEST_REASON} to {_LONGEST_REASON} characters")
    return reason


def extend(
    key: Annotated[str, typer.Argument(metavar="KEY", help="Key of the programme, e.g. 01-trieu-daklak.")],
    *,
    unit: Annotated[str, typer.Option(help="Code of the unit; all below it is included, the root is everybody.")],
    phase: Annotated[str, typer.Option(help="Key of the phase, e.g. gd1.")],
    until: Annotated[str, typer.Option(help="The first instant too late, in Vietnam's time; 24:00 ends a day.")],
    reason: Annotated[str, typer.Option(help="Why, for the record.")],
    by: Annotated[str, typer.Option("--by", help="Who decided it, for the record.")] = "",
    debug: Debug = False,
) -> None:
    """Keep a phase open for one unit, or open it again; nothing that was handed in changes its phase.

    Example: sangkien programme extend 01-trieu-daklak --unit DLK-01 --phase gd1 --until 2022-06-05T24:00 --reason Storm
    """
    extension = Extension(phase.strip(), unit.strip().upper(), _until(until), _reason(reason))
    with plainly(debug=debug):
        asyncio.run(_extend(settings(), key.strip(), extension, clean_line(by)))


async def _extend(chosen: Settings, key: str, extension: Extension, by: str) -> None:
    now = clock_of(chosen).now()
    programme = programme_called(key, [pack.programme for pack in read_packs(chosen)])
    phase = _phase(programme, extension)
    async with opened(chosen.database_url) as database:
        await require_tables(database)
        async with database.transaction() as session:
            units = (await loading.snapshot(session, (), now.astimezone(VIETNAM).date())).units
            unit = existing(extension.unit, units)
            if not units.within(unit.code, programme.root):
                raise CommandError(f"{unit.code} is no unit of {key}, whose units are below {programme.root}.")
            before = await extensions.grant(session, Grant(key, extension, by, now))
    out.print(f"{phase.name} is open for {unit.name} ({unit.code}) until {written(extension.until)}.", markup=False)
    if before:
        out.print(f"Before, it was until {written(before)}.")
    if extension.until <= now:
        out.print("That is over already: nothing can be handed in by it.")
    out.print("Nobody else has more time, and what was handed in keeps its phase. A running bot notices by itself.")


def programme_called(key: str, programmes: Sequence[Programme]) -> Programme:
    """Return the programme with a key; raises CommandError that names those there are."""
    found = next((one for one in programmes if one.key == key), None)
    if found is None:
        known = ", ".join(one.key for one in programmes)
        raise CommandError(f"PROGRAMMES names no programme {key}. Those it names are: {known}.")
    return found


def _phase(programme: Programme, extension: Extension) -> Phase:
    phase = programme.phase(extension.phase)
    if phase is None:
        known = ", ".join(one.key for one in programme.phases)
        raise CommandError(f"{programme.key} has no phase {extension.phase}. Its phases are: {known}.")
    if extension.until < phase.closes:
        raise CommandError(
            f"{phase.key} is open to everybody until {written(phase.closes)} anyway. Name an instant after that."
        )
    return phase


async def print_extensions(chosen: Settings, keys: Sequence[str], console: Console) -> None:
    """Print the extensions of some programmes, where there is a database that may have any."""
    file = sqlite_file(chosen.database_url)
    if file and not file.exists():
        return
    try:
        async with opened(chosen.database_url) as database:
            await require_tables(database)
            async with database.transaction() as session:
                found = await extensions.grants(session)
    except CommandError as error:
        console.print(f"Extensions were not looked at. {error}", markup=False)
        return
    for one in found:
        if one.programme in keys:
            console.print(described(one), markup=False)


def described(one: Grant) -> str:
    """Return an extension in a sentence."""
    extension = one.extension
    by = f" ({one.by})" if one.by else ""
    until = written(extension.until)
    return f"{one.programme}: {extension.phase} is extended for {extension.unit} until {until}: {extension.reason}{by}"


def written(instant: datetime) -> str:
    """Write an instant as the documents do: midnight is 24:00 of the day before."""
    local = instant.astimezone(VIETNAM)
    if local.time() == time.min:
        return f"24:00 on {local - timedelta(days=1):%d/%m/%Y}"
    return f"{local:%H:%M} on {local:%d/%m/%Y}"
