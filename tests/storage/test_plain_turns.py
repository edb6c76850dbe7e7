"""Turns on a channel where choices are typed: what was shown there is meant, and one message answers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import insert, update
from sqlmodel import col

from bot.channels.capabilities import PLAIN, TELEGRAM, ZALO_OA
from bot.channels.channel import Capabilities
from bot.turn import Turns, _word_first
from flows.effects import Acknowledge, EraseMessage, Notify, SettleTapped, Show
from flows.person import Person
from flows.said import Tap, Text
from flows.scene import Turn
from flows.screen import Action, Msg, Screen, button, column
from flows.session import Filling, Session
from storage import letters
from storage.database import Database
from storage.outbox import CARD, Parcel, Place
from storage.packs import Pack
from storage.sessions import Conversation
from storage.tables import AccountRow, DeskRow, InitiativeRow, OutboxRow, SessionRow
from storage.turns import TurnStore
from tests.conftest import START
from tests.storage.given import UNIT, agree, appoint, chat_of, draft, every, initiative, meet, put, set_down
from tests.storage.posting import opened, sent_in_order
from tests.storage.speaking import Recorder, event, turns_on
from tests.storage.test_joining import LATER, zalo

CARD_OF_1 = Screen(("Sáng kiến mới",), column(button("Xác nhận", "verify", 1, 1), button("Để sau", "later")))
HAND_IN = Screen(("Tóm tắt",), column(button("Nộp", "submit", 0)))


def plain(database: Database, pack: Pack) -> Turns:
    """Return turns of a bot on Telegram and, in words alone, on Zalo."""
    turns = turns_on(database, pack)
    turns._channels = {"telegram": Recorder(TELEGRAM), "zalo": Recorder(PLAIN)}
    return turns


async def binh_on_zalo(database: Database) -> tuple[Person, Place]:
    """Let An's initiative wait for Bình, who has Zalo alone; return him and his chat."""
    an, binh = await meet(database, "an"), await meet(database, "binh", "Lê Văn Bình")
    await appoint(database, binh, "verifier", UNIT)
    await put(database, initiative(an))
    async with database.transaction() as session:
        row = {"person_id": binh.id, "channel": "zalo", "bot": "oa", "user_id": "binh-z", "chat_id": "binh-z"}
        await session.execute(insert(AccountRow).values(**row, reachable=True, seen_at=START))
    return binh, Place(binh.id, "zalo", "oa", "binh-z")


async def carded(database: Database, place: Place) -> str:
    """Let the card of An's initiative have arrived in a chat; return the letter before its choices."""
    async with opened(database) as box:
        await box.post(place, CARD_OF_1, lane=CARD, about=1)
    (row,) = [one for one in await every(database, OutboxRow) if one.about == 1]
    letter = await letters.give(database, Parcel(row.id or 0, place, "post", row.body, None, "vi", 0, CARD))
    await sent_in_order(database)
    return letter


async def state_of(database: Database) -> str:
    return (await every(database, InitiativeRow))[0].state


@pytest.mark.parametrize(("typed", "state"), [("1", "verified"), ("2", "pending"), ("3", "pending")])
async def test_a_letter_and_a_number_answer_a_card_whatever_else_is_asked(
    typed: str, state: str, database: Database, pack: Pack
) -> None:
    binh, place = await binh_on_zalo(database)
    letter = await carded(database, place)
    await set_down(database, binh, Session(), HAND_IN)
    await plain(database, pack).take(zalo(1, "binh-z", Text(f"{letter}{typed}")))
    assert await state_of(database) == state


async def test_a_number_alone_means_what_was_asked_and_never_a_card(database: Database, pack: Pack) -> None:
    binh, place = await binh_on_zalo(database)
    await carded(database, place)
    await set_down(database, binh, Session(), Screen(("?",), column(button("Hướng dẫn", "guide"))))
    await plain(database, pack).take(zalo(1, "binh-z", Text("1")))
    assert await state_of(database) == "pending"


async def test_a_letter_of_another_chat_answers_nothing(database: Database, pack: Pack) -> None:
    binh, place = await binh_on_zalo(database)
    letter = await carded(database, chat_of(binh, "binh"))
    await set_down(database, binh, Session(), HAND_IN)
    await plain(database, pack).take(zalo(1, place.chat, Text(f"{letter}1")))
    assert await state_of(database) == "pending"


@pytest.mark.parametrize(("takes", "state"), [("choice", "verified"), ("words", "pending")])
async def test_the_words_of_a_card_are_typed_unless_words_are_asked_for(
    takes: str, state: str, database: Database, pack: Pack
) -> None:
    binh, place = await binh_on_zalo(database)
    await carded(database, place)
    asked = replace(HAND_IN, takes="words") if takes == "words" else HAND_IN
    await set_down(database, binh, Session(), asked)
    await plain(database, pack).take(zalo(1, "binh-z", Text("xac nhan")))
    assert await state_of(database) == state


@pytest.mark.parametrize("typed", ["1", "Nộp"])
@pytest.mark.parametrize("on_zalo", [False, True])
async def test_what_is_typed_means_what_was_shown_on_this_channel(
    typed: str, database: Database, pack: Pack, *, on_zalo: bool
) -> None:
    an = await meet(database, "an", "Trần Thị An")
    await agree(database, an)
    await put(database, draft(an))
    async with database.transaction() as session:
        row = {"person_id": an.id, "channel": "zalo", "bot": "oa", "user_id": "an-z", "chat_id": "an-z", "id": 900}
        await session.execute(insert(AccountRow).values(**row, reachable=True, seen_at=START))
    shown_on = 900 if on_zalo else an.account
    await set_down(database, an, Session(Filling(1), account=shown_on), HAND_IN)
    await plain(database, pack).take(zalo(1, "an-z", Text(typed)))
    assert await state_of(database) == ("pending" if on_zalo else "draft")


def test_a_word_stands_above_what_is_shown_and_alone_where_nothing_is() -> None:
    word, shown, other = Acknowledge(Msg("Đã lưu.")), Show(Screen(("Tiếp theo?",))), Notify(5, Screen(("Tin",)))
    (first, *rest) = _word_first(Turn(Session(), (other, shown, word))).effects
    assert isinstance(first, Show)
    assert (first.screen.lines, rest) == ((Msg("Đã lưu."),), [other, shown])
    assert _word_first(Turn(Session(), (word,))).effects == (word,)


@pytest.mark.parametrize(
    ("on", "told"),
    [("zalo", [["Đã lưu.", "", "Tiếp theo?"]]), ("telegram", [["Tiếp theo?"], ["Đã lưu."]])],
)
async def test_the_word_for_what_was_typed_costs_no_message_of_its_own_where_every_message_counts(
    on: str, told: list[list[str]], database: Database, pack: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    await binh_on_zalo(database)
    turn = Turn(Session(), (Show(Screen(("Tiếp theo?",))), Acknowledge(Msg("Đã lưu."))))
    monkeypatch.setattr("bot.turn.advance", lambda *_: turn)
    said = zalo(1, "binh-z", Text("lưu")) if on == "zalo" else event(1, "binh", Text("lưu"))
    await plain(database, pack).take(said)
    rows = [[said_line(one) for one in row.body["screen"]["lines"]] for row in await every(database, OutboxRow)]
    assert rows == told


def said_line(line: str | dict[str, str]) -> str:
    """Return the words of a line as it is stored."""
    return line if isinstance(line, str) else line["text"]


async def test_an_event_that_is_repeated_is_answered_once(database: Database, pack: Pack) -> None:
    _, place = await binh_on_zalo(database)
    letter = await carded(database, place)
    turns = plain(database, pack)
    before = len(await every(database, OutboxRow))
    await turns.take(zalo(1, "binh-z", Text(f"{letter}1")))
    after = len(await every(database, OutboxRow))
    await turns.take(zalo(1, "binh-z", Text(f"{letter}1")))
    assert before < after == len(await every(database, OutboxRow))


QUESTION = Screen(("Còn gì nữa?",), column(button("Xong", "done")))
TIDIED = (
    Show(Screen(("Đã nhận.",)), in_place=True),
    Show(QUESTION),
    SettleTapped("Xong"),
)


@pytest.mark.parametrize(
    ("can", "kinds"),
    [(TELEGRAM, ["post", "redraw", "redraw"]), (ZALO_OA, ["post"]), (PLAIN, ["post"])],
    ids=["telegram", "zalo", "words alone"],
)
async def test_a_turn_is_one_message_where_every_message_counts_and_changes_none_there(
    can: Capabilities, kinds: list[str], database: Database, pack: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    an = await meet(database, "an")
    async with opened(database) as box:
        await box.post(chat_of(an, "an"), QUESTION)
    await sent_in_order(database)
    (sent,) = await every(database, OutboxRow)
    turns = turns_on(database, pack, Recorder(can))
    carried = TurnStore.carry_out

    async def carry_out(store: TurnStore, turn: Turn, before: Conversation, person: Person) -> None:
        await carried(store, Turn(turn.session, TIDIED), before, person)

    monkeypatch.setattr(TurnStore, "carry_out", carry_out)
    pressed = event(1, "an", Tap(Action("done")), LATER)
    await turns.take(replace(pressed, message=sent.message))
    rows = [row for row in await every(database, OutboxRow) if row.state == "waiting"]
    assert sorted(row.kind for row in rows) == kinds
    (asking,) = [row for row in rows if row.kind == "post"]
    assert asking.body["asks"]
    told = [] if can is TELEGRAM else ["Đã nhận.", ""]
    assert asking.body["screen"]["lines"] == [*told, "Còn gì nữa?"]
    (conversation,) = await every(database, SessionRow)
    assert conversation.screen
    assert conversation.screen["lines"] == asking.body["screen"]["lines"]


@pytest.mark.parametrize(("can", "kinds"), [(TELEGRAM, ["redraw"]), (ZALO_OA, ["post"])], ids=["telegram", "zalo"])
async def test_what_would_be_drawn_in_place_is_a_message_where_none_can_be_changed(
    can: Capabilities, kinds: list[str], database: Database, pack: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    await meet(database, "an")
    turn = Turn(Session(), (Show(QUESTION, in_place=True),))
    monkeypatch.setattr("bot.turn.advance", lambda *_: turn)
    await turns_on(database, pack, Recorder(can)).take(event(1, "an", Tap(Action("done")), LATER))
    assert [row.kind for row in await every(database, OutboxRow)] == kinds


@pytest.mark.parametrize(("can", "kinds"), [(TELEGRAM, ["erase"]), (ZALO_OA, [])], ids=["telegram", "zalo"])
async def test_what_was_typed_is_removed_only_where_it_can_be(
    can: Capabilities, kinds: list[str], database: Database, pack: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    await meet(database, "an")
    monkeypatch.setattr("bot.turn.advance", lambda *_: Turn(Session(), (EraseMessage(),)))
    await turns_on(database, pack, Recorder(can)).take(event(1, "an", Text("066188001234"), LATER))
    assert [row.kind for row in await every(database, OutboxRow)] == kinds


@pytest.mark.parametrize(
    ("chosen", "blocked", "told_on"),
    [
        (None, None, "zalo"),
        ("telegram", None, "telegram"),
        ("zalo", None, "zalo"),
        ("telegram", "telegram", "zalo"),
        (None, "zalo", "telegram"),
    ],
)
async def test_news_go_to_the_channel_an_officer_chose_else_to_the_one_used_last_that_reaches_them(
    database: Database,
    pack: Pack,
    monkeypatch: pytest.MonkeyPatch,
    *,
    chosen: str | None,
    blocked: str | None,
    told_on: str,
) -> None:
    binh, _ = await binh_on_zalo(database)
    async with database.transaction() as session:
        await session.execute(insert(DeskRow).values(person_id=binh.id, channel=chosen))
        of_zalo = col(AccountRow.channel) == "zalo"
        await session.execute(update(AccountRow).where(of_zalo).values(seen_at=LATER))
        unreachable = col(AccountRow.channel) == (blocked or "none")
        await session.execute(update(AccountRow).where(unreachable).values(reachable=False))
    monkeypatch.setattr("bot.turn.advance", lambda *_: Turn(Session(), (Notify(binh.id, QUESTION),)))
    await plain(database, pack).take(event(1, "an", Text("chào"), LATER))
    assert [(row.channel, row.person_id) for row in await every(database, OutboxRow)] == [(told_on, binh.id)]
