"""The table of moves is what storage carries out: nothing else, and nothing that somebody else did first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import get_args

import pytest

from flows.draft import Answers, Initiative, State
from flows.effects import Carry, Move
from flows.person import Person
from flows.states import MOVES
from storage.database import ConflictError, Database
from storage.initiatives import Initiatives
from storage.tables import InitiativeRow
from storage.tables.columns import STATES
from tests.conftest import START
from tests.storage.given import CIPHER, COMPLETE, draft, every, found, initiative, meet, put

LATER = START + timedelta(hours=1)


async def carry(database: Database, move: Carry) -> None:
    async with database.transaction() as session:
        await Initiatives(session, CIPHER).carry(move, LATER)


async def keep(database: Database, one: Initiative) -> None:
    async with database.transaction() as session:
        await Initiatives(session, CIPHER).keep(one, LATER)


def in_state(author: Person, number: int, state: State) -> Initiative:
    return draft(author, number) if state == "draft" else initiative(author, number, state, version=4, told_at=None)


def moved(before: Initiative, move: Move, officer: Person) -> Initiative:
    """Return what a move would make of an initiative."""
    placed = initiative(Person(before.author), before.id)
    after = replace(placed, state=MOVES[move][1], version=before.version + 1, reason="vì sao")
    decided = move in ("verify", "return", "reject")
    return replace(after, decided_at=LATER, decided_by=officer.id, decided_by_name=officer.name) if decided else after


def test_storage_and_flows_know_the_same_states() -> None:
    assert get_args(State) == STATES
    assert set(MOVES) == set(get_args(Move))


async def test_a_decision_leaves_what_was_learned_of_the_files_meanwhile(database: Database) -> None:
    an, binh = await meet(database, "an"), await meet(database, "binh", "Lê Văn Bình")
    shown = initiative(an)
    await put(database, shown)
    learned = replace(shown, answers={**shown.answers, "evidence": ({"name": "QD.pdf", "sha256": "ab"},)})
    async with database.transaction() as session:
        await Initiatives(session, CIPHER).amend(learned, LATER)
    await carry(database, Carry("verify", moved(shown, "verify", binh), version=1))
    kept = await found(database)
    assert kept is not None
    assert (kept.state, kept.answers["evidence"]) == ("verified", learned.answers["evidence"])


async def test_what_is_learned_of_an_initiative_that_moved_meanwhile_is_taken_in_again(database: Database) -> None:
    an, binh = await meet(database, "an"), await meet(database, "binh", "Lê Văn Bình")
    shown = initiative(an)
    await put(database, shown)
    await carry(database, Carry("verify", moved(shown, "verify", binh), version=1))
    with pytest.raises(ConflictError):
        async with database.transaction() as session:
            await Initiatives(session, CIPHER).amend(shown, LATER)


@pytest.mark.parametrize("move", MOVES)
async def test_a_move_is_carried_out_from_exactly_the_states_of_the_table(database: Database, move: Move) -> None:
    an, binh = await meet(database, "an"), await meet(database, "binh", "Lê Văn Bình")
    states: tuple[State, ...] = get_args(State)
    before = [in_state(an, number, state) for number, state in enumerate(states, 1)]
    await put(database, *before)
    expected, carried = [], []
    for one in before:
        after = moved(one, move, binh)
        try:
            await carry(database, Carry(move, after, one.version))
            carried.append(one.state)
        except ConflictError:
            expected.append(one)
        else:
            expected.append(after)
    assert set(carried) == MOVES[move][0]
    assert [await found(database, one.id) for one in before] == expected


@pytest.mark.parametrize("move", MOVES)
async def test_a_move_about_another_version_is_refused(database: Database, move: Move) -> None:
    an, binh = await meet(database, "an"), await meet(database, "binh")
    (source, *_) = MOVES[move][0]
    before = in_state(an, 1, source)
    await put(database, before)
    for version in (before.version - 1, before.version + 1):
        with pytest.raises(ConflictError):
            await carry(database, Carry(move, moved(before, move, binh), version))
    assert await found(database) == before


async def test_a_move_of_what_is_not_there_is_refused(database: Database) -> None:
    an, binh = await meet(database, "an"), await meet(database, "binh")
    with pytest.raises(ConflictError):
        await carry(database, Carry("verify", moved(initiative(an), "verify", binh), 1))


async def test_handing_in_copies_what_is_searched_out_of_the_answers(database: Database) -> None:
    an = await meet(database, "an")
    await put(database, draft(an))
    await carry(database, Carry("submit", replace(initiative(an), answers={**COMPLETE, "kind": ""}), 0))
    (row,) = await every(database, InitiativeRow)
    assert (row.bloc, row.target_group, row.kind) == ("enterprise", "2", None)
    assert (row.unit, row.phase, row.submitted_at, row.updated_at) == ("DLK-01-017", "gd1", START, LATER)


async def test_days_benefit_and_secrecy_are_copied_and_the_answers_come_back_as_they_were(database: Database) -> None:
    an = await meet(database, "an")
    await put(database, draft(an))
    answers: Answers = {**COMPLETE, "description": {"confidential": "yes", "text": "Nhanh gấp bốn lần"}}
    await carry(database, Carry("submit", replace(initiative(an), answers=answers), 0))
    (row,) = await every(database, InitiativeRow)
    assert (row.applied_on, row.recognised_on) == (date(2022, 1, 2), date(2022, 2, 20))
    assert (row.benefit, row.confidential) == (33_000_000_000, True)
    handed_in = await found(database, row.id)
    assert handed_in
    assert handed_in.answers == answers


async def test_a_benefit_in_words_and_what_is_not_asked_leave_their_columns_empty(database: Database) -> None:
    an = await meet(database, "an")
    await put(database, draft(an))
    asked_less = {key: COMPLETE[key] for key in ("unit", "title", "description")}
    answers: Answers = {**asked_less, "benefit": "Công nhân đỡ đau lưng"}
    await carry(database, Carry("submit", replace(initiative(an), answers=answers), 0))
    (row,) = await every(database, InitiativeRow)
    assert (row.applied_on, row.recognised_on, row.benefit, row.confidential) == (None, None, None, False)


async def test_answers_are_kept_while_an_initiative_may_be_changed_and_not_afterwards(database: Database) -> None:
    an = await meet(database, "an")
    states: tuple[State, ...] = get_args(State)
    before = [in_state(an, number, state) for number, state in enumerate(states, 1)]
    await put(database, *before)
    kept = []
    for one in before:
        try:
            await keep(database, one.answer("title", "Tên khác").hold("evidence", ()))
            kept.append(one.state)
        except ConflictError:
            assert await found(database, one.id) == one
    assert kept == ["draft", "pending", "returned"]
    waiting = await found(database, 2)
    assert waiting == replace(before[1], partials={"evidence": ()})
    for number in (1, 4):
        stored = await found(database, number)
        assert stored is not None
        assert (stored.text("title"), stored.partials, stored.state) == (
            "Tên khác",
            {"evidence": ()},
            states[number - 1],
        )


async def test_a_draft_is_stored_with_its_first_answer(database: Database) -> None:
    an = await meet(database, "an")
    one = draft(an, 7, {"full_name": "Trần Thị An"})
    await keep(database, one)
    assert await found(database, 7) == one


async def test_only_a_draft_can_be_thrown_away(database: Database) -> None:
    an = await meet(database, "an")
    states: tuple[State, ...] = get_args(State)
    await put(database, *(in_state(an, number, state) for number, state in enumerate(states, 1)))
    async with database.transaction() as session:
        for number in range(1, len(states) + 1):
            await Initiatives(session, CIPHER).discard(number)
    assert [row.state for row in await every(database, InitiativeRow)] == list(states[1:])


@pytest.mark.parametrize("number", [-1, 0, 2**63, 10**40])
async def test_an_id_that_no_initiative_can_have_finds_none(database: Database, number: int) -> None:
    assert await found(database, number) is None


async def test_own_initiatives_come_newest_first_and_no_more_than_asked_for(database: Database) -> None:
    an, chi = await meet(database, "an"), await meet(database, "chi")
    await put(database, *(initiative(an, number) for number in (5, 3, 9)), initiative(chi, 8), draft(an, 7))
    async with database.transaction() as session:
        mine = await Initiatives(session, CIPHER).of_author(an.id, 3)
    assert [one.id for one in mine] == [9, 7, 5]
