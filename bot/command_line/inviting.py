"""`invite`: the one-time link that makes somebody an officer or staff of a unit."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

import typer
from rapidfuzz import fuzz, process

from bot import identifiers
from bot.channels.telegram.links import start_link
from bot.command_line.console import Debug, clock_of, out, plainly, settings
from bot.command_line.database import opened, require_tables
from bot.command_line.telegram import answering
from bot.command_line.trouble import CommandError
from bot.settings import Settings
from flows.person import RoleName
from flows.programme import VIETNAM
from flows.units import Unit, UnitTree
from flows.vietnamese import clean_line
from storage import loading, people

_LONGEST_NAME = 100
_SUGGESTED = 5


@dataclass(frozen=True, slots=True)
class _Wish:
    role: RoleName
    unit: str
    name: str
    now: datetime
    lasts: timedelta


def name_given(given: str) -> str:
    """Return a name as it is kept."""
    name = clean_line(given)
    if len(name) > _LONGEST_NAME:
        raise typer.BadParameter(f"a name has at most {_LONGEST_NAME} characters")
    return name


def invite(
    *,
    role: Annotated[
        RoleName,
        typer.Option(help="verifier decides on initiatives, staff asks for figures, supporter enters for workers."),
    ],
    unit: Annotated[str, typer.Option(help="Code of the unit, e.g. DLK-01; all below it is included.")],
    name: Annotated[str, typer.Option(help="The person's name, as authors will read it.", callback=name_given)] = "",
    bot: Annotated[
        str | None, typer.Option(help="Which of our bots, if there are several.", show_default="main")
    ] = None,
    hours: Annotated[int, typer.Option(help="How long the link can be used.", min=1, max=24 * 90)] = 72,
    debug: Debug = False,
) -> None:
    """Make a link that works once; it is shown now and never again.

    Example: sangkien invite --role verifier --unit DLK-01-017 --name "Lê Văn Bình"
    """
    with plainly(debug=debug):
        chosen = settings()
        wish = _Wish(role, unit.strip(), name, clock_of(chosen).now(), timedelta(hours=hours))
        asyncio.run(_invite(chosen, wish, chosen_bot(chosen, bot)))


async def _invite(chosen: Settings, wish: _Wish, bot: str | None) -> None:
    """Keep the invitation and print its link; the token is printed only once it is kept."""
    token = identifiers.token()
    async with opened(chosen.database_url) as database:
        await require_tables(database)
        async with database.transaction() as session:
            units = (await loading.snapshot(session, (), wish.now.astimezone(VIETNAM).date())).units
            unit = existing(wish.unit, units)
            await people.invite(
                session, token, role=wish.role, unit=unit.code, name=wish.name, now=wish.now, lasts=wish.lasts
            )
    username, why_not = await username_of(chosen, bot)
    if username:
        out.print(start_link(username, f"i-{token}"), markup=False)
    else:
        out.print(f"/start i-{token}", markup=False)
        out.print(f"There is no link, because the bot's name is not known. {why_not}", markup=False)
        out.print("Have this line sent to the bot instead.")
    until = (wish.now + wish.lasts).astimezone(VIETNAM)
    out.print(f"For {wish.name or 'whoever opens it'}: {wish.role} of {unit.name} ({unit.code}).", markup=False)
    out.print(
        f"Works once, until {until:%H:%M} on {until:%d/%m/%Y} (Vietnam time). It is shown only now: "
        "send it to nobody else."
    )


def chosen_bot(chosen: Settings, name: str | None) -> str | None:
    """Return which bot the link opens, None where none is set up; where none is named, “main” or the only one."""
    bots = chosen.telegram_bots
    if not bots:
        return None
    wanted = name or ("main" if len(bots) > 1 else next(iter(bots)))
    if wanted not in bots:
        raise CommandError(f"There is no bot “{wanted}”. Name one with --bot; bots are: {', '.join(bots)}.")
    return wanted


def existing(code: str, units: UnitTree) -> Unit:
    """Return the unit with a code; raises CommandError that names those it may have been."""
    if not units.units:
        raise CommandError("There are no units yet. Run: sangkien programme load")
    unit = units.get(code.upper())
    if unit is None:
        near = "; ".join(f"{one.code} {one.name}" for one in _near(code, units))
        raise CommandError(
            f"No unit has the code {code}. " + (f"Did you mean: {near}?" if near else "The codes stand in units.csv.")
        )
    return unit


def _near(code: str, units: UnitTree) -> list[Unit]:
    """Return units whose name the words may mean, then those whose code is spelt alike."""
    tops = [unit.code for unit in units.units.values() if unit.parent is None]
    named = [unit for top in tops for unit in units.search(code, top=top, limit=_SUGGESTED)]
    near = process.extract(code.upper(), list(units.units), scorer=fuzz.ratio, score_cutoff=75, limit=_SUGGESTED)
    alike = [units.units[one] for one, *_ in near]
    return list(dict.fromkeys((*named, *alike)))[:_SUGGESTED]


async def username_of(chosen: Settings, bot: str | None) -> tuple[str | None, str]:
    """Return the bot's name on Telegram, or why it is not known."""
    if bot is None:
        return None, "TELEGRAM_TOKEN is not set."
    try:
        async with answering(bot, chosen.telegram_bots[bot], chosen.telegram_api_url) as known:
            return known.username, ""
    except CommandError as error:
        return None, str(error)
