"""Figures of reports: they add up to the same total by every cut, and name nobody and nothing they may not."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert

from flows.consent import PUBLISH, VERSIONS
from flows.draft import Secret
from flows.effects import Consent
from flows.programme import VIETNAM
from flows.units import UnitTree
from storage import consents
from storage.database import Database
from storage.packs import Pack
from storage.reporting import initiatives
from storage.reporting.figures import Benefit, Cut, figures
from storage.reporting.initiatives import UnknownCodesError
from storage.reporting.scope import Scope, one_moment, settled
from storage.reporting.usage import Usage, usage
from storage.tables import FileRow, VersionRow
from tests.conftest import START
from tests.storage.given import CIPHER, COMPLETE, ROOT, UPPER, draft, meet
from tests.storage.reported import handed_in, put

TODAY = START.astimezone(VIETNAM).date()


@pytest.fixture(scope="module")
def units(pack: Pack) -> UnitTree:
    return UnitTree.of(dated.unit for dated in pack.units)


@pytest.fixture
def scope(pack: Pack) -> Scope:
    """The whole province in both phases."""
    return Scope(pack.programme, ROOT, pack.programme.phases, START, TODAY)


async def test_children_and_the_unit_itself_make_the_total_and_so_does_every_cut(
    database: Database, scope: Scope, units: UnitTree
) -> None:
    an = await meet(database, "an")
    await put(
        database,
        handed_in(an, 1, target_group="1", kind="1"),
        handed_in(an, 2, target_group="2", kind="1", phase="gd2"),
        handed_in(an, 3, "pending", "DLK-02", target_group="2", kind="7"),
        handed_in(an, 4, "withdrawn", "DLK-02", target_group="2"),
        handed_in(an, 5, unit=ROOT, target_group="5", kind="3", bloc="office"),
        replace(draft(an, 6), phase="gd1"),
    )
    async with one_moment(database) as session:
        found = await figures(session, scope, units)
    own = found.own.whole
    assert own.states == Counter(verified=3, pending=1, withdrawn=1)
    assert (own.verified, own.submitted, own.aim.number) == (3, 4, 5000)
    assert [one.states["verified"] for one in found.own.standings] == [2, 1]
    children = {child.unit: child.whole for child in found.children if child.whole.states}
    assert {code: one.states for code, one in children.items()} == {
        UPPER: Counter(verified=2),
        "DLK-02": Counter(pending=1, withdrawn=1),
    }
    assert children[UPPER].aim.number == 610
    assert found.cuts == {
        "target_group": {"1": Cut(1, 1), "2": Cut(2, 1), "5": Cut(1, 1)},
        "kind": {"1": Cut(2, 2), "3": Cut(1, 1), "7": Cut(1, 0)},
        "bloc": {"enterprise": Cut(3, 2), "office": Cut(1, 1)},
    }
    for cut in found.cuts.values():
        assert sum(one.submitted for one in cut.values()) == own.submitted
        assert sum(one.verified for one in cut.values()) == own.verified


async def test_money_is_added_up_of_verified_ones_only_however_much_it_is(
    database: Database, scope: Scope, units: UnitTree
) -> None:
    an, most = await meet(database, "an"), 9 * 10**18 + 7
    await put(
        database,
        *(handed_in(an, number, benefit=most) for number in range(1, 4)),
        handed_in(an, 4, benefit="Không ai bị đau lưng nữa"),
        handed_in(an, 5, "pending", benefit=1),
        handed_in(an, 6, unit="DLK-02", benefit=0),
    )
    async with one_moment(database) as session:
        found = await figures(session, scope, units)
        part = await figures(session, replace(scope, unit="DLK-02"), units)
    assert found.benefit == Benefit(3 * most, counted=4, uncounted=1)
    assert part.benefit == Benefit(0, counted=1, uncounted=0)


async def test_what_came_too_late_for_awards_and_what_was_not_recognised_is_told_apart(
    database: Database, scope: Scope, units: UnitTree
) -> None:
    an, until = await meet(database, "an"), scope.programme.counts_until
    assert until is not None
    await put(
        database,
        handed_in(an, 1, phase="gd2", at=until),
        handed_in(an, 2, phase="gd2", at=until - timedelta(seconds=1), recognition=""),
    )
    async with one_moment(database) as session:
        found = await figures(session, scope, units)
    assert (found.late, found.recognised) == (1, 1)


async def test_typical_are_the_three_of_the_highest_benefit_in_each_group(database: Database, scope: Scope) -> None:
    an = await meet(database, "an")
    await put(
        database,
        *(handed_in(an, number, benefit=number, target_group="2") for number in (1, 2, 3, 4)),
        handed_in(an, 5, benefit=1, target_group="1"),
        handed_in(an, 6, "pending", benefit=99, target_group="2"),
        handed_in(an, 7, benefit="nhiều người đỡ mệt hơn", target_group="3"),
    )
    async with one_moment(database) as session:
        found = await initiatives.typical(session, scope, "target_group", 3, CIPHER)
    assert {group: [one.id for one in several] for group, several in found.items()} == {"1": [5], "2": [4, 3, 2]}
    assert not any(isinstance(value, Secret) for one in found["2"] for value in one.answers.values())


async def test_only_who_agreed_in_the_present_words_may_be_named(database: Database) -> None:
    people = [await meet(database, name) for name in ("an", "binh", "chi", "dung", "em")]
    given = [(VERSIONS[PUBLISH], True), ("2020-01", True), (VERSIONS[PUBLISH], False), (VERSIONS[PUBLISH], True)]
    async with database.transaction() as session:
        for person, (version, yes) in zip(people, given, strict=False):
            consent = Consent(PUBLISH, version, given=yes)
            await consents.record(session, person.id, consent, words=["…"], channel="telegram", now=START)
        await consents.withdraw(session, people[3].id, PUBLISH, START)
    async with one_moment(database) as session:
        named = await initiatives.may_be_named(session, [person.id for person in people])
    assert named == {people[0].id}


async def test_some_are_chosen_by_code_in_the_order_given_and_only_verified_ones(
    database: Database, scope: Scope
) -> None:
    an = await meet(database, "an")
    await put(database, handed_in(an, 1), handed_in(an, 2, unit="DLK-02"), handed_in(an, 3, "pending"))
    async with one_moment(database) as session:
        assert await initiatives.chosen(session, scope) == (1, 2)
        assert await initiatives.chosen(session, scope, ("SK-22-000002", "SK-22-000001", "SK-22-000002")) == (2, 1)
        with pytest.raises(UnknownCodesError) as refused:
            await initiatives.chosen(session, replace(scope, unit=UPPER), ("SK-22-000003", "SK-22-000002"))
    assert refused.value.codes == ("SK-22-000003", "SK-22-000002")


async def test_identity_numbers_are_not_even_decrypted(database: Database, scope: Scope) -> None:
    an = await meet(database, "an")
    await put(database, handed_in(an, 1))
    async with one_moment(database) as session:
        (one,) = await initiatives.several(session, (1,), CIPHER)
    assert "identity" not in one.answers
    assert one.text("full_name") == "Trần Thị An"


async def test_usage_counts_people_channels_files_and_what_is_left_undone(database: Database, scope: Scope) -> None:
    an, binh = await meet(database, "an"), await meet(database, "binh")
    await put(
        database,
        handed_in(an, 1),
        handed_in(an, 2, "pending"),
        replace(handed_in(binh, 3), entered_by=an.id),
        draft(an, 4),
        draft(an, 5, answers={**COMPLETE, "unit": "elsewhere"}),
    )
    file = {
        "person_id": an.id,
        "channel": "telegram",
        "bot": "main",
        "chat": "an",
        "kind": "document",
        "name": "QD.pdf",
    }
    async with database.transaction() as session:
        for number, state in ((1, "kept"), (2, "kept"), (3, "refused")):
            what = {"id": number, "initiative": number, "reference": f"F{number}", "state": state, "sha256": "aa"}
            await session.execute(
                insert(FileRow).values(**file, **what, size=1_500_000, created_at=START, due_at=START)
            )
        for version in (1, 2):
            kept: dict[str, object] = {"initiative": 1, "version": version, "answers": {}, "at": START, "by": an.id}
            await session.execute(insert(VersionRow).values(**kept))
    async with one_moment(database) as session:
        used = await usage(session, scope)
    assert used == Usage(
        people=2, channels={"telegram": 2}, on_behalf=1, files=2, size=3_000_000, drafts=1, corrected=1
    )


async def test_a_phase_that_is_over_is_reported_on_the_units_of_its_last_day(
    database: Database, scope: Scope, units: UnitTree
) -> None:
    later = datetime(2022, 9, 1, 8, 0, tzinfo=VIETNAM)
    whole = replace(scope, at=later, day=later.date())
    async with one_moment(database) as session:
        over, _ = await settled(session, replace(whole, phases=whole.phases[:1]), units)
        running, same = await settled(session, whole, units)
    assert over.day.isoformat() == "2022-05-31"
    assert (running.day.isoformat(), same) == ("2022-09-01", units)


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)  # SQLite lets nobody write meanwhile
async def test_everything_is_read_at_one_moment(database: Database, second: Database, scope: Scope) -> None:
    an = await meet(database, "an")
    await put(database, handed_in(an, 1))
    async with one_moment(database) as session:
        before = await initiatives.chosen(session, scope)
        await put(second, handed_in(an, 2))
        assert await initiatives.chosen(session, scope) == before == (1,)
