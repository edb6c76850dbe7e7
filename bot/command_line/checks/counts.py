"""Checks that the totals of initiatives are what the initiatives themselves say, every cell of every unit."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime

from sqlalchemy import exists, select
from sqlmodel import col

from bot.command_line.checks.finding import Finding, ill, mind, well
from flows.programme import VIETNAM
from storage import loading
from storage.counting import proof, trees
from storage.counting.totals import OWN
from storage.database import Database
from storage.packs import Pack
from storage.tables import CountTotalRow

_NAMED = 3
_WAY_OUT = "Run: sangkien db recount"


async def check(database: Database, packs: Sequence[Pack], now: datetime) -> AsyncIterator[Finding]:
    """Yield what is found; all initiatives are counted anew for it, a few thousand units at a time."""
    wrong = {one.unit async for one in proof.wrong(database)}
    if wrong:
        yield ill(f"The totals of {_some(wrong)} are not what their initiatives say. {_WAY_OUT}")
        return
    async with database.transaction() as session:
        shared = await loading.snapshot(session, [pack.programme for pack in packs], now.astimezone(VIETNAM).date())
        wanted = await trees.wanted(session, shared, now)
        rows = await trees.kept(session, [pack.programme.key for pack in packs])
        counted = (await session.execute(select(exists().where(col(CountTotalRow.tree) == OWN)))).scalar_one()
    askew = {unit for one in wanted async for unit in proof.askew(database, one)}
    if askew:
        yield ill(f"The totals of {_some(askew)}, with all below, are not the sum of their parts. {_WAY_OUT}")
        return
    yield well("The totals of initiatives are what the initiatives say, at every level.")
    if counted and not all(any(one.is_of(row) for row in rows) for one in wanted):
        yield mind(
            "Totals are not made for today's tree of units yet, so that figures take longer. A running bot does it."
        )


def _some(units: Iterable[str]) -> str:
    codes = sorted(units)
    more = " …" if len(codes) > _NAMED else ""
    return f"{len(codes)} unit{'s' if len(codes) > 1 else ''} ({', '.join(codes[:_NAMED])}{more})"
