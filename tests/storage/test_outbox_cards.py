"""Cards and old messages that are changed afterwards."""

from __future__ import annotations

import pytest

from flows.screen import N_, Screen, button
from storage import leases
from storage.database import Database
from storage.outbox import CARD, Place
from storage.tables import OutboxRow
from tests.conftest import START
from tests.storage.given import every
from tests.storage.posting import LEASE, chat, claim, opened, post, post_card, sent_in_order, states

OUTCOME = N_("{code}: {state}.", code="SK-22-000007", state="verified")
CHOSEN = N_("→ {choice}", choice="Đúng")
QUESTION = Screen(("Nơi làm việc?",), ((button("Đúng", "answer", 3),),), problem=N_("Choose one."))


async def decide(database: Database, about: int = 7) -> None:
    async with opened(database) as box:
        await box.redraw_cards(about, OUTCOME)


async def test_a_card_that_was_sent_loses_its_buttons_and_says_what_became_of_it(database: Database) -> None:
    binh, dung = await chat(database, "binh"), await chat(database, "dung")
    for officer in (binh, dung):
        await post_card(database, officer, 7)
    await sent_in_order(database)
    await decide(database)
    redrawn = await claim(database)
    assert {parcel.place: parcel.kind for parcel in redrawn} == {binh: "redraw", dung: "redraw"}
    assert [parcel.screen for parcel in redrawn] == 2 * [Screen(("card", "", OUTCOME))]
    cards = {row.chat: row.message for row in await every(database, OutboxRow) if row.kind == "post"}
    assert {parcel.place.chat: parcel.message for parcel in redrawn} == cards


async def test_a_card_that_was_not_sent_yet_is_dropped(database: Database) -> None:
    binh = await chat(database, "binh")
    await post_card(database, binh, 7)
    await decide(database)
    assert await states(database) == {"card": "dropped"}
    assert await claim(database) == []


async def test_cards_of_other_initiatives_stay(database: Database) -> None:
    binh = await chat(database, "binh")
    await post_card(database, binh, 7, "seven")
    await post_card(database, binh, 8, "eight")
    await post(database, binh, "about nothing", lane=CARD)
    await decide(database)
    assert await states(database) == {"seven": "dropped", "eight": "waiting", "about nothing": "waiting"}


async def test_a_card_that_lost_its_buttons_is_not_redrawn_again(database: Database) -> None:
    binh = await chat(database, "binh")
    await post_card(database, binh, 7)
    await sent_in_order(database)
    await decide(database)
    await decide(database)
    assert await sent_in_order(database) == ["card"]
    await decide(database)
    assert await claim(database) == []


async def test_a_card_that_is_under_way_is_not_dropped(database: Database) -> None:
    binh = await chat(database, "binh")
    await post_card(database, binh, 7)
    (card,) = await claim(database)
    await decide(database)
    assert await states(database) == {"card": "waiting"}
    await leases.sent(database, card, "m1")
    assert await states(database) == {"card": "sent"}


async def test_a_card_that_was_put_off_is_dropped(database: Database) -> None:
    binh = await chat(database, "binh")
    await post_card(database, binh, 7)
    (card,) = await claim(database)
    await leases.put_off(database, card, START + LEASE, "too many requests")
    await decide(database)
    assert await states(database) == {"card": "dropped"}


async def test_redrawing_cards_is_done_after_answers(database: Database) -> None:
    binh = await chat(database, "binh")
    await post_card(database, binh, 7)
    await sent_in_order(database)
    await decide(database)
    await post(database, binh, "answer")
    assert await sent_in_order(database) == ["answer", "card"]


async def asked(database: Database, place: Place) -> str:
    """Let a question be asked and return the platform's number for it."""
    async with opened(database) as box:
        await box.post(place, QUESTION)
    (question,) = await claim(database)
    await leases.sent(database, question, "m5")
    return "m5"


async def test_a_question_that_was_answered_shows_the_choice_instead_of_its_buttons(database: Database) -> None:
    an = await chat(database, "an")
    message = await asked(database, an)
    async with opened(database) as box:
        await box.settle(an, message, "Đúng")
    (settled,) = await claim(database)
    assert (settled.kind, settled.message) == ("redraw", message)
    assert settled.screen == Screen(("Nơi làm việc?", CHOSEN))


async def test_what_is_settled_is_what_the_message_shows_now(database: Database) -> None:
    an = await chat(database, "an")
    message = await asked(database, an)
    async with opened(database) as box:
        await box.redraw(an, message, Screen(("Trang 2",), QUESTION.rows))
        await box.settle(an, message, "Đúng")
    assert await sent_in_order(database) == ["Trang 2", "Trang 2"]
    assert [row.body["screen"]["rows"] for row in await every(database, OutboxRow)][-1] == []


@pytest.mark.parametrize("message", ["m5", "m404"])
async def test_a_message_nobody_remembers_is_not_settled(database: Database, message: str) -> None:
    an, chi = await chat(database, "an"), await chat(database, "chi")
    await asked(database, chi)
    async with opened(database) as box:
        await box.settle(an, message, "Đúng")
    assert await claim(database) == []
