"""What goes over the wire, and what comes of a wire that breaks."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Awaitable, Callable

import pytest
import telegram
from aiohttp import web
from aiohttp.test_utils import TestServer
from telegram.error import BadRequest, NetworkError, RetryAfter, TimedOut

from bot.channels.telegram.bots import NamedBot
from bot.channels.telegram.transport import AiohttpRequest
from tests.telegram.server import TOKEN, Answer, Api, ok, refused, sent


async def test_a_call_without_files_is_a_form(api: Api, bot: NamedBot) -> None:
    api.will("sendMessage", sent())
    await bot.send_message("5", "Chào chị & anh")
    call = api.calls[-1]
    assert call.content_type == "application/x-www-form-urlencoded"
    assert call.params == {"chat_id": "5", "text": "Chào chị & anh"}


async def test_a_file_goes_with_its_vietnamese_name(api: Api, bot: NamedBot) -> None:
    api.will("sendDocument", sent())
    await bot.send_document("5", b"%PDF", filename='Quyết định "15".pdf', caption="Tệp")
    call = api.calls[-1]
    assert call.content_type == "multipart/form-data"
    assert call.params == {"chat_id": "5", "caption": "Tệp"}
    assert call.files == {"document": ('Quyết định "15".pdf', b"%PDF")}


async def test_a_file_name_cannot_add_a_header(api: Api, bot: NamedBot) -> None:
    api.will("sendDocument", sent())
    await bot.send_document("5", b"a", filename="a\r\nContent-Type: b")
    assert api.calls[-1].files == {"document": ("a Content-Type: b", b"a")}


async def test_a_file_is_fetched_whole(api: Api, bot: NamedBot) -> None:
    api.ordinary["docs/1.pdf"] = Answer(200, b"%PDF-1.7")
    api.will("getFile", ok({"file_id": "a", "file_unique_id": "a", "file_path": "docs/1.pdf"}))
    assert bytes(await (await bot.get_file("a")).download_as_bytearray()) == b"%PDF-1.7"


async def test_a_refusal_arrives_with_telegrams_words(api: Api, bot: NamedBot) -> None:
    api.will("sendMessage", refused(400, "Bad Request: message text is empty"))
    with pytest.raises(BadRequest, match="Message text is empty"):
        await bot.send_message("5", "a")


async def test_a_wait_that_telegram_asks_for_arrives(api: Api, bot: NamedBot) -> None:
    api.will("sendMessage", refused(429, "Too Many Requests: retry after 7", retry_after=7))
    with pytest.raises(RetryAfter, match="0:00:07"):
        await bot.send_message("5", "a")


@pytest.mark.parametrize("status", [200, 302, 400, 403, 404, 502])
async def test_the_page_of_a_proxy_is_a_fault_of_the_network_and_is_not_repeated(
    api: Api, bot: NamedBot, status: int
) -> None:
    api.will("sendMessage", Answer(status, f"<html>/bot{TOKEN}/sendMessage</html>".encode()))
    with pytest.raises(NetworkError, match=rf"not an answer of the Bot API \({status}\)") as caught:
        await bot.send_message("5", "a")
    assert type(caught.value) is NetworkError
    assert TOKEN not in "".join(traceback.format_exception(caught.value))


async def test_a_file_that_is_not_there_is_an_error_that_keeps_the_token(api: Api, bot: NamedBot) -> None:
    api.ordinary["docs/1.pdf"] = Answer(404, f"no /file/bot{TOKEN}/docs/1.pdf".encode())
    api.will("getFile", ok({"file_id": "a", "file_unique_id": "a", "file_path": "docs/1.pdf"}))
    file = await bot.get_file("a")
    with pytest.raises(NetworkError, match=r"\(404\)"):
        await file.download_as_bytearray()


async def test_an_answer_that_does_not_come_is_a_timeout(api: Api, bot: NamedBot) -> None:
    with pytest.raises(TimedOut):
        await bot.send_message("5", "a", read_timeout=0.01)


async def test_a_call_as_a_whole_is_bounded_even_if_bytes_keep_trickling(bot: NamedBot) -> None:
    async def trickle(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b" ")
            await asyncio.sleep(0)

    async with serving(trickle) as server, AiohttpRequest(connect=0.02, read=0.02, write=0.02, pool=0.02) as request:
        with pytest.raises(TimedOut):
            await request.post(str(server.make_url("/bot/x")))


async def test_nobody_at_the_address_is_a_fault_of_the_network_without_the_token(api: Api) -> None:
    async with serving(_nothing) as server:
        address = str(server.make_url(f"/bot{TOKEN}/getMe"))
    async with AiohttpRequest() as request:
        with pytest.raises(NetworkError, match="ClientConnectorError") as caught:
            await request.post(address)
    assert type(caught.value) is NetworkError
    assert TOKEN not in "".join(traceback.format_exception(caught.value))


async def test_an_address_that_is_none_is_a_fault_of_the_network_without_the_token() -> None:
    async with AiohttpRequest() as request:
        with pytest.raises(NetworkError, match="InvalidU") as caught:
            await request.post(f"nowhere/bot{TOKEN}/getMe")
    assert TOKEN not in "".join(traceback.format_exception(caught.value))


async def test_the_token_is_not_carried_on_to_another_address() -> None:
    visited: list[str] = []

    async def redirect(request: web.Request) -> web.StreamResponse:
        visited.append(request.path)
        return web.Response(status=307, headers={"Location": "/elsewhere"})

    async with serving(redirect) as server, AiohttpRequest() as request:
        with pytest.raises(NetworkError, match=r"\(307\)"):
            await request.post(str(server.make_url("/bot/x")))
    assert visited == ["/bot/x"]


async def test_a_connection_that_breaks_is_a_fault_of_the_network() -> None:
    async def hang_up(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.close()
        return web.Response()

    async with serving(hang_up) as server, AiohttpRequest() as request:
        with pytest.raises(NetworkError, match="ServerDisconnectedError"):
            await request.post(str(server.make_url("/bot/x")))


async def test_a_transport_works_only_between_opening_and_closing() -> None:
    async with serving(_nothing) as server:
        request = AiohttpRequest()
        address = str(server.make_url("/bot/x"))
        with pytest.raises(NetworkError, match="not open"):
            await request.post(address)
        async with request:
            assert await request.post(address) is True
        with pytest.raises(NetworkError, match="not open"):
            await request.post(address)
        async with request:
            assert await request.post(address) is True


async def test_proxies_of_the_environment_are_left_aside(
    api: Api, bot: NamedBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    api.will("sendMessage", sent())
    assert isinstance(await bot.send_message("5", "a"), telegram.Message)


async def _nothing(_: web.Request) -> web.StreamResponse:
    return web.json_response({"ok": True, "result": True})


def serving(answer: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> TestServer:
    app = web.Application()
    app.router.add_post("/{path:.*}", answer)
    return TestServer(app)
