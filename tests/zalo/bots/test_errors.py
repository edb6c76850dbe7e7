"""What Zalo's refusals mean for the message that met them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from structlog.testing import capture_logs

from bot.channels.channel import LaterError, NeverError
from bot.channels.zalo.bots.api import BotApi, RefusedError, SilentError
from bot.channels.zalo.bots.errors import verdict
from bot.sandbox.zalo.bots.state import TOKEN


@pytest.mark.parametrize(
    ("code", "words", "after", "logged"),
    [
        (401, "Unauthorized", 60, ["zalo_bot_token_refused"]),
        (429, "Quota exceeded", 3600, ["zalo_bot_quota_used_up"]),
        (403, "Internal server error", None, []),
        (404, "Not found", 60, ["zalo_bot_method_unknown"]),
        (408, "Request timeout", None, []),
        (500, "Internal server error", None, []),
    ],
)
def test_these_are_waited_out(code: int, words: str, after: float | None, logged: list[str]) -> None:
    with capture_logs() as logs:
        found = verdict(RefusedError(code, words))
    assert isinstance(found, LaterError)
    assert (found.after, [entry["event"] for entry in logs]) == (after, logged)


@pytest.mark.parametrize(
    ("code", "words", "unreachable"),
    [
        (400, "Bad request: text has 2001 characters", False),
        (400, "Bad request: chat not found", True),
        (403, "Forbidden: the user has blocked the bot", True),
        (404, "User not found", True),
    ],
)
def test_these_are_for_ever(code: int, words: str, *, unreachable: bool) -> None:
    found = verdict(RefusedError(code, words))
    assert isinstance(found, NeverError)
    assert found.unreachable is unreachable


def test_silence_is_waited_out() -> None:
    assert isinstance(verdict(SilentError("ClientConnectorError")), LaterError)


@asynccontextmanager
async def answering(response: web.Response) -> AsyncIterator[BotApi]:
    """A client of a server that answers everything alike."""

    async def answer(_: web.Request) -> web.Response:
        return response

    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", answer)
    async with TestServer(app) as server:
        api = BotApi(TOKEN, str(server.make_url("/")))
        await api.open()
        yield api
        await api.close()


@pytest.mark.parametrize("status", [200, 401])
async def test_the_code_in_the_body_counts_whatever_the_status_is(status: int) -> None:
    body = {"ok": False, "description": "Unauthorized", "error_code": 401}
    async with answering(web.json_response(body, status=status)) as api:
        with pytest.raises(RefusedError) as caught:
            await api.call("getMe")
    assert caught.value.code == 401


@pytest.mark.parametrize("body", [b"<html>", b"[]", b"{}", b"", b'{"ok": "yes"}'])
async def test_a_page_of_something_in_between_is_no_answer(body: bytes) -> None:
    async with answering(web.Response(status=502, body=body)) as api:
        with pytest.raises(SilentError) as caught:
            await api.call("getMe")
    assert TOKEN not in str(caught.value)
    assert caught.value.__cause__ is None


async def test_a_call_before_the_opening_is_silence() -> None:
    with pytest.raises(SilentError, match="not open"):
        await BotApi(TOKEN, "http://127.0.0.1:1").call("getMe")
