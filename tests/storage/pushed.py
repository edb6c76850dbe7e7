"""Pushes on a database: processes that send them, officers who are told, and what became of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import insert, update
from sqlmodel import col

from bot.clock import FrozenClock
from bot.metrics import Metrics
from bot.pushing import Pushes
from flows.person import Person
from flows.pushing.aims import Aim, Audience, Progressing, Push
from flows.screen import Msg, Screen
from flows.units import UnitTree
from storage.database import Database
from storage.packs import Pack
from storage.pushing import pushes
from storage.pushing.audience import audience
from storage.tables import (
    AccountRow,
    OutboxRow,
    PersonRow,
    RoleRow,
)
from storage.units.trees import tree_of
from tests.conftest import START
from tests.storage.given import (
    PHASE,
    PROGRAMME,
    ROOT,
    UNIT,
    appoint,
    every,
    meet,
)
from tests.storage.speaking import turns_on

BEHIND = Aim("behind", PROGRAMME, PHASE, ROOT, 30)


SILENT = Aim("silent", PROGRAMME, PHASE, ROOT)


DRAFTS = Aim("drafts", PROGRAMME, PHASE, ROOT)


SECOND = timedelta(seconds=1)


class Process:
    """One process that pushes, with clocks of its own: `clock` for people, `machine` for the pace."""

    def __init__(self, database: Database, pack: Pack, now: datetime = START) -> None:
        self.clock, self.machine, self.metrics = FrozenClock(now), FrozenClock(START), Metrics()
        turns = turns_on(database, pack)
        self.pushes = Pushes(database, turns.shared, self.clock, self.metrics, machine=self.machine)

    async def send(self, times: int = 1) -> int:
        """Send what is due, so many times, each time as much later as the pace asks for."""
        sent = 0
        for _ in range(times):
            sent += await self.pushes.send()
            self.machine.forward(5 * SECOND)
            self.clock.forward(5 * SECOND)
        return sent


async def tree(database: Database) -> UnitTree:
    async with database.transaction() as session:
        return await tree_of(session, START.date())


async def counted(database: Database, aim: Aim, sender: Person, now: datetime = START) -> Audience:
    units = await tree(database)
    async with database.transaction() as session:
        return await audience(session, aim, sender.id, units, now)


async def begin(database: Database, aim: Aim, sender: Person, number: int = 9, now: datetime = START) -> Audience:
    """Let somebody press to send a push."""
    units = await tree(database)
    async with database.transaction() as session:
        meant = await audience(session, aim, sender.id, units, now)
        push = Push(number, aim, "", now, meant.numbers)
        await pushes.start(session, push, meant.units, units, sender=sender.id, now=now)
    return meant


async def progress(database: Database, number: int = 9) -> Progressing:
    async with database.transaction() as session:
        found = await pushes.progressing(session, number)
    assert found is not None
    return found


async def staff(database: Database) -> Person:
    dung = await meet(database, "dung", "Dung")
    await appoint(database, dung, "staff", ROOT)
    return dung


async def officers(database: Database, count: int, unit: str = UNIT) -> list[int]:
    """Let there be so many officers of a unit, all at once."""
    async with database.transaction() as session:
        rows = [{"language": "vi", "name": f"Officer {number}", "created_at": START} for number in range(count)]
        made = await session.execute(insert(PersonRow).returning(col(PersonRow.id)), rows)
        persons = sorted(int(one) for one in made.scalars().all() if one)
        accounts = [
            {
                "person_id": one,
                "channel": "telegram",
                "bot": "main",
                "user_id": f"u{one}",
                "chat_id": f"u{one}",
                "reachable": True,
                "seen_at": START,
            }
            for one in persons
        ]
        await session.execute(insert(AccountRow), accounts)
        roles = [{"person_id": one, "name": "verifier", "unit": unit, "granted_at": START} for one in persons]
        await session.execute(insert(RoleRow), roles)
    return persons


async def blocked(database: Database, person: int) -> None:
    async with database.transaction() as session:
        await session.execute(update(AccountRow).where(col(AccountRow.person_id) == person).values(reachable=False))


async def told(database: Database, number: int = 9) -> list[int]:
    """Return the persons a message of a push was put for."""
    return [row.person_id for row in await every(database, OutboxRow) if row.push == number]


async def all_sent(database: Database) -> None:
    async with database.transaction() as session:
        await session.execute(update(OutboxRow).where(col(OutboxRow.state) == "waiting").values(state="sent"))


def said(screen: Screen) -> str:
    return " ".join(str(line.args) if isinstance(line, Msg) else line for line in screen.lines)
