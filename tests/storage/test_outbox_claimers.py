"""Several senders take from one outbox: nothing is sent twice, and nobody waits for another's lock."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest
from sqlalchemy import insert, select
from sqlmodel import col

from storage import leases
from storage.database import Database
from storage.tables import OutboxRow
from tests.storage.crowd import at_once
from tests.storage.given import every
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
                await leases.sent(process, parcel, "m")

    async with asyncio.timeout(30), asyncio.TaskGroup() as senders:
        for process in (database, second, database, second):
            senders.create_task(send(process))
    assert set(Counter(said).values()) == {1}
    for number in range(chats):
        mine = [text for text in said if text.startswith(f"{number}.")]
        assert mine == sorted(mine)


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
async def test_what_another_sender_took_while_a_query_was_running_is_not_taken_again(database: Database) -> None:
    """Several thousand chats make the query long enough for others to commit while it runs."""
    chats, senders, at_a_time = 3000, 4, 60
    an = await chat(database, "an")
    await post(database, an, "x")
    (row,) = (one.model_dump(exclude={"id"}) for one in await every(database, OutboxRow))
    async with database.transaction() as session:
        await session.execute(insert(OutboxRow), [row | {"chat": f"chat {number}"} for number in range(chats - 1)])
    taken: list[int] = []

    async def take() -> None:
        while parcels := await claim(database, limit=at_a_time):
            taken.extend(parcel.id for parcel in parcels)

    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        for _ in range(senders):
            group.create_task(take())
    assert len(taken) == len(set(taken)) == chats
