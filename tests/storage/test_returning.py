"""Returned for some answers: marks and reasons are stored, and what was handed in before is found again."""

from __future__ import annotations

import json

import pytest

from bot.event import Event
from flows.draft import Secret
from flows.needs import AsHandedIn
from flows.person import Person
from flows.said import Command, Tap, Text
from flows.screen import Action
from flows.session import Reasoning, Session
from storage import erasure, sessions
from storage.database import Database
from storage.initiatives import Initiatives
from storage.outbox import Outbox
from storage.packs import Pack
from storage.tables import AuditRow, OutboxRow
from tests.conftest import START
from tests.storage.given import (
    CIPHER,
    COMPLETE,
    IDENTITY,
    UNIT,
    agree,
    appoint,
    draft,
    every,
    found,
    initiative,
    meet,
    put,
    set_down,
)
from tests.storage.posting import sent_in_order
from tests.storage.speaking import event, releaser_on, turns_on

NEW_TITLE, UNCLEAR = "Sàng rung ba tầng phân loại hạt", "Trần Thị An cần viết rõ hơn"


def press(number: int, user: str, verb: str, *args: str) -> Event:
    return event(number, user, Tap(Action(verb, args)))


async def people_of(database: Database) -> tuple[Person, Person]:
    """Return An, who has agreed, and an officer of her unit."""
    an, binh = await meet(database, "an", "Trần Thị An"), await meet(database, "binh", "Lê Văn Bình")
    await agree(database, an)
    await appoint(database, binh, "verifier", UNIT)
    return an, binh


async def as_handed_in(database: Database, number: int, before: int) -> object:
    async with database.transaction() as session:
        return await Initiatives(session, CIPHER).as_handed_in(AsHandedIn(number, before))


async def test_the_version_handed_in_last_before_another_is_found_with_its_secrets(database: Database) -> None:
    an, _ = await people_of(database)
    await put(database, initiative(an), initiative(an, 2))
    async with database.transaction() as session:
        initiatives = Initiatives(session, CIPHER)
        for number, version, title in ((1, 1, "một"), (1, 2, "hai"), (1, 4, "ba"), (2, 1, "khác")):
            answers = {"title": title, "identity": Secret(IDENTITY)}
            await initiatives.keep_version(initiative(an, number, version=version, answers=answers), an.id, START)
    asked = [await as_handed_in(database, 1, before) for before in (1, 2, 3, 4, 5)]
    titles = [one["title"] if isinstance(one, dict) else one for one in asked]
    assert titles == [None, "một", "hai", "hai", "ba"]
    assert isinstance(asked[1], dict)
    assert asked[1]["identity"] == Secret(IDENTITY)
    assert await as_handed_in(database, 3, 9) is None


def returning() -> tuple[Event, ...]:
    """Return the presses by which Bình returns initiative 1 for two answers, one reason in his own words."""
    return (
        press(2, "binh", "return", "1", "1"),
        press(3, "binh", "mark", "1", "1", "evidence"),
        press(4, "binh", "mark", "1", "1", "title"),
        press(5, "binh", "marked", "1", "1"),
        event(6, "binh", Text(UNCLEAR)),
        press(7, "binh", "reason", "1", "1", "return", "evidence", "0"),
    )


async def test_marks_are_stored_corrected_one_by_one_and_shown_with_what_changed(
    database: Database, pack: Pack
) -> None:
    an, binh = await people_of(database)
    await put(database, draft(an))
    turns = turns_on(database, pack)
    await turns.take(press(0, "an", "draft", "1"))
    await turns.take(press(1, "an", "submit", "1"))
    for one in returning():
        await turns.take(one)
    reason = pack.programme.reasons_of["evidence"][0]
    returned = await found(database)
    assert returned is not None
    assert list(returned.marks.items()) == [("title", UNCLEAR), ("evidence", reason)]
    (line,) = [row for row in await every(database, AuditRow) if row.action == "return"]
    assert (line.actor, line.reason) == (binh.id, f"title: {UNCLEAR}; evidence: {reason}")
    await releaser_on(database, pack).drain()
    await turns.take(press(8, "an", "draft", "1", "2"))
    await turns.take(event(9, "an", Text(NEW_TITLE)))
    async with database.transaction() as session:
        revision = (await sessions.load(session, an.id)).session.revision
    await turns.take(press(10, "an", "keep", str(revision)))
    await turns.take(press(11, "an", "submit", str(revision + 1)))
    again = await found(database)
    assert again is not None
    assert (again.state, again.version, dict(again.marks)) == ("pending", 3, dict(returned.marks))
    cards = [row for row in await every(database, OutboxRow) if row.person_id == binh.id and row.about == 1]
    shown = json.dumps(cards[-1].body, ensure_ascii=False)
    assert NEW_TITLE in shown
    assert f'"{COMPLETE["title"]}"' in shown, "the title it had before"
    await turns.take(press(12, "binh", "verify", "1", "3"))
    verified = await found(database)
    assert verified is not None
    assert dict(verified.marks) == {}


@pytest.mark.parametrize("steps", [5, 6], ids=["half given", "given"])
async def test_nothing_of_marks_and_reasons_outlives_its_author(steps: int, database: Database, pack: Pack) -> None:
    an, binh = await people_of(database)
    await put(database, initiative(an))
    turns = turns_on(database, pack)
    await turns.take(event(1, "binh", Command("queue")))
    for one in returning()[:steps]:
        await turns.take(one)
    await sent_in_order(database)
    async with database.transaction() as session:
        before = (await sessions.load(session, binh.id)).session.doing
        await erasure.erase(session, Outbox(session, START), an.id, channel="telegram", now=START)
    assert isinstance(before, Reasoning) == (steps == 5)
    stored = await found(database)
    assert stored is not None
    assert dict(stored.marks) == {}
    async with database.transaction() as session:
        after = (await sessions.load(session, binh.id)).session.doing
    assert not isinstance(after, Reasoning) or dict(after.reasons) == {}


async def test_what_an_officer_wrote_of_anybody_else_is_kept(database: Database, pack: Pack) -> None:
    an, binh = await people_of(database)
    dung = await meet(database, "dung", "Dung")
    await put(database, initiative(an), initiative(dung, 2))
    turns = turns_on(database, pack)
    await turns.take(event(1, "binh", Command("queue")))
    doing = Reasoning(2, 1, "return", None, ("title", "evidence"), settled=True, reasons={"title": UNCLEAR})
    await set_down(database, binh, Session(doing))
    await sent_in_order(database)
    async with database.transaction() as session:
        await erasure.erase(session, Outbox(session, START), an.id, channel="telegram", now=START)
    async with database.transaction() as session:
        assert (await sessions.load(session, binh.id)).session.doing == doing
