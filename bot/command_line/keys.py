"""`db rotate-keys`: everything encrypted is brought under the present secret key, while the bot runs."""

from __future__ import annotations

import asyncio
import os

from bot.command_line.console import Debug, out, plainly, progress, settings
from bot.command_line.database import opened, require_tables
from bot.command_line.trouble import CommandError
from bot.settings import Settings
from storage import rotation
from storage.cipher import Cipher

_MOST_PASSES = 2


def rotate_keys(*, debug: Debug = False) -> None:
    """Bring everything encrypted under SECRET_KEY; interrupted, run it again, it goes on.

    Before: put the present key into SECRET_KEY_OLD, a new one into SECRET_KEY, and start every bot again.

    Example: sangkien db rotate-keys
    """
    with plainly(debug=debug):
        chosen = settings()
        rotated = asyncio.run(_rotate(chosen))
        out.print(
            f"{rotated} rows were brought under the present key." if rotated else "Nothing was under another key."
        )
        out.print(
            "SECRET_KEY_OLD can be removed now." if chosen.secret_key_old else "There is no SECRET_KEY_OLD to remove."
        )


async def _rotate(chosen: Settings) -> int:
    """Return how many rows were rotated; raises CommandError while the old key is still needed."""
    cipher = Cipher(chosen.keys(), os.urandom)
    async with opened(chosen.database_url) as database:
        await require_tables(database)
        total = 0
        for _ in range(_MOST_PASSES):
            rotated = unreadable = 0
            with progress("Rotating", await rotation.initiatives(database)) as advance:
                async for step in rotation.rotate(database, cipher):
                    advance(step.looked_at)
                    rotated, unreadable = rotated + step.rotated, unreadable + step.unreadable
            if unreadable:
                raise CommandError(
                    f"{unreadable} rows hold secrets that no key given opens. Put the key they were stored with into "
                    "SECRET_KEY_OLD and run this again."
                )
            total += rotated
            if not rotated:
                return total
        raise CommandError(
            f"{rotated} more rows were just stored under another key. Start every bot again with the new SECRET_KEY, "
            "then run this again; SECRET_KEY_OLD is still needed."
        )
