"""Links over real HTTP: a code that stands in one chat opens them to one browser; everybody else sees a plain page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from sqlalchemy import insert, update

from bot import server
from bot.clock import FrozenClock
from bot.downloads import Downloads
from bot.metrics import Metrics
from flows.effects import Order, TellCode
from storage import jobs, links
from storage.database import Database
from storage.jobs import Made
from storage.objects import Objects
from storage.tables import JobRow, LinkRow, RoleRow
from tests.conftest import START
from tests.storage.given import PHASE, PROGRAMME, ROOT, appoint, chat_of, every, meet
from tests.storage.making.workshop import TALK

CONTENT = bytes(range(256)) * 9
TOKEN, CODE = "a-token-of-a-link", "7F3K9Q"


@dataclass
class Site:
    """A link that was handed over, and browsers that open it."""

    url: str
    database: Database
    clock: FrozenClock
    person: int

    async def code(self) -> None:
        async with self.database.transaction() as session:
            await links.tell_code(session, TellCode(1, CODE), self.person, self.clock.now())


@pytest.fixture
async def site(database: Database, tmp_path: Path) -> AsyncIterator[Site]:
    clock, objects = FrozenClock(START), Objects(f"file:{tmp_path}")
    dung = await meet(database, "dung")
    await appoint(database, dung, "staff", ROOT)
    digest = sha256(CONTENT).hexdigest()
    await objects.put(digest, CONTENT)
    made = Made("sang-kien-DLK-gd1-2022-03-21.xlsx", len(CONTENT), digest, "application/zip")
    place = chat_of(dung, "dung")
    async with database.transaction() as session:
        order = Order(1, "initiatives", PROGRAMME, ROOT, PHASE)
        await jobs.order(session, order, place, "vi", at=START, now=START)
    (one,) = await jobs.claim(database, START, timedelta(minutes=1), 1)
    async with database.transaction() as session:
        assert await jobs.finish(session, one, [made], "", at=START, lasts=timedelta(hours=72))
        lasts = START + timedelta(hours=72)
        await links.make(session, TOKEN, job=1, file=0, person=dung.id, expires_at=lasts)

    async def ready() -> bool:
        return True

    app: web.Application = server.build({}, ready, Metrics(), Downloads(database, objects, TALK, clock))
    runner, port = await server.serve(app, "127.0.0.1", 0)
    yield Site(f"http://127.0.0.1:{port}/files/{TOKEN}", database, clock, dung.id)
    await runner.cleanup()


def browser() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))


async def test_the_code_opens_the_link_to_one_browser_which_may_take_it_in_pieces(site: Site) -> None:
    await site.code()
    async with browser() as own, browser() as other:
        async with own.get(site.url) as page:
            text = await page.text()
            assert page.status == 200
            assert "gõ mã vào đây" in text
            assert page.headers["Cache-Control"] == "no-store, private"
            assert "noindex" in page.headers["X-Robots-Tag"]
        async with own.post(site.url, data={"code": " 7f3k 9q "}) as file:
            assert await file.read() == CONTENT
            assert file.headers["Content-Disposition"] == 'attachment; filename="sang-kien-DLK-gd1-2022-03-21.xlsx"'
            assert file.headers["Cache-Control"] == "no-store, private"
        async with own.get(site.url, headers={"Range": "bytes=100-299"}) as part:
            assert (part.status, await part.read()) == (206, CONTENT[100:300])
            assert part.headers["Content-Range"] == f"bytes 100-299/{len(CONTENT)}"
        async with own.get(site.url, headers={"Range": "bytes=999999-"}) as beyond:
            assert beyond.status == 416
        async with other.get(site.url) as page:
            assert "gõ mã vào đây" in await page.text()
        async with other.post(site.url, data={"code": CODE}) as again:
            assert again.status == 403
    (link,) = await every(site.database, LinkRow)
    assert link.downloads == 1
    assert CODE not in repr(link)


async def test_after_five_wrong_codes_the_right_one_opens_nothing_until_a_new_one_is_told(site: Site) -> None:
    await site.code()
    async with browser() as own:
        for _ in range(5):
            async with own.post(site.url, data={"code": "AAAAAA"}) as wrong:
                assert wrong.status == 403
        async with own.post(site.url, data={"code": CODE}) as late:
            assert late.status == 403
        await site.code()
        async with own.post(site.url, data={"code": CODE}) as file:
            assert await file.read() == CONTENT


@pytest.mark.parametrize("why", ["unknown", "expired", "called off", "without the right", "late code"])
async def test_what_is_no_good_any_more_leads_to_a_page_with_the_way_out(site: Site, why: str) -> None:
    await site.code()
    url = site.url
    async with site.database.transaction() as session:
        match why:
            case "unknown":
                url += "x"
            case "called off":
                await jobs.call_off(session, 1, site.person, START)
            case "without the right":
                await session.execute(update(RoleRow).values(revoked_at=START))
            case "expired":
                site.clock.forward(timedelta(hours=72))
            case _:
                site.clock.forward(timedelta(minutes=10))
    async with browser() as own, own.post(url, data={"code": CODE}) as page:
        text = await page.text()
        assert page.status == (403 if why == "late code" else 404)
        assert ("/baocao" in text) == (why != "late code")


async def test_an_opened_link_asks_again_after_an_hour(site: Site) -> None:
    await site.code()
    async with browser() as own:
        async with own.post(site.url, data={"code": CODE}) as file:
            assert await file.read() == CONTENT
        site.clock.forward(links.PASS_LASTS)
        async with own.get(site.url) as page:
            assert "gõ mã vào đây" in await page.text()


async def test_whole_numbers_are_fetched_only_with_their_own_right(site: Site) -> None:
    await site.code()
    async with site.database.transaction() as session:
        await session.execute(update(JobRow).values(options={"identities": "yes"}))
    async with browser() as own:
        async with own.post(site.url, data={"code": CODE}) as page:
            assert page.status == 404
        async with site.database.transaction() as session:
            role = {"person_id": site.person, "name": "registrar", "unit": ROOT, "granted_at": START}
            await session.execute(insert(RoleRow).values(role))
        async with own.post(site.url, data={"code": CODE}) as file:
            assert await file.read() == CONTENT


async def test_only_whoever_ordered_it_makes_its_code_and_closes_its_links(site: Site) -> None:
    somebody = await meet(site.database, "somebody")
    async with site.database.transaction() as session:
        await links.tell_code(session, TellCode(1, CODE), somebody.id, START)
        await jobs.call_off(session, 1, somebody.id, START)
    (link,) = await every(site.database, LinkRow)
    assert (link.code_hash, link.called_off_at) == (None, None)
