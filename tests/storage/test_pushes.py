"""Demands 78 and 79 on both databases: a push tells everybody once, whatever happens meanwhile."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, select, update
from sqlmodel import col

from bot.channels.channel import LaterError, NeverError, Post
from bot.clock import FrozenClock
from bot.tidy import Tidy, jobs
from flows.programme import VIETNAM
from flows.pushing import pace
from flows.screen import Screen
from storage import erasure
from storage.database import ConflictError, Database
from storage.outbox import BROADCAST, Outbox
from storage.packs import Pack
from storage.pushing import forgetting, pushes
from storage.tables import (
    AccountRow,
    OutboxRow,
    PushRecipientRow,
    PushRow,
    PushUnitRow,
)
from tests.conftest import START
from tests.storage.given import (
    UNIT,
    UPPER,
    appoint,
    every,
)
from tests.storage.posting import chat
from tests.storage.pushed import (
    SECOND,
    SILENT,
    Process,
    all_sent,
    begin,
    blocked,
    counted,
    officers,
    progress,
    said,
    staff,
    told,
)
from tests.storage.speaking import Recorder, sender_on

NIGHT = datetime(2022, 3, 21, 21, tzinfo=VIETNAM)


@pytest.fixture
def parts_of_five(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let five seconds bring five people where they bring 75, and ten wait where 150 do."""
    monkeypatch.setattr("bot.pushing._AT_ONCE", 5)
    monkeypatch.setattr("bot.pushing._MOST_WAITING", 10)
    monkeypatch.setattr(pace, "A_SECOND", 1)


async def test_each_officer_is_told_once_behind_everything_else(database: Database, pack: Pack) -> None:
    dung, persons = await staff(database), await officers(database, 3)
    await begin(database, SILENT, dung)
    process = Process(database, pack)
    assert await process.send(3) == 3
    assert await told(database) == persons
    rows = await every(database, OutboxRow)
    assert {row.lane for row in rows} == {BROADCAST}
    assert rows[0].due_at < rows[1].due_at < rows[2].due_at < rows[0].due_at + SECOND


@pytest.mark.usefixtures("parts_of_five")
async def test_two_processes_at_once_tell_nobody_twice(database: Database, second: Database, pack: Pack) -> None:
    dung, persons = await staff(database), await officers(database, 13)
    await begin(database, SILENT, dung)
    here, there = Process(database, pack), Process(second, pack)
    for _ in range(4):
        await asyncio.gather(here.send(), there.send())
        await all_sent(database)
    assert sorted(await told(database)) == persons


@pytest.mark.usefixtures("parts_of_five")
async def test_a_push_is_put_in_parts_and_goes_on_after_a_kill_in_the_middle(database: Database, pack: Pack) -> None:
    dung, persons = await staff(database), await officers(database, 13)
    await begin(database, SILENT, dung)
    assert await Process(database, pack).send() == 5
    dying = Process(database, pack)
    dying.machine.forward(5 * SECOND)

    async def killed(*_: object, **__: object) -> None:
        raise RuntimeError("the process ends here")

    dying.pushes._put = killed  # type: ignore[method-assign]
    with pytest.raises(RuntimeError):
        await dying.send()
    assert (await progress(database)).left == 13
    later = Process(database, pack)
    later.machine.forward(5 * SECOND)
    await later.send()
    await all_sent(database)
    await later.send(2)
    assert await told(database) == persons


@pytest.mark.usefixtures("parts_of_five")
async def test_no_more_is_put_while_much_of_it_still_waits(database: Database, pack: Pack) -> None:
    dung = await staff(database)
    await officers(database, 25)
    await begin(database, SILENT, dung)
    process = Process(database, pack)
    await process.send(5)
    assert len(await told(database)) == 15
    await all_sent(database)
    await process.send()
    assert len(await told(database)) == 20


@pytest.mark.usefixtures("parts_of_five")
async def test_several_pushes_share_the_pace_and_a_small_one_does_not_wait_for_a_large_one(
    database: Database, pack: Pack
) -> None:
    dung = await staff(database)
    await officers(database, 12)
    (chi,) = await officers(database, 1, "DLK-02")
    await begin(database, replace(SILENT, unit=UPPER), dung, 9)
    await begin(database, replace(SILENT, unit="DLK-02", itself=True), dung, 10)
    process = Process(database, pack)
    await process.pushes.send()
    assert (len(await told(database, 9)), await told(database, 10)) == (5, [chi])
    await all_sent(database)
    process.machine.forward(5 * SECOND)
    await process.pushes.send()
    assert len(await told(database, 9)) == 5, "two at once take turns"
    process.machine.forward(5 * SECOND)
    await process.pushes.send()
    assert len(await told(database, 9)) == 10


@pytest.mark.usefixtures("parts_of_five")
async def test_what_was_stopped_is_not_sent_and_counts_as_not_told(database: Database, pack: Pack) -> None:
    dung, persons = await staff(database), await officers(database, 8)
    await begin(database, SILENT, dung)
    process = Process(database, pack)
    await process.send()
    async with database.transaction() as session:
        (first, *_) = (await session.execute(select(OutboxRow).order_by(col(OutboxRow.id)))).scalars().all()
        await session.execute(update(OutboxRow).where(col(OutboxRow.id) == first.id).values(state="sent"))
        assert await pushes.stop(session, 9, START) == 4
    assert await process.send(5) == 0
    assert {row.state for row in await every(database, OutboxRow)} == {"sent", "dropped"}
    stopped = await progress(database)
    assert (stopped.state, stopped.sent, stopped.left, stopped.missed) == ("stopped", 1, 0, 0)
    again = await counted(database, SILENT, dung)
    assert (again.people, again.lately) == (7, 1)
    assert persons[0] == first.person_id


async def test_a_push_begun_twice_is_refused(database: Database) -> None:
    dung = await staff(database)
    await officers(database, 1)
    await begin(database, SILENT, dung)
    with pytest.raises(ConflictError):
        await begin(database, SILENT, dung)


@pytest.mark.usefixtures("parts_of_five")
async def test_at_night_nothing_is_put_and_what_waits_is_held_until_the_morning(database: Database, pack: Pack) -> None:
    dung = await staff(database)
    await officers(database, 8)
    await begin(database, SILENT, dung)
    process = Process(database, pack, NIGHT - SECOND)
    assert await process.send() == 5
    assert await process.send(3) == 0
    waiting = [row for row in await every(database, OutboxRow) if row.push == 9]
    until = {row.due_at - process.machine.now() for row in waiting}
    assert all(timedelta(hours=9, minutes=59) < one < timedelta(hours=10) for one in until)
    process.clock.move_to(NIGHT + timedelta(hours=10))
    assert await process.send() == 3


async def test_who_cannot_be_reached_is_counted_named_at_the_end_and_holds_up_nobody(
    database: Database, pack: Pack
) -> None:
    dung, (binh, chi, em) = await staff(database), await officers(database, 3)
    await blocked(database, binh)
    meant = await begin(database, SILENT, dung)
    assert (meant.people, meant.away) == (2, 1)
    process = Process(database, pack)
    await process.send()
    channel = Recorder(troubles={f"u{chi}": [NeverError("blocked", unreachable=True)]})
    clock = FrozenClock(START + 5 * SECOND)
    await sender_on(database, clock, telegram=channel).drain()
    assert channel.shown_in(f"u{em}") != []
    assert await process.send() == 1
    await sender_on(database, clock, telegram=channel).drain()
    (report,) = [sent.screen for where, sent in channel.delivered if where == "dung" and isinstance(sent, Post)]
    assert "Officer 0" in said(report)
    assert "Officer 1" in said(report)
    assert "Officer 2" not in said(report)
    over = await progress(database)
    assert (over.state, over.sent, over.missed) == ("done", 1, 2)
    assert await process.send(3) == 0, "it is reported once"


async def test_somebody_who_blocked_one_account_gets_it_at_the_other(database: Database, pack: Pack) -> None:
    dung, (binh,) = await staff(database), await officers(database, 1)
    other = {"person_id": binh, "channel": "telegram", "bot": "other", "user_id": "b", "chat_id": "b"}
    async with database.transaction() as session:
        await session.execute(insert(AccountRow).values(**other, reachable=True, seen_at=START - SECOND))
    await begin(database, SILENT, dung)
    await Process(database, pack).send()
    channel = Recorder(troubles={f"u{binh}": [NeverError("blocked", unreachable=True)]})
    await sender_on(database, FrozenClock(START + SECOND), telegram=channel).drain()
    assert len(channel.shown_in("b")) == 1
    assert ((await progress(database)).sent, (await progress(database)).missed) == (1, 0)


async def test_a_platform_that_asks_to_wait_is_obeyed_and_the_push_ends_only_then(
    database: Database, pack: Pack
) -> None:
    dung, (binh, chi) = await staff(database), await officers(database, 2)
    await begin(database, SILENT, dung)
    process, clock = Process(database, pack), FrozenClock(START + SECOND)
    await process.send()
    channel = Recorder(troubles={f"u{binh}": [LaterError("too many requests", after=30)]})
    sender = sender_on(database, clock, telegram=channel)
    await sender.drain()
    assert (channel.shown_in(f"u{binh}"), len(channel.shown_in(f"u{chi}"))) == ([], 1)
    assert await process.send() == 0
    assert (await progress(database)).left == 1
    clock.forward(30 * SECOND)
    await sender.drain()
    assert len(channel.shown_in(f"u{binh}")) == 1
    assert await process.send() == 1
    assert (await progress(database)).state == "done"


@pytest.mark.usefixtures("parts_of_five")
async def test_whoever_sends_is_not_told_and_erasing_them_stops_it(database: Database, pack: Pack) -> None:
    dung = await staff(database)
    await appoint(database, dung, "verifier", UNIT)
    await officers(database, 8)
    assert (await begin(database, SILENT, dung)).people == 8
    process = Process(database, pack)
    await process.send()
    async with database.transaction() as session:
        await erasure.erase(session, Outbox(session, START), dung.id, channel="telegram", now=START)
    assert await process.send(4) == 0
    (row,) = await every(database, PushRow)
    assert (row.state, row.words) == ("stopped", "")
    assert {one.outcome for one in await every(database, PushRecipientRow)} == {"dropped"}


async def test_figures_tell_how_much_is_under_way_and_nothing_of_anybody(database: Database, pack: Pack) -> None:
    dung = await staff(database)
    await officers(database, 3)
    await begin(database, SILENT, dung)
    process = Process(database, pack)
    await process.send()
    await process.pushes.count()
    page = process.metrics.page().decode()
    assert "sangkien_pushes 1.0" in page
    assert "sangkien_broadcasts_waiting 3.0" in page


async def test_an_answer_goes_out_before_however_many_broadcasts_and_they_cannot_fill_the_room(
    database: Database,
) -> None:
    persons = await officers(database, 60)
    async with database.transaction() as session:
        rows = [
            {
                "channel": "telegram",
                "bot": "main",
                "chat": f"u{persons[number % 60]}",
                "person_id": persons[number % 60],
                "lane": BROADCAST,
                "kind": "post",
                "body": {},
                "state": "waiting",
                "attempts": 0,
                "last_error": "",
                "due_at": START,
                "created_at": START,
            }
            for number in range(300)
        ]
        await session.execute(insert(OutboxRow), rows)
    an = await chat(database, "an")
    waiting_too = replace(an, person=persons[-1], chat=f"u{persons[-1]}")
    sender = sender_on(database, FrozenClock(START), telegram=Recorder())
    first = await sender._claim(32)
    assert len(first) == 16, "half of the room is left to answers"
    async with database.transaction() as session:
        for place in (an, waiting_too):
            await Outbox(session, START).post(place, Screen(("answer",)))
    then = await sender._claim(16)
    assert [one.place.chat for one in then] == ["an", f"u{persons[-1]}"]


async def test_a_push_that_was_over_long_ago_is_forgotten_and_what_runs_or_has_just_ended_is_not(
    database: Database, pack: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forgetting, "BATCH", 2)
    dung, process = await staff(database), Process(database, pack)
    await officers(database, 3)
    await begin(database, SILENT, dung, number=1)
    await process.send()
    async with database.transaction() as session:
        await pushes.stop(session, 1, START)
    long_after = START + timedelta(days=30)
    await begin(database, SILENT, dung, number=2, now=long_after)
    await begin(database, SILENT, dung, number=3)
    async with database.transaction() as session:
        await pushes.stop(session, 2, long_after)
    late = FrozenClock(long_after + SECOND)
    await Tidy(database, jobs((), late, late, timedelta(days=7)), lambda: None).once(asyncio.Event())
    assert [row.id for row in await every(database, PushRow)] == [2, 3]
    assert await every(database, PushRecipientRow) == []
    assert {row.push_id for row in await every(database, PushUnitRow)} == {2, 3}
