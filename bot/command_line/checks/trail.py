"""Checks that the audit trail is as it was sealed: which line of which programme is not, and what to do."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

from bot.command_line.checks.finding import Finding, ill, mind, well
from bot.settings import Settings
from flows.programme import VIETNAM
from storage import audit_proof
from storage.audit_proof import Trail, Trouble
from storage.cipher import Cipher
from storage.database import Database

_SEALED_WITHIN = timedelta(hours=1)
_NO_KEY = "signed nothing"
_KEEP = "Stop the bot, keep a copy of the database as it is, and compare it with a backup."
_KEY = "Put the key it was signed with into SECRET_KEY, or into SECRET_KEY_OLD."


async def check(database: Database, chosen: Settings, now: datetime) -> AsyncIterator[Finding]:
    """Yield a line for each programme's trail, and one for what is about no programme; a missing key is not made."""
    there = chosen.secret_key or chosen.secret_key_path.exists()
    cipher = Cipher(chosen.keys() if there else (_NO_KEY,), os.urandom)
    programmes = await audit_proof.programmes(database)
    if not programmes:
        yield well("The audit trail has no line yet.")
    for programme in programmes:
        trail = await audit_proof.verify(database, cipher, programme)
        yield _told(trail)
        if trail.waiting_since and now - trail.waiting_since > _SEALED_WITHIN:
            yield mind(
                f"{_named(trail)}: a line of {_at(trail.waiting_since)} is not sealed yet. "
                "Does the bot run? Start it with: sangkien run"
            )


def _told(trail: Trail) -> Finding:
    if trail.trouble:
        return ill(f"{_named(trail)}: {_wrong(trail.trouble)}")
    if trail.newest is None:
        return well(f"{_named(trail)}: no line is sealed yet.")
    lines = f"{trail.lines:,} line{'s are' if trail.lines != 1 else ' is'} as sealed"
    return well(f"{_named(trail)}: {lines}, the newest of {_at(trail.newest)}.")


def _wrong(trouble: Trouble) -> str:
    """Say what is wrong and the way out."""
    number = f"{trouble.number:,}"
    before = f", after one of {_at(trouble.at)}" if trouble.at else ", the very first"
    match trouble.kind:
        case "altered":
            return f"line {number}{_of(trouble)} was altered, or changed places, after it was sealed. {_KEEP}"
        case "reason":
            return f"the reason in line {number}{_of(trouble)} was altered after it was sealed. {_KEEP}"
        case "missing":
            return f"line {number}{before}, was removed. {_KEEP}"
        case "cut off":
            return f"line {number}{before}, and all that were sealed after it, were removed. {_KEEP}"
        case "beyond":
            return f"line {number} and those behind it were not sealed by the bot. {_KEEP}"
        case "no end":
            return f"the signed end (table audit_head) was removed; the last line is {number}{_of(trouble)}. {_KEEP}"
        case "forged":
            return f"the end (table audit_head), at line {number}, was altered after it was signed. {_KEEP}"
        case "another key":
            return f"the end, at line {number}, is signed with another secret key. {_KEY}"
        case "nothing":
            return f"there is no line at all, though initiatives were handed in. {_KEEP}"


def _named(trail: Trail) -> str:
    return f"Audit trail of {trail.programme}" if trail.programme else "Audit trail of what is about no programme"


def _of(trouble: Trouble) -> str:
    return f" ({_at(trouble.at)})" if trouble.at else ""


def _at(instant: datetime) -> str:
    return f"{instant.astimezone(VIETNAM):%H:%M on %d/%m/%Y}"
