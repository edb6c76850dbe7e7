"""What may be sent when: per chat in order and one at a time, and nobody waits for somebody else's chat."""

from __future__ import annotations

from datetime import timedelta

from flows.effects import SendFile
from storage import delivery, leases, outbox
from storage.database import Database
from storage.outbox import ANSWER, BROADCAST, CARD
from storage.tables import AccountRow, OutboxRow
from tests.conftest import START
from tests.storage.given import every
from tests.storage.posting import LEASE, SECOND, chat, claim, opened, post, sent_in_order, states, words


async def test_a_chat_gets_answers_before_cards_before_broadcasts_and_each_in_its_order(database: Database) -> None:
    an = await chat(database, "an")
    for lane, several in ((BROADCAST, ("e", "f")), (CARD, ("c", "d")), (ANSWER, ("a", "b"))):
        await post(database, an, *several, lane=lane)
    assert await sent_in_order(database) == ["a", "b", "c", "d", "e", "f"]


async def test_a_chat_has_one_message_under_way_at_a_time(database: Database) -> None:
    an = await chat(database, "an")
    await post(database, an, "a", "b")
    (first,) = await claim(database)
    assert await claim(database) == []
    await leases.sent(database, first, "m1")
    assert words(await claim(database)) == ["b"]


async def test_an_answer_waits_while_a_card_is_under_way_to_the_same_chat(database: Database) -> None:
    an = await chat(database, "an")
    await post(database, an, "card", lane=CARD)
    (card,) = await claim(database)
    await post(database, an, "answer")
    assert await claim(database) == []
    await leases.sent(database, card, "m1")
    assert words(await claim(database)) == ["answer"]


async def test_other_chats_are_not_held_up(database: Database) -> None:
    an, chi = await chat(database, "an"), await chat(database, "chi")
    await post(database, an, "a", "b")
    assert words(await claim(database)) == ["a"]
    await post(database, chi, "c")
    assert words(await claim(database)) == ["c"]


async def test_the_same_chat_number_at_another_bot_is_another_chat(database: Database) -> None:
    an = await chat(database, "an")
    elsewhere = outbox.Place(an.person, "telegram", "other", "an")
    await post(database, an, "here")
    await post(database, elsewhere, "there")
    assert words(await claim(database)) == ["here", "there"]


async def test_answers_of_all_chats_come_before_cards_of_any_when_there_is_room_for_few(database: Database) -> None:
    an, binh, chi = [await chat(database, user) for user in ("an", "binh", "chi")]
    await post(database, an, "card", lane=CARD)
    await post(database, binh, "first")
    await post(database, chi, "second")
    assert words(await claim(database, limit=2)) == ["first", "second"]
    assert words(await claim(database, limit=2)) == ["card"]


async def test_what_is_put_off_holds_back_what_follows_in_its_chat_only(database: Database) -> None:
    an, chi = await chat(database, "an"), await chat(database, "chi")
    await post(database, an, "a", "b")
    await post(database, an, "card", lane=CARD)
    (first,) = await claim(database)
    await leases.put_off(database, first, START + LEASE, "too many requests")
    await post(database, chi, "c")
    assert await sent_in_order(database, START + LEASE - SECOND) == ["c"]
    assert await sent_in_order(database, START + LEASE) == ["a", "b", "card"]
    assert [row.last_error for row in await every(database, OutboxRow)][:2] == ["too many requests", ""]


async def test_an_answer_overtakes_a_card_that_was_put_off(database: Database) -> None:
    an = await chat(database, "an")
    await post(database, an, "card", lane=CARD)
    (card,) = await claim(database)
    await leases.put_off(database, card, START + LEASE, "too many requests")
    await post(database, an, "answer")
    assert await sent_in_order(database, START + SECOND) == ["answer"]


async def test_a_message_that_is_to_wait_is_not_sent_before_its_time(database: Database) -> None:
    an = await chat(database, "an")
    await post(database, an, "a", wait=SECOND)
    assert await claim(database, START + SECOND - timedelta(microseconds=1)) == []
    assert words(await claim(database, START + SECOND)) == ["a"]


async def test_what_a_dead_process_had_under_way_is_sent_when_its_lease_is_over(database: Database) -> None:
    an = await chat(database, "an")
    await post(database, an, "a", "b")
    (first,) = await claim(database)
    assert (first.attempts, await claim(database, START + LEASE - SECOND)) == (1, [])
    (again,) = await claim(database, START + LEASE)
    assert (again.id, again.attempts) == (first.id, 2)


async def test_what_was_under_way_is_free_at_once_when_the_only_process_starts_again(database: Database) -> None:
    an, chi = await chat(database, "an"), await chat(database, "chi")
    await post(database, an, "a", "b")
    await post(database, chi, "c")
    await claim(database)
    assert await leases.release_all(database) == 2
    assert words(await claim(database)) == ["a", "c"]
    assert await leases.release_all(database) == 2
    assert await sent_in_order(database) == ["a", "c", "b"]
    assert await leases.release_all(database) == 0


async def test_what_will_never_be_taken_is_left_out_and_the_rest_goes_on(database: Database) -> None:
    an = await chat(database, "an")
    await post(database, an, "a", "b")
    (first,) = await claim(database)
    await delivery.give_up(database, first, "the text is not accepted", unreachable=False)
    assert await sent_in_order(database) == ["b"]
    assert await states(database) == {"a": "dead", "b": "sent"}
    assert [row.reachable for row in await every(database, AccountRow)] == [True]


async def test_nothing_more_is_sent_to_somebody_who_cannot_be_reached(database: Database) -> None:
    an, chi = await chat(database, "an"), await chat(database, "chi")
    await post(database, an, "old")
    assert await sent_in_order(database) == ["old"]
    await post(database, an, "a", "b")
    await post(database, an, "card", lane=CARD)
    await post(database, chi, "c")
    first, _ = await claim(database)
    await delivery.give_up(database, first, "blocked", unreachable=True)
    assert await states(database) == {"old": "sent", "a": "dead", "b": "dead", "card": "dead", "c": "waiting"}
    assert {row.user_id: row.reachable for row in await every(database, AccountRow)} == {"an": False, "chi": True}
    assert await claim(database, START + LEASE + SECOND) != []


async def test_a_message_that_gathers_takes_the_place_of_an_unsent_one_of_its_name(database: Database) -> None:
    an, chi = await chat(database, "an"), await chat(database, "chi")
    await post(database, an, "album 1", "album 2", gathers="album")
    await post(database, an, "paste", gathers="paste")
    await post(database, chi, "somebody else's", gathers="album")
    await post(database, an, "album 3", gathers="album")
    assert sorted(await states(database)) == ["album 3", "paste", "somebody else's"]


async def test_a_message_that_gathers_leaves_alone_what_is_sent_or_under_way(database: Database) -> None:
    an = await chat(database, "an")
    await post(database, an, "sent", gathers="album")
    await sent_in_order(database)
    await post(database, an, "under way", gathers="album")
    await claim(database)
    await post(database, an, "new", gathers="album")
    assert await states(database) == {"sent": "sent", "under way": "waiting", "new": "waiting"}


async def test_every_kind_of_message_comes_out_as_it_was_put_in(database: Database) -> None:
    an = await chat(database, "an")
    async with opened(database) as box:
        await box.erase(an, "m7")
        await box.file(an, SendFile("REF", "QD 15.pdf", "document", "telegram", "ab12"))
    (erase,) = await claim(database)
    assert (erase.kind, erase.message, erase.place, erase.language) == ("erase", "m7", an, "vi")
    await leases.sent(database, erase, None)
    assert [row.message for row in await every(database, OutboxRow)] == ["m7", None]
    (file,) = await claim(database)
    sent = {"reference": "REF", "name": "QD 15.pdf", "kind": "document", "channel": "telegram", "sha256": "ab12"}
    assert (file.kind, file.body) == ("file", sent)


async def test_the_next_thing_due_is_the_earliest_that_may_go(database: Database) -> None:
    an, chi = await chat(database, "an"), await chat(database, "chi")
    assert await leases.next_due(database, START) is None
    await post(database, an, "a", wait=3 * SECOND)
    await post(database, chi, "c", wait=2 * SECOND)
    assert await leases.next_due(database, START) == START + 2 * SECOND
    assert await leases.next_due(database, START + 9 * SECOND) == START + 9 * SECOND
