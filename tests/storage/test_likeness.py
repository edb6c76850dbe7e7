"""Demand 63 on both databases: what is handed in is found by its text, through an index, in its unit and elsewhere."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from sqlalchemy import func, insert, select, text
from sqlmodel import col

from bench import writing
from flows.draft import Initiative, Likeness, Value
from flows.effects import Carry, Move
from flows.likeness import text_of
from flows.needs import Alike
from flows.person import Person
from flows.scene import Turn
from flows.session import Session
from flows.units import UnitTree
from storage import likeness, sessions
from storage.database import Database
from storage.erasure import erase
from storage.initiatives import Initiatives
from storage.outbox import Outbox
from storage.tables import InitiativeRow, LikenessRow
from storage.turn_effects.carrier import Circumstances
from storage.turns import TurnStore
from tests.conftest import START
from tests.storage.given import CIPHER, COMPLETE, PROGRAMME, UNIT, chat_of, draft, every, found, initiative, meet, put

ELSEWHERE = "DLK-02-004"


def saying(one: Initiative, description: Value) -> Initiative:
    return replace(one, answers={**one.answers, "description": description})


async def carry(database: Database, person: Person, move: Move, after: Initiative) -> None:
    """Make a move as a turn does."""
    here = Circumstances(
        chat_of(person, "an"),
        START,
        tapped=None,
        spoken=None,
        edits=True,
        deletes=True,
        say=str,
        write=lambda _: (),
        units=UnitTree.of(()),
    )
    async with database.transaction() as session:
        store = TurnStore(session, Initiatives(session, CIPHER), Outbox(session, START), CIPHER, here)
        turn = Turn(Session(), (Carry(move, after, version=after.version - 1),))
        await store.carry_out(turn, await sessions.load(session, person.id), person)


async def hand_in(database: Database, author: Person, number: int, description: str, unit: str = UNIT) -> Initiative:
    one = saying(draft(author, number), description)
    await put(database, one)
    handed_in = saying(initiative(author, number, unit=unit), description)
    await carry(database, author, "submit", handed_in)
    return handed_in


async def alike(database: Database, author: Person, description: str, unit: str = UNIT) -> tuple[Likeness, ...]:
    asked = text_of({**COMPLETE, "description": description})
    async with database.transaction() as session:
        return await likeness.alike(session, Alike(0, author.id, PROGRAMME, unit, asked))


def described(number: int) -> str:
    return writing.description(Random(number), 6)


async def test_a_colleagues_edited_text_is_found_and_what_is_about_something_else_is_not(database: Database) -> None:
    an, binh = await meet(database, "an"), await meet(database, "binh")
    await hand_in(database, an, 1, described(1))
    await hand_in(database, an, 2, described(2))
    edited = writing.longer(Random(5), writing.mistyped(Random(5), described(1), 0.05))
    (one,) = await alike(database, binh, edited)
    assert one.initiative == 1
    assert 80 <= one.percent < 100
    assert await alike(database, binh, described(3)) == ()


async def test_ones_own_text_is_found_in_whatever_unit_and_however_much_it_was_altered(database: Database) -> None:
    an = await meet(database, "an")
    await hand_in(database, an, 1, described(1), ELSEWHERE)
    altered = writing.mistyped(Random(5), described(1), 0.3)
    assert [one.initiative for one in await alike(database, an, altered)] == [1]


async def test_the_same_text_of_another_unit_comes_after_those_of_ones_own(database: Database) -> None:
    an, binh = await meet(database, "an"), await meet(database, "binh")
    await hand_in(database, an, 1, described(1), ELSEWHERE)
    await hand_in(database, an, 2, writing.longer(Random(5), described(1)))
    first, second = await alike(database, binh, described(1))
    assert (first.initiative, second) == (2, Likeness(1, 100))
    assert first.percent < 100


async def test_at_most_three_of_ones_own_place_and_three_of_others_are_found(database: Database) -> None:
    an, binh = await meet(database, "an"), await meet(database, "binh")
    for number in range(1, 11):
        await hand_in(database, an, number, described(1), UNIT if number % 2 else ELSEWHERE)
    assert [one.initiative for one in await alike(database, binh, described(1))] == [1, 3, 5, 2, 4, 6]


async def test_keys_that_a_thousand_have_hide_nothing_that_has_others(database: Database) -> None:
    an, binh = await meet(database, "an"), await meet(database, "binh")
    await hand_in(database, an, 5_000, described(1))
    async with database.transaction() as session:
        shared = (await session.execute(select(col(LikenessRow.key)))).scalars().all()[::3]
        crowd = [{"key": key, "initiative": number} for key in shared for number in range(1_000, 2_000)]
        await session.execute(insert(LikenessRow), crowd)
    assert await alike(database, binh, described(1)) == (Likeness(5_000, 100),)


async def test_correcting_replaces_what_is_found_and_withdrawing_removes_it(database: Database) -> None:
    an, binh = await meet(database, "an"), await meet(database, "binh")
    first = await hand_in(database, an, 1, described(1))
    for move, state in (("return", "returned"), ("resubmit", "pending")):
        first = replace(first, state=state, version=first.version + 1)  # type: ignore[arg-type]
        if move == "resubmit":
            first = saying(first, described(2))
        await carry(database, an, move, first)  # type: ignore[arg-type]
        sought = described(1) if move == "return" else described(2)
        assert await alike(database, binh, sought) == (Likeness(1, 100),)
    assert await alike(database, binh, described(1)) == ()
    assert len(await every(database, LikenessRow)) == 24
    await carry(database, an, "withdraw", replace(first, state="withdrawn", version=first.version + 1))
    assert await alike(database, binh, described(2)) == ()
    assert await every(database, LikenessRow) == []


async def test_an_erased_person_leaves_no_key_and_nothing_that_others_are_compared_with(database: Database) -> None:
    an, binh = await meet(database, "an"), await meet(database, "binh")
    await hand_in(database, an, 1, described(1))
    await hand_in(database, binh, 2, described(2))
    assert len(await every(database, LikenessRow)) == 48
    async with database.transaction() as session:
        await erase(session, Outbox(session, START), an.id, channel="telegram", now=START)
    assert {row.initiative for row in await every(database, LikenessRow)} == {2}
    assert await alike(database, binh, described(1)) == ()


async def test_a_confidential_text_leaves_no_key_behind(database: Database) -> None:
    an = await meet(database, "an")
    secret = {"confidential": "yes", "text": described(1)}
    await put(database, saying(draft(an), secret))
    await carry(database, an, "submit", saying(initiative(an), secret))
    assert await every(database, LikenessRow) == []
    assert await alike(database, an, described(1)) == ()


async def test_other_programmes_and_drafts_are_not_looked_at(database: Database) -> None:
    an = await meet(database, "an")
    await put(database, saying(draft(an, 1), described(1)))
    await put(database, saying(initiative(an, 2, programme="75-nghin"), described(1)))
    await put(database, saying(initiative(an, 3, state="withdrawn"), described(1)))
    assert await alike(database, an, described(1)) == ()


async def test_what_was_found_is_kept_with_the_initiative(database: Database) -> None:
    an = await meet(database, "an")
    await put(database, draft(an))
    await carry(database, an, "submit", initiative(an, alike=(Likeness(7, 86), Likeness(8, 81))))
    kept = await found(database)
    assert kept is not None
    assert kept.alike == (Likeness(7, 86), Likeness(8, 81))
    await put(database, initiative(an, 2))
    plain = await found(database, 2)
    assert plain is not None
    assert plain.alike == ()


async def test_a_text_is_looked_up_by_an_index_and_never_by_a_scan(database: Database) -> None:
    an = await meet(database, "an")
    await hand_in(database, an, 1, described(1))
    under_a_key = select(col(LikenessRow.initiative)).where(col(LikenessRow.key) == 1).limit(100)
    async with database.transaction() as session:
        if database.is_sqlite:
            statement = str(under_a_key.compile(compile_kwargs={"literal_binds": True}))
            (plan,) = (await session.execute(text(f"EXPLAIN QUERY PLAN {statement}"))).all()
            assert "USING PRIMARY KEY" in plan[-1]
            made = await session.execute(text("SELECT sql FROM sqlite_master WHERE name = 'likeness'"))
            assert "WITHOUT ROWID" in made.scalar_one()
            return
        indexed = "SELECT indexdef FROM pg_indexes WHERE tablename = 'likeness'"
        assert "(key, initiative)" in (await session.execute(text(indexed))).scalar_one()


@pytest.mark.parametrize("description", ["", "Ngắn."])
async def test_next_to_nothing_is_looked_up_without_harm(database: Database, description: str) -> None:
    an = await meet(database, "an")
    assert await alike(database, an, description) == ()
    async with database.transaction() as session:
        assert (await session.execute(select(func.count(col(InitiativeRow.id))))).scalar_one() == 0
