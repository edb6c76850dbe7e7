"""A whole identity number is shown over the chat, once a press, kept nowhere, and written into the access log."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.channels.capabilities import PLAIN, TELEGRAM
from bot.clock import FrozenClock
from flows.desk import card
from flows.needs import LooksAt
from flows.records import Look
from flows.said import Tap, Text
from flows.screen import Action, Screen
from flows.session import Session
from storage import inbox
from storage.database import Database
from storage.looks import looks
from storage.packs import Pack
from storage.tables import AuditRow, OutboxRow
from tests.conftest import START
from tests.storage.given import IDENTITY, UPPER, appoint, every, initiative, meet, put, set_down
from tests.storage.speaking import Recorder, event, sender_on, turns_on
from tests.storage.test_secrets import kept

LOOK = Tap(Action("identity", ("1",)))


async def waiting(database: Database) -> tuple[int, int]:
    an, binh = await meet(database, "an", "Trần Thị An"), await meet(database, "binh", "Lê Văn Bình")
    await appoint(database, binh, "verifier", UPPER)
    await put(database, initiative(an))
    return an.id, binh.id


async def test_a_press_shows_the_number_over_the_chat_and_nothing_keeps_it(database: Database, pack: Pack) -> None:
    await waiting(database)
    channel = Recorder(TELEGRAM)
    await turns_on(database, pack, channel).take(event(1, "binh", LOOK))
    (word,) = channel.words
    assert word is not None
    assert IDENTITY in word
    assert channel.stayed == [True]
    assert await every(database, OutboxRow) == []
    assert IDENTITY.encode() not in await kept(database)


async def test_a_repeated_press_is_answered_without_the_number(database: Database, pack: Pack) -> None:
    await waiting(database)
    channel = Recorder(TELEGRAM)
    turns = turns_on(database, pack, channel)
    for _ in range(3):
        await turns.take(event(1, "binh", LOOK))
    first, *repeated = channel.words
    assert first != repeated[0]
    assert repeated == ["Bấm lần nữa để xem số."] * 2
    async with database.transaction() as session:
        assert await inbox.word(session, "telegram", "main", "1") == repeated[0]


async def test_every_look_is_one_line_of_the_audit_that_the_author_can_read(database: Database, pack: Pack) -> None:
    an, binh = await waiting(database)
    turns = turns_on(database, pack)
    for number in (1, 2):
        await turns.take(event(number, "binh", LOOK))
    lines = [(row.actor, row.action, row.subject, row.new) for row in await every(database, AuditRow)]
    assert lines == [(binh, "look at identity", "initiative 1", f"person {an}")] * 2
    async with database.transaction() as session:
        assert await looks(session, LooksAt(an)) == (Look("Lê Văn Bình", "SK-22-000001", START),) * 2
        assert await looks(session, LooksAt(binh)) == ()


@pytest.mark.parametrize("said", [Text("Xem đủ số CCCD"), Text("xem du so cccd")])
@pytest.mark.parametrize(
    ("capabilities", "answered"), [(TELEGRAM, "Press the button itself"), (PLAIN, "/submit – hand in")]
)
async def test_typed_the_number_is_not_shown_because_an_answer_would_stay(
    database: Database, pack: Pack, said: Text, capabilities: object, answered: str
) -> None:
    _, binh = await waiting(database)
    person = await meet(database, "binh")
    button = replace(card._identity(initiative(person))[0], pops_up=True)
    await set_down(database, person, Session(), Screen(("…",), ((button,),)))
    await turns_on(database, pack, Recorder(capabilities)).take(event(1, "binh", said))  # type: ignore[arg-type]
    (answer,) = await every(database, OutboxRow)
    assert answer.body["screen"]["lines"][0]["text"].startswith(answered)
    assert [row for row in await every(database, AuditRow) if row.actor == binh] == []


@pytest.mark.parametrize(
    ("who", "state"), [("an", "pending"), ("chi", "pending"), ("staff", "pending"), ("binh", "verified")]
)
async def test_nobody_else_sees_it_and_nobody_after_the_decision(
    database: Database, pack: Pack, who: str, state: str
) -> None:
    an, binh = await meet(database, "an"), await meet(database, "binh")
    chi, staff = await meet(database, "chi"), await meet(database, "staff")
    await appoint(database, binh, "verifier", UPPER)
    await appoint(database, chi, "verifier", "DLK-02")
    await appoint(database, staff, "staff", "DLK")
    await put(database, initiative(an, state=state))  # type: ignore[arg-type] # one of the states
    channel = Recorder(TELEGRAM)
    await turns_on(database, pack, channel).take(event(1, who, LOOK))
    assert channel.words == ["Mục này không còn nữa."]
    assert "look at identity" not in {row.action for row in await every(database, AuditRow)}


@pytest.mark.parametrize(("capabilities", "offered"), [(TELEGRAM, True), (PLAIN, False)])
async def test_a_channel_without_such_words_does_not_offer_it(
    database: Database, pack: Pack, capabilities: object, offered: bool
) -> None:
    await waiting(database)
    channel = Recorder(capabilities)  # type: ignore[arg-type] # one of two
    await turns_on(database, pack).take(event(1, "binh", Text("SK-22-000001")))
    await sender_on(database, FrozenClock(START), telegram=channel).drain()
    ((_, post),) = channel.delivered
    verbs = [one.action.verb for one in post.screen.buttons()]  # type: ignore[union-attr] # a post
    assert ("identity" in verbs) == offered
    assert "verify" in verbs
