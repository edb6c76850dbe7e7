"""Targets set by hand: dated, audited, kept with what they were, and not taken back by a pack that is loaded again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from flows.needs import ProgressOf
from flows.targets import Target
from storage import loading, target_changes, targets
from storage.database import Database
from storage.packs import Pack
from storage.progress import progress
from storage.tables import AuditRow, TargetRow
from storage.target_changes import Change, Occasion
from storage.units import trees
from tests.conftest import START
from tests.storage.given import PHASE, PROGRAMME, ROOT, UPPER, every

TODAY = date(2022, 3, 21)
KEY = (UPPER, PHASE)
PRINTED = Target(UPPER, PHASE, "fixed", 190)


def fixed(value: int) -> Target:
    return Target(UPPER, PHASE, "fixed", value)


async def set_down(
    database: Database, target: Target | None, today: date = TODAY, since: date | None = None, document: str = "KH 12"
) -> tuple[Change, ...]:
    at = START + (today - TODAY)
    occasion = Occasion(PROGRAMME, at, today, "staff", since=since, document=document, reason="vì bão", by="Dung")
    async with database.transaction() as session:
        return await target_changes.set_down(session, {KEY: target}, occasion)


async def on(database: Database, day: date | None) -> Target | None:
    async with database.transaction() as session:
        return (await targets.in_force(session, PROGRAMME, day=day, phase=PHASE, units=[UPPER])).get(KEY)


async def load_again(database: Database, pack: Pack, *brought: Target, days: int = 0) -> tuple[Change, ...]:
    """Load a newer version of the pack that brings these targets for the unit."""
    others = tuple(one for one in pack.targets if (one.unit, one.phase) != KEY)
    newer = replace(pack, targets=(*others, *brought), programme=replace(pack.programme, version=9 + days))
    async with database.transaction() as session:
        await loading.store(session, newer, START + timedelta(days=days))
        return await target_changes.overruled(session, PROGRAMME, newer.targets)


async def audited(database: Database) -> list[AuditRow]:
    return [row for row in await every(database, AuditRow) if row.action == "target"]


async def test_what_a_target_was_on_a_day_stays_answerable(own_database: Database) -> None:
    await set_down(own_database, fixed(200), date(2022, 3, 21))
    await set_down(own_database, fixed(210), date(2022, 4, 15))
    days = (date(2022, 3, 20), date(2022, 3, 21), date(2022, 4, 14), date(2022, 4, 15), None)
    assert [await on(own_database, day) for day in days] == [PRINTED, fixed(200), fixed(200), fixed(210), fixed(210)]


async def test_a_change_may_hold_from_an_earlier_day_and_a_later_one_still_counts_now(own_database: Database) -> None:
    await set_down(own_database, fixed(210), date(2022, 4, 15))
    await set_down(own_database, fixed(150), date(2022, 4, 20), since=date(2022, 2, 1))
    days = (date(2022, 1, 31), date(2022, 2, 1), date(2022, 4, 14), None)
    assert [await on(own_database, day) for day in days] == [PRINTED, fixed(150), fixed(150), fixed(210)]


async def test_a_target_taken_away_is_none_from_that_day_on(own_database: Database) -> None:
    await set_down(own_database, None)
    assert (await on(own_database, TODAY - timedelta(days=1)), await on(own_database, None)) == (PRINTED, None)


async def test_each_changed_target_is_one_line_of_the_audit_and_the_same_again_is_none(own_database: Database) -> None:
    assert await set_down(own_database, fixed(200)) == (Change(*KEY, PRINTED, fixed(200)),)
    assert await set_down(own_database, fixed(200)) == ()
    (line,) = await audited(own_database)
    assert (line.subject, line.old, line.new) == (f"target {PROGRAMME}/{PHASE} of {UPPER}", "190", "200")
    assert (line.reason, line.channel, line.programme) == ("KH 12 · vì bão", "command line: Dung", PROGRAMME)


async def test_all_it_ever_was_is_readable_with_document_and_person(own_database: Database) -> None:
    async with own_database.transaction() as session:
        (only,) = await targets.entries(session, PROGRAMME, UPPER, PHASE)
    assert (only.target, only.since, only.origin) == (PRINTED, None, "pack")
    await set_down(own_database, fixed(200))
    async with own_database.transaction() as session:
        first, second = await targets.entries(session, PROGRAMME, UPPER, PHASE)
    assert (first.target, first.since, first.origin, first.document) == (PRINTED, None, "pack", only.document)
    assert (second.target, second.since, second.document, second.by) == (fixed(200), TODAY, "KH 12", "Dung")


async def test_a_pack_loaded_again_leaves_what_staff_set_and_says_so(own_database: Database, pack: Pack) -> None:
    await set_down(own_database, fixed(200))
    assert await load_again(own_database, pack, fixed(191)) == (Change(*KEY, fixed(200), fixed(191)),)
    assert await on(own_database, None) == fixed(200)
    assert await load_again(own_database, pack, fixed(200), days=1) == ()


async def test_a_pack_does_not_bring_back_what_staff_took_away(own_database: Database, pack: Pack) -> None:
    await set_down(own_database, None)
    assert await load_again(own_database, pack, fixed(191)) == (Change(*KEY, None, fixed(191)),)
    assert await on(own_database, None) is None


async def test_a_newer_pack_changes_a_target_from_the_day_it_is_loaded(own_database: Database, pack: Pack) -> None:
    await load_again(own_database, pack, fixed(191), days=10)
    assert await on(own_database, TODAY + timedelta(days=9)) == PRINTED
    assert await on(own_database, TODAY + timedelta(days=10)) == await on(own_database, None) == fixed(191)
    (line,) = await audited(own_database)
    assert (line.old, line.new, line.channel) == ("190", "191", "pack")
    await load_again(own_database, pack, days=20)
    assert (await on(own_database, TODAY + timedelta(days=19)), await on(own_database, None)) == (fixed(191), None)


async def test_that_a_rule_is_spread_becomes_known_without_being_a_change(own_database: Database, pack: Pack) -> None:
    rule = Target(UPPER, PHASE, "per_member", 1)
    await load_again(own_database, pack, rule)
    before = len(await audited(own_database))
    await load_again(own_database, pack, replace(rule, spread=True), days=1)
    assert (len(await audited(own_database)), await on(own_database, None)) == (before, replace(rule, spread=True))


async def test_the_first_pack_writes_nothing_into_the_audit(own_database: Database) -> None:
    assert await audited(own_database) == []


async def test_a_count_told_late_completes_the_rule_from_its_own_first_day(own_database: Database) -> None:
    rule = Target(UPPER, PHASE, "per_unit", 2)
    await set_down(own_database, rule, date(2022, 3, 1))
    await set_down(own_database, replace(rule, count=152), date(2022, 9, 1))
    days = (date(2022, 2, 28), date(2022, 3, 1), date(2022, 5, 31), None)
    known = replace(rule, count=152)
    assert [await on(own_database, day) for day in days] == [PRINTED, known, known, known]
    await set_down(own_database, replace(rule, count=160), date(2022, 9, 2))
    assert await on(own_database, date(2022, 9, 1)) == known


@pytest.mark.parametrize(("day", "target"), [(None, 200), (date(2022, 5, 31), 190)])
async def test_progress_of_a_phase_that_is_over_has_the_target_of_its_last_day(
    own_database: Database, day: date | None, target: int
) -> None:
    await set_down(own_database, fixed(200), date(2022, 7, 1))
    async with own_database.transaction() as session:
        units = await trees.tree_of(session, TODAY)
        found = await progress(session, ProgressOf(PROGRAMME, ROOT, PHASE, day), units, START)
    assert next(one.target for one in found.children if one.unit == UPPER) == target


async def test_only_the_unit_that_is_named_is_changed(own_database: Database) -> None:
    before = {(row.unit, row.phase): row.value for row in await every(own_database, TargetRow)}
    await set_down(own_database, fixed(200))
    async with own_database.transaction() as session:
        rows = (await session.execute(select(TargetRow).where(col(TargetRow.programme) == PROGRAMME))).scalars()
        assert {(row.unit, row.phase): row.value for row in rows} == {**before, KEY: 200}
