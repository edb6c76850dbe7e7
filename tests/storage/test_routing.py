"""At whose desk what waits lies: the nearest officers, after any change of roles, and after long the level above."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from flows.draft import Initiative
from flows.person import Person
from flows.programme import VIETNAM, Programme
from flows.screen import Msg
from storage import loading, routing
from storage.database import Database
from storage.outbox import SCREEN, Outbox
from storage.packs import Pack
from storage.routing import Round
from storage.tables import AuditRow, InitiativeRow, OutboxRow, RoleRow
from tests.conftest import START
from tests.storage.given import ROOT, UNIT, UPPER, appoint, every, initiative, meet, put

DAY = timedelta(days=1)
LATE = START.replace(hour=8) + 15 * DAY


async def reroute(database: Database, top: str | None = None) -> Mapping[str | None, int]:
    async with database.transaction() as session:
        units = (await loading.snapshot(session, (), START.astimezone(VIETNAM).date())).units
        return await routing.reroute(Round(session, Outbox(session, START), units, START), top=top)


async def escalate(database: Database, programme: Programme, now: datetime) -> int:
    async with database.transaction() as session:
        units = (await loading.snapshot(session, (), now.astimezone(VIETNAM).date())).units
        return await routing.escalate(Round(session, Outbox(session, now), units, now), programme)


async def wait(database: Database, *waiting: Initiative, desk: str | None = None) -> None:
    await put(database, *waiting)
    for one in waiting:
        async with database.transaction() as session:
            place = {"desk": desk, "waiting_since": one.waiting_since or START}
            await session.execute(update(InitiativeRow).where(col(InitiativeRow.id) == one.id).values(**place))


async def desks(database: Database) -> dict[int, str | None]:
    async with database.transaction() as session:
        rows = await session.execute(select(col(InitiativeRow.id), col(InitiativeRow.desk)))
        return {row.id: row.desk for row in rows.all()}


async def messages(database: Database) -> list[int]:
    return [row.person_id for row in await every(database, OutboxRow)]


async def test_what_had_no_desk_goes_to_the_nearest_officers_who_learn_the_number(database: Database) -> None:
    an, dung, binh = [await meet(database, user) for user in ("an", "dung", "binh")]
    await wait(database, *(initiative(an, number) for number in (1, 2, 3)))
    assert await reroute(database) == {}
    await appoint(database, dung, "verifier", ROOT)
    assert await reroute(database) == {ROOT: 3}
    await appoint(database, binh, "verifier", UNIT)
    assert await reroute(database) == {UNIT: 3}
    assert await desks(database) == dict.fromkeys((1, 2, 3), UNIT)
    assert await messages(database) == [dung.id, binh.id]
    assert await reroute(database) == {}
    assert len(await messages(database)) == 2


async def test_fifty_that_come_to_an_officer_at_once_are_one_message_with_the_number(database: Database) -> None:
    an, binh = await meet(database, "an"), await meet(database, "binh")
    await wait(database, *(initiative(an, number) for number in range(1, 51)))
    await appoint(database, binh, "verifier", UNIT)
    assert await reroute(database) == {UNIT: 50}
    (message,) = await every(database, OutboxRow)
    line = SCREEN.validate_python(message.body["screen"]).lines[0]
    assert isinstance(line, Msg)
    assert (message.person_id, line.count) == (binh.id, 50)


async def test_where_the_last_officer_goes_it_waits_above_and_where_nobody_is_left_nowhere(database: Database) -> None:
    an, binh = await meet(database, "an"), await meet(database, "binh")
    await appoint(database, binh, "verifier", UNIT)
    await wait(database, initiative(an, 1), initiative(an, 2, state="verified"), desk=UNIT)
    async with database.transaction() as session:
        await session.execute(update(RoleRow).values(revoked_at=START))
    assert await reroute(database) == {None: 1}
    assert await desks(database) == {1: None, 2: UNIT}


async def test_what_an_officer_wrote_or_entered_lies_with_somebody_else(database: Database) -> None:
    an, binh, chi, dung = [await meet(database, user) for user in ("an", "binh", "chi", "dung")]
    for officer, unit in ((binh, UNIT), (dung, UPPER)):
        await appoint(database, officer, "verifier", unit)
    await wait(database, initiative(an, 1), initiative(binh, 2), initiative(an, 3, entered_by=binh.id))
    assert await reroute(database) == {UNIT: 1, UPPER: 2}
    await appoint(database, chi, "verifier", UNIT)
    assert await reroute(database) == {UNIT: 2}
    assert set((await desks(database)).values()) == {UNIT}


async def test_only_what_lies_below_the_unit_is_looked_at(database: Database) -> None:
    an, dung = await meet(database, "an"), await meet(database, "dung")
    await appoint(database, dung, "verifier", ROOT)
    await wait(database, initiative(an, 1), initiative(an, 2, unit="DLK-02-004"))
    assert await reroute(database, top="DLK-02") == {ROOT: 1}
    assert await desks(database) == {1: None, 2: ROOT}


async def _two_levels(database: Database) -> tuple[Person, Person, Person]:
    an, binh, dung = [await meet(database, user) for user in ("an", "binh", "dung")]
    await appoint(database, binh, "verifier", UNIT)
    await appoint(database, dung, "verifier", ROOT)
    return an, binh, dung


async def test_what_waits_too_long_goes_up_once_whatever_the_number_of_processes(
    database: Database, second: Database, pack: Pack
) -> None:
    an, _, dung = await _two_levels(database)
    fresh = initiative(an, 4, waiting_since=START + 10 * DAY)
    await wait(database, *(initiative(an, number) for number in (1, 2, 3)), fresh, desk=UNIT)
    assert await escalate(database, pack.programme, LATE - 2 * DAY) == 0
    assert await escalate(database, pack.programme, LATE) == 3
    assert await escalate(second, pack.programme, LATE) == 0
    rows = await every(database, InitiativeRow)
    assert [row.escalated for row in rows] == [ROOT, ROOT, ROOT, None]
    assert {(row.desk, row.version) for row in rows} == {(UNIT, 1)}
    lines = [row for row in await every(database, AuditRow) if row.action == "escalate"]
    assert [(row.actor, row.channel, row.subject) for row in lines] == [
        (None, "tidy", f"initiative {number}") for number in (1, 2, 3)
    ]
    assert await messages(database) == [dung.id]


async def test_a_pack_says_after_how_many_days_and_nobody_above_means_nothing_changes(
    database: Database, pack: Pack
) -> None:
    an, binh = await meet(database, "an"), await meet(database, "binh")
    await appoint(database, binh, "verifier", UNIT)
    await wait(database, initiative(an, 1), desk=UNIT)
    sooner = replace(pack.programme, escalate_days=3)
    assert await escalate(database, sooner, START + 5 * DAY) == 0
    await appoint(database, await meet(database, "dung"), "verifier", UPPER)
    assert await escalate(database, pack.programme, START + 5 * DAY) == 0
    assert await escalate(database, sooner, START + 5 * DAY) == 1


@pytest.mark.parametrize(("leaves", "stays"), [(UNIT, None), (ROOT, ROOT)])
async def test_what_went_up_is_no_longer_so_where_it_has_arrived(
    leaves: str, stays: str | None, database: Database, pack: Pack
) -> None:
    an, *_ = await _two_levels(database)
    await wait(database, initiative(an, 1), desk=UNIT)
    await escalate(database, pack.programme, LATE)
    async with database.transaction() as session:
        await session.execute(update(RoleRow).where(col(RoleRow.unit) == leaves).values(revoked_at=LATE))
    await reroute(database)
    (row,) = await every(database, InitiativeRow)
    assert (row.desk, row.escalated) == ((ROOT, None) if stays is None else (UNIT, ROOT))
