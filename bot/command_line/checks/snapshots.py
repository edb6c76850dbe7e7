"""Checks that every stored snapshot is as it was taken."""

from __future__ import annotations

from collections.abc import AsyncIterator

from bot.command_line.checks.finding import Finding, ill, well
from storage.database import Database
from storage.snapshots.proof import prove

_KEEP = "Stop the bot, keep a copy of the database as it is, and compare it with a backup."


async def check(database: Database) -> AsyncIterator[Finding]:
    """Yield a line for each snapshot."""
    for proof in await prove(database):
        named = f"Snapshot {proof.head.name}"
        if not proof.as_taken:
            yield ill(f"{named}: its figures do not give its digest, they were altered after it was taken. {_KEEP}")
        elif not proof.as_written_down:
            yield ill(f"{named}: its digest is not the one in the audit trail, it was forged. {_KEEP}")
        else:
            yield well(f"{named} is as it was taken.")
