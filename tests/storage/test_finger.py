"""The finger in the whole product: messages at once, refusals counted, whom to call read from the database."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from sqlalchemy import select
from sqlmodel import col

from flows.person import Person
from flows.records import Support
from flows.said import Command, Edited, Text
from flows.screen import Msg, Screen
from flows.session import Filling, Session
from storage import support
from storage.database import Database
from storage.outbox import SCREEN
from storage.packs import Pack
from storage.tables import OutboxRow
from tests.storage.given import COMPLETE, UNIT, UPPER, draft, every, found, meet, put, set_down
from tests.storage.speaking import event, turns_on


async def told(database: Database) -> list[Screen]:
    rows = select(OutboxRow).where(col(OutboxRow.kind) == "post").order_by(col(OutboxRow.id))
    async with database.transaction() as session:
        return [SCREEN.validate_python(row.body["screen"]) for row in (await session.execute(rows)).scalars()]


async def filling(database: Database, *answered: str) -> Person:
    """Return somebody with a form open in which these questions are answered."""
    an = await meet(database, "an")
    await put(database, draft(an, 1, {key: COMPLETE[key] for key in answered}))
    await set_down(database, an, Session(Filling(1)))
    return an


def words(screen: Screen) -> str:
    return " ".join(str(line.args) if isinstance(line, Msg) else line for line in screen.lines)


async def test_three_messages_that_arrive_at_once_are_each_answered_and_none_overwrites_another(
    database: Database, second: Database, pack: Pack
) -> None:
    """Demand 10, with two processes."""
    await filling(database)
    one, other = turns_on(database, pack), turns_on(second, pack, first_id=9_000)
    said = ["Trần Thị An", "0900 000 001", "xin chào"]
    await asyncio.gather(*((one, other)[n % 2].take(event(n, "an", Text(text))) for n, text in enumerate(said, 1)))
    stored = await found(database)
    assert stored is not None
    assert len(await told(database)) == 3
    assert stored.answers.get("full_name") in ("Trần Thị An", "xin chào")
    assert stored.answers.get("phone") in (None, "+84900000001")


async def test_a_refused_answer_is_counted_by_its_question_and_by_nothing_of_the_person(
    database: Database, pack: Pack
) -> None:
    """Demand 9: reported to staff by the metrics page."""
    await filling(database, "full_name")
    turns = turns_on(database, pack)
    for number, text in enumerate(("hỏi chồng tôi", "không", "0900 000 001"), 1):
        await turns.take(event(number, "an", Text(text)))
    await turns.take(event(1, "an", Text("hỏi chồng tôi")))
    page = turns._metrics.page().decode()
    assert 'sangkien_answers_refused_total{question="phone"} 2.0' in page
    assert "identity" not in page
    assert "chồng" not in page


async def test_whom_to_call_is_read_anew_at_every_question(database: Database, pack: Pack) -> None:
    """Demand 43: the person of the unit, else of the one above it."""
    await filling(database, "full_name", "phone", "identity", "unit")
    turns = turns_on(database, pack)
    for number, person in enumerate((Support(UPPER, "Dung", "1900 0000"), Support(UNIT, "Bình", "0900 000 002")), 1):
        async with database.transaction() as session:
            await support.name(session, person)
        await turns.take(event(number, "an", Command("help")))
        assert person.phone in words((await told(database))[-2])


async def test_an_edit_is_asked_about_once_however_often_the_platform_repeats_it(
    database: Database, pack: Pack
) -> None:
    """Demand 24."""
    an = await meet(database, "an")
    answers = {key: COMPLETE[key] for key in ("full_name", "phone")}
    await put(database, replace(draft(an, 1, answers), sources={"full_name": "telegram:main:40"}))
    await set_down(database, an, Session(Filling(1)))
    turns = turns_on(database, pack)
    edit = event(1, "an", Edited("Trần Thị Ân", source="telegram:main:40"))
    for _ in range(3):
        await turns.take(edit)
    assert len(await every(database, OutboxRow)) == 1
    await turns.take(event(2, "an", Text("Dùng")))
    stored = await found(database)
    assert stored is not None
    assert stored.text("full_name") == "Trần Thị Ân"
    assert stored.sources == {"full_name": "telegram:main:40"}
