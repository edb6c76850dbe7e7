"""What the bot does at a Zalo that is strict: nothing it sends, asks or reads is ever refused, on either side."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels.channel import Picture, Post, SendText, UploadFile
from bot.channels.zalo.downloads import Downloads
from bot.channels.zalo.oa.api import OpenApi
from bot.channels.zalo.oa.client import Choices, ZaloOaChannel
from bot.channels.zalo.oa.inbound import BOT, CHANNEL
from bot.channels.zalo.oa.oauth import Application, OAuth
from bot.channels.zalo.oa.signature import Signature
from bot.channels.zalo.oa.tokens import Tokens
from bot.channels.zalo.oa.webhook import Webhook
from bot.clock import FrozenClock
from bot.event import Address, Event
from bot.sandbox import cast
from bot.sandbox.samples import sample
from bot.sandbox.zalo.hands import zalo_id_of
from bot.sandbox.zalo.oa.api import routes
from bot.sandbox.zalo.oa.courier import Courier
from bot.sandbox.zalo.oa.world import OaWorld
from flows.said import Text
from flows.screen import Screen, button, column
from storage.database import Database
from storage.zalo_grants import ZaloGrants
from tests.conftest import START
from tests.sandbox.conftest import PNG
from tests.telegram.words import say
from tests.zalo.oa.conftest import CIPHER

AN = Address(CHANNEL, BOT, zalo_id_of(cast.AN))
LONG = "ế" * 6_001  # without a place to part it, so that every piece is as long as the bot makes one
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@dataclass(frozen=True, slots=True)
class Strict:
    """A strict Zalo, and what a bot has that speaks to it."""

    world: OaWorld
    clock: FrozenClock
    database: Database

    def tokens(self, database: Database) -> Tokens:
        """Return the tokens of one process."""
        grants = ZaloGrants(database, CIPHER, cast.OA.app_id)
        oauth = OAuth(self.world.address, Application(cast.OA.app_id, cast.OA.app_secret))
        return Tokens(grants, oauth, self.clock, cast.OA.first_refresh_token)

    def said(self) -> list[str]:
        """Return what An's phone shows of the bot."""
        return [one.text for one in self.world.chat("an").messages if one.from_bot]


@pytest.fixture
async def strict(database: Database) -> AsyncIterator[Strict]:
    clock = FrozenClock(START)
    world = OaWorld(clock, (cast.AN,))
    application = web.Application()
    application.add_routes(routes(world))
    async with TestServer(application) as server:
        world.address = str(server.make_url("")).rstrip("/")
        world.say("an", "chào")
        yield Strict(world, clock, database)


@pytest.fixture
async def channel(strict: Strict) -> AsyncIterator[ZaloOaChannel]:
    async def just_now(_: Address) -> datetime:
        return START

    tokens, address = strict.tokens(strict.database), strict.world.address
    channel = ZaloOaChannel(OpenApi(address, tokens), Downloads((), address), just_now, strict.clock, Choices())
    await channel.open()
    yield channel
    await tokens.close()
    await channel.close()


@on_sqlite
async def test_of_many_choices_five_are_buttons_and_zalo_takes_them(channel: ZaloOaChannel, strict: Strict) -> None:
    units = column(*(button(f"Công đoàn cơ sở số {number}", "unit", number) for number in range(12)))
    await channel.deliver(AN, Post(Screen(("Đơn vị?",), units), nonce="9f"), say)
    shown = strict.world.last_bot_message("an")
    assert shown is not None
    assert len(shown.keyboard) == 5
    assert "12. Công đoàn cơ sở số 11" in shown.text
    assert not strict.world.tally.refused


@on_sqlite
@pytest.mark.parametrize("outgoing", [Post(Screen((LONG,))), SendText("du-lieu.txt", LONG)])
async def test_a_text_longer_than_a_message_arrives_whole(
    channel: ZaloOaChannel, strict: Strict, outgoing: Post | SendText
) -> None:
    await channel.deliver(AN, outgoing, say)
    assert "".join(strict.said()) == LONG
    assert not strict.world.tally.refused


@on_sqlite
async def test_buttons_pictures_and_files_are_written_as_zalo_knows_them(
    channel: ZaloOaChannel, strict: Strict
) -> None:
    await channel.deliver(AN, Post(Screen(("Nộp?",), ((button("Nộp", "submit"),),)), nonce="9f"), say)
    await channel.deliver(AN, Post(Screen(("Tiến độ",)), Picture(PNG, "tien-do.png")), say)
    await channel.deliver(AN, UploadFile(sample("QD-15.pdf"), "QD-15.pdf", "document"), say)
    asked, shown, sent = (one for one in strict.world.chat("an").messages if one.from_bot)
    assert [row[0].data for row in asked.keyboard] == ["#9f:submit"]
    assert [one.file and one.file.name for one in (shown, sent)] == ["photo_1.jpg", "QD-15.pdf"]
    assert not strict.world.tally.refused


async def test_two_processes_spend_every_refresh_token_once(strict: Strict, database_url: str) -> None:
    other = Database(database_url)
    first, second = strict.tokens(strict.database), strict.tokens(other)
    for renewals in (1, 2, 3):
        got = await asyncio.gather(first.access(), second.access())
        assert len({*got}) == 1
        strict.world.oauth.check(got[0])
        assert strict.world.tally.refreshes == renewals
        strict.clock.forward(timedelta(hours=25))
    await other.close()
    assert not strict.world.tally.refused


@on_sqlite
async def test_an_event_is_taken_whichever_way_zalo_writes_its_letters(strict: Strict) -> None:
    taken: list[Event] = []

    async def take(event: Event) -> None:
        taken.append(event)

    def told(times: int) -> bool:
        return bool(world.webhook and len(world.webhook.deliveries) == times)

    world = strict.world
    world.take()
    webhook = Webhook("/hook", Signature(cast.OA.app_id, cast.OA.secret_key), take, strict.clock)
    application = web.Application()
    application.add_routes(webhook.routes())
    async with TestServer(application) as server:
        carrying = asyncio.create_task(Courier(world).run())
        world.set_webhook(str(server.make_url("/hook")))
        for number, way in enumerate(("raw", "escaped"), start=1):
            world.faults.body = "escaped" if way == "escaped" else "raw"
            world.say("an", "Sáng kiến")
            await world.wait(partial(told, number), 5)
        carrying.cancel()
        with suppress(asyncio.CancelledError):
            await carrying
    assert world.webhook is not None
    assert [one.status for one in world.webhook.deliveries] == [200, 200]
    assert [one.said.text for one in taken if isinstance(one.said, Text)] == ["Sáng kiến"] * 2
