"""Conversations come back as they were stored, whatever a screen is made of."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from flows.programme import VIETNAM
from flows.said import Text
from flows.screen import N_, NN_, Action, At, Button, Day, Listing, Msg, Screen, Share, button
from flows.session import ChoosingHour, Filling, Reasoning, Session
from storage import sessions
from storage.database import Database
from storage.outbox import SCREEN, dump
from storage.packs import Pack
from storage.sessions import SESSION, Conversation
from storage.tables import SessionRow
from tests.conftest import START
from tests.storage.given import every, meet, set_down
from tests.storage.speaking import event, turns_on

calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
NUMBERS = st.integers(-(2**70), 2**70)
DAYS = st.builds(Day, st.dates())
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.sampled_from([UTC, VIETNAM]))  # noqa: DTZ001
INSTANTS = st.builds(At, MOMENTS, st.sampled_from(["minute", "closing", "short"]))
SHARES = st.builds(Share, NUMBERS, NUMBERS)
MESSAGES: st.SearchStrategy[Msg] = st.deferred(
    lambda: st.builds(
        Msg,
        st.text(),
        st.dictionaries(st.text(), ARGUMENTS, max_size=3),
        st.none() | st.text(),
        st.none() | NUMBERS,
    )
)
LINES = st.text() | MESSAGES
LISTINGS = st.builds(Listing, st.lists(LINES, max_size=3).map(tuple), st.text())
ARGUMENTS: st.SearchStrategy[Any] = st.text() | NUMBERS | DAYS | INSTANTS | SHARES | LISTINGS | MESSAGES
TOKENS = st.text("abc-_019", max_size=12)
ACTIONS = st.builds(Action, TOKENS, st.lists(TOKENS, max_size=3).map(tuple))
ROWS = st.lists(st.lists(st.builds(Button, LINES, ACTIONS, st.booleans()), max_size=3).map(tuple), max_size=3).map(
    tuple
)
SCREENS = st.builds(Screen, st.lists(LINES, max_size=4).map(tuple), ROWS, st.none() | MESSAGES, st.none() | MESSAGES)
FILLINGS = st.builds(Filling, NUMBERS, st.none() | st.text(), NUMBERS)
REASONINGS = st.builds(Reasoning, NUMBERS, NUMBERS, st.text(), st.none() | FILLINGS)
SESSIONS = st.builds(
    Session,
    doing=st.none() | FILLINGS | REASONINGS,
    revision=NUMBERS,
    last_tap=st.none() | st.text(),
    tapped_at=st.none() | MOMENTS,
    proposed_unit=st.none() | st.text(),
)
FULL = Screen(
    (
        N_("{a} {b} {c} {d} {e}", a=Day(date(2022, 3, 21)), b=At(START, "closing"), c=Share(7, 3), d=N_("x"), e=3),
        NN_("{count} file", "{count} files", 2, names=Listing(("Đơn.pdf", N_("photo")), " · ")),
        "",
        "Cải tiến 😀",
    ),
    ((button("Đúng", "answer", 3, "yes"), Button(N_("Share"), Action("contact"), shares_contact=True)), ()),
    title=N_("{number}/{total}", number=1, total=10),
    problem=N_("Choose one."),
)


def through_json(stored: Any) -> Any:
    return json.loads(json.dumps(stored))


@calm
@given(SCREENS)
def test_a_screen_is_the_same_after_being_stored(screen: Screen) -> None:
    assert SCREEN.validate_python(through_json(dump(screen))) == screen


@calm
@given(SESSIONS)
def test_a_session_is_the_same_after_being_stored(session: Session) -> None:
    assert SESSION.validate_python(through_json(SESSION.dump_python(session, mode="json"))) == session


@calm
@given(ARGUMENTS)
def test_an_argument_keeps_its_kind(argument: Any) -> None:
    (line,) = SCREEN.validate_python(through_json(dump(Screen((Msg("{x}", {"x": argument}),))))).lines
    assert isinstance(line, Msg)
    assert type(line.args["x"]) is type(argument)
    assert line.args["x"] == argument


MARKED = Reasoning(7, 2, "return", Filling(3), ("title", "evidence"), settled=True, reasons={"title": "Chưa rõ"})


@pytest.mark.parametrize(
    "doing",
    [
        None,
        Filling(2**62, "title", 3),
        Reasoning(7, 2, "reject", Filling(3)),
        MARKED,
        ChoosingHour(None),
        ChoosingHour(7, Filling(3)),
    ],
)
async def test_a_conversation_comes_back_from_the_database(database: Database, doing: Any) -> None:
    an = await meet(database, "an")
    state = Session(doing, 5, "answer:5:yes", START, "DLK-01-017")
    await set_down(database, an, Session())
    await set_down(database, an, state, FULL)
    async with database.transaction() as session:
        assert await sessions.load(session, an.id) == Conversation(state, FULL, stored=True)


async def test_whoever_has_never_spoken_begins_with_nothing(database: Database) -> None:
    an = await meet(database, "an")
    async with database.transaction() as session:
        assert await sessions.load(session, an.id) == Conversation(Session(), None, stored=False)


UNKNOWN = {
    "another kind of doing": {"doing": {"wizard": 3}, "revision": 4},
    "a doing of another shape": {"doing": "filling", "revision": 4},
    "no object": ["filling", 4],
    "a revision that is none": {"doing": None, "revision": "many"},
}


async def store_raw(database: Database, **values: Any) -> None:
    async with database.transaction() as session:
        await session.execute(update(SessionRow).values(**values))


@pytest.mark.parametrize("stored", UNKNOWN.values(), ids=UNKNOWN)
async def test_a_session_of_an_unknown_shape_becomes_a_fresh_one(database: Database, stored: Any) -> None:
    an = await meet(database, "an")
    await set_down(database, an, Session(Filling(1), 4), FULL)
    await store_raw(database, state=stored)
    async with database.transaction() as session:
        assert await sessions.load(session, an.id) == Conversation(Session(), FULL, stored=True)


@pytest.mark.parametrize("stored", [{"pages": []}, {"lines": [{"kind": "table"}]}, ["a line"]])
async def test_a_screen_of_an_unknown_shape_is_forgotten_and_the_conversation_goes_on(
    database: Database, pack: Pack, stored: Any
) -> None:
    an = await meet(database, "an")
    state = Session(Reasoning(7, 2, "reject"), 4)
    await set_down(database, an, state, FULL)
    await store_raw(database, screen=stored)
    async with database.transaction() as session:
        loaded = await sessions.load(session, an.id)
    assert loaded.session == state
    await turns_on(database, pack).take(event(1, "an", Text("chào")))
    (row,) = await every(database, SessionRow)
    assert row.screen is not None
    assert SCREEN.validate_python(row.screen).lines
