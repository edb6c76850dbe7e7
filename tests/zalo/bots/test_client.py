"""What is sent on Zalo's Bot Platform: screens as words, pictures by their address, files by a link and a code."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from structlog.testing import capture_logs

from bot.channels.channel import (
    Erase,
    LaterError,
    NeverError,
    PassFile,
    Picture,
    Post,
    Redraw,
    SendText,
    UploadFile,
)
from bot.channels.zalo.bots.api import BotApi
from bot.channels.zalo.bots.client import ZaloBotChannel
from bot.channels.zalo.downloads import Downloads
from bot.clock import FrozenClock
from bot.event import Address
from bot.files.source import TooLargeError
from bot.handouts import PATH, Handouts
from bot.sandbox.content import Message
from bot.sandbox.samples import sample
from bot.sandbox.zalo.bots.state import Quotas
from bot.sandbox.zalo.bots.world import ZaloBotWorld
from flows.screen import Line, Screen, button
from storage.cipher import Cipher
from storage.objects import Objects
from tests.sandbox.conftest import PNG
from tests.sandbox.zalo.bots import NOON
from tests.talk import talk

AN = Address("zalo-bot", "bot", "8501")
KEY = "a key for tests"


def say(line: Line) -> str:
    return talk().say(line, "vi")


@dataclass
class Server:
    """Our own public server: it hands out what the channel cannot carry."""

    handouts: Handouts
    objects: Objects
    drawn: Objects
    clock: FrozenClock

    async def keep(self, content: bytes) -> None:
        await self.objects.put(sha256(content).hexdigest(), content)


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    app, clock = web.Application(), FrozenClock(NOON)
    objects, drawn = Objects(f"file:{tmp_path}/files"), Objects(f"file:{tmp_path}/drawn")
    ours: list[Handouts] = []

    async def show(request: web.Request) -> web.StreamResponse:
        return await ours[0].show(request)

    async def open_(request: web.Request) -> web.StreamResponse:
        return await ours[0].open(request)

    app.router.add_get(PATH, show)
    app.router.add_post(PATH, open_)
    async with TestServer(app) as running:
        ours.append(_handouts(str(running.make_url("")), objects, drawn, clock))
        yield Server(ours[0], objects, drawn, clock)


def _handouts(address: str, objects: Objects, drawn: Objects, clock: FrozenClock, *keys: str) -> Handouts:
    cipher = Cipher(keys or (KEY,), lambda count: b"n" * count)
    return Handouts(address.rstrip("/"), cipher, objects=objects, drawn=drawn, talk=talk(), clock=clock, machine=clock)


@pytest.fixture
def channel(api: BotApi, url: str, server: Server) -> ZaloBotChannel:
    return ZaloBotChannel(api, Downloads((), url), server.handouts)


@pytest.fixture
def bare(api: BotApi, url: str) -> ZaloBotChannel:
    """A channel of a bot without a public address."""
    return ZaloBotChannel(api, Downloads((), url), None)


def shown(world: ZaloBotWorld) -> list[Message]:
    return [one for one in world.chat("an").messages if one.from_bot]


async def test_a_screen_is_sent_as_words_with_numbers(bare: ZaloBotChannel, world: ZaloBotWorld) -> None:
    world.start("an")
    screen = Screen(("Chào anh/chị!",), ((button("Nộp", "submit"), button("Xem", "mine")),))
    sent = await bare.deliver(AN, Post(screen), say)
    (message,) = shown(world)
    assert sent == f"{message.id:016x}"
    assert message.text.splitlines()[:4] == ["Chào anh/chị!", "", "1. Nộp", "2. Xem"]


async def test_a_long_text_goes_in_pieces_of_which_none_is_refused(bare: ZaloBotChannel, world: ZaloBotWorld) -> None:
    world.start("an")
    text = "\n".join(f"{number}. Dùng sàng rung tự chế" for number in range(200))
    await bare.deliver(AN, SendText("dulieu.txt", text), say)
    pieces = [one.text for one in shown(world)]
    assert len(pieces) == 3
    assert max(map(len, pieces)) <= 1_900
    assert "\n".join(pieces) == text


async def test_what_stands_cannot_be_changed_or_taken_back(bare: ZaloBotChannel, world: ZaloBotWorld) -> None:
    world.start("an")
    assert await bare.deliver(AN, Redraw("1", Screen(("a",))), say) is None
    assert await bare.deliver(AN, Erase("1"), say) is None
    assert shown(world) == []


async def test_a_picture_takes_its_words_along(channel: ZaloBotChannel, world: ZaloBotWorld) -> None:
    world.start("an")
    assert channel.capabilities.pictures
    await channel.deliver(AN, Post(Screen(("Đắk Lắk: 12 trong 40",)), Picture(PNG, "tien-do.png")), say)
    (message,) = shown(world)
    assert message.file is not None
    assert (message.text, message.file.content) == ("Đắk Lắk: 12 trong 40", PNG)


async def test_of_words_too_long_for_one_message_the_first_go_with_the_picture(
    channel: ZaloBotChannel, world: ZaloBotWorld
) -> None:
    world.start("an")
    screen = Screen(tuple(f"{number}. Công đoàn cơ sở" for number in range(150)))
    await channel.deliver(AN, Post(screen, Picture(PNG, "tien-do.png")), say)
    messages = shown(world)
    assert [one.file is not None for one in messages] == [True, False]
    assert "\n".join(one.text for one in messages) == "\n".join(map(str, screen.lines))


async def test_a_picture_zalo_does_not_take_leaves_its_words(channel: ZaloBotChannel, world: ZaloBotWorld) -> None:
    world.start("an")
    with capture_logs() as logs:
        await channel.deliver(AN, Post(Screen(("a",)), Picture(b"no picture", "a.png")), say)
    assert [(one.text, one.file) for one in shown(world)] == [("a", None)]
    assert [entry["event"] for entry in logs if entry["log_level"] == "warning"] == ["zalo_picture_refused"]


async def test_without_a_public_address_there_are_words_alone(bare: ZaloBotChannel, world: ZaloBotWorld) -> None:
    world.start("an")
    assert not bare.capabilities.pictures
    await bare.deliver(AN, Post(Screen(("a",)), Picture(PNG, "a.png")), say)
    await bare.deliver(AN, UploadFile(b"%PDF-1.4", "QD-15.pdf", "document"), say)
    words, nowhere = shown(world)
    assert (words.text, words.file) == ("a", None)
    assert nowhere.text.startswith("Zalo không gửi được tệp “QD-15.pdf”.")
    assert "WEBHOOK_URL" in nowhere.text


async def test_a_photo_somebody_sent_is_shown(channel: ZaloBotChannel, world: ZaloBotWorld, server: Server) -> None:
    world.start("an")
    await server.keep(PNG)
    await channel.deliver(AN, UploadFile(PNG, "photo-1.jpg", "photo"), say)
    (message,) = shown(world)
    assert message.file is not None
    assert message.file.content == PNG


async def lent(channel: ZaloBotChannel, world: ZaloBotWorld, server: Server, content: bytes) -> tuple[str, str]:
    """Hand out a file and return the address and the code that An reads."""
    world.start("an")
    await server.keep(content)
    await channel.deliver(AN, UploadFile(content, "QD-15.pdf", "document"), say)
    first, address, last = shown(world)[-1].text.splitlines()
    assert first == "Zalo không gửi được tệp “QD-15.pdf”. Anh/chị mở ở đây, đến 12:00 ngày 22/3/2022:"
    return address, last.rpartition(" ")[2]


async def test_a_document_is_fetched_by_link_with_the_code_from_the_chat(
    channel: ZaloBotChannel, world: ZaloBotWorld, server: Server
) -> None:
    content = sample("QD-15.pdf", "")
    address, code = await lent(channel, world, server, content)
    assert code not in address
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as browser:
        async with browser.get(address) as page:
            assert "Mã nằm trong cuộc trò chuyện" in await page.text()
        async with browser.post(address, data={"code": "AAAAAAAA"}) as page:
            assert (page.status, content in await page.read()) == (HTTPStatus.FORBIDDEN, False)
        async with browser.post(address, data={"code": f" {code.lower()} "}) as file:
            assert (await file.read(), file.content_type) == (content, "application/pdf")
            assert file.headers["Content-Disposition"] == 'attachment; filename="tep.pdf"'
    async with aiohttp.ClientSession() as other, other.get(address) as page:
        assert content not in await page.read()


@pytest.mark.parametrize("kind", ["f", "p"])
async def test_a_handout_ends_by_itself(server: Server, kind: str) -> None:
    await server.keep(PNG)
    address = server.handouts.lend(PNG).address if kind == "f" else server.handouts.photo(PNG)
    async with aiohttp.ClientSession() as browser:
        async with browser.get(address) as answer:
            assert answer.status == HTTPStatus.OK
        server.clock.move_to(NOON + timedelta(hours=24 if kind == "f" else 1))
        async with browser.get(address) as answer:
            assert answer.status == HTTPStatus.NOT_FOUND


async def test_a_handout_of_what_is_not_kept_any_more_opens_nothing(server: Server) -> None:
    async with aiohttp.ClientSession() as browser, browser.get(server.handouts.photo(PNG)) as answer:
        assert (answer.status, PNG in await answer.read()) == (HTTPStatus.NOT_FOUND, False)


@pytest.mark.parametrize(
    "change",
    [
        lambda url: url.replace("/handouts/f-", "/handouts/p-"),
        lambda url: re.sub(r"-[0-9a-f]{8}-", "-ffffffff-", url),
        lambda url: url[:-1] + ("0" if url[-1] != "0" else "1"),
        lambda url: url + "0",
        lambda url: url[: url.rindex("-")],
    ],
)
async def test_an_address_that_was_changed_opens_nothing(server: Server, change: object) -> None:
    await server.keep(PNG)
    assert callable(change)
    changed = change(server.handouts.lend(PNG).address)
    async with aiohttp.ClientSession() as browser, browser.get(changed) as answer:
        assert answer.status == HTTPStatus.NOT_FOUND
        assert PNG not in await answer.read()


async def test_a_handout_survives_a_new_key_while_the_old_one_is_known(server: Server, tmp_path: Path) -> None:
    await server.keep(PNG)
    given = server.handouts.lend(PNG)
    later = _handouts("", server.objects, server.drawn, server.clock, "a new key", KEY)
    token = given.address.rpartition("/")[2]
    assert later._read(token) is not None
    assert later._opens(token, given.code)
    assert _handouts("", server.objects, server.drawn, server.clock, "a new key")._read(token) is None


async def test_drawn_pictures_are_forgotten_once_their_addresses_have_ended(server: Server) -> None:
    await server.handouts.drawn(PNG)
    digest = sha256(PNG).hexdigest()
    assert await server.drawn.forget_older(datetime(2000, 1, 1, tzinfo=NOON.tzinfo)) == 0
    assert await server.drawn.get(digest) == PNG
    assert await server.drawn.forget_older(datetime(2200, 1, 1, tzinfo=NOON.tzinfo)) == 1
    assert await server.drawn.get(digest) is None


async def test_a_file_is_not_passed_on_by_a_reference(bare: ZaloBotChannel, world: ZaloBotWorld) -> None:
    world.start("an")
    with pytest.raises(NeverError) as caught:
        await bare.deliver(AN, PassFile("AgAC", "a.pdf", "document"), say)
    assert not caught.value.unreachable


async def test_who_cannot_be_reached_is_told_apart_from_what_must_wait(
    bare: ZaloBotChannel, world: ZaloBotWorld
) -> None:
    with pytest.raises(NeverError) as caught:
        await bare.deliver(AN, Post(Screen(("a",))), say)
    assert caught.value.unreachable
    world.start("an")
    world.quotas = Quotas(messages_a_month=0)
    with capture_logs() as logs, pytest.raises(LaterError) as later:
        await bare.deliver(AN, Post(Screen(("a",))), say)
    assert later.value.after == 3_600
    assert [entry["event"] for entry in logs] == ["zalo_bot_quota_used_up"]
    with pytest.raises(LaterError):
        await bare.deliver(Address("zalo-bot", "other", "8501"), Post(Screen(("a",))), say)


class Breaking:
    """An API that takes messages and never answers."""

    def __init__(self) -> None:
        self.asked = 0

    async def answer(self, request: web.Request) -> web.Response:
        self.asked += 1
        assert request.transport is not None
        request.transport.close()
        return web.Response()


async def test_a_question_whose_answer_was_lost_is_not_asked_twice_and_a_receipt_is_sent_again(url: str) -> None:
    breaking, app = Breaking(), web.Application()
    app.router.add_post("/{rest:.*}", breaking.answer)
    async with TestServer(app) as server:
        api = BotApi("12345689:a", str(server.make_url("/")))
        await api.open()
        channel = ZaloBotChannel(api, Downloads((), url), None)
        with capture_logs():
            question = Post(Screen(("Nộp?",), ((button("Nộp", "submit"),),)))
            assert await channel.deliver(AN, question, say) is None
            with pytest.raises(LaterError):
                await channel.deliver(AN, Post(Screen(("Đã nhận",))), say)
        await api.close()
    assert breaking.asked == 2


async def test_a_picture_is_fetched_from_where_zalo_keeps_it(bare: ZaloBotChannel, world: ZaloBotWorld) -> None:
    world.send_photo("an", PNG)
    reference = world.take()[0]["message"]["photo"]
    assert await bare.fetch(AN, reference, len(PNG)) == PNG
    with pytest.raises(TooLargeError):
        await bare.fetch(AN, reference, len(PNG) - 1)
    world.move_clock(NOON + timedelta(hours=1))
    with pytest.raises(NeverError):
        await bare.fetch(AN, reference, len(PNG))


@pytest.mark.parametrize("place", ["http://zdn.vn/a.jpg", "https://example.org/a.jpg", "https://zdn.vn.example.org/a"])
async def test_a_picture_at_a_place_that_is_not_zalos_is_not_fetched(bare: ZaloBotChannel, place: str) -> None:
    with pytest.raises(NeverError):
        await bare.fetch(AN, place, 1_000)
