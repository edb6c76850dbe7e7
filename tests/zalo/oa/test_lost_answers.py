"""Answers of the OpenAPI that are lost, late, or say two things at once."""

from __future__ import annotations

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from structlog.testing import capture_logs

from bot.channels.channel import LaterError, NeverError, Picture, Post
from bot.channels.zalo.oa.api import OpenApi
from flows.screen import Screen, button
from tests.sandbox.conftest import PNG
from tests.telegram.words import say
from tests.zalo.oa.conftest import AN, Process
from tests.zalo.oa.server import Answer, Zalo

CS = "/v3.0/oa/message/cs"
QUESTION = Post(Screen(("Nộp?",), ((button("Nộp", "submit"),),)))
RECEIPT = Post(Screen(("Đã nhận.",)))

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_a_question_after_which_the_connection_breaks_is_not_asked_twice_and_a_receipt_is_sent_again(
    process: Process,
) -> None:
    asked: list[str] = []

    async def breaks_off(request: web.Request) -> web.StreamResponse:
        asked.append((await request.json())["message"]["text"])
        assert request.transport is not None
        request.transport.close()
        return web.Response()

    app = web.Application()
    app.router.add_post(CS, breaks_off)
    async with TestServer(app) as server:
        await process.speak_through(OpenApi(str(server.make_url("")).rstrip("/"), process.tokens))
        with capture_logs() as logs:
            assert await process.channel().deliver(AN, QUESTION, say) is None
        assert "zalo_answer_lost" in [one["event"] for one in logs]
        with pytest.raises(LaterError, match="does not answer"):
            await process.channel().deliver(AN, RECEIPT, say)
        await process.api.close()
    assert [text.splitlines()[0] for text in asked] == ["Nộp?", "Đã nhận."]


async def test_a_question_whose_picture_was_lost_on_the_way_is_asked_again(process: Process, zalo: Zalo) -> None:
    """Nobody has seen what was only uploaded."""
    zalo.will("/v2.0/oa/upload/image", Answer(b"<html>", 502))
    with pytest.raises(LaterError, match="does not answer"):
        await process.channel().deliver(AN, Post(QUESTION.screen, Picture(PNG, "a.png")), say)
    assert zalo.sent() == []


@pytest.mark.parametrize("status", [401, 403, 429])
async def test_what_the_body_says_counts_before_the_status(process: Process, zalo: Zalo, status: int) -> None:
    zalo.will(CS, Answer({"error": -213, "message": "in Zalo's words"}, status))
    with pytest.raises(NeverError) as caught:
        await process.channel().deliver(AN, RECEIPT, say)
    assert caught.value.unreachable
    assert len(zalo.sent()) == 1


async def test_neither_words_nor_token_are_carried_to_another_place(process: Process, zalo: Zalo) -> None:
    zalo.will(CS, Answer(b"", 307, {"Location": "/elsewhere"}))
    with pytest.raises(LaterError, match="does not answer"):
        await process.channel().deliver(AN, RECEIPT, say)
    assert [call.path for call in zalo.calls] == [CS]
