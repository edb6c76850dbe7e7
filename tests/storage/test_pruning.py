"""Delivered messages lose their text after some days; cards keep theirs as long as they may be redrawn."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlmodel import col

from bot.channels.channel import NeverError, SendText
from bot.clock import FrozenClock
from flows.draft import State
from flows.screen import Screen, button
from flows.session import Filling, Session
from storage import delivery, pruning, sessions
from storage.database import Database
from storage.outbox import Outbox, Written
from storage.tables import OutboxRow, PersonRow, SessionRow
from tests.conftest import START
from tests.storage.given import CIPHER, IDENTITY, chat_of, every, initiative, meet, put, set_down
from tests.storage.posting import chat, claim, post, post_card, sent_in_order
from tests.storage.speaking import Recorder, sender_on

LATER = START + timedelta(days=7, seconds=1)
WEEK = timedelta(days=7)


async def prune(database: Database, now: object = LATER) -> int:
    async with database.transaction() as session:
        before = now - WEEK  # type: ignore[operator] # an instant
        return await pruning.prune_messages(session, now, before=before, settled_before=before)  # type: ignore[arg-type]


async def bodies(database: Database) -> list[bool]:
    """Tell of every row whether it has a body."""
    return [bool(row.body) for row in await every(database, OutboxRow)]


async def test_what_was_sent_long_ago_loses_its_text_and_what_waits_keeps_it(database: Database) -> None:
    an = await chat(database, "an")
    await post(database, an, "sent")
    await sent_in_order(database)
    await post(database, an, "waits")
    assert await prune(database) == 1
    assert await bodies(database) == [False, True]
    assert await prune(database) == 0


async def test_what_was_sent_just_now_keeps_its_text(database: Database) -> None:
    an = await chat(database, "an")
    await post(database, an, "sent")
    await sent_in_order(database)
    assert await prune(database, START + WEEK) == 0


async def test_what_was_given_up_or_dropped_loses_its_text_too(database: Database) -> None:
    an = await chat(database, "an")
    await post(database, an, "dead", "dropped")
    dead = (await claim(database))[0]
    await delivery.give_up(database, dead, "blocked", unreachable=False)
    async with database.transaction() as session:
        await session.execute(update(OutboxRow).where(col(OutboxRow.state) == "waiting").values(state="dropped"))
    assert await prune(database) == 2


@pytest.mark.parametrize(
    ("state", "decided", "kept"),
    [
        ("pending", None, True),
        ("returned", START, True),
        ("verified", LATER - timedelta(minutes=10), True),
        ("verified", START, False),
        ("withdrawn", START, False),
    ],
)
async def test_a_card_keeps_its_text_until_its_initiative_is_long_settled(
    database: Database, state: State, decided: object, kept: bool
) -> None:
    an, binh = await meet(database, "an"), await chat(database, "binh")
    await put(database, initiative(an, 7, state, decided_at=decided))
    await post_card(database, binh, 7)
    await sent_in_order(database)
    await prune(database)
    assert await bodies(database) == [kept]


async def test_a_card_without_its_text_is_neither_redrawn_nor_settled_nor_in_the_way(database: Database) -> None:
    an, binh = await meet(database, "an"), await chat(database, "binh")
    await put(database, initiative(an, 7, "verified", decided_at=START))
    await post_card(database, binh, 7)
    await sent_in_order(database)
    await prune(database)
    (card,) = await every(database, OutboxRow)
    async with database.transaction() as session:
        box = Outbox(session, LATER)
        await box.redraw_cards(7, "done")
        await box.settle(binh, str(card.message), "chosen")
    assert len(await every(database, OutboxRow)) == 1


async def test_a_document_is_encrypted_while_it_waits_and_gone_once_delivered(database: Database) -> None:
    an = await meet(database, "an")
    async with database.transaction() as session:
        await Outbox(session, START).document(chat_of(an, "an"), Written("x.txt", IDENTITY), CIPHER)
    (row,) = await every(database, OutboxRow)
    assert IDENTITY not in str(row.body)
    channel = Recorder()
    await sender_on(database, FrozenClock(START), telegram=channel).drain()
    assert channel.delivered == [("an", SendText("x.txt", IDENTITY))]
    assert await bodies(database) == [False]


async def test_the_last_words_to_somebody_erased_are_deleted_once_they_are_sent_or_given_up(
    database: Database,
) -> None:
    an, chi = await chat(database, "an"), await chat(database, "chi")
    await post(database, an, "farewell")
    await post(database, chi, "hello")
    async with database.transaction() as session:
        await session.execute(update(PersonRow).where(col(PersonRow.id) == an.person).values(erased_at=START))
    async with database.transaction() as session:
        assert await pruning.forget_erased(session) == 0
    channel = Recorder(troubles={"an": [NeverError("blocked", unreachable=True)]})
    await sender_on(database, FrozenClock(START), telegram=channel).drain()
    async with database.transaction() as session:
        assert await pruning.forget_erased(session) == 1
    assert [row.chat for row in await every(database, OutboxRow)] == ["chi"]


async def test_the_screen_of_somebody_who_is_away_is_forgotten_and_where_they_stand_is_not(database: Database) -> None:
    an, chi = await meet(database, "an"), await meet(database, "chi")
    state, screen = Session(Filling(1), 3), Screen(("Trần Thị An",), ((button("Nộp", "submit", 3),),))
    await set_down(database, an, state, screen)
    await set_down(database, chi, state, screen)
    async with database.transaction() as session:
        seen = START + timedelta(days=1)
        await session.execute(update(SessionRow).where(col(SessionRow.person_id) == chi.id).values(updated_at=seen))
    for expected in (1, 0):
        async with database.transaction() as session:
            assert await pruning.drop_screens(session, before=START + timedelta(seconds=1)) == expected
    async with database.transaction() as session:
        mine, theirs = await sessions.load(session, an.id), await sessions.load(session, chi.id)
    assert (mine.session, mine.screen) == (state, None)
    assert (theirs.session, theirs.screen) == (state, screen)
