"""`doctor`: a checklist of everything the bot needs, each line with the way out."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from typing import Annotated

import typer
from rich.text import Text

from bot.app import read_packs
from bot.clock import SystemClock
from bot.command_line.checks import files, kept, machine, official_account, platform, zalo_bot
from bot.command_line.checks.finding import Finding, State, ill, mind, well
from bot.command_line.console import Debug, out, plainly, settings
from bot.settings import Settings, SettingsError
from storage.packs import Pack, PackError

_MARKS: dict[State, tuple[str, str]] = {"well": ("✓", "green"), "ill": ("✗", "red"), "mind": ("–", "yellow")}
_PLACES = 3


def doctor(
    *,
    offline: Annotated[bool, typer.Option("--offline", help="Ask nobody over the network.")] = False,
    debug: Debug = False,
) -> None:
    """Check everything the bot needs and say what is missing; exit code 1 if anything is.

    Example: sangkien doctor --offline
    """
    with plainly(debug=debug):
        if asyncio.run(_told(_checkup(offline=offline))):
            sys.exit(1)


async def _told(findings: AsyncIterator[Finding]) -> int:
    """Print the findings as they are made and return how many are ill."""
    to_mend = 0
    async for finding in findings:
        mark, colour = _MARKS[finding.state]
        out.print(Text.assemble((mark, colour), " ", finding.text))
        to_mend += finding.state == "ill"
    out.print(f"{to_mend} to mend." if to_mend else "All is well.", style="bold")
    return to_mend


async def _checkup(*, offline: bool) -> AsyncIterator[Finding]:
    yield machine.python()
    try:
        chosen = settings()
    except SettingsError as error:
        yield ill(str(error))
        yield machine.catalogues()
        yield mind("Nothing else was looked at, because it depends on the settings.")
        return
    yield well("The settings can be read.")
    for finding in machine.env_file():
        yield finding
    yield machine.secret_key(chosen)
    yield machine.clock(chosen)
    yield machine.catalogues()
    packs, finding = _packs(chosen)
    yield finding
    async for finding in kept.check(chosen, packs):
        yield finding
    async for finding in files.check(chosen, offline=offline):
        yield finding
    async for finding in platform.check(chosen, SystemClock(), offline=offline):
        yield finding
    async for finding in official_account.check(chosen, SystemClock(), offline=offline):
        yield finding
    async for finding in zalo_bot.check(chosen, offline=offline):
        yield finding


def _packs(chosen: Settings) -> tuple[tuple[Pack, ...], Finding]:
    try:
        packs = read_packs(chosen)
    except SettingsError as error:
        return (), ill(str(error))
    except PackError as error:
        more = " …" if len(error.problems) > _PLACES else ""
        places = ", ".join(f"{problem.file}:{problem.line}" for problem in error.problems[:_PLACES])
        return (), ill(f"A programme pack has mistakes ({places}{more}). Run: sangkien programme check")
    keys = ", ".join(pack.programme.key for pack in packs)
    return packs, well(f"Programme packs without mistakes: {keys}.")
