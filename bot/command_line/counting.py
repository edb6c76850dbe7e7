"""`db recount`: totals of initiatives that are not what the initiatives say are put right."""

from __future__ import annotations

import asyncio

from bot.command_line.console import Debug, out, plainly, settings
from bot.command_line.database import opened, require_tables
from storage.counting import proof


def recount(*, debug: Debug = False) -> None:
    """Put totals right that are not what the initiatives say; a running bot need not be stopped.

    Example: sangkien db recount
    """
    with plainly(debug=debug):
        written = asyncio.run(_recount(settings().database_url))
        if written:
            out.print(
                f"{written:,} totals were put right. Figures with all below follow within seconds of a running bot."
            )
        else:
            out.print("Every total was right. Those with all below are made anew by a running bot within seconds.")


async def _recount(url: str) -> int:
    async with opened(url) as database:
        await require_tables(database)
        return await proof.put_right(database)
