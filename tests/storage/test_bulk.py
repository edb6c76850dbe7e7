"""Two officers verify the same initiatives together at the same moment: of each there is one decision (demand 54)."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from bot.event import Event
from flows.draft import Answers
from flows.person import Person
from flows.said import Tap
from flows.screen import Action
from storage import sessions
from storage.database import Database
from storage.outbox import SCREEN
from storage.packs import Pack
from storage.tables import AuditRow, InitiativeRow, OutboxRow
from tests.conftest import START
from tests.storage.crowd import at_once
from tests.storage.given import COMPLETE, UNIT, UPPER, appoint, every, initiative, meet, put
from tests.storage.speaking import event, releaser_on, turns_on
from tests.talk import talk

TALK = talk()
PLAIN: Answers = {**COMPLETE, "benefit": 33_000_000}  # nothing an officer has to look at
ONLY_BINH, BOTH, ONLY_DUNG = (1, 2), (3, 4), (5, 6)


async def officers(database: Database) -> tuple[Person, Person]:
    """Return Bình of the unit and Dung of the one above, for whom six wait: two for each alone and two for both."""
    an, binh = await meet(database, "an"), await meet(database, "binh", "Lê Văn Bình")
    dung = await meet(database, "dung", "Hồ Thị Dung")
    await appoint(database, binh, "verifier", UNIT)
    await appoint(database, dung, "verifier", UPPER)
    where: dict[int, dict[str, Any]] = {number: {"desk": UNIT} for number in ONLY_BINH}
    where |= {number: {"desk": UNIT, "escalated": UPPER} for number in BOTH}
    where |= {number: {"unit": UPPER, "desk": UPPER} for number in ONLY_DUNG}
    since = {number: START - timedelta(days=1, minutes=-number) for number in where}
    several = (initiative(an, one, answers=PLAIN, waiting_since=since[one], **at) for one, at in where.items())
    await put(database, *several)
    return binh, dung


def asks(number: int, user: str) -> Event:
    return event(number, user, Tap(Action("bulk", ())))


async def says_yes(database: Database, number: int, person: Person, user: str) -> Event:
    """Return the press of the button under the question somebody was asked."""
    async with database.transaction() as session:
        batch = (await sessions.load(session, person.id)).session.batch
    assert batch is not None
    return event(number, user, Tap(Action("bulk-yes", (str(batch.key),))))


async def read_last(database: Database, person: Person) -> str:
    """Return what somebody was told last."""
    mine = select(OutboxRow).where(col(OutboxRow.person_id) == person.id).order_by(col(OutboxRow.id).desc())
    async with database.transaction() as session:
        last = (await session.execute(mine.limit(1))).scalar_one()
    return "\n".join(TALK.say(line, "en") for line in SCREEN.validate_python(last.body["screen"]).lines)


async def decisions(database: Database) -> dict[int, int | None]:
    """Return by whom each initiative was decided, as the trail has it; more than one decision of one is a failure."""
    lines = [row for row in await every(database, AuditRow) if row.action == "verify"]
    assert set(Counter(row.subject for row in lines).values()) <= {1}
    return {int(row.subject.removeprefix("initiative ")): row.actor for row in lines}


async def test_two_who_say_yes_at_once_decide_each_one_once_and_the_later_learns_what_was_left_out(
    database: Database, second: Database, pack: Pack
) -> None:
    binh, dung = await officers(database)
    here, there = turns_on(database, pack), turns_on(second, pack, first_id=2000)
    await here.take(asks(1, "binh"))
    await there.take(asks(2, "dung"))
    presses = await says_yes(database, 3, binh, "binh"), await says_yes(database, 4, dung, "dung")
    await at_once(database, "initiative", here.take(presses[0]), there.take(presses[1]))

    by = await decisions(database)
    assert set(by) == {*ONLY_BINH, *BOTH, *ONLY_DUNG}
    assert {by[one] for one in ONLY_BINH} == {binh.id}
    assert {by[one] for one in ONLY_DUNG} == {dung.id}
    (first,) = {by[one] for one in BOTH}
    winner, loser = (binh, dung) if first == binh.id else (dung, binh)
    rows = await every(database, InitiativeRow)
    assert {row.id: (row.state, row.version, row.decided_by) for row in rows} == {
        number: ("verified", 2, officer) for number, officer in by.items()
    }
    assert await read_last(database, winner) == "Verified: 4 initiatives."
    told = (await read_last(database, loser)).split("\n")
    assert told[:2] == ["Verified: 2 initiatives.", "Left out, to be judged singly: 2"]
    for number, line in zip(BOTH, told[2:], strict=True):
        assert line.startswith(f"– SK-22-{number:06d} “")
        assert f"{winner.name} has already verified this initiative" in line


async def test_the_same_yes_of_one_officer_delivered_twice_at_once_is_done_once(
    database: Database, second: Database, pack: Pack
) -> None:
    binh, _ = await officers(database)
    here, there = turns_on(database, pack), turns_on(second, pack, first_id=2000)
    await here.take(asks(1, "binh"))
    presses = [await says_yes(database, number, binh, "binh") for number in (2, 3)]
    await at_once(database, "initiative", here.take(presses[0]), there.take(presses[1]))
    assert await decisions(database) == dict.fromkeys((*ONLY_BINH, *BOTH), binh.id)
    assert "Pressing again changes nothing." in await read_last(database, binh)


async def test_its_author_is_told_of_each_once(database: Database, second: Database, pack: Pack) -> None:
    binh, dung = await officers(database)
    here, there = turns_on(database, pack), turns_on(second, pack, first_id=2000)
    await here.take(asks(1, "binh"))
    await there.take(asks(2, "dung"))
    presses = await says_yes(database, 3, binh, "binh"), await says_yes(database, 4, dung, "dung")
    await at_once(database, "initiative", here.take(presses[0]), there.take(presses[1]))
    await releaser_on(database, pack).drain()
    await releaser_on(second, pack).drain()
    told = [row.tells for row in await every(database, OutboxRow) if row.tells is not None]
    assert sorted(told) == [*ONLY_BINH, *BOTH, *ONLY_DUNG]
