"""Demand 69 on both databases: more time for a unit is kept, written down, and noticed by a running process."""

from __future__ import annotations

from datetime import datetime, timedelta

from flows.programme import VIETNAM, Extension
from flows.said import Command
from storage import extensions, loading
from storage.database import Database
from storage.extensions import Grant
from storage.packs import Pack
from storage.tables import AuditRow, SessionRow
from tests.conftest import START
from tests.storage.given import PROGRAMME, ROOT, UPPER, every
from tests.storage.speaking import event, turns_on

CLOSED = datetime(2023, 9, 2, tzinfo=VIETNAM)
DAY = timedelta(days=1)


async def grant(database: Database, until: datetime, unit: str = UPPER, at: datetime = START) -> datetime | None:
    extension = Extension("gd2", unit, until, "Mất điện do bão")
    async with database.transaction() as session:
        return await extensions.grant(session, Grant(PROGRAMME, extension, "Hồ Thị Dung", at))


async def granted(database: Database) -> tuple[Extension, ...]:
    async with database.transaction() as session:
        return (await extensions.granted(session)).get(PROGRAMME, ())


async def buttons(database: Database, person: int = 0) -> list[str]:
    """Return what the buttons of somebody's last screen do."""
    rows = await every(database, SessionRow)
    screen = rows[person].screen or {}
    return [button["action"]["verb"] for row in screen["rows"] for button in row]


async def test_a_later_word_replaces_an_earlier_one_and_both_are_written_down(own_database: Database) -> None:
    assert await grant(own_database, CLOSED + DAY) is None
    before = await grant(own_database, CLOSED + 3 * DAY, at=START + DAY)
    assert before == CLOSED + DAY
    await grant(own_database, CLOSED + DAY, ROOT)
    assert [(one.unit, one.until) for one in await granted(own_database)] == [
        (ROOT, CLOSED + DAY),
        (UPPER, CLOSED + 3 * DAY),
    ]
    first, second, _ = await every(own_database, AuditRow)
    assert (first.actor, first.action, first.subject) == (None, "extend", f"phase {PROGRAMME}/gd2 of {UPPER}")
    assert (first.old, second.old) == ("", first.new)
    assert second.reason == "Mất điện do bão"
    assert "Hồ Thị Dung" in second.channel


async def test_a_running_process_notices_more_time_and_less(own_database: Database, pack: Pack) -> None:
    turns = turns_on(own_database, pack)
    late = CLOSED + timedelta(hours=9)
    await turns.take(event(1, "an", Command("start"), late))
    assert "begin" not in await buttons(own_database)
    units = turns._snapshot.units if turns._snapshot else None
    await grant(own_database, CLOSED + DAY)
    await turns.take(event(2, "an", Command("start"), late))
    assert "begin" in await buttons(own_database)
    assert turns._snapshot is not None
    assert turns._snapshot.units is units, "the tree of units is not built anew for it"
    await grant(own_database, CLOSED, at=START + DAY)
    await turns.take(event(3, "an", Command("start"), late))
    assert "begin" not in await buttons(own_database)


async def test_an_extension_granted_before_the_process_started_is_known_from_its_first_turn(
    own_database: Database, pack: Pack
) -> None:
    await grant(own_database, CLOSED + DAY)
    await turns_on(own_database, pack).take(event(1, "an", Command("start"), CLOSED + timedelta(hours=9)))
    assert "begin" in await buttons(own_database)
    async with own_database.transaction() as session:
        stamp = await loading.stamp(session)
    assert (stamp.loaded_at, stamp.extended_at) == (START, START)
