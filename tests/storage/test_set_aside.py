"""An event that breaks our own code is set aside: its person is told once, and it never comes back."""

from __future__ import annotations

import pytest

from flows.said import Text
from storage.database import Database
from storage.packs import Pack
from storage.tables import OutboxRow
from tests.storage.given import every
from tests.storage.speaking import event, turns_on


async def test_an_event_that_breaks_our_code_is_told_once_and_holds_nobody_back(
    database: Database, pack: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns = turns_on(database, pack)
    with monkeypatch.context() as broken:
        broken.setattr("bot.turn.advance", lambda *_: 1 / 0)
        for _ in range(2):
            await turns.take(event(1, "an", Text("xin chào")))
    (told,) = await every(database, OutboxRow)
    assert "Something broke on our side" in str(told.body)
    await turns.take(event(2, "an", Text("xin chào")))
    assert len(await every(database, OutboxRow)) == 2
