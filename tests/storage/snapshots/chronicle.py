"""Snapshots of a few initiatives, with rules of their own."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert

from flows.awards.evaluating import AwardList, award_list
from flows.awards.figures import WHOLE, UnitFigures
from flows.awards.rules import AwardRules
from flows.draft import Initiative
from flows.person import Person
from flows.programme import Programme
from storage.database import Database
from storage.packs import Pack, Report
from storage.packs.awards import FILE, read_awards
from storage.snapshots import reading
from storage.snapshots.goals import Sizes
from storage.snapshots.taking import Taken, Taking, take
from storage.tables import SnapshotRow, SnapshotUnitRow, TargetRow
from tests.conftest import START
from tests.storage.given import COMPLETE, PROGRAMME, ROOT, every, initiative

NAME = "tong-ket"
CUT = START + timedelta(days=2)
RULES = """
[ticks]
humane = "Giá trị nhân văn"

[[awards]]
key = "UNITS"
name = "Đơn vị"
who = "direct"
document = "KH"
clause = "1"
rule = "T1"
any_of = [{ share_above = 100 }, { rank_at_most = 1 }]

[[awards]]
key = "UNIONS"
name = "Công đoàn cơ sở"
who = "grassroots"
document = "KH"
clause = "2"
rule = "T2"
all_of = { one_benefit_at_least = 50_000_000 }

[awards.nomination]
caps = [{ unions_from = 50, at_most = 2 }]

[[awards]]
key = "PERSONS"
name = "Cá nhân"
who = "person"
document = "KH"
clause = "3"
rule = "T3"
any_of = [{ one_benefit_at_least = 50_000_000 }, { ticks = ["humane"] }]

[awards.nomination]
caps = [{ at_most = 2 }]
"""


def rules(source: str = RULES) -> AwardRules:
    report = Report(FILE)
    read = read_awards(source, report)
    assert report.problems == ()
    return read


def programme(pack: Pack, until: datetime | None = CUT) -> Programme:
    return replace(pack.programme, counts_until=until)


def verified(author: Person, number: int, benefit: int | str = 60_000_000, **changes: Any) -> Initiative:
    """Return an initiative that was verified the day it was handed in."""
    answers = {**COMPLETE, "benefit": benefit, **changes.pop("answers", {})}
    decided = changes.get("submitted_at", START)
    return initiative(author, number, "verified", answers=answers, **{"decided_at": decided, **changes})


async def snapshot(database: Database, pack: Pack, name: str = NAME, **changes: Any) -> Taken:
    """Take a snapshot of the whole programme a day later."""
    at = START + timedelta(days=1)
    taking = Taking(name, programme(pack), ROOT, "Hồ Thị Dung", at, rules(), Sizes({"DLK-01": 50}, {}))
    return await take(database, replace(taking, **changes))


async def stored(database: Database, name: str = NAME) -> SnapshotRow:
    async with database.transaction() as session:
        row = await reading.by_name(session, name)
    assert row is not None
    return row


async def listed(database: Database, award: str, name: str = NAME, phase: str = WHOLE) -> AwardList:
    """Return an award list as it comes out of a stored snapshot."""
    row = await stored(database, name)
    async with database.transaction() as session:
        chosen = reading.rules(row).award(award)
        assert chosen is not None
        return award_list(await reading.figures(session, row, chosen, phase), chosen)


async def rows(database: Database, name: str = NAME) -> list[SnapshotUnitRow]:
    snapshot = (await stored(database, name)).id
    return [row for row in await every(database, SnapshotUnitRow) if row.snapshot == snapshot]


async def row_of(database: Database, unit: str, phase: str = "gd1", name: str = NAME) -> SnapshotUnitRow:
    (found,) = [row for row in await rows(database, name) if (row.unit, row.phase) == (unit, phase)]
    return found


async def figures_of(database: Database, unit: str, award: str = "UNIONS", phase: str = WHOLE) -> UnitFigures:
    row = await stored(database)
    async with database.transaction() as session:
        chosen = reading.rules(row).award(award)
        assert chosen is not None
        return (await reading.figures(session, row, chosen, phase)).units[unit]


async def set_target(database: Database, unit: str, phase: str, value: int) -> None:
    async with database.transaction() as session:
        row = {"programme": PROGRAMME, "unit": unit, "phase": phase, "kind": "fixed", "value": value, "listed": False}
        await session.execute(insert(TargetRow).values(**row))
