"""A draft stored under one version of a pack and opened under the next, by another process (demand 2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from flows.programme import Programme
from flows.said import Command, Said, Tap, Text
from flows.screen import Action, Msg, Screen
from flows.session import Filling, Session
from storage import loading
from storage.database import Database
from storage.outbox import SCREEN
from storage.packs import DatedUnit, Pack
from storage.tables import OutboxRow, ProgrammeRow
from tests.conftest import START
from tests.storage.given import COMPLETE, PROGRAMME, UNIT, agree, draft, every, found, meet, put, set_down
from tests.storage.speaking import event, turns_on

ORDER = ("full_name", "phone", "identity", "unit", "bloc", "target_group", "kind", "title", "description", "evidence")
YESTERDAY = START.date() - timedelta(days=1)
LATER = START + timedelta(hours=1)


@pytest.fixture
def first(pack: Pack) -> Pack:
    """The first version of a pack, with the questions that the draft answers."""
    return replace(pack, programme=replace(pack.programme, questions=ORDER))


def second_version(pack: Pack, **changes: object) -> Pack:
    newer = pack.programme.version + 1
    return replace(pack, programme=replace(pack.programme, version=newer, **changes))  # type: ignore[arg-type]


async def store(database: Database, pack: Pack, *, force: bool = False) -> bool:
    async with database.transaction() as session:
        return await loading.store(session, pack, LATER, force=force)


async def open_draft(database: Database, *missing: str) -> None:
    """Store An's draft with all answers but some, and let her be in the middle of it."""
    an = await meet(database, "an")
    await agree(database, an)
    await put(database, draft(an, 1, {key: value for key, value in COMPLETE.items() if key not in missing}))
    await set_down(database, an, Session(Filling(1), revision=5))


async def does(database: Database, pack: Pack, number: int, said: Said) -> Screen:
    """Let An do something where this pack is in use; return what she is shown then."""
    await turns_on(database, pack, first_id=1000 * number).take(event(number, "an", said))
    async with database.transaction() as session:
        rows = (await session.execute(select(OutboxRow).order_by(OutboxRow.id))).scalars().all()  # type: ignore[arg-type]
    shown: Screen = SCREEN.validate_python(rows[-1].body["screen"])
    return shown


def question(screen: Screen) -> object:
    """Return the source text of the question's name in a screen's title, None where none is asked."""
    name = screen.title.args.get("question") if isinstance(screen.title, Msg) else None
    return name.text if isinstance(name, Msg) else None


async def answers(database: Database) -> dict[str, object]:
    stored = await found(database)
    assert stored is not None
    return dict(stored.answers)


async def test_an_added_question_is_asked_and_all_answers_are_kept(own_database: Database, first: Pack) -> None:
    await open_draft(own_database, "kind", "evidence")
    shorter = tuple(key for key in ORDER if key != "kind")
    one = replace(first, programme=replace(first.programme, questions=shorter))
    assert question(await does(own_database, one, 1, Text("ờ"))) == "Attached files"
    before = await answers(own_database)
    two = second_version(one, questions=ORDER)
    await store(own_database, two)
    assert question(await does(own_database, two, 2, Command("help"))) == "Kind of solution"
    assert question(await does(own_database, two, 3, Text("2"))) == "Attached files"
    assert await answers(own_database) == before | {"kind": "2"}


async def test_a_removed_question_and_another_order_lead_to_the_summary(own_database: Database, first: Pack) -> None:
    await open_draft(own_database, "kind")
    assert question(await does(own_database, first, 1, Text("ờ"))) == "Kind of solution"
    left = tuple(key for key in reversed(ORDER) if key != "kind")
    two = second_version(first, questions=left)
    await store(own_database, two)
    screen = await does(own_database, two, 2, Tap(Action("draft", ("1",))))
    assert question(screen) is None
    assert len([button for button in screen.buttons() if button.action.verb == "correct"]) == len(left)
    await does(own_database, two, 3, Tap(next(one for one in screen.buttons() if one.action.verb == "submit").action))
    stored = await found(own_database)
    assert stored is not None
    assert stored.state == "pending"


async def test_a_removed_choice_is_asked_again(own_database: Database, first: Pack) -> None:
    await open_draft(own_database)
    left = tuple(choice for choice in first.programme.choices["kind"] if choice.key != COMPLETE["kind"])
    two = second_version(first, choices={**first.programme.choices, "kind": left})
    await store(own_database, two)
    screen = await does(own_database, two, 1, Tap(Action("submit", ("5",))))
    assert question(screen) == "Kind of solution"
    assert question(await does(own_database, two, 2, Text(left[0].short))) is None
    assert (await answers(own_database))["kind"] == left[0].key


async def test_a_closed_unit_is_asked_again(own_database: Database, first: Pack) -> None:
    await open_draft(own_database)
    units = tuple(DatedUnit(dated.unit, None, YESTERDAY) if dated.unit.code == UNIT else dated for dated in first.units)
    two = second_version(replace(first, units=units))
    await store(own_database, two)
    assert question(await does(own_database, two, 1, Tap(Action("submit", ("5",))))) == "Place of work"
    assert question(await does(own_database, two, 2, Tap(Action("answer", ("5", "take", "DLK-01-032"))))) is None
    assert (await answers(own_database))["unit"] == "DLK-01-032"


def version(pack: Pack, number: int) -> Pack:
    programme: Programme = replace(pack.programme, version=number, short_name=f"bản {number}")
    return replace(pack, programme=programme)


async def test_an_older_version_is_refused_and_changes_nothing_unless_forced(
    own_database: Database, pack: Pack
) -> None:
    await store(own_database, version(pack, 9))
    with pytest.raises(loading.OlderPackError) as refused:
        await store(own_database, replace(version(pack, 8), targets=()))
    assert (refused.value.key, refused.value.given, refused.value.stored) == (PROGRAMME, 8, 9)
    assert [row.version for row in await every(own_database, ProgrammeRow)] == [9]
    assert await store(own_database, version(pack, 8), force=True)
    assert [row.version for row in await every(own_database, ProgrammeRow)] == [8]
    assert await store(own_database, version(pack, 9))


async def test_the_same_version_with_a_mended_word_is_loaded(own_database: Database, pack: Pack) -> None:
    await store(own_database, version(pack, 9))
    assert await store(own_database, replace(version(pack, 9), targets=()))
