"""Demand 56 on both databases: digests at an officer's own hours, complete, at most two a day, none about nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, update
from sqlmodel import col

from bot.clock import FrozenClock
from bot.digests import Digests
from flows.backlog import Backlog, DeskChoice, Overdue
from flows.desk import digest
from flows.person import Person
from flows.programme import VIETNAM
from flows.said import Tap
from flows.screen import Action, Msg, Screen
from flows.session import Filling, Session
from flows.sieve import Desks, View
from storage import desks, pruning
from storage.database import Database
from storage.initiatives import Initiatives
from storage.outbox import BROADCAST, SCREEN
from storage.packs import Pack
from storage.queue import Waitings
from storage.tables import AccountRow, DelegationRow, InitiativeRow, NoticeRow, OutboxRow, RoleRow
from storage.units.trees import tree_of
from tests.conftest import START
from tests.storage.given import (
    CIPHER,
    COMPLETE,
    UNIT,
    UPPER,
    agree,
    appoint,
    draft,
    every,
    initiative,
    meet,
    put,
    set_down,
)
from tests.storage.speaking import event, turns_on

NEIGHBOUR = "DLK-01-021"
Send = Callable[[datetime], Awaitable[int]]
DAY = datetime(2022, 3, 22, tzinfo=VIETNAM)


def at(hour: int, minute: int = 0, days: int = 0) -> datetime:
    return DAY + timedelta(days=days, hours=hour, minutes=minute)


def digests_on(database: Database, pack: Pack, clock: FrozenClock) -> Digests:
    return Digests(database, CIPHER, turns_on(database, pack).shared, clock, machine=FrozenClock(START))


@pytest.fixture
def send(database: Database, pack: Pack) -> Send:
    """Let one process send what is due at an instant."""
    clock = FrozenClock(START)
    digests = digests_on(database, pack, clock)

    async def sent(now: datetime) -> int:
        clock.move_to(now)
        return await digests.send()

    return sent


async def officer(
    database: Database, user: str, *, chosen: DeskChoice | None = None, unit: str = UNIT, since: datetime = START
) -> Person:
    """Let there be an officer, who may have chosen how to hear of what waits."""
    person = await meet(database, user)
    await appoint(database, person, "verifier", unit)
    if chosen:
        async with database.transaction() as session:
            await desks.choose(session, person.id, chosen, since)
    return person


async def let_wait(database: Database, author: Person, numbers: range, **changes: Any) -> None:
    """Let initiatives wait since the given start, or since `since`."""
    since = changes.pop("since", START)
    await put(database, *(initiative(author, number, **changes) for number in numbers))
    async with database.transaction() as session:
        here = col(InitiativeRow.id).in_([*numbers])
        await session.execute(update(InitiativeRow).where(here).values(waiting_since=since))


async def told(database: Database, person: Person) -> list[Screen]:
    """Return what somebody was sent, in order."""
    rows = await every(database, OutboxRow)
    return [SCREEN.validate_python(row.body["screen"]) for row in rows if row.person_id == person.id]


def total(screen: Screen) -> int | None:
    return screen.title.count if isinstance(screen.title, Msg) else None


@pytest.mark.parametrize(("waiting", "sent"), [(5, 0), (6, 1)])
async def test_who_never_chose_gets_a_digest_at_eight_when_more_than_five_wait(
    database: Database, waiting: int, sent: int, send: Send
) -> None:
    binh, an = await officer(database, "binh"), await meet(database, "an")
    await let_wait(database, an, range(1, waiting + 1))
    assert await send(at(7, 59)) == 0
    assert await send(at(8)) == sent
    assert [total(one) for one in await told(database, binh)] == [waiting] * sent


async def test_a_digest_is_sent_once_behind_everything_else_and_again_the_next_day(
    database: Database, send: Send
) -> None:
    binh, chi = [await officer(database, user, chosen=DeskChoice("digest")) for user in ("binh", "chi")]
    await let_wait(database, await meet(database, "an"), range(1, 2))
    assert [await send(at(8, minute)) for minute in (0, 1, 59)] == [2, 0, 0]
    first, second = await every(database, OutboxRow)
    assert {first.person_id, second.person_id} == {binh.id, chi.id}
    assert first.lane == second.lane == BROADCAST
    assert timedelta() < second.due_at - first.due_at < timedelta(seconds=1)
    assert await send(at(8, days=1)) == 2


async def test_two_processes_at_once_send_nobody_two(
    database: Database, second: Database, pack: Pack, send: Send
) -> None:
    for number in range(45):
        await officer(database, f"officer {number}", chosen=DeskChoice("digest"))
    await let_wait(database, await meet(database, "an"), range(1, 2))
    sent = await asyncio.gather(*(digests_on(one, pack, FrozenClock(at(8))).send() for one in (database, second)))
    assert sum(sent) == 45
    assert len({row.person_id for row in await every(database, OutboxRow)}) == 45
    assert len(await every(database, OutboxRow)) == 45


async def test_two_hours_of_ones_own_are_two_digests_and_nothing_waiting_is_none(
    database: Database, send: Send
) -> None:
    binh, an = await officer(database, "binh", chosen=DeskChoice("digest", 7, 16)), await meet(database, "an")
    await let_wait(database, an, range(1, 3))
    hours = [hour for hour in range(24) if await send(at(hour))]
    assert hours == [7, 16]
    async with database.transaction() as session:
        await session.execute(update(InitiativeRow).values(state="verified"))
    assert [hour for hour in range(24) if await send(at(hour, days=1))] == []
    assert len(await told(database, binh)) == 2


async def test_what_comes_after_the_hour_waits_for_the_next_one(database: Database, send: Send) -> None:
    await officer(database, "binh", chosen=DeskChoice("digest", 8))
    assert await send(at(8)) == 0
    await let_wait(database, await meet(database, "an"), range(1, 2), since=at(9))
    assert [await send(at(hour)) for hour in range(9, 24)] == [0] * 15
    assert await send(at(8, days=1)) == 1


@pytest.mark.parametrize(("back", "sent"), [(9, 1), (19, 1), (20, 0), (23, 0)])
async def test_a_bot_that_was_down_makes_up_for_it_the_same_day_once_and_not_at_night(
    database: Database, back: int, sent: int, send: Send
) -> None:
    await officer(database, "binh", chosen=DeskChoice("digest", 8, 12))
    await let_wait(database, await meet(database, "an"), range(1, 2))
    assert await send(at(back)) == sent
    assert await send(at(back, 1)) == 0
    assert await send(at(7, days=1)) == 0


async def test_a_process_killed_before_its_commit_has_sent_nothing_and_the_next_one_does(
    database: Database, monkeypatch: pytest.MonkeyPatch, send: Send
) -> None:
    binh = await officer(database, "binh", chosen=DeskChoice("digest"))
    await let_wait(database, await meet(database, "an"), range(1, 2))
    with monkeypatch.context() as broken:
        broken.setattr("bot.digests.Outbox", _killed)
        with pytest.raises(KeyboardInterrupt):
            await send(at(8))
    assert await told(database, binh) == []
    assert await send(at(8, 1)) == 1


def _killed(*_: object) -> None:
    raise KeyboardInterrupt


async def test_an_hour_of_today_that_is_past_begins_tomorrow(database: Database, send: Send) -> None:
    binh = await officer(database, "binh", chosen=DeskChoice("digest", 8))
    await let_wait(database, await meet(database, "an"), range(1, 2))
    assert await send(at(8)) == 1
    async with database.transaction() as session:
        await desks.choose(session, binh.id, DeskChoice("digest", 7, 16), at(15))
    assert [hour for hour in range(15, 24) if await send(at(hour))] == [16]
    assert [hour for hour in range(24) if await send(at(hour, days=1))] == [7, 16]


async def test_however_often_the_hour_is_changed_there_are_two_a_day_at_most(database: Database, send: Send) -> None:
    binh = await officer(database, "binh", chosen=DeskChoice("digest", 6))
    await let_wait(database, await meet(database, "an"), range(1, 2))
    sent = 0
    for hour in range(6, 21):
        sent += await send(at(hour))
        async with database.transaction() as session:
            await desks.choose(session, binh.id, DeskChoice("digest", min(hour + 1, 20)), at(hour, 30))
    assert sent == digest.MOST_A_DAY == 2


async def test_who_cannot_be_reached_or_wants_each_card_or_is_no_officer_any_more_gets_none(
    database: Database, send: Send
) -> None:
    binh, chi = [await officer(database, user, chosen=DeskChoice("digest")) for user in ("binh", "chi")]
    await officer(database, "dung", chosen=DeskChoice("each"))
    await let_wait(database, await meet(database, "an"), range(1, 9))
    async with database.transaction() as session:
        here = col(AccountRow.person_id) == binh.id
        await session.execute(update(AccountRow).where(here).values(reachable=False))
        gone = col(RoleRow.person_id) == chi.id
        await session.execute(update(RoleRow).where(gone).values(revoked_at=START))
    assert await send(at(8)) == 0


async def let_be_away(database: Database, person: Person, deputy: Person) -> None:
    """Let somebody be away for two days, and somebody else stand in."""
    away = {"person_id": person.id, "to_id": deputy.id, "begins_at": at(0), "ends_at": at(0, days=2)}
    async with database.transaction() as session:
        await session.execute(insert(DelegationRow).values(created_at=START, **away))


async def test_who_is_away_gets_none_and_who_stands_in_hears_of_both_desks(database: Database, send: Send) -> None:
    binh = await officer(database, "binh", chosen=DeskChoice("digest"))
    chi = await officer(database, "chi", chosen=DeskChoice("digest"), unit=NEIGHBOUR)
    an = await meet(database, "an")
    await let_wait(database, an, range(1, 4))
    await let_wait(database, an, range(4, 6), unit=NEIGHBOUR)
    await let_be_away(database, binh, chi)
    assert [await send(at(8, days=days)) for days in (0, 1, 2)] == [1, 1, 2]
    assert [total(one) for one in await told(database, binh)] == [3]
    assert [total(one) for one in await told(database, chi)] == [5, 5, 2]


async def test_who_stands_in_now_is_looked_at_too(database: Database) -> None:
    binh, chi = await officer(database, "binh"), await meet(database, "chi")
    await let_be_away(database, binh, chi)
    for days, both in ((-1, False), (0, True), (1, True), (2, False)):
        async with database.transaction() as session:
            now = at(8, days=days)
            some = await desks.due(session, now.date(), range(6, 9), now, after=0, limit=9)
        assert [one.officer for one in some] == ([binh.id, chi.id] if both else [binh.id])


async def test_nobody_is_told_of_what_they_wrote_or_entered(database: Database, send: Send) -> None:
    binh, an = await officer(database, "binh", chosen=DeskChoice("digest")), await meet(database, "an")
    await let_wait(database, binh, range(1, 3))
    await let_wait(database, an, range(3, 5), entered_by=binh.id)
    assert await send(at(8)) == 0
    await let_wait(database, an, range(5, 6))
    assert await send(at(8, days=1)) == 1
    assert [total(one) for one in await told(database, binh)] == [1]


async def test_a_digest_is_complete(database: Database) -> None:
    chi, an = await officer(database, "chi", unit=UPPER), await meet(database, "an")
    now = at(8)
    await let_wait(database, an, range(1, 13), since=now - timedelta(days=7, minutes=1), desk=UPPER)
    await let_wait(database, an, range(13, 15), since=now - timedelta(days=7), desk=UPPER)
    await let_wait(database, an, range(15, 16), since=now - timedelta(days=20), unit=NEIGHBOUR, escalated=UPPER)
    await let_wait(database, an, range(16, 20), since=now - timedelta(hours=1), unit=UPPER)
    await put(database, initiative(an, 20, "verified"), initiative(an, 21, unit="DLK-02-004"), draft(an, 22))
    found = await backlog(database, chi, now, since=now - timedelta(days=1))
    assert sorted(found.units) == [(UPPER, 4), (UNIT, 14), (NEIGHBOUR, 1)]
    assert (found.total, found.late, found.fresh) == (19, 13, 4)
    assert found.oldest == now - timedelta(days=20)
    title = str(COMPLETE["title"])
    assert found.longest[0] == Overdue("SK-22-000015", title, now - timedelta(days=20))
    assert [one.code for one in found.longest[1:]] == [f"SK-22-{number:06d}" for number in range(1, 10)]


async def backlog(database: Database, person: Person, now: datetime, since: datetime | None) -> Backlog:
    async with database.transaction() as session:
        waitings = Waitings(session, Initiatives(session, CIPHER), await tree_of(session, now.date()), now)
        view = View((Desks((UPPER,), (person.id,)),))
        return await desks.backlog(waitings, view, late_days=7, since=since, most=digest.MOST_NAMED)


async def test_what_waits_too_long_is_as_the_programme_has_it(database: Database, pack: Pack) -> None:
    binh, an = await officer(database, "binh", chosen=DeskChoice("digest")), await meet(database, "an")
    await let_wait(database, an, range(1, 3), since=at(7, days=-3))
    await let_wait(database, an, range(3, 4), since=at(9, days=-3))
    patient = replace(pack, programme=replace(pack.programme, late_days=3))
    assert await digests_on(database, patient, FrozenClock(at(8))).send() == 1
    ((_, heading, first, second, *_),) = [one.lines for one in await told(database, binh)]
    assert isinstance(heading, Msg)
    assert (heading.text, dict(heading.args)) == (
        "{count} has waited longer than {days} days:",
        {"count": 2, "days": 3},
    )
    assert all(isinstance(one, Msg) and one.args["code"] for one in (first, second))


async def test_nothing_waiting_is_an_empty_backlog(database: Database) -> None:
    assert await backlog(database, await officer(database, "chi"), at(8), at(7)) == Backlog((), fresh=0)


async def test_new_is_what_came_after_the_digest_before(database: Database, send: Send) -> None:
    binh, an = await officer(database, "binh", chosen=DeskChoice("digest")), await meet(database, "an")
    await let_wait(database, an, range(1, 4))
    await send(at(8))
    await let_wait(database, an, range(4, 6), since=at(9))
    await send(at(8, days=1))
    first, second = await told(database, binh)
    assert not any(isinstance(line, Msg) and "since the last digest" in line.text for line in first.lines)
    assert isinstance(second.lines[0], Msg)
    assert (second.lines[0].count, total(second)) == (2, 5)


async def test_a_choice_is_kept_and_may_be_changed(database: Database, pack: Pack) -> None:
    binh = await officer(database, "binh")
    async with database.transaction() as session:
        assert await desks.choice(session, binh.id) == DeskChoice()
    turns = turns_on(database, pack)
    for number, (token, chosen) in enumerate(
        {"digest:7:16": DeskChoice("digest", 7, 16), "each": DeskChoice("each"), "few": DeskChoice()}.items()
    ):
        pressed = Action("hear-as", ("and", "7", "16") if "7" in token else (token,))
        await turns.take(event(number, "binh", Tap(pressed)))
        async with database.transaction() as session:
            assert await desks.choice(session, binh.id) == chosen


async def test_old_digests_are_forgotten(database: Database, send: Send) -> None:
    binh = await officer(database, "binh", chosen=DeskChoice("digest"))
    await let_wait(database, await meet(database, "an"), range(1, 2))
    for days in (0, 40):
        await send(at(8, days=days))
    async with database.transaction() as session:
        await session.execute(
            insert(NoticeRow).values(person_id=binh.id, programme="", event="no more cards", at=START)
        )
        assert await pruning.forget_digests(session, before=at(8, days=30)) == 3
    kept = {row.event for row in await every(database, NoticeRow)}
    assert kept == {"digest 2022-05-01 8", "digest sent 2022-05-01 1", "no more cards"}


async def test_two_hundred_in_a_day_are_two_messages_to_who_wants_a_digest_and_seven_to_who_never_chose(
    database: Database, pack: Pack, send: Send
) -> None:
    """All of the first hour, and then one an hour, are handed in by real turns; a digest is looked for every hour."""
    binh = await officer(database, "binh", chosen=DeskChoice("digest", 8, 16))
    chi = await officer(database, "chi")
    turns, an, last = turns_on(database, pack), await meet(database, "an"), 0
    for hour in range(24):
        coming = range(last + 1, last + (10 if hour < 8 else 9))
        by_turns = len(coming) if hour == 0 else 1
        for number in coming[:by_turns]:
            await hand_in(database, turns, number, at(hour, 5))
        await let_wait(database, an, coming[by_turns:], since=at(hour, 5))
        last = coming[-1]
        await send(at(hour, 30))
    assert len(await every(database, InitiativeRow)) == last == 200
    async with database.transaction() as session:
        await session.execute(update(OutboxRow).values(state="sent"))
    assert [total(one) for one in await told(database, binh)] == [80, 144]
    to_chi = await told(database, chi)
    assert len(to_chi) == 7
    assert [one.rows[0][0].action.verb for one in to_chi] == ["file"] * 5 + ["queue"] * 2
    assert total(to_chi[-1]) == 80


async def hand_in(database: Database, turns: Any, number: int, now: datetime) -> None:
    """Let a worker of their own press “Hand in” on a finished draft."""
    user = f"worker {number}"
    an = await meet(database, user)
    await agree(database, an)
    texts = {
        "title": f"Sáng kiến thứ {number}",
        "description": f"Việc số {number} nay làm nhanh hơn {number} lần. " * 3,
    }
    finished = replace(draft(an, number, {**COMPLETE, **texts, "phone": f"09000{number:05d}"}), phase="gd1")
    await put(database, finished)
    await set_down(database, an, Session(Filling(number), revision=1))
    await turns.take(event(number, user, Tap(Action("submit-anyway", ("1",))), now))
