"""Every move of a transcript leaves exactly one line of the audit trail, and the trail is whole (demand 66)."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import col

from bot.sandbox.script import Act, MoveClock, parse
from bot.sealing import Sealing
from flows.states import MOVES
from storage import audit_proof
from storage.audit import about
from storage.cipher import Cipher
from storage.database import Database
from storage.tables import AuditRow, InitiativeRow
from tests.transcripts.house import WAYS, house, programmes_of
from tests.transcripts.passages import told_on
from tests.transcripts.platforms import Telegram

HERE = Path(__file__).parent
TWICE = next(way for way in WAYS if way.twice)
PLAYED = ("05-return-reject-two-officers", "63-on-behalf-of-a-worker", "80-history", "81-history-in-english")


@pytest.mark.parametrize("name", PLAYED)
async def test_every_move_of_a_transcript_is_one_line_of_its_programme(database_url: str, name: str) -> None:
    text = (HERE / f"{name}.vi.txt").read_text(encoding="utf-8")
    async with house(database_url, TWICE, programmes_of(text)) as (_, player, _stage):
        for step in parse(told_on(text, Telegram.name)):
            if isinstance(step, Act):
                await player.act(step)
                player.news()
            elif isinstance(step, MoveClock):
                await player.move_clock(step)
    database, cipher = Database(database_url), Cipher(("a secret of tests",), os.urandom)
    async with database.transaction() as session:
        lines = (await session.execute(select(AuditRow))).scalars().all()
        handed_in = select(InitiativeRow).where(col(InitiativeRow.code).is_not(None))
        initiatives = (await session.execute(handed_in)).scalars().all()
    moves = Counter(line.subject for line in lines if line.action in MOVES)
    assert moves == {about(one.id or 0): one.version for one in initiatives}
    assert {line.programme for line in lines if line.subject.startswith("initiative ")} == {"01-trieu-daklak"}
    await Sealing(database, cipher).once(asyncio.Event())
    trails = [await audit_proof.verify(database, cipher, one) for one in await audit_proof.programmes(database)]
    assert [(one.trouble, one.waiting_since) for one in trails] == [(None, None)] * len(trails)
    assert sum(one.lines for one in trails) == len(lines)
    await database.close()
