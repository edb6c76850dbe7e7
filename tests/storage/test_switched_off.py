"""A channel that is switched off: cards and news go to the other account, answers wait for where they were asked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert

from bot.clock import FrozenClock
from storage.database import Database
from storage.outbox import ANSWER, BROADCAST, CARD, Place
from storage.tables import AccountRow, DeskRow, OutboxRow
from tests.conftest import START
from tests.storage.given import chat_of, every, meet
from tests.storage.posting import post, states
from tests.storage.speaking import Recorder, sender_on


async def on_both(database: Database) -> Place:
    """Let Bình have an account on Telegram and one on Zalo, which he used last; return the chat on Zalo."""
    binh = await meet(database, "binh", at=START - timedelta(hours=1))
    on_zalo = {"channel": "zalo", "bot": "main", "user_id": "binh-z", "chat_id": "binh-z"}
    async with database.transaction() as session:
        row = {"person_id": binh.id, "reachable": True, "seen_at": START, **on_zalo}
        await session.execute(insert(AccountRow).values(**row))
    return chat_of(binh, "binh-z", "zalo")


@pytest.mark.parametrize("lane", [CARD, BROADCAST])
async def test_cards_and_news_of_a_channel_that_is_switched_off_come_on_the_other(
    database: Database, lane: int
) -> None:
    zalo, telegram = await on_both(database), Recorder()
    await post(database, zalo, "one", "two", lane=lane)
    await sender_on(database, FrozenClock(START), telegram=telegram).drain()
    assert telegram.shown_in("binh") == ["one", "two"]


async def test_an_answer_waits_until_its_channel_is_switched_on_again(database: Database) -> None:
    zalo, telegram, clock = await on_both(database), Recorder(), FrozenClock(START)
    await post(database, zalo, "answer", lane=ANSWER)
    await post(database, zalo, "card", lane=CARD)
    await sender_on(database, clock, telegram=telegram).drain()
    assert telegram.shown_in("binh") == ["card"]
    assert (await states(database))["answer"] == "waiting"
    clock.forward(timedelta(hours=1))
    again = Recorder()
    await sender_on(database, clock, telegram=telegram, zalo=again).drain()
    assert (again.shown_in("binh-z"), telegram.shown_in("binh")) == (["answer"], ["card"])


async def test_who_has_no_other_account_loses_nothing(database: Database) -> None:
    an, clock = chat_of(await meet(database, "an"), "an"), FrozenClock(START)
    await post(database, an, "card", lane=CARD)
    await sender_on(database, clock, zalo=Recorder()).drain()
    assert {row.state for row in await every(database, OutboxRow)} == {"waiting"}
    clock.forward(timedelta(hours=1))
    telegram = Recorder()
    await sender_on(database, clock, telegram=telegram).drain()
    assert telegram.shown_in("an") == ["card"]


async def test_an_account_on_another_channel_that_is_switched_off_too_is_no_way(database: Database) -> None:
    zalo = await on_both(database)
    await post(database, zalo, "card", lane=CARD)
    await sender_on(database, FrozenClock(START), third=Recorder()).drain()
    assert [(row.channel, row.state) for row in await every(database, OutboxRow)] == [("zalo", "waiting")]


async def test_a_channel_that_an_officer_chose_and_is_switched_off_keeps_nothing_from_them(database: Database) -> None:
    zalo, telegram = await on_both(database), Recorder()
    async with database.transaction() as session:
        await session.execute(insert(DeskRow).values(person_id=zalo.person, channel="zalo"))
    await post(database, zalo, "card", lane=CARD)
    await sender_on(database, FrozenClock(START), telegram=telegram).drain()
    assert telegram.shown_in("binh") == ["card"]
