"""The running bot seals the audit trail: beside the turns, and what the last ones wrote when it stops."""

from __future__ import annotations

import asyncio

from bot.app import App
from bot.sealing import Sealing
from bot.settings import load
from storage import audit
from storage.audit import AuditLine
from storage.database import Database
from storage.tables import AuditRow
from tests.command_line.conftest import Telegram
from tests.command_line.operator import Operator
from tests.conftest import START
from tests.storage.given import CIPHER, every


async def wrote(database: Database) -> None:
    async with database.transaction() as session:
        await audit.write(session, AuditLine("x", "person 1"), actor=None, channel="telegram", at=START)


async def sealed(database: Database) -> list[bool]:
    return [row.number is not None for row in await every(database, AuditRow)]


async def test_what_the_last_turns_wrote_is_sealed_when_the_bot_stops(operator: Operator, telegram: Telegram) -> None:
    database = operator.database()
    await wrote(database)
    settings = load(
        _env_file=None,
        database_url=f"sqlite+aiosqlite:///{operator.file}",
        files_url=f"file:{operator.folder}/files",
        secret_key="a secret of tests",
        telegram_token=telegram.settings["TELEGRAM_TOKEN"],
        telegram_api_url=telegram.url,
        listen="127.0.0.1:0",
    )
    stop = asyncio.Event()
    stop.set()
    await App(settings).run(stop)
    assert await sealed(database) == [True]
    await database.close()


async def test_while_it_runs_lines_are_sealed_without_being_asked_for(operator: Operator) -> None:
    database, stop = operator.database(), asyncio.Event()
    await wrote(database)
    running = asyncio.create_task(Sealing(database, CIPHER).run(stop))
    while not all(await sealed(database)):
        await asyncio.sleep(0)
    stop.set()
    await running
    await database.close()
