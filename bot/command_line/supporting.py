"""`units support`: whom the people of a unit may call."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from bot.command_line.console import Debug, clock_of, out, plainly, settings
from bot.command_line.database import opened, require_tables
from bot.command_line.inviting import existing
from bot.command_line.trouble import CommandError
from bot.settings import Settings
from flows.programme import VIETNAM
from flows.records import Support
from flows.units import Unit, UnitTree
from flows.vietnamese import clean_line
from storage import loading, support
from storage.packs.support import PHONE

_LONGEST_NAME = 100


def name_support(
    *,
    unit: Annotated[
        str, typer.Argument(help="Code of the unit, e.g. DLK-01; all below it without a person of theirs.")
    ],
    name: Annotated[str, typer.Option(help="The person's name, as workers will read it.")] = "",
    phone: Annotated[str, typer.Option(help="The number to call, as it is to be shown.")] = "",
    remove: Annotated[bool, typer.Option("--remove", help="Name nobody; the unit above answers then.")] = False,
    debug: Debug = False,
) -> None:
    """Name the person whom the people of a unit may call; without a name, tell who it is now.

    Example: sangkien units support DLK-01 --name "Lê Văn Bình" --phone "0900 000 002"
    """
    with plainly(debug=debug):
        name, phone = clean_line(name), clean_line(phone)
        if remove and (name or phone):
            raise CommandError("--remove names nobody. Leave out --name and --phone, or leave out --remove.")
        if bool(name) != bool(phone):
            raise CommandError("A person to call has both a name and a number. Give --name and --phone.")
        if len(name) > _LONGEST_NAME:
            raise CommandError(f"A name has at most {_LONGEST_NAME} characters.")
        if phone and not PHONE.fullmatch(phone):
            raise CommandError("--phone is no number that can be called. Write it like 0900 000 001.")
        asyncio.run(_name(settings(), unit.strip(), name, phone, remove=remove))


async def _name(chosen: Settings, code: str, name: str, phone: str, *, remove: bool) -> None:
    async with opened(chosen.database_url) as database:
        await require_tables(database)
        async with database.transaction() as session:
            today = clock_of(chosen).now().astimezone(VIETNAM).date()
            units = (await loading.snapshot(session, (), today)).units
            unit = existing(code, units)
            if remove:
                await support.forget(session, unit.code)
            elif name:
                await support.name(session, Support(unit.code, name, phone))
            said = await _said(session, unit, units)
    out.print(said, markup=False)


async def _said(session: AsyncSession, unit: Unit, units: UnitTree) -> str:
    """Say whom the people of a unit are given now."""
    named = await support.nearest(session, [one.code for one in units.path(unit.code)])
    if named is None:
        return f"Nobody is named for {unit.name} ({unit.code}), nor for a unit above it."
    above = units.get(named.unit)
    by = "" if named.unit == unit.code or above is None else f", named for {above.name} ({above.code})"
    return f"The people of {unit.name} ({unit.code}) call {named.name}, {named.phone}{by}."
