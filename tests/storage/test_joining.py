"""One person on several channels (demand 80): joined by a code, nothing lost, nothing joined that must not be."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, update
from sqlmodel import col

from bot.channels.capabilities import PLAIN, TELEGRAM
from bot.event import Address, Event
from bot.turn import Turns
from flows.facts import Fresh
from flows.person import Person
from flows.said import Command, Said, Tap, Text
from flows.screen import Action, Screen
from flows.session import Filling, Session
from storage import erasure, joining, merging, people
from storage.audit import AuditLine, write
from storage.database import Database
from storage.outbox import CARD, Outbox, Place, Written
from storage.packs import Pack
from storage.person_tables.merged import Merging
from storage.tables import (
    AccountRow,
    AuditRow,
    ConsentRow,
    DelegationRow,
    DeskRow,
    InitiativeRow,
    JoiningRow,
    NoticeRow,
    OutboxRow,
    PersonRow,
    RoleRow,
    SessionRow,
    VersionRow,
    WeeklyRow,
)
from tests.conftest import START
from tests.storage.given import (
    CIPHER,
    COMPLETE,
    UPPER,
    account,
    agree,
    appoint,
    draft,
    every,
    initiative,
    put,
    set_down,
)
from tests.storage.posting import sent_in_order
from tests.storage.speaking import Recorder, event, turns_on

CODE = "7F3K9QWX"
LATER = START + timedelta(minutes=1)


def zalo(number: int, user: str, said: Said, at: datetime = LATER) -> Event:
    """Return what Zalo tells when somebody does something there."""
    return Event(f"z{number}", Address("zalo", "oa", user), user, said, at, message=f"message {number}")


def both_channels(database: Database, pack: Pack) -> Turns:
    """Return turns that hear Telegram and Zalo, and hand out one code."""
    turns = turns_on(database, pack)
    turns._channels = {"telegram": Recorder(TELEGRAM), "zalo": Recorder(PLAIN)}
    numbers = iter(range(2000, 9000))
    turns._fresh = lambda: Fresh(next(numbers), "7F3K9Q", joining=CODE)
    return turns


async def met(database: Database, user: str, channel: str, name: str = "", at: datetime = START) -> Person:
    async with database.transaction() as session:
        return await people.recognise(session, account(user, channel), name, "vi", at)


async def joined(database: Database, pack: Pack) -> Turns:
    """Let An make a code on Telegram and use it on Zalo."""
    turns = both_channels(database, pack)
    await turns.take(event(1, "an", Tap(Action("join", ("offer",)))))
    await turns.take(zalo(2, "an-z", Text("nối 7f3k-9qwx")))
    (offered,) = await every(database, JoiningRow)
    await turns.take(zalo(3, "an-z", Tap(Action("join", ("yes", str(offered.id))))))
    return turns


async def merge(database: Database, gone: Person, kept: Person) -> None:
    async with database.transaction() as session:
        await merging.merge(Merging(session, CIPHER, gone.id, kept.id, LATER))


async def test_a_draft_begun_on_telegram_is_finished_on_zalo(database: Database, pack: Pack) -> None:
    an = await met(database, "an", "telegram", "An")
    await agree(database, an)
    await put(database, draft(an))
    await set_down(database, an, Session(Filling(1, correcting="title"), 3, account=an.account))
    turns = await joined(database, pack)
    assert {(row.channel, row.person_id) for row in await every(database, AccountRow)} == {
        ("telegram", an.id),
        ("zalo", an.id),
    }
    await turns.take(zalo(4, "an-z", Text("Sàng rung hai tầng cho cà phê")))
    (kept,) = await every(database, InitiativeRow)
    assert kept.author == an.id
    assert kept.answers["title"] == COMPLETE["title"]  # the question was asked on Telegram: it is shown here first
    await turns.take(zalo(5, "an-z", Text("Sàng rung hai tầng cho cà phê")))
    (kept,) = await every(database, InitiativeRow)
    assert kept.answers["title"] == "Sàng rung hai tầng cho cà phê"


async def test_who_made_the_code_is_told_where_they_made_it_and_can_undo_it(database: Database, pack: Pack) -> None:
    an = await met(database, "an", "telegram", "An")
    await put(database, draft(an))
    turns = await joined(database, pack)
    told = [row for row in await every(database, OutboxRow) if row.channel == "telegram"][-1]
    assert told.person_id == an.id
    (zalo_account,) = [row for row in await every(database, AccountRow) if row.channel == "zalo"]
    undo = Tap(Action("join", ("not-me", str(zalo_account.id))))
    assert undo.action.token in str([one.token for row in [told] for one in _actions(row)])
    await turns.take(event(5, "an", undo))
    assert [row.channel for row in await every(database, AccountRow)] == ["telegram"]
    await turns.take(zalo(6, "an-z", Command("mine")))
    (again,) = [row for row in await every(database, AccountRow) if row.channel == "zalo"]
    assert again.person_id not in {an.id, told.person_id}
    assert (await every(database, InitiativeRow))[0].author == an.id


def _actions(row: OutboxRow) -> list[Action]:
    return [
        Action(one["action"]["verb"], tuple(one["action"]["args"]))
        for line in row.body["screen"]["rows"]
        for one in line
    ]


async def test_a_code_is_kept_as_a_hash_only_and_leaves_the_store_once_sent(database: Database, pack: Pack) -> None:
    turns = both_channels(database, pack)
    await turns.take(event(1, "an", Tap(Action("join", ("offer",)))))
    (offered,) = await every(database, JoiningRow)
    assert CODE not in offered.code_hash
    await sent_in_order(database)
    everything = [
        *await every(database, OutboxRow),
        *await every(database, SessionRow),
        *await every(database, AuditRow),
    ]
    assert not any(CODE in str(row) or f"{CODE[:4]}-{CODE[4:]}" in str(row.model_dump()) for row in everything)


@pytest.mark.parametrize(("minutes", "accounts"), [(9, 1), (10, 2)])
async def test_a_code_works_for_ten_minutes(database: Database, pack: Pack, minutes: int, accounts: int) -> None:
    turns, at = both_channels(database, pack), START + timedelta(minutes=minutes)
    await turns.take(event(1, "an", Tap(Action("join", ("offer",)))))
    (offered,) = await every(database, JoiningRow)
    await turns.take(zalo(2, "an-z", Text(CODE), at))
    await turns.take(zalo(3, "an-z", Tap(Action("join", ("yes", str(offered.id)))), at))
    assert len({row.person_id for row in await every(database, AccountRow)}) == accounts


async def test_a_button_without_the_code_joins_nothing(database: Database, pack: Pack) -> None:
    turns = both_channels(database, pack)
    await turns.take(event(1, "an", Tap(Action("join", ("offer",)))))
    (offered,) = await every(database, JoiningRow)
    await turns.take(zalo(2, "stranger", Tap(Action("join", ("yes", str(offered.id))))))
    assert len({row.person_id for row in await every(database, AccountRow)}) == 2


async def test_a_code_works_once(database: Database, pack: Pack) -> None:
    turns = await joined(database, pack)
    await turns.take(zalo(4, "stranger", Text(CODE)))
    (offered,) = await every(database, JoiningRow)
    await turns.take(zalo(5, "stranger", Tap(Action("join", ("yes", str(offered.id))))))
    assert len({row.person_id for row in await every(database, AccountRow)}) == 2


async def test_after_five_wrong_codes_even_the_right_one_waits_an_hour(database: Database, pack: Pack) -> None:
    turns = both_channels(database, pack)
    for number in range(5):
        await turns.take(zalo(10 + number, "guesser", Text(f"noi 2222-AAA{number + 2}")))
    await turns.take(event(1, "an", Tap(Action("join", ("offer",)))))
    await turns.take(zalo(20, "guesser", Text(f"noi {CODE}")))
    (_, state) = [row.state["doing"] for row in await every(database, SessionRow)]
    assert state is None
    later = START + timedelta(minutes=62)
    await turns.take(replace(event(2, "an", Tap(Action("join", ("offer",)))), received_at=later))
    await turns.take(zalo(21, "guesser", Text(f"noi {CODE}"), later))
    assert any(row.state["doing"] for row in await every(database, SessionRow))


async def test_two_who_use_one_code_at_once_are_not_both_joined(
    database: Database, second: Database, pack: Pack
) -> None:
    one, other = both_channels(database, pack), both_channels(second, pack)
    await one.take(event(1, "an", Tap(Action("join", ("offer",)))))
    (offered,) = await every(database, JoiningRow)
    yes = Tap(Action("join", ("yes", str(offered.id))))
    for number, user in ((2, "first"), (3, "second")):
        await one.take(zalo(number, user, Text(CODE)))
    await asyncio.gather(one.take(zalo(4, "first", yes)), other.take(zalo(5, "second", yes)))
    rows = await every(database, AccountRow)
    assert len({row.person_id for row in rows}) == 2
    assert len([row for row in await every(database, AuditRow) if row.action == "join accounts"]) == 1


async def test_what_is_said_on_both_while_they_are_joined_is_lost_on_neither(
    database: Database, second: Database, pack: Pack
) -> None:
    one, other = both_channels(database, pack), both_channels(second, pack)
    an = await met(database, "an", "telegram", "An")
    await agree(database, an)
    await one.take(event(1, "an", Tap(Action("join", ("offer",)))))
    (offered,) = await every(database, JoiningRow)
    await one.take(zalo(2, "an-z", Text(CODE)))
    yes = Tap(Action("join", ("yes", str(offered.id))))
    await asyncio.gather(
        one.take(zalo(3, "an-z", yes)),
        *(other.take(event(10 + number, "an", Tap(Action("anew")), LATER)) for number in range(3)),
    )
    (kept,) = {row.person_id for row in await every(database, AccountRow)}
    assert {row.author for row in await every(database, InitiativeRow)} == {kept}
    assert [row.person_id for row in await every(database, SessionRow)] == [kept]


async def test_everything_of_both_is_one_persons(database: Database) -> None:
    an, other = await met(database, "an", "telegram", "An"), await met(database, "an-z", "zalo", "")
    binh = await met(database, "binh", "telegram", "Bình")
    place = Place(other.id, "zalo", "main", "an-z")
    await put(database, draft(an), initiative(other, 2, "verified", decided_by=binh.id, decided_at=START))
    await put(database, initiative(binh, 3, "verified", decided_by=other.id, decided_at=START))
    for person in (an, other):
        await appoint(database, person, "verifier", UPPER)
        await agree(database, person)
    async with database.transaction() as session:
        outbox = Outbox(session, START)
        await outbox.document(place, Written("a.json", "{}"), CIPHER)
        await outbox.post(place, Screen(("Xin chào",)))
        same = {"programme": "", "event": "digest", "at": START}
        for person, event_name in ((an, "digest"), (other, "digest"), (other, "else")):
            await session.execute(insert(NoticeRow).values(person_id=person.id, **{**same, "event": event_name}))
        await session.execute(insert(DeskRow).values(person_id=other.id, hour=9))
        await session.execute(insert(WeeklyRow).values(person_id=an.id, hour=9))
        await session.execute(insert(WeeklyRow).values(person_id=other.id, hour=10))
        await write(session, AuditLine("verify", "initiative 3"), actor=other.id, channel="zalo", at=START)
        await session.execute(insert(VersionRow).values(initiative=2, version=1, answers={}, at=START, by=other.id))
    await merge(database, other, an)
    one = {an.id}
    assert {row.author for row in await every(database, InitiativeRow)} == {an.id, binh.id}
    assert {row.decided_by for row in await every(database, InitiativeRow)} == {None, binh.id, an.id}
    for table in (AccountRow, OutboxRow, ConsentRow, RoleRow, NoticeRow, DeskRow, WeeklyRow):
        assert {row.person_id for row in await every(database, table)} - {binh.id} == one  # type: ignore[attr-defined]
    assert sorted(row.event for row in await every(database, NoticeRow)) == ["digest", "else"]
    assert [row.hour for row in await every(database, WeeklyRow)] == [9]
    assert len([row for row in await every(database, RoleRow) if row.revoked_at is None]) == 1
    assert [row.actor for row in await every(database, AuditRow)] == [other.id]
    document = next(row for row in await every(database, OutboxRow) if row.kind == "document")
    assert CIPHER.open(document.body["sealed"], f"outbox/{an.id}") == "{}"
    async with database.transaction() as session:
        assert (await people.by_id(session, other.id, LATER)).id == an.id


async def test_who_is_erased_leaves_nothing_of_who_they_were(database: Database) -> None:
    an, other = await met(database, "an", "telegram", "An"), await met(database, "an-z", "zalo", "An Z")
    async with database.transaction() as session:
        line = AuditLine("return", "initiative 3", reason="Hỏi lại")
        await write(session, line, actor=other.id, channel="zalo", at=START)
    await merge(database, other, an)
    async with database.transaction() as session:
        await erasure.erase(session, Outbox(session, START), an.id, channel="zalo", now=LATER)
    rows = [row for row in await every(database, PersonRow) if row.id in (an.id, other.id)]
    assert [(row.name, row.erased_at is not None) for row in rows] == [("", True)] * 2
    assert [row.reason for row in await every(database, AuditRow)] == ["", ""]


async def barrier(database: Database, one: Person, other: Person) -> str:
    async with database.transaction() as session:
        return await joining._barrier(session, one.id, other.id)


async def test_what_must_not_be_joined_is_refused(database: Database, pack: Pack) -> None:
    an, binh = await met(database, "an", "telegram", "An"), await met(database, "binh", "zalo", "Bình")
    assert await barrier(database, an, binh) == ""
    await put(database, initiative(an))
    await put(database, replace(initiative(an, 2, "verified"), decided_by=binh.id, decided_at=START))
    assert await barrier(database, an, binh) == "one decides for the other"
    chi, dung = await met(database, "chi", "telegram", "Chi"), await met(database, "dung", "zalo", "Dung")
    await appoint(database, chi, "verifier", UPPER)
    assert await barrier(database, chi, dung) == ""
    await appoint(database, dung, "staff", UPPER)
    assert await barrier(database, chi, dung) == "two officers"
    async with database.transaction() as session:
        await session.execute(update(PersonRow).where(col(PersonRow.id) == dung.id).values(name="CHI"))
    assert await barrier(database, chi, dung) == ""
    async with database.transaction() as session:
        values = {"begins_at": START, "ends_at": LATER, "created_at": START}
        await session.execute(insert(DelegationRow).values(person_id=chi.id, to_id=dung.id, **values))
    assert await barrier(database, chi, dung) == "one stands in for the other"


async def test_two_different_card_numbers_are_two_people(database: Database) -> None:
    an, other = await met(database, "an", "telegram"), await met(database, "an-z", "zalo")
    await put(database, initiative(an), initiative(other, 2))
    await _numbered(database, {1: "066188001234", 2: "066188001234"})
    assert await barrier(database, an, other) == ""
    await _numbered(database, {1: "066188001234", 2: "066188009999"})
    assert await barrier(database, an, other) == "two cards"


async def _numbered(database: Database, numbers: dict[int, str]) -> None:
    async with database.transaction() as session:
        for number, identity in numbers.items():
            hashed = {"identity_hash": CIPHER.fingerprint(identity)}
            await session.execute(update(InitiativeRow).where(col(InitiativeRow.id) == number).values(**hashed))


async def test_the_last_account_is_never_taken_away(database: Database, pack: Pack) -> None:
    an = await met(database, "an", "telegram", "An")
    await both_channels(database, pack).take(event(1, "an", Tap(Action("join", ("part-yes", str(an.account))))))
    assert len(await every(database, AccountRow)) == 1


async def test_what_waits_for_a_removed_account_goes_to_the_other(database: Database, pack: Pack) -> None:
    turns = await joined(database, pack)
    await sent_in_order(database)
    (gone,) = [row for row in await every(database, AccountRow) if row.channel == "zalo"]
    async with database.transaction() as session:
        place = Place(gone.person_id, "zalo", "oa", "an-z")
        await Outbox(session, START).post(place, Screen(("Tin báo",)), lane=CARD)
    await turns.take(event(9, "an", Tap(Action("join", ("part-yes", str(gone.id)))), LATER))
    waiting = [row for row in await every(database, OutboxRow) if row.state == "waiting"]
    assert {row.channel for row in waiting} == {"telegram"}
    assert next(row.body["screen"]["lines"][0] for row in waiting) == "Tin báo"
