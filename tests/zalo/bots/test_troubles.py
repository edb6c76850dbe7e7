"""What the bot does while Zalo, the way to it, or a token makes trouble: nothing is asked twice, nothing is lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from structlog.testing import capture_logs

from bot.channels.channel import LaterError, NeverError, Outgoing, Picture, Post, SendText, UploadFile
from bot.channels.zalo.bots.api import BotApi, SilentError
from bot.channels.zalo.bots.client import ZaloBotChannel
from bot.channels.zalo.downloads import Downloads
from bot.clock import FrozenClock
from bot.event import Address
from bot.handouts import Handouts
from bot.sandbox.zalo.bots.state import TOKEN
from bot.sandbox.zalo.bots.world import ZaloBotWorld
from flows.screen import Screen, button
from storage.cipher import Cipher
from storage.objects import Objects
from tests.sandbox.conftest import PNG
from tests.sandbox.zalo.bots import AN as AN_ON_ZALO
from tests.sandbox.zalo.bots import NOON
from tests.talk import talk
from tests.telegram.words import say

AN = Address("zalo-bot", "bot", AN_ON_ZALO)
QUESTION = Post(Screen(("Nộp?",), ((button("Nộp", "submit"),),)))
ASKED_WITH_A_PICTURE = Post(QUESTION.screen, Picture(PNG, "tien-do.png"))
RECEIPT = Post(Screen(("Đã nhận.",)))
NOWHERE = "http://127.0.0.1:1"

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@pytest.fixture
def handouts(tmp_path: Path) -> Handouts:
    """Pictures and files at an address from which nobody, and so not Zalo either, can fetch them."""
    clock, cipher = FrozenClock(NOON), Cipher(("a key for tests",), lambda count: b"n" * count)
    objects, drawn = Objects(f"file:{tmp_path}/files"), Objects(f"file:{tmp_path}/drawn")
    return Handouts(NOWHERE, cipher, objects=objects, drawn=drawn, talk=talk(), clock=clock, machine=clock)


@pytest.fixture
def channel(api: BotApi, url: str, handouts: Handouts) -> ZaloBotChannel:
    return ZaloBotChannel(api, Downloads((), url), handouts)


@asynccontextmanager
async def platform(answer: Answer, handouts: Handouts | None = None) -> AsyncIterator[ZaloBotChannel]:
    """A channel whose platform answers everything like this."""
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", answer)
    async with TestServer(app) as server, speaking(BotApi(TOKEN, str(server.make_url("/"))), handouts) as channel:
        yield channel


@asynccontextmanager
async def speaking(api: BotApi, handouts: Handouts | None = None) -> AsyncIterator[ZaloBotChannel]:
    await api.open()
    yield ZaloBotChannel(api, Downloads((), NOWHERE), handouts)
    await api.close()


async def breaks_off(request: web.Request) -> web.StreamResponse:
    """Take a message, begin to answer, and be gone."""
    answer = web.StreamResponse(headers={"Content-Length": "100", "Content-Type": "application/json"})
    await answer.prepare(request)
    await answer.write(b'{"ok": true')
    assert request.transport is not None
    request.transport.close()
    return answer


async def no_json(_: web.Request) -> web.StreamResponse:
    return web.Response(text="<html>Hệ thống đang bảo trì</html>", content_type="text/html")


async def bad_gateway(_: web.Request) -> web.StreamResponse:
    return web.json_response({"message": "bad gateway"}, status=502)


@pytest.mark.parametrize("answer", [breaks_off, no_json, bad_gateway])
@pytest.mark.parametrize("question", [QUESTION, ASKED_WITH_A_PICTURE], ids=["words", "picture"])
async def test_a_question_whose_answer_makes_no_sense_is_not_asked_twice(
    handouts: Handouts, answer: Answer, question: Post
) -> None:
    async with platform(answer, handouts) as channel:
        with capture_logs() as logs:
            assert await channel.deliver(AN, question, say) is None
        with pytest.raises(LaterError):
            await channel.deliver(AN, RECEIPT, say)
    assert [entry["event"] for entry in logs] == ["zalo_answer_lost"]


@pytest.mark.parametrize("question", [QUESTION, ASKED_WITH_A_PICTURE], ids=["words", "picture"])
async def test_a_question_that_never_reached_zalo_is_asked_again(handouts: Handouts, question: Post) -> None:
    async with speaking(BotApi(TOKEN, NOWHERE), handouts) as channel:
        with pytest.raises(LaterError):
            await channel.deliver(AN, question, say)


async def test_nobody_is_followed_to_another_place() -> None:
    asked: list[str] = []

    async def elsewhere(request: web.Request) -> web.StreamResponse:
        asked.append(request.path)
        raise web.HTTPTemporaryRedirect("/elsewhere")

    async with platform(elsewhere) as channel:
        with pytest.raises(LaterError):
            await channel.deliver(AN, RECEIPT, say)
    assert asked == [f"/bot{TOKEN}/sendMessage"]


async def test_accents_are_composed_before_zalo_counts_them(channel: ZaloBotChannel, world: ZaloBotWorld) -> None:
    world.start("an")
    await channel.deliver(AN, SendText("t", "Đa\u0303 nhâ\u0323n"), say)
    shown = world.last_bot_message("an")
    assert shown is not None
    assert shown.text == "Đã nhận"


async def test_what_another_bot_has_to_say_is_not_said_by_this_one(
    channel: ZaloBotChannel, world: ZaloBotWorld
) -> None:
    world.start("an")
    with pytest.raises(LaterError, match="no bot of that name"):
        await channel.deliver(Address("zalo-bot", "other", AN_ON_ZALO), RECEIPT, say)
    assert world.last_bot_message("an") is None


async def test_whoever_blocked_the_bot_is_not_tried_again_without_the_picture(
    channel: ZaloBotChannel, world: ZaloBotWorld
) -> None:
    world.start("an")
    world.block("an")
    with capture_logs() as logs, pytest.raises(NeverError) as caught:
        await channel.deliver(AN, ASKED_WITH_A_PICTURE, say)
    assert caught.value.unreachable
    assert logs == []


async def test_a_photo_that_zalo_does_not_fetch_is_handed_out_by_a_link(
    channel: ZaloBotChannel, world: ZaloBotWorld
) -> None:
    world.start("an")
    photo: Outgoing = UploadFile(PNG, "photo-1.jpg", "photo")
    with capture_logs():
        assert await channel.deliver(AN, photo, say)
    shown = world.last_bot_message("an")
    assert shown is not None
    assert NOWHERE in shown.text


@pytest.mark.parametrize(
    ("token", "reached", "told"),
    [("12345689:guess", True, "zalo_bot_token_refused"), (TOKEN, False, "zalo_bot_not_reached")],
)
async def test_a_bot_starts_and_says_so_where_zalo_does_not_know_it_or_is_away(
    url: str, token: str, *, reached: bool, told: str
) -> None:
    channel = ZaloBotChannel(BotApi(token, url if reached else NOWHERE), Downloads((), url), None)
    with capture_logs() as logs:
        await channel.open()
    await channel.close()
    assert [entry["event"] for entry in logs] == [told]
    assert token not in str(logs)


async def test_zalo_is_given_only_so_long_for_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    released = asyncio.Event()

    async def hangs(_: web.Request) -> web.StreamResponse:
        await released.wait()
        return web.Response()

    monkeypatch.setattr("bot.channels.zalo.bots.api._CONNECT", 0.05)
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", hangs)
    async with TestServer(app) as server:
        api = BotApi(TOKEN, str(server.make_url("/")))
        await api.open()
        with pytest.raises(SilentError) as caught:
            await api.call("sendMessage", {}, patience=0.05)
        released.set()
        await api.close()
    assert caught.value.unsure
