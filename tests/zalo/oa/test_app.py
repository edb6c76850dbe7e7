"""The whole bot with an Official Account and no Telegram: an event comes in, an answer goes out, nothing twice."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import select

from bot.app import App
from bot.channels.zalo.oa.signature import HEADER, Signature
from bot.clock import FrozenClock
from bot.settings import Settings, load
from storage.tables import AccountRow
from tests.conftest import START
from tests.talk import talk
from tests.zalo.oa.conftest import APP
from tests.zalo.oa.events import event, text
from tests.zalo.oa.server import Zalo, refused

SIGNATURE = Signature(APP.id, "the account's secret")
STAMP = str(int(START.timestamp() * 1000))

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@dataclass(frozen=True, slots=True)
class House:
    """A bot that has nothing but an Official Account, and its Zalo."""

    app: App
    zalo: Zalo
    client: TestClient[web.Request, web.Application]

    async def push(self, raw: dict[str, Any]) -> int:
        """Push an event as Zalo does and return the status; nothing is said yet."""
        body = json.dumps({**raw, "timestamp": STAMP}).encode()
        headers = {HEADER: f"mac={SIGNATURE.mac(body, STAMP)}"}
        async with self.client.post(self.app.settings.zalo_hook, data=body, headers=headers) as answer:
            return answer.status

    async def heard(self) -> list[Any]:
        """Let everything be said and return it."""
        await self.app.sender.drain()
        return self.zalo.sent()

    async def account(self) -> AccountRow:
        async with self.app.database.transaction() as session:
            return (await session.execute(select(AccountRow))).scalar_one()


def _settings(zalo: Zalo, database_url: str, folder: Path) -> Settings:
    return load(
        _env_file=None,
        database_url=database_url,
        files_url=f"file:{folder}/files",
        secret_key="a secret of tests",
        listen="127.0.0.1:0",
        zalo_oa_app_id=APP.id,
        zalo_oa_app_secret=APP.secret,
        zalo_oa_secret_key=SIGNATURE.secret,
        zalo_oa_refresh_token="r0",
        zalo_openapi_url=zalo.url,
        zalo_oauth_url=zalo.url,
    )


# How long a turn may take on a busy machine; what happens after the two seconds of Zalo is test_webhook's.
_PATIENCE = 60.0


@pytest.fixture
async def house(zalo: Zalo, database_url: str, tmp_path: Path) -> AsyncIterator[House]:
    app = App(_settings(zalo, database_url, tmp_path), FrozenClock(START), talk=talk())
    assert app.official is not None
    await app.official.open()
    application = app._application()
    assert app.official._webhook is not None
    app.official._webhook._patience = _PATIENCE
    async with TestClient(TestServer(application)) as client:
        yield House(app, zalo, client)
    await app.official.close()
    await app.database.close()


async def test_a_bot_needs_no_telegram(zalo: Zalo, database_url: str, tmp_path: Path) -> None:
    app, stop = App(_settings(zalo, database_url, tmp_path), FrozenClock(START), talk=talk()), asyncio.Event()
    stop.set()
    await app.run(stop)
    assert app.port


async def test_an_event_is_answered_and_one_that_is_repeated_is_not(house: House) -> None:
    hello = event("follow", follower={"id": "81"}, oa_id="OA")
    assert await house.push(hello) == await house.push(hello) == 200
    (welcome,) = await house.heard()
    pressed = welcome["attachment"]["payload"]["buttons"][0]["payload"]
    assert await house.push(text(pressed, "n1")) == await house.push(text(pressed, "n1")) == 200
    first = len(await house.heard())
    assert await house.push(text("/trogiup", "n2")) == 200
    texts = [message["text"] for message in await house.heard()]
    assert 1 < first < len(texts) == len(set(texts))
    account = await house.account()
    assert (account.channel, account.bot, account.user_id, account.chat_id) == ("zalo", "oa", "81", "81")
    assert [grant["refresh_token"] for grant in house.zalo.grants] == ["r0"]


async def test_whoever_cannot_be_written_to_is_marked_until_they_write_again(house: House) -> None:
    house.zalo.will("/v3.0/oa/message/cs", refused(-213))
    assert await house.push(text("/start", "n1")) == 200
    await house.heard()
    assert not (await house.account()).reachable
    assert await house.push(text("/start", "n2")) == 200
    await house.heard()
    assert (await house.account()).reachable


async def test_whoever_follows_no_more_is_not_written_to_until_they_follow_again(house: House) -> None:
    hello, goodbye = (event(name, follower={"id": "81"}, oa_id="OA") for name in ("follow", "unfollow"))
    assert await house.push(hello) == await house.push(text("/start", "n1")) == 200
    assert await house.push(goodbye) == await house.push(goodbye) == 200
    assert await house.heard() == []
    assert not (await house.account()).reachable
    assert await house.push(text("/start", "n2")) == 200
    assert (await house.account()).reachable
    assert await house.heard() != []


async def test_of_a_stranger_who_follows_no_more_nothing_is_kept(house: House) -> None:
    assert await house.push(event("unfollow", follower={"id": "81"}, oa_id="OA")) == 200
    async with house.app.database.transaction() as session:
        assert (await session.execute(select(AccountRow))).first() is None


async def test_whoever_was_silent_is_not_written_to(house: House, zalo: Zalo) -> None:
    assert await house.push(text("/start", "n1")) == 200
    assert isinstance(house.app.clock, FrozenClock)
    house.app.clock.forward(timedelta(days=3))
    assert await house.heard() == []
    assert not (await house.account()).reachable
    assert zalo.calls == []
