"""A whole day of an Official Account's traffic, with two processes, at a Zalo that is strict and counts everything."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from bot.sandbox.zalo.hands import zalo_id_of
from storage.tables import AccountRow, InitiativeRow, OutboxRow
from tests.zalo.oa.day import Day, two_processes
from tests.zalo.oa.townsfolk import Officer, Staff, Worker, person

HOURS = 26
AT_ONE, AT_ANOTHER = "DLK-01-017", "DLK-02-004"
BINH, CHI = person(1, "Lê Văn Bình", "Cán bộ xác nhận"), person(2, "Phạm Thị Chi", "Cán bộ xác nhận")
DUNG = person(3, "Hồ Thị Dung", "Cán bộ tổng hợp")
FOR_NINE_DAYS, FOR_THREE_DAYS = person(4, "Y Khăm Niê", "Công nhân"), person(5, "H’Bia Êban", "Công nhân")


def workers(number: int, chance: Random) -> list[Worker]:
    """Return so many workers, each with habits of their own."""
    return [
        Worker(
            f"p{10 + n}",
            (AT_ONE, AT_ANOTHER)[n % 2],
            chance,
            errs=n % 3 == 0,
            asks=n % 4 == 1,
            stops=n % 5 == 2,
            sends=n % 2 == 0,
            types=n % 3 == 1,
            doubles=n % 4 == 2,
            shares=n % 2 == 1,
        )
        for n in range(number)
    ]


async def before(day: Day, chance: Random) -> None:
    """Let two workers hand in days ago and then say nothing more; those of the unions look in."""
    for officer, unit in ((BINH, AT_ONE), (CHI, AT_ANOTHER)):
        await day.invite(officer.key, "verifier", unit)
    await day.invite(DUNG.key, "staff", "DLK")
    for silent, unit, then in (
        (FOR_NINE_DAYS, AT_ONE, timedelta(days=6)),
        (FOR_THREE_DAYS, AT_ANOTHER, timedelta(days=3)),
    ):
        worker = Worker(silent.key, unit, chance)
        while not worker.handed_in:
            worker.act(day)
            await day.settle()
        day.world.move_clock(day.clock.now() + then)
        for one in (BINH, CHI, DUNG):
            day.world.open_chat(one.key)
        await day.settle()


@pytest.mark.parametrize(
    ("database_url", "number"),
    [("sqlite", 6), ("postgresql", 3)],
    indirect=["database_url"],
    ids=["sqlite", "postgresql"],
)
async def test_a_day_of_an_official_account(database_url: str, number: int, tmp_path: Path) -> None:
    chance = Random(36)
    crowd = workers(number, chance)
    known = (BINH, CHI, DUNG, FOR_NINE_DAYS, FOR_THREE_DAYS)
    cast = (*known, *(person(int(one.key[1:]), f"Nguyễn Văn {one.key}", "Công nhân") for one in crowd))
    async with two_processes(database_url, tmp_path, cast) as day:
        await before(day, chance)
        earlier, day.refreshed, begun = deepcopy(day.world.tally), [], day.clock.now()
        heard = {one.key: len(day.world.chat(one.key).messages) for one in (FOR_NINE_DAYS, FOR_THREE_DAYS)}
        arrivals = [(timedelta(minutes=chance.uniform(1, 540)), one) for one in crowd]
        officers = [(timedelta(minutes=30 + 7 * n), Officer(one.key, chance)) for n, one in enumerate((BINH, CHI))]
        await day.pass_by([*arrivals, *officers, (timedelta(hours=1), Staff(DUNG.key, 4))], HOURS)
        tally = day.world.tally
        received, sent = tally.received - earlier.received, tally.sent - earlier.sent
        assert not tally.refused
        assert tally.billed == 0
        assert sent / received <= 1.1, (sent, received)
        assert [round((at - begun) / timedelta(hours=1)) for at in day.refreshed] == [0, 20]
        assert {key: len(day.world.chat(key).messages) for key in heard} == heard
        silent = {zalo_id_of(FOR_NINE_DAYS), zalo_id_of(FOR_THREE_DAYS)}
        async with day.apps[0].database.transaction() as session:
            handed_in = (await session.execute(select(InitiativeRow))).scalars().all()
            accounts = (await session.execute(select(AccountRow))).scalars().all()
            outbox = (await session.execute(select(OutboxRow))).scalars().all()
    unreached = {one.person_id for one in accounts if one.user_id in silent}
    assert {one.person_id for one in accounts if not one.reachable} == unreached
    assert len(handed_in) == len(crowd) + len(silent)
    assert {one.state for one in handed_in} <= {"verified", "rejected"}
    assert all(one.told_at for one in handed_in)
    assert {one.author for one in handed_in if one.unreached_at} == unreached
    told = {one.tells for one in outbox if one.tells and one.state == "sent"}
    assert {one.id for one in handed_in if one.author not in unreached} <= told
    assert {one.state for one in outbox} <= {"sent", "dead", "dropped"}
