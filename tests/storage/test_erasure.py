"""Erasing a person (demand 87): only what counts is left."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import insert

from flows.said import Command, Tap, Text
from flows.screen import Action, Screen
from flows.session import Filling, Session
from storage import erasure
from storage.database import Database
from storage.outbox import Outbox
from storage.packs import Pack
from storage.person_tables.erased import reduced
from storage.tables import (
    AccountRow,
    AuditRow,
    ConsentRow,
    InitiativeRow,
    OutboxRow,
    PersonRow,
    RoleRow,
    SessionRow,
)
from tests.conftest import START
from tests.storage.crowd import at_once
from tests.storage.given import (
    COMPLETE,
    IDENTITY,
    UNIT,
    UPPER,
    appoint,
    draft,
    every,
    initiative,
    meet,
    put,
    set_down,
)
from tests.storage.posting import sent_in_order
from tests.storage.speaking import event, turns_on
from tests.storage.test_secrets import kept

NAME, PHONE, TITLE = "Trần Thị An", "0900000001", "Cải tiến khâu phân loại cà phê nhân"
DESCRIPTION = str(COMPLETE["description"])
OTHER = {**COMPLETE, "description": "Giàn phơi cao su có mái che tự cuốn lại khi trời mưa."}
EVERYTHING = (NAME, PHONE, TITLE, DESCRIPTION, "QD.pdf", IDENTITY, "chat-of-an")


async def erase(database: Database, person: int) -> None:
    async with database.transaction() as session:
        await erasure.erase(session, Outbox(session, START), person, channel="telegram", now=START)
    await database.forget_log()


async def live_through_everything(database: Database, pack: Pack) -> tuple[int, int]:
    """Let An hand in, be verified and returned, begin a draft, and Bình read it all; return both ids."""
    an, binh = await meet(database, "chat-of-an", NAME), await meet(database, "binh", "Lê Văn Bình")
    await appoint(database, binh, "verifier", UPPER)
    returned = initiative(an, 2, "returned", reason=f"Hỏi lại {NAME}", answers=OTHER)
    verified = initiative(an, 4, "verified", decided_by=binh.id, decided_at=START, answers=OTHER)
    await put(database, draft(an), returned, draft(an, 3), verified)
    await set_down(database, an, Session(Filling(1), 3), Screen((NAME,)))
    turns = turns_on(database, pack)
    await turns.take(event(1, "chat-of-an", Tap(Action("submit", ("3",)))))
    await sent_in_order(database)
    await turns.take(event(2, "binh", Command("queue")))
    await turns.take(event(3, "binh", Tap(Action("file", ("1", "0")))))
    await sent_in_order(database)
    return an.id, binh.id


def traces(everything: bytes) -> set[str]:
    """Return what can be found of the person among all bytes, written plainly or as JSON writes it."""
    text = everything.decode(errors="ignore").replace("\\\\", "\\")
    return {one for one in EVERYTHING if one in text or json.dumps(one)[1:-1] in text}


async def test_nothing_of_a_person_is_left_in_the_bytes_of_the_database(database: Database, pack: Pack) -> None:
    an, _ = await live_through_everything(database, pack)
    assert traces(await kept(database)) == set(EVERYTHING) - {IDENTITY}
    await erase(database, an)
    if database.is_sqlite:
        await database.close()
    assert traces(await kept(database)) == set()


async def test_what_counts_stays_without_its_author(database: Database, pack: Pack) -> None:
    an, _ = await live_through_everything(database, pack)
    await erase(database, an)
    rows = await every(database, InitiativeRow)
    counted = ("unit", "bloc", "target_group", "kind", "applied_on", "benefit")
    assert [(row.id, row.state, row.unit, row.phase, row.answers) for row in rows] == [
        (number, state, UNIT, "gd1", {key: COMPLETE[key] for key in counted})
        for number, state in ((1, "withdrawn"), (2, "withdrawn"), (4, "verified"))
    ]
    assert all(row.submitted_at and row.code and not row.reason and row.identity_hash is None for row in rows)
    withdrawn = [row for row in await every(database, AuditRow) if row.action == "withdraw"]
    assert {(row.subject, row.old, row.new) for row in withdrawn} == {
        ("initiative 1", "pending", "withdrawn"),
        ("initiative 2", "returned", "withdrawn"),
    }


@pytest.mark.parametrize(
    ("answers", "left"),
    [
        ({"benefit": 120_000_000}, {"benefit": 120_000_000}),
        ({"benefit": "Chị em trong tổ đỡ đau lưng"}, {}),
        ({"full_name": NAME, "kind": "1", "identity": {"$secret": "x"}}, {"kind": "1"}),
        ({"co_authors": [{"name": "Trần Thị Út"}], "applied_on": "2022-01-02"}, {"applied_on": "2022-01-02"}),
    ],
)
def test_only_figures_and_choices_count(answers: dict[str, Any], left: dict[str, Any]) -> None:
    assert reduced(answers) == left


async def test_cards_in_the_officers_chats_are_blanked_and_officers_told_why(database: Database, pack: Pack) -> None:
    an, binh = await live_through_everything(database, pack)
    sent = [row for row in await every(database, OutboxRow) if row.about and row.person_id == binh]
    cards = [row.message for row in sent if row.kind == "post"]
    await erase(database, an)
    redrawn = [row for row in await every(database, OutboxRow) if row.kind == "redraw" and row.state == "waiting"]
    assert sorted(str(row.message) for row in redrawn) == sorted(map(str, cards))
    assert len(cards) == 2
    for row in redrawn:
        (notice,) = row.body["screen"]["lines"]
        assert notice["text"].startswith("{code}: the author had their data erased")
        assert row.body["screen"]["rows"] == []


async def test_who_writes_again_is_somebody_new_and_proof_and_ids_stay(database: Database, pack: Pack) -> None:
    an, _ = await live_through_everything(database, pack)
    async with database.transaction() as session:
        await session.execute(
            ConsentRow.__table__.insert().values(  # type: ignore[attr-defined] # SQLModel does not declare it
                person_id=an, purpose="submit", text_version="1", text_hash="h", given=True, channel="t", at=START
            )
        )
    await appoint(database, await meet(database, "chat-of-an"), "staff", UPPER)
    await erase(database, an)
    (proof,) = await every(database, ConsentRow)
    assert (proof.person_id, proof.text_hash, proof.withdrawn_at) == (an, "h", START)
    assert [row.revoked_at for row in await every(database, RoleRow) if row.person_id == an] == [START]
    assert not [row for row in await every(database, SessionRow) if row.person_id == an]
    assert not [row for row in await every(database, AccountRow) if row.person_id == an]
    (person,) = [row for row in await every(database, PersonRow) if row.id == an]
    assert (person.name, person.erased_at) == ("", START)
    assert (await meet(database, "chat-of-an", NAME)).id != an


async def test_two_presses_in_the_chat_erase_and_the_last_word_still_arrives(database: Database, pack: Pack) -> None:
    an, _ = await live_through_everything(database, pack)
    turns = turns_on(database, pack)
    await turns.take(event(10, "chat-of-an", Tap(Action("data", ("erase",)))))
    await turns.take(event(11, "chat-of-an", Tap(Action("data", ("erase-yes", "4")))))
    mine = [row for row in await every(database, OutboxRow) if row.person_id == an]
    assert [row.body["screen"]["lines"][0]["text"] for row in mine] == ["Everything about you is erased."]
    assert not [row for row in await every(database, SessionRow) if row.person_id == an]
    (line,) = [row for row in await every(database, AuditRow) if row.action == "erase"]
    assert (line.actor, line.subject, line.channel) == (an, f"person {an}", "telegram")
    await turns.take(event(12, "chat-of-an", Text("xin chào")))
    assert len({row.id for row in await every(database, PersonRow)}) == 3


async def test_a_decision_and_an_erasure_at_once_leave_nothing_of_the_author(
    database: Database, second: Database, pack: Pack
) -> None:
    await live_through_everything(database, pack)
    erasing = event(20, "chat-of-an", Tap(Action("data", ("erase-yes", "4"))))
    verifying = event(21, "binh", Tap(Action("verify", ("1", "1"))))
    here, there = turns_on(database, pack), turns_on(second, pack, first_id=2000)
    await at_once(database, "initiative", here.take(erasing), there.take(verifying))
    first, *_ = await every(database, InitiativeRow)
    assert first.state in ("withdrawn", "verified")
    assert first.answers == reduced(first.answers)


async def test_what_is_foreseen_is_counted_and_nothing_is_changed(database: Database, pack: Pack) -> None:
    an, _ = await live_through_everything(database, pack)
    async with database.transaction() as session:
        foreseen = await erasure.foreseen(session, an)
    assert (foreseen["initiative"], foreseen["account"], foreseen["person"]) == (4, 1, 1)
    assert foreseen["outbox"] >= 3
    assert len(await every(database, InitiativeRow)) == 4


async def test_reasons_are_words_about_a_person_and_leave_the_audit(database: Database, pack: Pack) -> None:
    an, _ = await live_through_everything(database, pack)
    written = await every(database, AuditRow)
    async with database.transaction() as session:
        for row in written:
            await session.execute(insert(AuditRow).values(**row.model_dump(exclude={"id", "reason"}), reason=NAME))
    await erase(database, an)
    assert len(await every(database, AuditRow)) > 2 * len(written)
    assert {row.reason for row in await every(database, AuditRow)} == {""}


async def test_files_the_officers_were_given_are_taken_out_of_their_chats(database: Database, pack: Pack) -> None:
    an, _ = await live_through_everything(database, pack)
    (given,) = [row.message for row in await every(database, OutboxRow) if row.kind == "file"]
    await erase(database, an)
    assert [row.message for row in await every(database, OutboxRow) if row.kind == "erase"] == [given]
