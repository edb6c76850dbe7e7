"""What an operator does at the command line while a transcript plays: invite, give more time, fix figures.

(gd1 extended for DLK-01-017 until 2022-06-03T00:00:00+07:00)
(figures fixed as “Tổng kết 2022”)
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import cast

from bot import identifiers
from bot.app import App
from bot.command_line.awards import sizes
from bot.sandbox.script import Act
from flows.person import RoleName
from flows.programme import Extension
from storage import extensions, people
from storage.extensions import Grant
from storage.snapshots.taking import Taking, take
from tests.transcripts.setting import set_targets

_FIXED = re.compile(r"^\(figures fixed as “(?P<name>[^”]+)”\)$")
_EXTENDED = re.compile(r"^\((?P<phase>[a-z0-9-]+) extended for (?P<unit>[A-Z0-9-]+) until (?P<until>\S+)\)$")


async def operate(app: App, act: Act, now: datetime) -> bool:
    """Do what only an operator can; False for any other act."""
    return await _extend(app, act, now) or await _set_targets(app, act, now) or await _fix(app, act, now)


async def invite(app: App, role: str, unit: str, name: str, now: datetime) -> str:
    """Make the link of an officer, as `sangkien invite` does."""
    token, lasts = identifiers.token(), timedelta(days=3)
    async with app.database.transaction() as session:
        await people.invite(session, token, role=cast("RoleName", role), unit=unit, name=name, now=now, lasts=lasts)
    return token


async def _extend(app: App, act: Act, now: datetime) -> bool:
    """Give a unit more time, as `sangkien programme extend` does."""
    granted = _EXTENDED.match(act.text)
    if granted is None:
        return False
    until = datetime.fromisoformat(granted["until"])
    extension = Extension(granted["phase"], granted["unit"], until, "Mất điện do bão")
    async with app.database.transaction() as session:
        await extensions.grant(session, Grant(app.packs[0].programme.key, extension, act.person, now))
    return True


async def _set_targets(app: App, act: Act, now: datetime) -> bool:
    """Set targets, as `sangkien programme targets` does."""
    async with app.database.transaction() as session:
        return await set_targets(session, app.packs[0].programme, act.text, act.person, now)


async def _fix(app: App, act: Act, now: datetime) -> bool:
    """Take a snapshot of the whole programme, as `sangkien awards snapshot` does."""
    fixed = _FIXED.match(act.text)
    if fixed is None:
        return False
    pack = app.packs[0]
    programme = pack.programme
    taking = Taking(fixed["name"], programme, programme.root, act.person, now, pack.awards, sizes(pack))
    await take(app.database, taking)
    return True
