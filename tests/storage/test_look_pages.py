"""A page shows a card number once, over real HTTP: to who brings the code, in the name of an officer with the right."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta

import aiohttp
import pytest
from aiohttp import web
from sqlalchemy import delete, update
from sqlmodel import col

from bot import server
from bot.channels.capabilities import TELEGRAM, ZALO_BOT, ZALO_OA
from bot.clock import FrozenClock
from bot.event import Address, Event
from bot.look_pages import LookPages
from flows.desk.looking import LASTS, TRIES, WRONG_CODE
from flows.needs import LookToken
from flows.person import Person
from flows.said import Tap
from flows.screen import Action, Line
from storage import look_pages, people
from storage.cipher import Cipher
from storage.database import Database
from storage.outbox import SCREEN
from storage.packs import Pack
from storage.tables import AccountRow, AuditRow, OutboxRow, RoleRow, SessionRow
from tests.conftest import START
from tests.storage.given import CIPHER, IDENTITY, UPPER, account, appoint, every, initiative, meet, put
from tests.storage.speaking import Recorder, sender_on, turns_on
from tests.storage.test_secrets import kept
from tests.talk import talk

PUBLIC = "https://bot.example.org/look/"
LOOK = Tap(Action("identity", ("1",)))


@dataclass
class Site:
    """An's initiative waits for Bình, who writes from Zalo; and browsers that open what he is given."""

    database: Database
    pack: Pack
    clock: FrozenClock
    channel: Recorder
    an: int
    binh: Person
    port: int = 0
    asked: int = 0
    token: str = ""
    code: str = ""

    async def ask(self, channel: str = "zalo") -> list[str]:
        """Let Bình press the button, and note the address and the code; return what he was told."""
        self.asked += 1
        turns = turns_on(self.database, self.pack, first_id=1000 + self.asked, looks=PUBLIC, zalo=self.channel)
        event = Event(f"e{self.asked}", Address(channel, "main", "binh"), "binh", LOOK, self.clock.now())
        await turns.take(event)
        told = [row.body["screen"]["lines"] for row in await every(self.database, OutboxRow)]
        if not told:
            return []
        words = [line if isinstance(line, str) else talk().say(_line(line), "vi") for line in told[-1]]
        said = "\n".join(words)
        self.token = (re.findall(rf"^{PUBLIC}(\S+)$", said, re.MULTILINE) or [""])[0]
        self.code = (re.findall(r": (7F3K\d{4})$", said, re.MULTILINE) or [""])[0]
        return words

    async def open(self, code: str | None = None, token: str | None = None) -> tuple[int, str]:
        """Type a code on a page, else look at it."""
        url = f"http://127.0.0.1:{self.port}/look/{token or self.token}"
        async with aiohttp.ClientSession() as browser:
            opened = browser.get(url) if code is None else browser.post(url, data={"code": code})
            async with opened as answer:
                assert answer.headers["Cache-Control"] == "no-store, private"
                assert "noindex" in answer.headers["X-Robots-Tag"]
                assert answer.headers["Referrer-Policy"] == "no-referrer"
                text = await answer.text()
                assert "<script" not in text
                return answer.status, text

    async def lines(self) -> list[tuple[int | None, str, str, str, str]]:
        rows = await every(self.database, AuditRow)
        return [(row.actor, row.channel, row.action, row.subject, row.new) for row in rows]


def _line(stored: object) -> Line:
    return SCREEN.validate_python({"lines": [stored]}).lines[0]


@pytest.fixture
async def site(database: Database, pack: Pack) -> AsyncIterator[Site]:
    an = await meet(database, "an", "Trần Thị An")
    async with database.transaction() as session:
        binh = await people.recognise(session, account("binh", "zalo"), "Lê Văn Bình", "vi", START)
    await appoint(database, binh, "verifier", UPPER)
    await put(database, initiative(an))
    made = Site(database, pack, FrozenClock(START), Recorder(replace(ZALO_OA, pages=True)), an.id, binh)
    taken = turns_on(database, pack, zalo=made.channel).taken
    application = web.Application()
    application.add_routes(LookPages(database, CIPHER, taken, talk(), made.clock).routes())
    runner, made.port = await server.serve(application, "127.0.0.1", 0)
    yield made
    await runner.cleanup()


async def test_the_code_opens_it_once_and_the_look_is_written_then_and_not_before(site: Site) -> None:
    words = await site.ask()
    assert IDENTITY not in "".join(words)
    assert await site.lines() == []
    status, asked = await site.open()
    assert (status, IDENTITY in asked, "SK-22-000001" in asked) == (200, False, False)
    assert await site.lines() == []

    status, shown = await site.open(f" {site.code[:4].lower()} {site.code[4:]} ")
    assert status == 200
    assert IDENTITY in shown
    assert "SK-22-000001 · “Cải tiến khâu phân loại cà phê nhân”" in shown
    look = (site.binh.id, "zalo", "look at identity", "initiative 1", f"person {site.an}")
    assert await site.lines() == [look]

    for again in (site.code, None):
        status, over = await site.open(again)
        assert (status, IDENTITY in over) == (404, False)
        assert "Đường dẫn này không mở được gì" in over
    assert await site.lines() == [look]
    assert IDENTITY.encode() not in await kept(site.database)


async def test_two_browsers_at_once_see_it_once(site: Site) -> None:
    await site.ask()
    answers = await asyncio.gather(*(site.open(site.code) for _ in range(3)))
    assert sorted(status for status, _ in answers) == [200, 404, 404]
    assert len(await site.lines()) == 1


async def test_the_address_says_nothing_and_each_is_another(site: Site) -> None:
    await site.ask()
    first, code = site.token, site.code
    await site.ask()
    assert first != site.token
    assert code not in first
    page = look_pages.read(CIPHER, first)
    assert page is not None
    assert (page.initiative, page.person, page.until, page.code) == (1, site.binh.id, START + LASTS, code)
    assert code not in repr(page)
    assert (await site.open(code))[0] == 403
    assert (await site.open(code, token=first))[0] == 200


@pytest.mark.parametrize("passed", [LASTS - timedelta(seconds=1), LASTS])
async def test_after_ten_minutes_it_opens_nothing(site: Site, passed: timedelta) -> None:
    await site.ask()
    site.clock.forward(passed)
    expected = 404 if passed == LASTS else 200
    assert (await site.open())[0] == expected
    status, shown = await site.open(site.code)
    assert (status, IDENTITY in shown) == (expected, expected == 200)


async def test_wrong_codes_are_counted_and_close_it_and_the_same_one_twice_counts_once(site: Site) -> None:
    await site.ask()
    for number in range(TRIES - 1):
        for _ in range(2):
            status, asked = await site.open(f"WRONG{number}")
            assert (status, "Mã này không mở được." in asked) == (403, True)
    refused = [(site.binh.id, "zalo", "refused", f"person {site.binh.id}", WRONG_CODE)]
    assert await site.lines() == refused * (TRIES - 1)
    assert (await site.open("WRONG AGAIN"))[0] == 404
    assert (await site.open())[0] == 404
    status, over = await site.open(site.code)
    assert (status, IDENTITY in over) == (404, False)
    assert await site.lines() == refused * TRIES

    site.clock.forward(timedelta(seconds=1))
    await site.ask()
    assert (await site.open(site.code))[0] == 200


@pytest.mark.parametrize("code", ["", "7F3K", "😀", "7F3K1001\x00"])
async def test_no_code_and_half_a_code_open_nothing(site: Site, code: str) -> None:
    await site.ask()
    assert (await site.open(code))[0] == 403


async def test_an_address_this_bot_did_not_make_opens_nothing(site: Site) -> None:
    await site.ask()
    name, _, sealed = site.token.partition(".")
    turned = sealed[:20] + ("A" if sealed[20] != "A" else "B") + sealed[21:]
    another = look_pages.sealed(Cipher(("another secret",), os.urandom), _need(site))
    ends = int((START + LASTS).timestamp())
    plain = f"1 {site.binh.id} {site.binh.account} {ends:x} {site.code}"
    elsewhere = CIPHER.close(plain, "initiative 1").rstrip("=")
    for token in (f"{name}.{turned}", f"{name}.{sealed[:-1]}", "x", another, elsewhere, f"{name}.é", "%00"):
        status, over = await site.open(site.code, token=token)
        assert (status, IDENTITY in over) == (404, False), token
    assert await site.lines() == []
    assert (await site.open(site.code, token=look_pages.sealed(CIPHER, _need(site))))[0] == 200


def _need(site: Site) -> LookToken:
    return LookToken(1, site.binh.id, site.binh.account, START + LASTS, site.code)


async def test_a_key_that_is_being_changed_opens_what_the_one_before_sealed(site: Site) -> None:
    await site.ask()
    token = look_pages.sealed(Cipher(("a newer secret",), os.urandom), _need(site))
    assert look_pages.read(CIPHER, token) is None
    assert look_pages.read(Cipher(("newest", "a newer secret"), os.urandom), token) is not None


async def test_the_right_is_read_again_when_it_is_opened(site: Site) -> None:
    await site.ask()
    async with site.database.transaction() as session:
        await session.execute(update(RoleRow).values(revoked_at=START))
    status, over = await site.open(site.code)
    assert (status, IDENTITY in over) == (404, False)
    assert [line[2:] for line in await site.lines()] == [
        ("refused", f"person {site.binh.id}", "identity without the right")
    ]


async def test_an_officer_of_another_unit_gets_no_address(site: Site) -> None:
    async with site.database.transaction() as session:
        await session.execute(update(RoleRow).values(unit="DLK-02"))
    assert await site.ask() == ["Mục này không còn nữa."]
    assert site.token == ""


@pytest.mark.parametrize("becomes", ["removed", "another's"])
async def test_an_account_that_is_not_his_any_more_opens_nothing(site: Site, becomes: str) -> None:
    await site.ask()
    async with site.database.transaction() as session:
        theirs = col(AccountRow.user_id) == "binh"
        if becomes == "removed":
            await session.execute(delete(AccountRow).where(theirs))
        else:
            await session.execute(update(AccountRow).where(theirs).values(person_id=site.an))
    assert (await site.open())[0] == 404
    assert (await site.open(site.code))[0] == 404
    assert await site.lines() == []


async def test_what_breaks_on_our_side_uses_nothing_up(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    await site.ask()
    with monkeypatch.context() as broken:
        broken.setattr("flows.desk.looking._number", lambda _: 1 / 0)
        status, said = await site.open(site.code)
    assert (status, "Bot đang trục trặc" in said, IDENTITY in said) == (503, True, False)
    assert (await site.open(site.code))[0] == 200


@pytest.mark.parametrize("capabilities", [ZALO_OA, ZALO_BOT, TELEGRAM])
async def test_without_a_public_address_there_is_no_page(site: Site, capabilities: object) -> None:
    site.channel.capabilities = capabilities  # type: ignore[assignment] # one of three
    assert PUBLIC not in "".join(await site.ask())
    assert site.token == ""


async def test_the_message_with_the_code_is_forgotten_once_it_is_sent(site: Site) -> None:
    await site.ask()
    (row,) = await every(site.database, OutboxRow)
    assert row.body["once"] is True
    await sender_on(site.database, FrozenClock(START), zalo=site.channel).drain()
    (sent,), (state,) = await every(site.database, OutboxRow), await every(site.database, SessionRow)
    assert sent.body.keys() == {"offered"}, "what can still be chosen, no word of the message"
    assert site.token
    assert not re.search(f"{site.token}|{site.code}", f"{sent.body} {state.state} {state.screen}")
