"""A decision is told once, ten minutes later, however many processes tell it; what reaches nobody is not lost."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import timedelta

import pytest
from sqlalchemy import insert, update
from sqlmodel import col

from bot.channels.capabilities import TELEGRAM
from bot.channels.channel import NeverError
from bot.clock import FrozenClock
from bot.event import Event
from bot.releasing import Releaser
from flows.desk.telling import HOLD
from flows.person import Person
from flows.said import Released, Tap, Text
from flows.screen import Action, Screen
from storage.database import Database
from storage.outbox import CARD, SCREEN
from storage.packs import Pack
from storage.tables import AccountRow, AuditRow, InitiativeRow, OutboxRow
from tests.conftest import START
from tests.storage.given import UNIT, UPPER, appoint, chat_of, every, found, initiative, meet, put
from tests.storage.posting import opened
from tests.storage.speaking import Recorder, event, releaser_on, sender_on, text_of, turns_on

BLOCKED = NeverError("blocked", unreachable=True)


async def decided(database: Database, pack: Pack, reason: str = "") -> tuple[Person, Person]:
    """Let Bình have decided on An's initiative at START: verified, or rejected for a reason."""
    an, binh = await meet(database, "an", "Trần Thị An"), await meet(database, "binh", "Lê Văn Bình")
    await appoint(database, binh, "verifier", UNIT)
    await put(database, initiative(an))
    press = ("reason", "1", "1", "reject", "0") if reason else ("verify", "1", "1")
    await turns_on(database, pack).take(event(1, "binh", Tap(Action(press[0], press[1:]))))
    return an, binh


async def told(database: Database, person: Person) -> list[str]:
    """Return the first words of everything put for somebody, but what is dead."""
    rows = [row for row in await every(database, OutboxRow) if row.person_id == person.id and row.state != "dead"]
    return [text_of(SCREEN.validate_python(row.body["screen"])) for row in rows if row.kind == "post"]


async def deliver(database: Database, troubles: dict[str, Iterable[Exception]]) -> Recorder:
    channel = Recorder(TELEGRAM, troubles)
    await sender_on(database, FrozenClock(START + timedelta(days=1)), telegram=channel, zalo=channel).drain()
    return channel


async def also_on_zalo(database: Database, person: Person) -> None:
    async with database.transaction() as session:
        row = {"person_id": person.id, "channel": "zalo", "bot": "main", "user_id": f"z{person.id}"}
        await session.execute(insert(AccountRow).values(**row, chat_id=f"z{person.id}", reachable=True, seen_at=START))


async def test_it_is_told_after_ten_minutes_and_not_a_moment_before(database: Database, pack: Pack) -> None:
    an, _ = await decided(database, pack)
    assert await releaser_on(database, pack, HOLD - timedelta(microseconds=1)).drain() == 0
    assert await told(database, an) == []
    assert await releaser_on(database, pack).drain() == 1
    verified, asked = await told(database, an)
    assert "is verified" in verified
    assert "name you" in asked
    kept = await found(database)
    assert kept is not None
    assert kept.told_at == START + HOLD


async def test_several_processes_and_many_rounds_tell_it_once(database: Database, second: Database, pack: Pack) -> None:
    an, _ = await decided(database, pack)
    releasers = [releaser_on(process, pack) for process in (database, second, database, second)]
    await asyncio.gather(*(releaser.drain() for releaser in releasers))
    await releasers[0].drain()
    assert len([words for words in await told(database, an) if "is verified" in words]) == 1


async def test_killed_before_the_commit_it_is_told_by_the_next(database: Database, pack: Pack) -> None:
    an, _ = await decided(database, pack)

    async def killed(_: Event) -> None:
        raise RuntimeError

    await Releaser(database, killed, FrozenClock(START + HOLD)).drain()
    assert await told(database, an) == []
    await releaser_on(database, pack).drain()
    assert len(await told(database, an)) == 2


async def test_one_that_fails_holds_back_nobody(database: Database, pack: Pack) -> None:
    an, _ = await decided(database, pack)
    older = initiative(an, 2, "verified", told_at=None, decided_at=START - timedelta(days=1))
    await put(database, older)
    taken = turns_on(database, pack).take

    async def fails(this: Event) -> None:
        if this.said == Released(2, 1):
            raise RuntimeError
        await taken(this)

    assert await Releaser(database, fails, FrozenClock(START + HOLD)).drain() == 1
    kept = [await found(database, number) for number in (1, 2)]
    assert [one.told_at if one else START for one in kept] == [START + HOLD, None]


async def test_of_undo_and_telling_at_one_moment_exactly_one_happens(
    database: Database, second: Database, pack: Pack
) -> None:
    an, _ = await decided(database, pack)
    undo = event(2, "binh", Tap(Action("undo", ("1", "2"))), at=START + HOLD - timedelta(seconds=1))
    await asyncio.gather(turns_on(second, pack).take(undo), releaser_on(database, pack).drain())
    kept = await found(database)
    assert kept is not None
    assert (kept.state == "pending") == (await told(database, an) == [])


async def test_taking_back_leaves_one_line_for_each_act_and_what_was_learned_of_the_files(
    database: Database, pack: Pack
) -> None:
    await decided(database, pack)
    before = await found(database)
    await turns_on(database, pack).take(event(2, "binh", Tap(Action("undo", ("1", "2"))), at=START))
    lines = [(row.action, row.old, row.new) for row in await every(database, AuditRow) if row.subject == "initiative 1"]
    assert lines == [("verify", "pending", "verified"), ("undo", "verified", "pending")]
    kept = await found(database)
    assert kept is not None
    assert before is not None
    assert (kept.state, kept.answers, kept.decided_at, kept.decided_by) == ("pending", before.answers, None, None)
    assert kept.overwritten == before.overwritten


async def test_cards_get_their_buttons_back_and_unsent_ones_are_sent_after_all(database: Database, pack: Pack) -> None:
    """Chi has seen the card, Dung's is still to be sent, and an older one of Chi stays as it was settled."""
    chi, dung = await meet(database, "chi"), await meet(database, "dung")
    turns = turns_on(database, pack)
    an, binh = await meet(database, "an"), await meet(database, "binh", "Lê Văn Bình")
    await appoint(database, binh, "verifier", UNIT)
    await put(database, initiative(an))
    card = Screen(("card",), ((SCREEN.validate_python({"rows": [[BUTTON]]}).rows[0]),))
    async with opened(database) as box:
        await box.post(chat_of(chi, "chi"), card, lane=CARD, about=1)
    await deliver(database, {})
    async with opened(database) as box:
        await box.redraw_cards(1, "an earlier decision", decision=0)
        await box.post(chat_of(chi, "chi"), card, lane=CARD, about=1)
    await deliver(database, {})
    async with opened(database) as box:
        await box.post(chat_of(dung, "dung"), card, lane=CARD, about=1)
    await turns.take(event(1, "binh", Tap(Action("verify", ("1", "1")))))
    assert await waiting_cards(database, dung) == []
    await deliver(database, {})
    await turns.take(event(2, "binh", Tap(Action("undo", ("1", "2")))))
    revived = [row for row in await every(database, OutboxRow) if row.kind == "redraw" and row.state == "waiting"]
    redrawn = [row for row in revived if row.person_id == chi.id]
    assert [(row.message, bool(SCREEN.validate_python(row.body["screen"]).rows)) for row in redrawn] == [("m2", True)]
    assert len(await waiting_cards(database, dung)) == 1


BUTTON = {"label": "Xác nhận", "action": {"verb": "verify", "args": ["1", "1"]}}


async def waiting_cards(database: Database, person: Person) -> list[OutboxRow]:
    rows = await every(database, OutboxRow)
    return [row for row in rows if (row.person_id, row.about, row.state) == (person.id, 1, "waiting")]


async def test_who_blocked_the_bot_is_told_on_the_other_channel(database: Database, pack: Pack) -> None:
    an, _ = await decided(database, pack, reason="yes")
    await also_on_zalo(database, an)
    async with database.transaction() as session:
        await session.execute(update(AccountRow).where(col(AccountRow.channel) == "zalo").values(seen_at=START - HOLD))
    await releaser_on(database, pack).drain()
    channel = await deliver(database, {"an": [BLOCKED]})
    assert [chat for chat, _ in channel.delivered if chat == f"z{an.id}"] == [f"z{an.id}"]
    kept = await found(database)
    assert kept is not None
    assert kept.unreached_at is None


@pytest.mark.parametrize("known", [False, True], ids=["found out now", "known before"])
async def test_who_is_reached_nowhere_is_to_be_called_and_is_told_when_they_write(
    known: bool, database: Database, pack: Pack
) -> None:
    an, _ = await decided(database, pack, reason="yes")
    if known:
        async with opened(database) as box:
            await box.post(chat_of(an, "an"), Screen(("something else",)))
        await deliver(database, {"an": [BLOCKED]})
    await releaser_on(database, pack).drain()
    await deliver(database, {} if known else {"an": [BLOCKED]})
    kept = await found(database)
    assert kept is not None
    assert kept.unreached_at == kept.told_at == START + HOLD
    back = event(3, "an", Text("chào"), at=START + timedelta(days=2))
    await turns_on(database, pack).take(back)
    await turns_on(database, pack).take(event(4, "an", Text("chào"), at=START + timedelta(days=2)))
    assert len([words for words in await told(database, an) if "was rejected" in words]) == 1
    kept = await found(database)
    assert kept is not None
    assert (kept.unreached_at, kept.told_at) == (None, START + timedelta(days=2))


async def test_whoever_was_erased_meanwhile_is_told_nothing_and_called_by_nobody(
    database: Database, pack: Pack
) -> None:
    an, _ = await decided(database, pack)
    await turns_on(database, pack).take(event(2, "an", Tap(Action("data", ("erase-yes", "1")))))
    assert await releaser_on(database, pack).drain() == 0
    (row,) = await every(database, InitiativeRow)
    assert (row.state, row.unreached_at) == ("verified", None)
    assert len(await told(database, an)) == 1


async def strand(database: Database, officer: Person, user: str) -> None:
    """Let the platform refuse an officer's card."""
    async with opened(database) as box:
        await box.post(chat_of(officer, user), Screen(("card",)), lane=CARD, about=1)
    await deliver(database, {user: [BLOCKED]})


async def test_a_card_that_reaches_nobody_goes_to_a_colleague_else_one_level_up(database: Database, pack: Pack) -> None:
    an, binh, chi, dung = [await meet(database, user) for user in ("an", "binh", "chi", "dung")]
    await put(database, initiative(an))
    for officer, unit in ((binh, UNIT), (chi, UNIT), (dung, UPPER)):
        await appoint(database, officer, "verifier", unit)
    await strand(database, binh, "binh")
    await releaser_on(database, pack).drain()
    assert [len(await waiting_cards(database, one)) for one in (binh, chi, dung)] == [0, 1, 0]
    await deliver(database, {"chi": [BLOCKED]})
    await releaser_on(database, pack).drain()
    assert [len(await waiting_cards(database, one)) for one in (binh, chi, dung)] == [0, 0, 1]
    assert not any(row.stranded for row in await every(database, OutboxRow))


async def test_a_card_goes_to_nobody_else_where_a_colleague_has_it(database: Database, pack: Pack) -> None:
    an, binh, chi, dung = [await meet(database, user) for user in ("an", "binh", "chi", "dung")]
    await put(database, initiative(an))
    for officer, unit in ((binh, UNIT), (chi, UNIT), (dung, UPPER)):
        await appoint(database, officer, "verifier", unit)
    async with opened(database) as box:
        await box.post(chat_of(chi, "chi"), Screen(("card",)), lane=CARD, about=1)
    await strand(database, binh, "binh")
    await releaser_on(database, pack).drain()
    assert len([row for row in await every(database, OutboxRow) if row.about == 1]) == 2


async def test_a_card_goes_to_the_officers_other_account_first(database: Database, pack: Pack) -> None:
    an, binh, chi = [await meet(database, user) for user in ("an", "binh", "chi")]
    await put(database, initiative(an))
    await also_on_zalo(database, binh)
    for officer in (binh, chi):
        await appoint(database, officer, "verifier", UNIT)
    await strand(database, binh, "binh")
    await releaser_on(database, pack).drain()
    cards = [row for row in await every(database, OutboxRow) if (row.person_id, row.about) == (binh.id, 1)]
    assert [(row.channel, row.state) for row in cards] == [("telegram", "dead"), ("zalo", "sent")]
    assert await waiting_cards(database, chi) == []
