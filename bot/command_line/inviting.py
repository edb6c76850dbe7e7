"""`invite`: the one-time link that makes somebody an officer or staff of a unit."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

import typer
from telegram.error import TelegramError

from bot import identifiers
from bot.app import read_packs
from bot.channels.telegram.bots import make_bot, open_bot, username_of
from bot.clock import MovableClock, SystemClock
from bot.command_line.console import CommandError, Debug, out, plainly, settings
from bot.settings import Settings
from flows.facts import RoleName
from flows.programme import VIETNAM
from flows.units import Unit, UnitTree
from storage import loading, people, schema
from storage.database import Database


class WhichRole(StrEnum):
    """What somebody may become."""

    verifier = "verifier"
    staff = "staff"
    administrator = "administrator"


def invite(
    *,
    role: Annotated[WhichRole, typer.Option(help="verifier decides on initiatives, staff asks for figures.")],
    unit: Annotated[str, typer.Option(help="Code of the unit, e.g. DLK-01; its subtree is included.")],
    name: Annotated[str, typer.Option(help="The person's name, as authors will read it.")] = "",
    bot: Annotated[str, typer.Option(help="Which of our bots, if there are several.")] = "main",
    hours: Annotated[int, typer.Option(help="How long the link can be used.", min=1, max=24 * 90)] = 72,
    debug: Debug = False,
) -> None:
    """Make a link that works once; it is shown now and never again.

    Example: sangkien invite --role verifier --unit DLK-01-017 --name "Lê Văn Bình"
    """
    with plainly(debug=debug):
        chosen = settings()
        clock = MovableClock(chosen.clock) if chosen.clock else SystemClock()
        token, now = identifiers.token(), clock.now()
        lasts = timedelta(hours=hours)
        found = asyncio.run(_store(chosen, token, role.value, unit, name, now=now, lasts=lasts))
        until = (now + lasts).astimezone(VIETNAM)
        out.print(f"For {name or 'somebody'}: {role.value} of {found.name} ({found.code}).", markup=False)
        out.print(f"Works once, until {until:%H:%M} on {until:%d/%m/%Y} in Vietnam. Send it only to them:")
        username = asyncio.run(_username(chosen, bot))
        if username:
            out.print(f"https://t.me/{username}?start=i-{token}", markup=False)
        else:
            out.print(f"/start i-{token}", markup=False)
            out.print("(Telegram could not be asked for the bot's name: have them send this line to the bot.)")


async def _store(
    chosen: Settings, token: str, role: RoleName, code: str, name: str, *, now: datetime, lasts: timedelta
) -> Unit:
    """Store the invitation, if the unit is in the database; tables and packs are brought up to date first."""
    packs = read_packs(chosen)
    database = Database(chosen.database_url)
    try:
        await schema.upgrade(database)
        async with database.transaction() as session:
            for pack in packs:
                await loading.store(session, pack, now)
            today = now.astimezone(VIETNAM).date()
            units = (await loading.snapshot(session, [pack.programme for pack in packs], today)).units
            unit = units.get(code.strip().upper())
            if unit is None:
                raise CommandError(_no_unit(code, units, packs[0].programme.root))
            await people.invite(session, token, role=role, unit=unit.code, name=name, now=now, lasts=lasts)
            return unit
    finally:
        await database.close()


def _no_unit(code: str, units: UnitTree, root: str) -> str:
    near = ", ".join(f"{unit.code} ({unit.short})" for unit in units.search(code, top=root))
    return f"No unit has the code {code}. " + (f"Did you mean {near}?" if near else "See units.csv of the pack.")


async def _username(chosen: Settings, name: str) -> str | None:
    token = chosen.telegram_bots.get(name)
    if token is None:
        return None
    bot = make_bot(name, token, chosen.telegram_api_url)
    try:
        await open_bot(bot)
        return username_of(bot)
    except TelegramError:
        return None
    finally:
        await bot.shutdown()
