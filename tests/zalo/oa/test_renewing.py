"""Asking for tokens when the way to Zalo breaks: what may have been spent is told from what surely was not."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels.channel import LaterError
from bot.channels.zalo.oa.errors import AwayError
from bot.channels.zalo.oa.oauth import OAuth, RefusedError
from storage.zalo_grants import Grant, ZaloGrants
from tests.conftest import START
from tests.zalo.oa.conftest import APP, Process
from tests.zalo.oa.server import Answer, Zalo

Answering = Callable[[web.Request], Awaitable[web.StreamResponse]]


async def breaks_off(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.close()
    return web.Response()


async def no_json(_: web.Request) -> web.StreamResponse:
    return web.Response(text="<html>Hệ thống đang bảo trì</html>")


async def half_a_pair(_: web.Request) -> web.StreamResponse:
    return web.json_response({"access_token": "a1", "expires_in": "90000"})


async def moved(_: web.Request) -> web.StreamResponse:
    raise web.HTTPTemporaryRedirect("http://127.0.0.1:1/")


@pytest.mark.parametrize("answer", [breaks_off, no_json, half_a_pair])
async def test_a_token_of_which_no_answer_came_may_be_spent(answer: Answering) -> None:
    app = web.Application()
    app.router.add_post("/v4/oa/access_token", answer)
    async with TestServer(app) as server:
        oauth = OAuth(str(server.make_url("")).rstrip("/"), APP)
        with pytest.raises(AwayError) as caught:
            await oauth.refresh("r0", START)
    assert caught.value.unsure


async def test_a_token_that_never_reached_zalo_is_not_spent() -> None:
    with pytest.raises(AwayError) as caught:
        await OAuth("http://127.0.0.1:1", APP).refresh("r0", START)
    assert not caught.value.unsure


async def test_neither_token_nor_secret_is_carried_to_another_place() -> None:
    app = web.Application()
    app.router.add_post("/v4/oa/access_token", moved)
    async with TestServer(app) as server:
        with pytest.raises(AwayError, match="307"):
            await OAuth(str(server.make_url("")).rstrip("/"), APP).refresh("r0", START)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("answer", [Answer({"error": -32}), Answer({"error": -1}, 429)])
async def test_too_many_requests_cost_no_consent(process: Process, zalo: Zalo, answer: Answer) -> None:
    zalo.of_grants.append(answer)
    with pytest.raises(LaterError, match="gives no token now"):
        await process.tokens.access()
    kept = await process.grants.read()
    assert (kept.refused, kept.unsure) == ("", False)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_many_in_one_process_ask_for_the_right_to_renew_once(
    process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    claims, claim = 0, ZaloGrants.claim

    async def counted(grants: ZaloGrants, *args: object) -> Grant | None:
        nonlocal claims
        claims += 1
        return await claim(grants, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(ZaloGrants, "claim", counted)
    await asyncio.gather(*(process.tokens.access() for _ in range(10)))
    assert claims == 1


def test_a_refusal_tells_zalos_code_and_none_of_its_words() -> None:
    assert str(RefusedError(-14014)) == "error -14014"
