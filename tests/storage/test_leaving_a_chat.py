"""Somebody wants no more messages in one of their chats: what waits there goes where it can, and nothing is lost."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import insert

from bot.clock import FrozenClock
from storage import delivery
from storage.database import Database
from storage.outbox import ANSWER, CARD, Place
from storage.tables import AccountRow, InitiativeRow, OutboxRow
from tests.conftest import START
from tests.storage.given import chat_of, every, initiative, meet, put
from tests.storage.posting import post, post_card, states
from tests.storage.speaking import Recorder, sender_on


async def leave(database: Database, place: Place, at: datetime = START) -> None:
    async with database.transaction() as session:
        await delivery.left(session, Place(0, place.channel, place.bot, place.chat), at)


async def test_what_must_arrive_goes_to_the_other_channel_and_an_answer_does_not(database: Database) -> None:
    binh = await meet(database, "binh", at=START)
    there = {"channel": "zalo", "bot": "oa", "user_id": "binh-z", "chat_id": "binh-z"}
    async with database.transaction() as session:
        row = {"person_id": binh.id, "reachable": True, "seen_at": START - timedelta(days=1), **there}
        await session.execute(insert(AccountRow).values(**row))
    here = chat_of(binh, "binh")
    await post(database, here, "answer", lane=ANSWER)
    await post(database, here, "card", lane=CARD)
    await leave(database, here)
    telegram, zalo = Recorder(), Recorder()
    await sender_on(database, FrozenClock(START), telegram=telegram, zalo=zalo).drain()
    assert (telegram.tried, zalo.shown_in("binh-z")) == ([], ["card"])
    assert {row.user_id: row.reachable for row in await every(database, AccountRow)} == {"binh": False, "binh-z": True}


async def test_where_there_is_no_other_one_the_author_is_to_be_called_and_a_card_passed_on(database: Database) -> None:
    an, binh = await meet(database, "an"), await meet(database, "binh")
    await put(database, initiative(an, 1, "verified", decided_by=binh.id, decided_at=START, told_at=START))
    await put(database, initiative(an, 2, "pending"))
    await post(database, chat_of(an, "an"), "verified", tells=1)
    await post_card(database, chat_of(binh, "binh"), 2)
    await leave(database, chat_of(an, "an"))
    await leave(database, chat_of(binh, "binh"))
    rows = {row.id: row.unreached_at for row in await every(database, InitiativeRow)}
    assert rows == {1: START, 2: None}
    assert [row.stranded for row in await every(database, OutboxRow)] == [False, True]


async def test_what_is_told_late_of_somebody_who_came_back_means_nothing(database: Database) -> None:
    an = chat_of(await meet(database, "an"), "an")
    await post(database, an, "a")
    await leave(database, an, START - timedelta(minutes=5))
    assert (await states(database))["a"] == "waiting"
    assert [row.reachable for row in await every(database, AccountRow)] == [True]
