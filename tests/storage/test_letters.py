"""Letters of messages nobody asked for, where choices are typed: each chat has its own, a second sending the same."""

from __future__ import annotations

from dataclasses import replace

from bot.channels.capabilities import PLAIN, ZALO_BOT
from bot.channels.channel import Post
from bot.clock import FrozenClock
from flows.effects import Notify, Show
from flows.screen import Screen, button
from storage import letters
from storage.database import Database
from storage.letters import LETTERS
from storage.one_message import in_one_message
from storage.outbox import CARD, Parcel
from tests.conftest import START
from tests.storage.posting import chat, claim, opened, post, post_card, sent_in_order, words
from tests.storage.speaking import Recorder, sender_on

BARE = Screen(("Đã nhận.",))
MENU = Screen(("Chọn gì?",), ((button("Nộp", "begin"),),))


async def taken(database: Database) -> list[Parcel]:
    return list(await claim(database))


async def test_every_message_has_the_next_letter_of_its_chat_and_the_same_at_a_second_sending(
    database: Database,
) -> None:
    an, chi = await chat(database, "an"), await chat(database, "chi")
    await post_card(database, an, 1)
    await post_card(database, chi, 2)
    first, other = await taken(database)
    assert [await letters.give(database, one) for one in (first, other, first)] == ["B", "B", "B"]
    await post_card(database, an, 3)
    assert await letters.give(database, replace(first, id=first.id + 2)) == "C"


async def test_after_the_last_letter_the_first_is_next(database: Database) -> None:
    an = await chat(database, "an")
    for number in range(len(LETTERS) + 1):
        await post_card(database, an, number + 1, f"card {number}")
    (first,) = await taken(database)
    given = [await letters.give(database, replace(first, id=first.id + at)) for at in range(len(LETTERS) + 1)]
    assert given == [*LETTERS, LETTERS[0]]
    async with database.transaction() as session:
        newest = await letters.find(session, an, "b")
        assert newest
        assert newest.lines == (f"card {len(LETTERS)}",)


async def test_a_letter_means_nothing_in_another_chat(database: Database) -> None:
    an, chi = await chat(database, "an"), await chat(database, "chi")
    await post_card(database, an, 1)
    (first,) = await taken(database)
    await letters.give(database, first)
    async with database.transaction() as session:
        assert await letters.find(session, an, "B")
        assert await letters.find(session, chi, "B") is None
        assert await letters.find(session, an, "C") is None


async def test_only_what_nobody_asked_for_and_can_be_answered_has_a_letter(database: Database) -> None:
    an = await chat(database, "an")
    async with opened(database) as box:
        await box.post(an, MENU, asks=True)
        await box.post(an, BARE)
        await box.post(an, MENU, lane=CARD)
    channel = Recorder(ZALO_BOT)
    await sender_on(database, FrozenClock(START), telegram=channel).drain()
    assert [sent.letter for _, sent in channel.delivered if isinstance(sent, Post)] == ["", "", "B"]


async def test_nothing_is_changed_or_taken_back_on_a_channel_that_cannot(database: Database) -> None:
    an = await chat(database, "an")
    async with opened(database) as box:
        await box.redraw(an, "m1", BARE)
        await box.erase(an, "m2")
        await box.post(an, BARE)
    channel = Recorder(replace(PLAIN, edits=False))
    await sender_on(database, FrozenClock(START), telegram=channel).drain()
    assert [type(sent) for _, sent in channel.tried] == [Post]


async def test_what_is_asked_takes_the_place_of_what_gathers_there_and_of_nothing_else(database: Database) -> None:
    an, chi = await chat(database, "an"), await chat(database, "chi")
    await post(database, an, "album", gathers="album")
    await post(database, an, "plain")
    await post(database, chi, "album of Chi", gathers="album")
    await post(database, an, "question", asks=True)
    first = words(await claim(database))
    assert sorted(map(str, first)) == ["album of Chi", "plain"]


def test_what_has_no_choice_stands_above_what_is_shown_next() -> None:
    (one,) = in_one_message([Show(BARE), Show(MENU)])
    assert isinstance(one, Show)
    assert (one.screen.lines[0], one.screen.lines[-1], one.screen.rows) == ("Đã nhận.", "Chọn gì?", MENU.rows)


def test_two_screens_with_choices_stay_two_messages_and_so_does_what_gathers() -> None:
    assert in_one_message([Show(MENU), Show(MENU)]) == (Show(MENU), Show(MENU))
    album = Show(BARE, gathers="album")
    assert in_one_message([album, Show(MENU)]) == (album, Show(MENU))


def test_what_is_told_to_others_stays_as_it_is_and_the_last_word_is_not_lost() -> None:
    notify = Notify(5, MENU)
    assert in_one_message([notify, Show(BARE)]) == (notify, Show(BARE))


async def test_words_of_an_earlier_message_are_looked_for_in_what_was_sent_to_this_chat_alone(
    database: Database,
) -> None:
    an, chi = await chat(database, "an"), await chat(database, "chi")
    await post_card(database, an, 1, "card of An")
    await post_card(database, chi, 2, "card of Chi")
    await sent_in_order(database)
    await post_card(database, an, 3, "not sent yet")
    async with database.transaction() as session:
        assert [one.lines for one in await letters.shown_before(session, an)] == [("card of An",)]
