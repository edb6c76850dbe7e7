"""A cap holds whoever presses when, on both databases; ticks and dossiers are kept, and forgotten with the person."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert, update
from sqlmodel import col

from bot.event import Event
from flows.person import Person
from flows.said import Tap, Text
from flows.screen import Action
from storage import erasure
from storage.database import ConflictError, Database
from storage.outbox import Outbox
from storage.packs import Pack
from storage.snapshots import nominations, reading, ticking
from storage.snapshots.names import names
from storage.snapshots.proof import prove
from storage.snapshots.ticking import NothingToTickError, Ticking
from storage.tables import AuditRow, AwardTickRow, InitiativeRow, NominationRow, OutboxRow, SnapshotCandidateRow
from tests.conftest import START
from tests.storage.crowd import at_once
from tests.storage.given import UPPER, appoint, every, meet, put
from tests.storage.snapshots.chronicle import NAME, listed, snapshot, verified
from tests.storage.speaking import event, turns_on


async def office(database: Database, pack: Pack) -> tuple[Person, Person]:
    """Let there be a snapshot with three of An's initiatives, and Bình and Chi who put forward for their unit."""
    an, binh = await meet(database, "an", "Trần Thị An"), await meet(database, "binh", "Lê Văn Bình")
    chi = await meet(database, "chi", "Phạm Thị Chi")
    await appoint(database, binh, "verifier", UPPER)
    await appoint(database, chi, "staff", UPPER)
    others = [await meet(database, f"other {number}", f"Người {number}") for number in (2, 3)]
    await put(database, *(verified(author, number) for number, author in enumerate((an, *others), 1)))
    await snapshot(database, pack)
    return binh, chi


def press(number: int, user: str, place: int) -> Event:
    return event(number, user, Tap(Action("put-forward", ("1", "PERSONS", "-", f"SK-22-{place:06d}"))))


async def standing(database: Database) -> list[NominationRow]:
    return [row for row in await every(database, NominationRow) if row.withdrawn_at is None]


async def test_of_two_who_take_the_last_place_at_once_one_has_it_and_the_other_reads_why_not(
    database: Database, second: Database, pack: Pack
) -> None:
    await office(database, pack)
    here, there = turns_on(database, pack), turns_on(second, pack, first_id=2000)
    await here.take(press(1, "binh", 1))
    await at_once(database, "nomination", here.take(press(2, "binh", 2)), there.take(press(3, "chi", 3)))
    rows = await standing(database)
    assert sorted(row.slot for row in rows) == [1, 2]
    assert len([row for row in await every(database, AuditRow) if row.action == "put forward"]) == 2
    problems = [row.body["screen"]["problem"] for row in await every(database, OutboxRow) if row.body.get("screen")]
    refused = [one["text"] for one in problems if one]
    assert refused == ["All {most} places are taken. To put forward another, first take one out."]


async def test_of_two_who_put_the_same_forward_at_once_it_is_put_forward_once(
    database: Database, second: Database, pack: Pack
) -> None:
    await office(database, pack)
    here, there = turns_on(database, pack), turns_on(second, pack, first_id=2000)
    await at_once(database, "nomination", here.take(press(1, "binh", 1)), there.take(press(2, "chi", 1)))
    assert [(row.whom, row.slot) for row in await standing(database)] == [("SK-22-000001", 1)]


@pytest.mark.parametrize("same", ["slot", "whom"])
async def test_the_database_itself_refuses_a_place_or_a_nominee_twice(
    same: str, database: Database, pack: Pack
) -> None:
    await office(database, pack)
    await turns_on(database, pack).take(press(1, "binh", 1))
    (row,) = await standing(database)
    another = {**row.model_dump(), "id": 99, "whom": "SK-22-000002", "slot": 2, same: getattr(row, same)}
    with pytest.raises(ConflictError):
        async with database.transaction() as session:
            await session.execute(insert(NominationRow).values(**another))


async def test_the_dossier_is_asked_question_by_question_and_kept(database: Database, pack: Pack) -> None:
    await office(database, pack)
    turns = turns_on(database, pack)
    await turns.take(press(1, "binh", 1))
    for number, answer in enumerate(("1988", "Tổ trưởng tổ sấy", "Giấy khen 2022"), 2):
        await turns.take(event(number, "binh", Text(answer)))
    (row,) = await standing(database)
    assert (row.birth_year, row.position, row.past_awards) == (1988, "Tổ trưởng tổ sấy", "Giấy khen 2022")
    lines = [(one.action, one.subject) for one in await every(database, AuditRow) if one.actor]
    assert lines == [("put forward", "initiative 1"), *[("tell of nominee", "initiative 1")] * 3]
    words = "".join(f"{one.old} {one.new} {one.reason}" for one in await every(database, AuditRow))
    assert "1988" not in words
    assert "Tổ trưởng" not in words


async def test_who_was_taken_out_leaves_their_place_and_a_line(database: Database, pack: Pack) -> None:
    _, chi = await office(database, pack)
    turns = turns_on(database, pack)
    await turns.take(press(1, "binh", 1))
    (row,) = await standing(database)
    await turns.take(event(2, "chi", Tap(Action("take-out", (str(row.id),)))))
    assert await standing(database) == []
    (taken,) = await every(database, NominationRow)
    assert (taken.withdrawn_by, taken.slot) == (chi.id, 1)
    await turns.take(press(3, "chi", 2))
    assert [(row.whom, row.slot) for row in await standing(database)] == [("SK-22-000002", 1)]


async def tick(database: Database, back: bool = False, **changes: Any) -> bool:
    usual = {"key": "humane", "about": "SK-22-000009", "reason": "Họp xét", "at": START, "channel": "command line"}
    async with database.transaction() as session:
        row = await reading.by_name(session, NAME)
        assert row is not None
        act = ticking.untick if back else ticking.tick
        return await act(session, row, Ticking(**{**usual, **changes}))


async def test_a_tick_lists_what_counted_and_brought_too_little_and_leaves_the_digest_alone(
    database: Database, pack: Pack
) -> None:
    an = await meet(database, "an")
    await put(database, verified(an, 9, "Bớt bụi cho cả xóm"), verified(an, 8, 60_000_000))
    await snapshot(database, pack)
    assert [one.code for one in (await listed(database, "PERSONS")).candidates] == ["SK-22-000008"]
    assert await tick(database)
    assert not await tick(database)
    assert [one.entry.initiative for one in (await listed(database, "PERSONS")).met if one.entry] in ([8], [9])
    assert {row.initiative: row.ticked for row in await every(database, SnapshotCandidateRow)} == {8: False, 9: True}
    assert [proof.as_taken for proof in await prove(database)] == [True]
    assert await tick(database, back=True)
    assert not await tick(database, back=True)
    lines = [(row.action, row.old, row.new, row.reason) for row in await every(database, AuditRow)][1:]
    assert lines == [
        ("tick", "", "humane SK-22-000009", "Họp xét"),
        ("untick", "humane SK-22-000009", "", "Họp xét"),
    ]


@pytest.mark.parametrize("why", ["waits", "decided later", "too late", "elsewhere"])
async def test_what_did_not_count_when_the_snapshot_was_taken_is_not_ticked(
    why: str, database: Database, pack: Pack
) -> None:
    an = await meet(database, "an")
    await put(database, verified(an, 9, 1_000))
    changes: dict[str, dict[str, Any]] = {
        "waits": {"state": "pending", "decided_at": None, "told_at": None},
        "decided later": {"decided_at": START.replace(year=2024)},
        "too late": {"submitted_at": START.replace(year=2024)},
        "elsewhere": {"programme": "other"},
    }
    async with database.transaction() as session:
        changed = {**changes[why], "upkeep": 1}
        await session.execute(update(InitiativeRow).where(col(InitiativeRow.id) == 9).values(**changed))
    await snapshot(database, pack)
    with pytest.raises(NothingToTickError):
        await tick(database)
    assert await every(database, AwardTickRow) == []


async def test_with_the_author_everything_personal_is_forgotten_and_the_list_stays(
    database: Database, pack: Pack
) -> None:
    await office(database, pack)
    await tick(database, about="SK-22-000001")
    turns = turns_on(database, pack)
    await turns.take(press(1, "binh", 1))
    await turns.take(event(2, "binh", Text("1988")))
    before = [one.code for one in (await listed(database, "PERSONS")).met]
    an = await meet(database, "an")
    async with database.transaction() as session:
        await erasure.erase(session, Outbox(session, START), an.id, channel="telegram", now=START)
    (row,), (ticked,) = await every(database, NominationRow), await every(database, AwardTickRow)
    assert (row.birth_year, row.position, row.past_awards) == (None, None, None)
    assert ticked.reason == ""
    assert [one.code for one in (await listed(database, "PERSONS")).met] == before
    assert [proof.as_taken for proof in await prove(database)] == [True]


async def test_names_are_read_where_they_are_and_not_after_they_are_erased(database: Database, pack: Pack) -> None:
    await office(database, pack)
    entries = [one.entry for one in (await listed(database, "PERSONS")).candidates if one.entry]
    async with database.transaction() as session:
        assert {one.person for one in (await names(session, entries)).values()} == {"Trần Thị An"}
    async with database.transaction() as session:
        numbered = update(InitiativeRow).where(col(InitiativeRow.id) == 1)
        await session.execute(numbered.values(answers={"benefit": 60_000_000}, upkeep=1))
    async with database.transaction() as session:
        assert (await names(session, entries))[1].person == ""


async def test_an_unknown_nominee_is_none(database: Database) -> None:
    async with database.transaction() as session:
        assert await nominations.by_id(session, 5) is None
