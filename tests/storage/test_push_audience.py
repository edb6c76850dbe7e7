"""Demands 78 and 79 on both databases: whom a push is for, and who is left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert

from flows.person import Person
from flows.pushing.aims import AGAIN_AFTER, Aim
from storage.database import Database
from storage.outbox import SCREEN
from storage.packs import Pack
from storage.pushing import ending
from storage.tables import (
    DelegationRow,
    NoticeRow,
    OutboxRow,
)
from tests.conftest import START
from tests.storage.given import (
    PHASE,
    PROGRAMME,
    UNIT,
    UPPER,
    draft,
    every,
    found,
    initiative,
    meet,
    put,
)
from tests.storage.pushed import (
    BEHIND,
    DRAFTS,
    SECOND,
    SILENT,
    Process,
    all_sent,
    begin,
    counted,
    officers,
    progress,
    said,
    staff,
    told,
    tree,
)

NEIGHBOUR = "DLK-01-021"


@pytest.mark.parametrize(("later", "people"), [(AGAIN_AFTER - SECOND, 0), (AGAIN_AFTER + SECOND, 1)])
async def test_nobody_is_told_the_same_again_within_three_days(
    later: timedelta, people: int, database: Database, pack: Pack
) -> None:
    dung = await staff(database)
    await officers(database, 1, UPPER)
    await begin(database, SILENT, dung)
    await Process(database, pack).send()
    for aim in (SILENT, BEHIND):
        meant = await counted(database, aim, dung, START + later)
        assert (meant.people, meant.lately) == (people, 1 - people)
    announced = await counted(database, replace(SILENT, kind="announcement"), dung, START + later)
    assert announced.people == 1


async def test_of_two_at_once_the_second_leaves_out_whom_the_first_tells(database: Database, pack: Pack) -> None:
    dung = await staff(database)
    await officers(database, 2)
    for number in (9, 10):
        assert (await begin(database, SILENT, dung, number)).people == 2
    process = Process(database, pack)
    await process.send()
    assert (len(await told(database, 9)), await told(database, 10)) == (2, [])
    await all_sent(database)
    await process.send()
    assert ((await progress(database, 9)).sent, (await progress(database, 10)).lately) == (2, 2)


async def test_units_below_a_share_of_their_target_are_meant_and_no_others(database: Database, pack: Pack) -> None:
    dung, an = await staff(database), await meet(database, "an")
    (binh,) = await officers(database, 1, "DLK-05")
    (chi,) = await officers(database, 1, "DLK-02")
    await officers(database, 1, UNIT)
    many = [initiative(an, number, "verified", unit="DLK-05-003", decided_by=binh) for number in range(1, 25)]
    await put(database, *many[:23])
    meant = await counted(database, BEHIND, dung)
    assert {one.unit for one in meant.units} >= {"DLK-05", "DLK-02"}
    assert UNIT not in {one.unit for one in meant.units}, "it has no target"
    assert next((one.verified, one.target) for one in meant.units if one.unit == "DLK-05") == (23, 80)
    assert meant.people == 2
    await put(database, many[23])
    exactly = await counted(database, BEHIND, dung)
    assert "DLK-05" not in {one.unit for one in exactly.units}, "24 of 80 are 30 %, not below"
    await begin(database, BEHIND, dung)
    await Process(database, pack).send()
    assert await told(database) == [chi]
    (row,) = await every(database, OutboxRow)
    assert "70" in said(SCREEN.validate_python(row.body["screen"]))


async def test_drafts_are_those_left_for_a_unit_here_by_people_not_told_of_the_closing(
    database: Database, pack: Pack
) -> None:
    dung, *people = [await meet(database, one) for one in ("dung", "an", "binh", "chi", "em", "giang")]
    an, binh, chi, em, giang = people
    for number, (person, unit) in enumerate(((an, UNIT), (an, "DLK-02-004"), (binh, "NOWHERE"), (em, UNIT)), 1):
        await put(database, replace(draft(person, number, {"unit": unit}), phase=PHASE))
    await put(database, replace(draft(chi, 5, {"title": "…"}), phase=PHASE))
    await put(database, replace(draft(giang, 6, {"unit": UNIT}), phase="gd2"))
    later = START + timedelta(hours=4)
    async with database.transaction() as session:
        row = {"person_id": em.id, "programme": PROGRAMME, "event": "closing gd1", "at": START}
        await session.execute(insert(NoticeRow).values(**row))
    assert (await counted(database, DRAFTS, dung, START + timedelta(hours=2))).people == 0, "they are just writing"
    meant = await counted(database, DRAFTS, dung, later)
    assert ([one.unit for one in meant.units], meant.people, meant.lately) == ([UNIT, "DLK-02-004"], 1, 1)
    await begin(database, DRAFTS, dung, now=later)
    await Process(database, pack, later).send(2)
    (message,) = [row for row in await every(database, OutboxRow) if row.push]
    assert message.person_id == an.id
    (go_on, _) = SCREEN.validate_python(message.body["screen"]).buttons()
    assert go_on.action.token == "draft:2"
    assert await found(database, 2)


async def test_many_drafts_elsewhere_do_not_end_the_search(
    database: Database, pack: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.pushing.feeding._LOOKED_AT", 5)
    dung, elsewhere, here = await staff(database), await officers(database, 6), await meet(database, "here")
    begun = [(person, UNIT if person == here.id else "DLK-02-004") for person in (*elsewhere, here.id)]
    drafts = (draft(Person(person), number, {"unit": unit}) for number, (person, unit) in enumerate(begun, 1))
    await put(database, *(replace(one, phase=PHASE) for one in drafts))
    later = START + timedelta(hours=4)
    await begin(database, replace(DRAFTS, unit=UPPER), dung, now=later)
    await Process(database, pack, later).send(2)
    assert await told(database) == [here.id]


async def test_units_without_an_officer_are_to_be_called(database: Database) -> None:
    dung = await staff(database)
    await officers(database, 1, UPPER)
    meant = await begin(database, BEHIND, dung)
    units = await tree(database)
    async with database.transaction() as session:
        rings = await ending.to_ring(session, 9, units)
    assert {one.unit for one in rings} == set(meant.unmanned)
    assert UPPER not in {one.unit for one in rings}


async def away(database: Database, absent: int, to: int, until: datetime) -> None:
    """Let somebody stand in for an officer until an instant."""
    async with database.transaction() as session:
        row = {"person_id": absent, "to_id": to, "begins_at": START - SECOND, "ends_at": until, "created_at": START}
        await session.execute(insert(DelegationRow).values(row))


async def test_in_place_of_who_is_away_whoever_stands_in_is_told_once_also_by_way_of_others(
    database: Database, pack: Pack
) -> None:
    dung, process = await staff(database), Process(database, pack)
    first, second, third = await officers(database, 3)
    (stranger,) = await officers(database, 1, NEIGHBOUR)
    over = START + timedelta(days=1)
    await away(database, first, second, over)
    await away(database, second, stranger, over)
    await away(database, third, stranger, START)
    meant = await begin(database, Aim("silent", PROGRAMME, PHASE, UNIT, itself=True), dung)
    assert (meant.people, [(one.unit, one.people) for one in meant.units]) == (2, [(UNIT, 2)])
    await process.send()
    assert sorted(await told(database)) == sorted([third, stranger])
    afterwards = await counted(database, Aim("silent", PROGRAMME, PHASE, UNIT, itself=True), dung, over)
    assert [one.people for one in afterwards.units] == [3]
