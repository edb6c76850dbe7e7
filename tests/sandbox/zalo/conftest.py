"""An Official Account that stands still in time, served on a port of its own, and a client that speaks raw HTTP."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from bot.clock import FrozenClock
from bot.sandbox.cast import OA
from bot.sandbox.server import build, serve
from bot.sandbox.world import World
from bot.sandbox.zalo.hands import zalo_id_of
from bot.sandbox.zalo.oa.api import routes
from bot.sandbox.zalo.oa.courier import Courier
from bot.sandbox.zalo.oa.world import OaWorld
from tests.sandbox.conftest import BOTS, PEOPLE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

AN = zalo_id_of(PEOPLE[0])
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Oa:
    """Calls an account's API as any client might."""

    session: aiohttp.ClientSession
    address: str
    access: str = ""
    refresh: str = OA.first_refresh_token
    headers: dict[str, str] = field(default_factory=dict)
    """Of the last answer."""

    async def call(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        options.setdefault("headers", {"access_token": self.access} if self.access else {})
        async with self.session.request(method, self.address + path, **options) as response:
            assert response.status == 200, "errors come as 200 too"
            self.headers = dict(response.headers)
            found: dict[str, Any] = await response.json()
            return found

    async def renew(self, refresh: str | None = None, **changed: str) -> dict[str, Any]:
        """Spend a refresh token, the newest when left out, and keep the new pair."""
        form = {"grant_type": "refresh_token", "app_id": OA.app_id, "refresh_token": refresh or self.refresh} | changed
        found = await self.token(form)
        if "access_token" in found:
            self.access, self.refresh = found["access_token"], found["refresh_token"]
        return found

    async def token(self, form: dict[str, str], secret: str = OA.app_secret) -> dict[str, Any]:
        return await self.call("POST", "/v4/oa/access_token", data=form, headers={"secret_key": secret})

    async def send(self, message: object, user: object = AN) -> dict[str, Any]:
        return await self.call("POST", "/v3.0/oa/message/cs", json={"recipient": {"user_id": user}, "message": message})

    async def code(self, message: object, user: object = AN) -> int:
        """Send a message and return the code it is answered with; 0 is success."""
        return int((await self.send(message, user))["error"])

    async def upload(self, kind: str, name: str, content: bytes, part: str = "file") -> dict[str, Any]:
        form = aiohttp.FormData()
        form.add_field(part, io.BytesIO(content), filename=name)
        return await self.call("POST", f"/v2.0/oa/upload/{kind}", data=form)


def button(title: str = "Nộp", payload: object = "#a1b2:submit", kind: str = "oa.query.hide") -> dict[str, Any]:
    return {"title": title, "type": kind, "payload": payload}


def buttons(*rows: dict[str, Any], text: str = "Chọn:", **more: Any) -> dict[str, Any]:
    return {"text": text, "attachment": {"type": "template", "payload": {"buttons": list(rows), **more}}}


def template(kind: str, *elements: dict[str, Any]) -> dict[str, Any]:
    return {"attachment": {"type": "template", "payload": {"template_type": kind, "elements": list(elements)}}}


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(datetime(2026, 3, 21, 2, tzinfo=UTC))


@pytest.fixture
def oa(clock: FrozenClock, telegram: World) -> OaWorld:
    return OaWorld(clock, PEOPLE, changes=telegram.changes)


@pytest.fixture
def telegram(clock: FrozenClock) -> World:
    return World(clock, PEOPLE, BOTS)


@pytest.fixture
async def address(telegram: World, oa: OaWorld) -> AsyncIterator[str]:
    app = build(telegram, others=routes(oa), worlds=[oa], carriers=[Courier(oa)])
    runner, port = await serve(app)
    oa.address = f"http://127.0.0.1:{port}"
    yield oa.address
    await runner.cleanup()


@pytest.fixture
async def client(session: aiohttp.ClientSession, address: str) -> Oa:
    """A client with its first pair of tokens."""
    client = Oa(session, address)
    await client.renew()
    return client


@pytest.fixture
async def open_client(client: Oa, oa: OaWorld) -> Oa:
    """A client whose account An has just written to."""
    oa.say("an", "xin chào")
    oa.take()
    return client


def later(oa: OaWorld, **span: float) -> None:
    oa.move_clock(oa.clock.now() + timedelta(**span))
