"""Where every message counts, each message of a person is answered by one, also where two things are to be said."""

from __future__ import annotations

import pytest

from bot.channels.capabilities import ZALO_BOT, ZALO_OA
from bot.channels.channel import Capabilities
from flows.said import Command, Said, Text
from flows.screen import Screen
from storage.database import Database
from storage.outbox import SCREEN
from storage.packs import Pack
from storage.tables import OutboxRow
from tests.storage.given import UNIT, every
from tests.storage.speaking import Recorder, event, turns_on

BEGUN: tuple[Said, ...] = (Command("start", f"u-{UNIT}"), Text("1"), Text("1"))
UNKNOWN = Command("khongco")


async def answers(database: Database, pack: Pack, can: Capabilities, *said: Said) -> list[list[Screen]]:
    """Let An say one thing after the other; return what each is answered."""
    turns, found, before = turns_on(database, pack, Recorder(can)), list[list[Screen]](), 0
    for number, one in enumerate(said):
        await turns.take(event(number, "an", one))
        rows = await every(database, OutboxRow)
        found.append([SCREEN.validate_python(row.body["screen"]) for row in rows[before:]])
        before = len(rows)
    return found


@pytest.mark.parametrize("can", [ZALO_OA, ZALO_BOT], ids=["account", "bot"])
async def test_a_word_in_the_middle_of_a_form_comes_in_one_message_that_asks_on(
    database: Database, pack: Pack, can: Capabilities
) -> None:
    *before, asked, told = await answers(database, pack, can, *BEGUN, UNKNOWN)
    assert [len(one) for one in (*before, asked, told)] == [1, 1, 1, 1]
    (screen,), (question,) = told, asked
    assert screen.rows == question.rows
    assert screen.lines[-1] == question.lines[-1]
    assert len(screen.lines) > len(question.lines)
