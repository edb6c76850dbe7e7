"""Several senders take from one outbox: nothing is sent twice, and nobody waits for another's lock."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest
from sqlalchemy import select
from sqlmodel import col

from storage import outbox
from storage.database import Database
from storage.tables import OutboxRow
from tests.storage.crowd import at_once
from tests.storage.posting import chat, claim, post, words


async def test_two_senders_at_once_never_take_the_same_message(database: Database, second: Database) -> None:
    for user in ("an", "binh", "chi"):
        await post(database, await chat(database, user), f"{user} 1", f"{user} 2")
    here, there = await at_once(database, "outbox", claim(database, limit=2), claim(second, limit=2))
    assert sorted(map(str, words([*here, *there]))) == ["an 1", "binh 1", "chi 1"]


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
async def test_a_sender_does_not_wait_for_what_another_is_just_taking(database: Database, second: Database) -> None:
    for user in ("an", "chi"):
        await post(database, await chat(database, user), user)
    async with asyncio.timeout(10), database.transaction() as session:
        taking = select(OutboxRow).where(col(OutboxRow.chat) == "an").with_for_update()
        await session.execute(taking)
        assert words(await claim(second)) == ["chi"]


async def test_many_senders_send_everything_once_and_in_order(database: Database, second: Database) -> None:
    chats, each = 6, 5
    for number in range(chats):
        await post(database, await chat(database, f"chat {number}"), *(f"{number}.{one}" for one in range(each)))
    said: list[str] = []

    async def send(process: Database) -> None:
        while len(said) < chats * each:
            for parcel in await claim(process, limit=2):
                said.append(str(parcel.screen.lines[0]))
                await outbox.sent(process, parcel, "m")

    async with asyncio.timeout(30), asyncio.TaskGroup() as senders:
        for process in (database, second, database, second):
            senders.create_task(send(process))
    assert set(Counter(said).values()) == {1}
    for number in range(chats):
        mine = [text for text in said if text.startswith(f"{number}.")]
        assert mine == sorted(mine)
