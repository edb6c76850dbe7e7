"""The running bot seals the audit trail: beside the turns, and what the last ones wrote when it stops."""

from __future__ import annotations

import asyncio

import pytest

from bot import sealing
from bot.sealing import Sealing
from storage import audit
from storage.audit import AuditLine
from storage.database import Database
from storage.tables import AuditRow
from tests.command_line.operator import Operator
from tests.conftest import START
from tests.storage.given import CIPHER, every


async def wrote(database: Database) -> None:
    async with database.transaction() as session:
        await audit.write(session, AuditLine("x", "person 1"), actor=None, channel="telegram", at=START)


async def sealed(database: Database) -> list[bool]:
    return [row.number is not None for row in await every(database, AuditRow)]


async def test_lines_are_sealed_again_and_again_until_it_stops(
    operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = operator.database()
    await wrote(database)

    async def pause(stop: asyncio.Event, seconds: float) -> None:
        if len(await sealed(database)) == 2:
            stop.set()
        else:
            await wrote(database)

    monkeypatch.setattr(sealing, "pause", pause)
    await Sealing(database, CIPHER).run(asyncio.Event())
    assert await sealed(database) == [True, True]
    await database.close()


async def test_what_the_last_turns_wrote_is_sealed_at_last(operator: Operator) -> None:
    database = operator.database()
    await wrote(database)
    await Sealing(database, CIPHER).last()
    assert await sealed(database) == [True]
    await database.close()
