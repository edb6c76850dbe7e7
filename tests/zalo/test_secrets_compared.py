"""What proves that Zalo is speaking is compared in the same time whatever is wrong with it."""

from __future__ import annotations

import hmac

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.channels.zalo.bots.webhook import SECRET_HEADER, handler
from bot.channels.zalo.oa.signature import Signature
from bot.clock import FrozenClock
from bot.event import Event
from tests.conftest import START

SECRET = "only-Zalo_knows"


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[tuple[bytes, bytes]]:
    """Whatever is compared in constant time from now on."""
    found: list[tuple[bytes, bytes]] = []
    compare = hmac.compare_digest

    def noted(one: bytes, other: bytes) -> bool:
        found.append((one, other))
        return compare(one, other)

    monkeypatch.setattr(hmac, "compare_digest", noted)
    return found


async def test_the_secret_of_a_bots_webhook(compared: list[tuple[bytes, bytes]]) -> None:
    async def take(_: Event) -> None:
        raise AssertionError("nothing of a stranger's is taken")

    app = web.Application()
    app.router.add_post("/zalo/bot", handler(SECRET, take, FrozenClock(START)))
    guess = {SECRET_HEADER: "only-Zalo_guessed"}
    async with TestClient(TestServer(app)) as client, client.post("/zalo/bot", data=b"{}", headers=guess) as answer:
        assert answer.status == 403
    assert compared == [(b"only-Zalo_guessed", SECRET.encode())]


def test_the_signature_of_an_accounts_events(compared: list[tuple[bytes, bytes]]) -> None:
    signature = Signature("4242", "the account's secret")
    assert not signature.holds("mac=0f", b"{}", "1")
    assert compared == [(b"0f", signature.mac(b"{}", "1").encode())]
