"""Behind a Bot API server that is not our sandbox: by polling and by webhook, to the receipt."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from bot.sandbox.cast import AN
from tests.resilience import findings
from tests.resilience.foreign import SECRET_HEADER, Foreign
from tests.resilience.process import Place, running
from tests.resilience.workers import PATIENCE, STEPS, UNIT, Phone, Worker
from tests.servers import free_port

WORKER = Worker(AN, 1)
JUNK = (
    b"",
    b"{",
    b"[]",
    b"17",
    b'{"update_id": "x"}',
    b'{"update_id": 5, "message": {"text": 3}}',
    b"\xff\xfe",
    b"[" * 9999,
)


@asynccontextmanager
async def serving(foreign: Foreign) -> AsyncIterator[str]:
    """Serve a foreign Bot API and give its address."""
    server = TestServer(foreign.application())
    await server.start_server()
    try:
        yield str(server.make_url("")).rstrip("/")
    finally:
        await server.close()


async def test_a_foreign_server_with_few_methods_is_enough_to_hand_in_by_polling(tmp_path: Path) -> None:
    foreign = Foreign(WORKER)
    async with serving(foreign) as address:
        place = Place(tmp_path, address, f"sqlite+aiosqlite:///{tmp_path}/bot.db")
        async with running(place):
            phone = Phone(foreign, WORKER)
            await phone.hand_in(random.Random(1), hurry=True)
            await phone.take_leave()
    assert foreign.unknown >= {"setMyCommands", "deleteWebhook"}
    assert await findings.in_database(place.database_url, [WORKER]) == []
    assert await findings.on_phones(foreign, place.database_url, [WORKER]) == []


async def test_a_server_that_can_neither_delete_nor_edit_stops_nobody(tmp_path: Path) -> None:
    foreign = Foreign(WORKER, lacks=["deleteMessage", "editMessageText"])
    database_url = f"sqlite+aiosqlite:///{tmp_path}/bot.db"
    async with serving(foreign) as address, running(Place(tmp_path, address, database_url)):
        await Phone(foreign, WORKER).hand_in(random.Random(1), hurry=True)


class Postman:
    """Brings what the worker did to the webhook: everything twice, and junk in between."""

    def __init__(self, foreign: Foreign, session: aiohttp.ClientSession) -> None:
        self._foreign, self._session = foreign, session

    async def bring(self) -> None:
        """Bring all that waits at once, each update twice at the same time and once more afterwards."""
        updates = list(self._foreign.updates.values())
        self._foreign.updates.clear()
        pushed = [self._foreign.push(self._session, update) for update in (*updates, *updates)]
        assert set(await asyncio.gather(*pushed)) == {200}
        assert {await self._foreign.push(self._session, update) for update in updates} == {200}
        assert {await self.junk(body) for body in JUNK} == {200}

    async def junk(self, body: bytes) -> int:
        assert self._foreign.hook is not None
        url, secret = self._foreign.hook
        headers = {SECRET_HEADER: secret, "Content-Type": "application/json"}
        async with self._session.post(url, data=body, headers=headers) as answer:
            return answer.status


async def _hand_in(phone: Phone, foreign: Foreign, postman: Postman) -> None:
    """Hand in politely; only at the place of work the next answer comes together with the tap before it."""
    foreign.start(WORKER.key, f"u-{UNIT}")
    await postman.bring()
    for step in STEPS:
        if step.choice:
            message = await phone.shows(step.heading, step.choice)
            foreign.tap(WORKER.key, message.id, step.choice)
            if step.heading == "· Nơi công tác":
                foreign.say(WORKER.key, "Doanh nghiệp")
        else:
            await phone.do(step, random.Random(0), hurry=False)
        await postman.bring()
    await phone.shows("Mã: SK-22-")
    foreign.say(WORKER.key, "/trogiup")
    await postman.bring()
    await phone.shows("/ngonngu")


async def test_a_webhook_that_repeats_and_crosses_and_sends_junk_ends_in_one_receipt(
    tmp_path: Path, database_url: str
) -> None:
    foreign, port = Foreign(WORKER, pushes=True), free_port()
    async with serving(foreign) as address, aiohttp.ClientSession() as session:
        place = Place(tmp_path, address, database_url, port, webhook_url=f"http://127.0.0.1:{port}")
        async with running(place):
            await foreign.wait(lambda: foreign.hook is not None, PATIENCE)
            assert foreign.hook is not None
            assert foreign.hook[0] == f"{place.url}/telegram/main"
            phone = Phone(foreign, WORKER)
            await _hand_in(phone, foreign, Postman(foreign, session))
    assert await findings.in_database(database_url, [WORKER]) == []
    assert await findings.on_phones(foreign, database_url, [WORKER]) == []


async def test_nobody_without_the_secret_is_heard_and_the_figures_are_served(tmp_path: Path) -> None:
    foreign, port = Foreign(WORKER, pushes=True), free_port()
    async with serving(foreign) as address, aiohttp.ClientSession() as session:
        database_url = f"sqlite+aiosqlite:///{tmp_path}/bot.db"
        place = Place(tmp_path, address, database_url, port, webhook_url=f"http://127.0.0.1:{port}")
        async with running(place):
            await foreign.wait(lambda: foreign.hook is not None, PATIENCE)
            assert foreign.hook is not None
            url, secret = foreign.hook
            foreign.start(WORKER.key)
            (update,) = foreign.updates.values()
            for wrong in ({}, {SECRET_HEADER: ""}, {SECRET_HEADER: secret[:-1]}, {SECRET_HEADER: f"{secret} "[::-1]}):
                async with session.post(url, json=update, headers=wrong) as answer:
                    assert answer.status == 403
            for path, words in (("healthz", "ok"), ("readyz", "ready"), ("metrics", "sangkien_turns")):
                async with session.get(f"{place.url}/{path}") as answer:
                    assert (answer.status, words in await answer.text()) == (200, True)
            assert await foreign.push(session, update) == 200
            await Phone(foreign, WORKER).shows("Chào anh/chị")
            async with session.get(f"{place.url}/metrics") as answer:
                assert 'sangkien_turns_total{outcome="taken"} 1.0' in await answer.text()


@pytest.mark.parametrize("pushes", [False, True], ids=["in a long poll", "idle behind a webhook"])
async def test_a_stop_signal_ends_the_bot_with_exit_code_0(tmp_path: Path, pushes: bool) -> None:
    foreign, port = Foreign(WORKER, pushes=pushes), free_port()
    async with serving(foreign) as address:
        database_url = f"sqlite+aiosqlite:///{tmp_path}/bot.db"
        hook = f"http://127.0.0.1:{port}" if pushes else None
        async with running(Place(tmp_path, address, database_url, port, webhook_url=hook), ends_within=10):
            await foreign.wait(lambda: foreign.polls == 1 or foreign.hook is not None, PATIENCE)
            await foreign.wait(lambda: "setMyShortDescription" in foreign.unknown, PATIENCE)
