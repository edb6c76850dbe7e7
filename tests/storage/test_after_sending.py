"""After handing in: corrections and opening meet in the database, versions are kept, one draft is one initiative."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.event import Event
from flows.effects import Carry, Open, RefreshCards
from flows.person import Person
from flows.said import Command, Tap, Text
from flows.screen import Action, Screen
from flows.session import Filling, Session
from storage import answers, leases, schema
from storage.database import ConflictError, Database
from storage.initiatives import Initiatives
from storage.outbox import SCREEN
from storage.packs import Pack
from storage.tables import AuditRow, OutboxRow, VersionRow
from tests.conftest import START
from tests.storage.crowd import at_once
from tests.storage.given import (
    CIPHER,
    COMPLETE,
    IDENTITY,
    UNIT,
    appoint,
    draft,
    every,
    found,
    initiative,
    meet,
    put,
    set_down,
)
from tests.storage.posting import chat, claim, opened, post_card, sent_in_order
from tests.storage.speaking import event, releaser_on, turns_on

OTHER = {
    **COMPLETE,
    "title": "Hệ thống tưới nhỏ giọt cho vườn ươm",
    "description": "Vườn ươm trước tưới vòi, tốn nước, cây úng rễ; nay ống nhựa đục lỗ hẹn giờ, nước giảm một nửa.",
}
NEW_TITLE = "Sàng rung ba tầng phân loại hạt"
CORRECTING = Session(Filling(1, correcting="title"), revision=3)


async def people_of(database: Database) -> tuple[Person, Person, Person]:
    """Return An, who is correcting the title of what she handed in, and two officers of her unit."""
    an, binh = await meet(database, "an", "Trần Thị An"), await meet(database, "binh", "Lê Văn Bình")
    chi = await meet(database, "chi", "Phạm Thị Chi")
    for officer in (binh, chi):
        await appoint(database, officer, "verifier", UNIT)
    await put(database, initiative(an))
    await set_down(database, an, CORRECTING)
    return an, binh, chi


def press(number: int, user: str, verb: str, *args: str) -> Event:
    return event(number, user, Tap(Action(verb, args)))


async def shown(database: Database, person: Person) -> list[Screen]:
    rows = [row for row in await every(database, OutboxRow) if row.person_id == person.id]
    return [SCREEN.validate_python(row.body["screen"]) for row in rows if "screen" in row.body]


async def test_a_correction_and_an_officer_who_opens_it_at_once_agree_on_what_is_judged(
    database: Database, second: Database, pack: Pack
) -> None:
    """Whoever is first: what the officer has before them is what is stored, and the other is told."""
    an, binh, _ = await people_of(database)
    here, there = turns_on(database, pack), turns_on(second, pack, first_id=2000)
    correcting, opening = event(1, "an", Text(NEW_TITLE)), event(2, "binh", Command("queue"))
    await at_once(database, "initiative", here.take(correcting), there.take(opening))
    stored = await found(database)
    assert stored is not None
    assert stored.opened_by == binh.id
    assert stored.version in (1, 2)
    assert (stored.text("title") == NEW_TITLE) == (stored.version == 2)
    card = (await shown(database, binh))[-1]
    assert stored.text("title") in str(card.lines)
    assert f"verify:1:{stored.version}" in [one.action.token for one in card.buttons()]
    last = (await shown(database, an))[-1]
    assert (last.problem is None) == (stored.version == 2)
    moves = [row.action for row in await every(database, AuditRow)]
    assert moves == (["correct"] if stored.version == 2 else [])


async def test_a_correction_and_a_decision_at_once_verify_only_what_the_officer_saw(
    database: Database, second: Database, pack: Pack
) -> None:
    await people_of(database)
    here, there = turns_on(database, pack), turns_on(second, pack, first_id=2000)
    correcting, verifying = event(1, "an", Text(NEW_TITLE)), press(2, "binh", "verify", "1", "1")
    await at_once(database, "initiative", here.take(correcting), there.take(verifying))
    stored = await found(database)
    assert stored is not None
    if stored.state == "verified":
        assert stored.text("title") == COMPLETE["title"]
    else:
        assert (stored.state, stored.version, stored.text("title")) == ("pending", 2, NEW_TITLE)
    assert len([row for row in await every(database, AuditRow) if row.action in ("correct", "verify")]) == 1


async def test_two_officers_who_open_it_at_once_both_see_it_and_one_has_opened_it(
    database: Database, second: Database, pack: Pack
) -> None:
    _, binh, chi = await people_of(database)
    here, there = turns_on(database, pack), turns_on(second, pack, first_id=2000)
    opening = here.take(event(1, "binh", Command("queue"))), there.take(event(2, "chi", Command("queue")))
    await at_once(database, "initiative", *opening)
    stored = await found(database)
    assert stored is not None
    assert stored.opened_by in (binh.id, chi.id)
    for officer in (binh, chi):
        assert "verify:1:1" in [one.action.token for one in (await shown(database, officer))[-1].buttons()]


async def test_an_older_version_is_not_opened_and_the_present_one_once(database: Database) -> None:
    _, binh, chi = await people_of(database)

    async def opened_by(officer: Person, version: int) -> int | None:
        with suppress(ConflictError):
            async with database.transaction() as session:
                await Initiatives(session, CIPHER).open(Open(1, version, since=START), officer.id, START)
        stored = await found(database)
        return stored.opened_by if stored else None

    assert await opened_by(binh, 0) is None
    assert await opened_by(binh, 2) is None
    assert await opened_by(binh, 1) == binh.id
    assert await opened_by(chi, 1) == binh.id


async def test_one_officer_has_it_in_hand_until_ten_minutes_after_their_last_act_or_until_it_is_taken_over(
    database: Database,
) -> None:
    """Demand 51: a claim is one conditional update; who had it first stays noted."""
    _, binh, chi = await people_of(database)

    async def takes(officer: Person, minute: int, *, over: bool = False) -> bool:
        now = START + timedelta(minutes=minute)
        try:
            async with database.transaction() as session:
                opening = Open(1, 1, since=now - timedelta(minutes=10), over=over)
                await Initiatives(session, CIPHER).open(opening, officer.id, now)
        except ConflictError:
            return False
        stored = await found(database)
        assert stored is not None
        assert (stored.claimed_by, stored.claimed_at) == (officer.id, now)
        assert (stored.opened_by, stored.opened_at) == (binh.id, START)
        return True

    async def lets_go(officer: Person) -> None:
        async with database.transaction() as session:
            await Initiatives(session, CIPHER).let_go(1, officer.id)

    assert await takes(binh, 0)
    assert not await takes(chi, 9)
    assert await takes(binh, 9)
    assert not await takes(chi, 18)
    assert await takes(chi, 19)
    assert not await takes(binh, 20)
    assert await takes(binh, 20, over=True)
    await lets_go(chi)
    assert not await takes(chi, 21)
    await lets_go(binh)
    assert await takes(chi, 21)


async def test_what_an_officer_has_opened_takes_no_correction_and_no_half_given_answer(database: Database) -> None:
    _, binh, _ = await people_of(database)
    async with database.transaction() as session:
        await Initiatives(session, CIPHER).open(Open(1, 1, since=START), binh.id, START)
    before = await found(database)
    assert before is not None
    corrected = replace(before, version=2, opened_at=None, opened_by=None)
    with pytest.raises(ConflictError):
        async with database.transaction() as session:
            await Initiatives(session, CIPHER).carry(Carry("correct", corrected, version=1), START)
    with pytest.raises(ConflictError):
        async with database.transaction() as session:
            await Initiatives(session, CIPHER).keep(before.hold("description", "x"), START)
    assert await found(database) == before


async def test_every_version_handed_in_is_kept_with_its_identity_number_encrypted(
    database: Database, pack: Pack
) -> None:
    """Demand 47: the old version is kept."""
    an, binh, _ = await people_of(database)
    turns = turns_on(database, pack)
    await put(database, draft(an, 2, OTHER))
    await set_down(database, an, Session(Filling(2), revision=3))
    await turns.take(press(1, "an", "submit", "3"))
    await set_down(database, an, Session(Filling(2, correcting="title"), revision=3))
    await turns.take(event(2, "an", Text(NEW_TITLE)))
    await turns.take(press(3, "binh", "reason", "2", "2", "return", "0"))
    await releaser_on(database, pack).drain()
    await turns.take(press(4, "an", "draft", "2", "3"))
    await set_down(database, an, Session(Filling(2), revision=3))
    await turns.take(press(5, "an", "submit", "3"))

    kept = await every(database, VersionRow)
    read = [answers.load(row.answers, CIPHER, row.initiative) for row in kept]
    assert [(row.version, row.by) for row in kept] == [(1, an.id), (2, an.id), (4, an.id)]
    assert [one["title"] for one in read] == [OTHER["title"], NEW_TITLE, NEW_TITLE]
    assert read[0] == OTHER
    assert not any(IDENTITY in str(row.answers) for row in kept)
    assert binh.id not in {row.by for row in kept}
    audited = [(row.action, row.old, row.new, row.reason) for row in await every(database, AuditRow)]
    assert ("correct", "pending", "pending", "title") in audited


async def test_twenty_parallel_submits_of_one_draft_make_one_initiative(
    database: Database, second: Database, pack: Pack
) -> None:
    """Demand 65."""
    an, binh, _ = await people_of(database)
    await put(database, draft(an, 2, OTHER))
    await set_down(database, an, Session(Filling(2), revision=3))
    here, there = turns_on(database, pack), turns_on(second, pack, first_id=2000)
    presses = [(here if number % 2 else there).take(press(number, "an", "submit", "3")) for number in range(1, 21)]
    await at_once(database, "session", *presses)
    stored = await found(database, 2)
    assert stored is not None
    assert (stored.state, stored.version) == ("pending", 1)
    assert [row.action for row in await every(database, AuditRow)] == ["submit"]
    assert len(await every(database, VersionRow)) == 1
    assert len(await shown(database, binh)) == 1


async def test_a_card_already_sent_is_drawn_anew_and_one_not_sent_yet_is_sent_as_it_is_now(database: Database) -> None:
    binh, dung = await chat(database, "binh"), await chat(database, "dung")
    await post_card(database, binh, 7)
    await sent_in_order(database)
    await post_card(database, dung, 7)
    async with opened(database) as box:
        await box.refresh_cards(RefreshCards(7, Screen(("as it is now",))))
    fresh = await claim(database)
    assert {(one.place, one.kind) for one in fresh} == {(binh, "redraw"), (dung, "post")}
    assert [one.screen for one in fresh] == 2 * [Screen(("as it is now",))]


async def test_a_card_that_lost_its_buttons_stays_as_it_was(database: Database) -> None:
    binh = await chat(database, "binh")
    await post_card(database, binh, 7)
    await sent_in_order(database)
    async with opened(database) as box:
        await box.redraw_cards(7, "over")
        await box.refresh_cards(RefreshCards(7, Screen(("as it is now",))))
    assert await sent_in_order(database) == ["card"]


async def test_a_card_that_is_just_being_sent_is_left_alone(database: Database) -> None:
    binh = await chat(database, "binh")
    await post_card(database, binh, 7)
    (card,) = await claim(database)
    async with opened(database) as box:
        await box.refresh_cards(RefreshCards(7, Screen(("as it is now",))))
    await leases.sent(database, card, "m1")
    assert [row.body["screen"]["lines"] for row in await every(database, OutboxRow)] == [["card"]]


async def test_only_the_cards_of_some_persons_are_touched(database: Database) -> None:
    binh, dung = await chat(database, "binh"), await chat(database, "dung")
    for officer in (binh, dung):
        await post_card(database, officer, 7)
    async with opened(database) as box:
        await box.refresh_cards(RefreshCards(7, Screen(("as it is now",)), (binh.person,)))
        await box.redraw_cards(7, "gone", [dung.person])
    assert [one.screen for one in await claim(database)] == [Screen(("as it is now",))]


async def test_a_database_from_before_keeps_what_waits_as_its_first_version(own_database: Database) -> None:
    an = await meet(own_database, "an")
    await appoint(own_database, an, "supporter", UNIT)
    await appoint(own_database, an, "staff", UNIT)
    await put(own_database, initiative(an), draft(an, 2), initiative(an, 3, "verified"))
    await schema.downgrade(own_database, "0005")
    await schema.upgrade(own_database)
    assert [(row.initiative, row.version, row.by, row.at) for row in await every(own_database, VersionRow)] == [
        (1, 1, an.id, START)
    ]
    assert await found(own_database) == replace(initiative(an), waiting_since=START)
    async with own_database.transaction() as session:
        assert (await session.execute(text("SELECT name FROM role"))).scalars().all() == ["staff"]
