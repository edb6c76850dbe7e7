"""Telegram was used once, and its token is taken out of the settings: who is on both loses nothing (demand 80)."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import insert

from bot.app import App
from bot.clock import FrozenClock
from bot.settings import load
from storage.database import Database
from storage.outbox import CARD
from storage.tables import AccountRow
from tests.conftest import START
from tests.sandbox.zalo.bots import quiet_world, served
from tests.storage.given import chat_of, meet
from tests.storage.posting import post
from tests.talk import talk
from tests.zalo.bots.test_app import settings_in

BINH = "8502"


async def test_a_card_that_waits_for_telegram_comes_on_zalo_where_telegram_has_no_token(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    world = quiet_world()
    binh = await meet(database, "binh")
    here = {"channel": "zalo-bot", "bot": "bot", "user_id": BINH, "chat_id": BINH}
    async with database.transaction() as session:
        await session.execute(insert(AccountRow).values(person_id=binh.id, reachable=True, seen_at=START, **here))
    await post(database, chat_of(binh, "binh"), "Sáng kiến mới cần xác nhận", lane=CARD)
    world.say("binh", "xin chào")
    async with served(world) as url:
        app = App(
            load(**settings_in(tmp_path, url, database_url=database_url)), world.clock, FrozenClock(START), talk=talk()
        )
        assert app.zalo_bot is not None
        await app.zalo_bot.channel.open()
        await app.sender.drain()
        await app.zalo_bot.channel.close()
        await app.database.close()
    told = world.last_bot_message("binh")
    assert told is not None
    assert told.text == "Sáng kiến mới cần xác nhận"
