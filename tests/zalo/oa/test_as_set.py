"""The Official Account does as its settings say."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.channels.channel import NeverError, Post
from bot.channels.zalo.oa.signature import HEADER, Signature
from bot.clock import FrozenClock
from bot.event import Address, Event
from bot.official_account import OfficialAccount, application_of
from bot.settings import load
from flows.screen import Screen
from storage import people
from storage.database import Database
from storage.zalo_grants import ZaloGrants
from tests.conftest import START
from tests.telegram.words import say
from tests.zalo.oa.conftest import APP, CIPHER
from tests.zalo.oa.events import text
from tests.zalo.oa.server import Zalo

AN = Address("zalo", "oa", "81")
RECEIPT = Post(Screen(("Đã nhận.",)))
LATER = START + timedelta(days=3)
SIGNATURE = Signature(APP.id, "the account's secret")
Make = Callable[..., OfficialAccount]

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
async def make(zalo: Zalo, database: Database) -> AsyncIterator[Make]:
    """Puts the account together; people live three days after the machine's present."""
    made: list[OfficialAccount] = []

    def make(**more: Any) -> OfficialAccount:
        settings = load(
            _env_file=None,
            secret_key="a secret of tests",
            zalo_oa_app_id=APP.id,
            zalo_oa_app_secret=APP.secret,
            zalo_oa_secret_key=SIGNATURE.secret,
            zalo_oa_refresh_token="r0",
            zalo_openapi_url=zalo.url,
            zalo_oauth_url=zalo.url,
            **more,
        )
        app = application_of(settings)
        assert app is not None
        clock, machine = FrozenClock(LATER), FrozenClock(START)
        made.append(OfficialAccount(settings, app, database, CIPHER, clock=clock, machine=machine))
        return made[-1]

    yield make
    for one in made:
        await one.close()


@pytest.mark.parametrize(
    ("how", "proof", "status"),
    [
        ("strict", "mac=0", 403),
        ("log_only", "mac=0", 200),
        ("strict", "good", 200),
        ("strict", "the application's", 403),
    ],
)
async def test_a_wrong_signature_is_refused_or_only_logged(make: Make, how: str, proof: str, status: int) -> None:
    taken: list[Event] = []

    async def take(event: Event) -> None:
        taken.append(event)

    account, raw = make(zalo_oa_signature=how), text("Chào")
    body, stamp = json.dumps(raw).encode(), raw["timestamp"]
    proofs = {
        "good": SIGNATURE.mac(body, stamp),
        "the application's": Signature(APP.id, APP.secret).mac(body, stamp),
    }
    application = web.Application()
    application.add_routes(account.routes(take))
    path, headers = str(account.routes(take)[0].path), {HEADER: proofs.get(proof, proof)}
    async with (
        TestClient(TestServer(application)) as client,
        client.post(path, data=body, headers=headers) as answer,
    ):
        assert answer.status == status
    assert len(taken) == (status == 200)


@pytest.mark.parametrize("buttons", [True, False])
async def test_there_are_buttons_where_they_are_wished(make: Make, *, buttons: bool) -> None:
    assert make(zalo_oa_buttons=buttons).channel.capabilities.buttons is buttons


@pytest.mark.parametrize("paid", [True, False])
async def test_a_message_costs_money_only_where_that_is_allowed(
    make: Make, database: Database, zalo: Zalo, *, paid: bool
) -> None:
    async with database.transaction() as session:
        await people.recognise(session, people.Account("zalo", "oa", "81", "81"), "", "vi", START)
    account = make(zalo_oa_paid=paid)
    await account.open()
    if paid:
        assert await account.channel.deliver(AN, RECEIPT, say) == "m1"
        return
    with pytest.raises(NeverError, match="cost money"):
        await account.channel.deliver(AN, RECEIPT, say)
    assert zalo.calls == []


@pytest.mark.parametrize("proof", [True, False])
async def test_the_secret_of_the_application_is_proved_where_that_is_wished(
    make: Make, zalo: Zalo, *, proof: bool
) -> None:
    account = make(zalo_oa_proof=proof)
    await account.open()
    await account.channel.deliver(AN, RECEIPT, say)
    assert ("appsecret_proof" in zalo.calls[0].headers) is proof


async def test_tokens_live_by_the_clock_of_the_machine(make: Make, database: Database) -> None:
    await make().tokens.access()
    pair = (await ZaloGrants(database, CIPHER, APP.id).read()).pair
    assert pair is not None
    assert pair.renewed_at == START


@dataclass
class Gate:
    """Takes events once it is opened."""

    began: asyncio.Event = field(default_factory=asyncio.Event)
    opened: asyncio.Event = field(default_factory=asyncio.Event)
    taken: list[str] = field(default_factory=list)

    async def take(self, event: Event) -> None:
        self.began.set()
        await self.opened.wait()
        self.taken.append(event.id)


@asynccontextmanager
async def pushed(account: OfficialAccount, gate: Gate) -> AsyncIterator[asyncio.Task[int]]:
    """An event on its way to the account, as Zalo pushes it; the task ends with the status of the answer."""
    routes = account.routes(gate.take)
    application, path = web.Application(), str(routes[0].path)
    application.add_routes(routes)
    body = json.dumps(text("Chào")).encode()
    headers = {HEADER: SIGNATURE.mac(body, str(text("Chào")["timestamp"]))}

    async def push(client: TestClient[web.Request, web.Application]) -> int:
        async with client.post(path, data=body, headers=headers) as answer:
            return answer.status

    async with TestClient(TestServer(application)) as client:
        pushing = asyncio.create_task(push(client))
        await gate.began.wait()
        yield pushing
        await pushing


async def test_zalo_is_answered_within_its_two_seconds(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    waits, wait = list[float | None](), asyncio.wait

    async def noted(tasks: Any, *, timeout: float | None = None) -> Any:  # noqa: ASYNC109 - it stands in for one that has it
        waits.append(timeout)
        return await wait(tasks, timeout=timeout)

    monkeypatch.setattr(asyncio, "wait", noted)
    gate = Gate()
    async with pushed(make(), gate) as pushing:
        gate.opened.set()
        assert await pushing == 200
    (longest,) = waits
    assert longest is not None
    assert longest < 2


async def test_what_is_being_taken_is_finished_before_the_account_closes(make: Make) -> None:
    account, gate = make(), Gate()
    async with pushed(account, gate):
        closing = asyncio.create_task(account.close())
        for _ in range(20):
            await asyncio.sleep(0)
        assert not closing.done()
        gate.opened.set()
        await closing
        assert gate.taken == ["n1"]
