"""What is told to somebody at the same moment is one message where every message counts, and two elsewhere."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import update
from sqlmodel import col

from bot.channels.capabilities import PLAIN, TELEGRAM
from bot.clock import FrozenClock
from bot.releasing import Releaser
from flows.desk.telling import HOLD
from flows.effects import NoteTold, Notify
from flows.screen import Screen, button
from storage.database import Database
from storage.one_message import told_in_one_message
from storage.outbox import SCREEN
from storage.packs import Pack
from storage.tables import AccountRow, InitiativeRow, OutboxRow
from tests.conftest import START
from tests.storage.given import every
from tests.storage.speaking import Recorder, turns_on
from tests.storage.test_telling import decided

BARE, ASKS = Screen(("Đã xác nhận.",)), Screen(("Nêu tên?",), ((button("Được", "consent"),),))
AN, CHI = 5, 6


@pytest.mark.parametrize(("capabilities", "messages"), [(PLAIN, 1), (TELEGRAM, 2)])
async def test_news_of_a_verified_one_and_the_question_about_the_name(
    database: Database, pack: Pack, capabilities: object, messages: int
) -> None:
    an, _ = await decided(database, pack)
    turns = turns_on(database, pack, zalo=Recorder(capabilities))  # type: ignore[arg-type] # one of two
    async with database.transaction() as session:
        await session.execute(update(AccountRow).where(col(AccountRow.person_id) == an.id).values(channel="zalo"))
    await Releaser(database, turns.take, FrozenClock(START + HOLD)).drain()
    told = [row for row in await every(database, OutboxRow) if row.person_id == an.id]
    assert [row.tells for row in told] == [1, None][:messages]
    screens = [SCREEN.validate_python(row.body["screen"]) for row in told]
    words = [str(line if isinstance(line, str) else line.text) for screen in screens for line in screen.lines if line]
    assert "is verified" in words[0]
    assert "name you" in words[1]
    assert [one.action.verb for one in screens[-1].buttons()] == ["consent", "consent"]
    assert (await every(database, InitiativeRow))[0].told_at == START + HOLD


def test_what_has_no_choice_stands_above_and_the_decision_is_told_by_the_one_message() -> None:
    noted = NoteTold(1, 2)
    joined = told_in_one_message([noted, Notify(AN, BARE, tells=1), Notify(AN, ASKS)], {AN})
    assert joined == (noted, Notify(AN, replace(ASKS, lines=("Đã xác nhận.", "", "Nêu tên?")), tells=1))


def test_three_are_one_and_what_another_one_is_told_between_them_stays() -> None:
    first, other = told_in_one_message([Notify(AN, BARE), Notify(CHI, BARE), Notify(AN, BARE)], {AN, CHI})
    assert first == Notify(AN, Screen(("Đã xác nhận.", "", "Đã xác nhận.")))
    assert other == Notify(CHI, BARE)
    (one,) = told_in_one_message([Notify(AN, BARE)] * 3, {AN})
    assert isinstance(one, Notify)
    assert len(one.screen.lines) == 5


@pytest.mark.parametrize(
    "apart",
    [
        (Notify(AN, ASKS), Notify(AN, ASKS)),
        (Notify(AN, BARE, tells=1), Notify(AN, BARE, tells=2)),
        (Notify(AN, BARE), Notify(AN, ASKS, about=1)),
        (Notify(AN, BARE, about=1), Notify(AN, ASKS)),
        (Notify(AN, BARE), Notify(AN, ASKS, once="news")),
        (Notify(AN, BARE, once="news"), Notify(AN, ASKS)),
        (Notify(AN, BARE), Notify(CHI, BARE)),
        (Notify(CHI, BARE), Notify(CHI, BARE)),
    ],
)
def test_two_with_choices_cards_two_decisions_what_is_told_once_and_two_persons_stay_apart(
    apart: tuple[Notify, Notify],
) -> None:
    assert told_in_one_message(apart, {AN}) == apart
