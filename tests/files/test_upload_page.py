"""Pages for files over real HTTP: what is given there is judged like what the chat brings, and told there and here."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from io import BytesIO
from itertools import count
from pathlib import Path

import aiohttp
import pytest
from aiohttp import FormData, web

from bot import server
from bot.channels.capabilities import TELEGRAM
from bot.clock import FrozenClock
from bot.event import Event
from bot.sandbox.samples import picture, sample
from bot.tidy import emptying
from bot.uploads.sheet import Sheet
from flows.facts import Fresh
from flows.fields.evidence import LARGEST, MOST_FILES
from flows.session import Filling, Session
from storage import erasure, uploads
from storage.objects import Objects
from storage.outbox import Outbox
from storage.tables import UploadPageRow, UploadRow
from storage.uploads import Page
from tests.conftest import START
from tests.files.desk import DRAFT, Desk, desk
from tests.storage.given import every, set_down

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PUBLIC = "https://bot.example.org"
PDF = sample("QD-15.pdf", "")
SHEET = "a-sheet-of-tests"


@dataclass
class Site:
    """An at her question for files, and the page whose address she was given."""

    desk: Desk
    port: int
    token: str = ""
    taken: asyncio.Event = field(default_factory=asyncio.Event)
    answered: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/upload/{self.token}"

    async def ask(self) -> str:
        """Let An ask for a page in the chat; return its token."""
        await self.desk.say("trang mới")
        self.token = re.findall(rf"{PUBLIC}/upload/(\S+)", (await self.desk.heard())[-1])[0]
        return self.token

    async def get(self) -> tuple[int, str]:
        async with aiohttp.ClientSession() as browser, browser.get(self.url) as page:
            return page.status, await page.text()

    async def give(
        self,
        *files: tuple[str, bytes],
        sheet: str = SHEET,
        proof: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> tuple[int, str]:
        """Send the form as a browser without a script does."""
        _, text = await self.get()
        found = re.search(r'name="proof" value="(\w+)"', text)
        form = FormData(quote_fields=False)
        form.add_field("proof", proof or (found[1] if found else "none"))
        form.add_field("sheet", sheet)
        for name, content in files:
            form.add_field("file", BytesIO(content), filename=name, content_type="application/octet-stream")
        async with aiohttp.ClientSession() as browser, browser.post(self.url, data=form, headers=headers) as page:
            return page.status, await page.text()

    async def names(self) -> list[object]:
        return [piece["name"] for piece in await self.desk.pieces()]


@pytest.fixture
async def site(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Site]:
    monkeypatch.setenv("WEBHOOK_URL", PUBLIC)
    monkeypatch.setenv("WORK_FOLDER", str(tmp_path / "work"))
    async with desk(database_url, tmp_path) as at_desk:
        app, numbers = at_desk.app, count(5000)
        app.turns._fresh = lambda: Fresh(next(numbers), f"7F4K{next(numbers)}", f"a-token-{next(numbers)}")

        async def take(event: Event) -> None:
            await app.turns.take(event)
            await app.fetcher.drain()
            made.taken.set()

        app.uploads._take = take
        runner, port = await server.serve(app._application(), "127.0.0.1", 0)
        made = Site(at_desk, port)
        await made.ask()
        answer = app.uploads._answer

        def answering(request: web.Request, page: Page | None, sheet: Sheet) -> web.Response:
            made.answered.set()
            return answer(request, page, sheet)

        monkeypatch.setattr(app.uploads, "_answer", answering)
        yield made
        await runner.cleanup()
        assert list((tmp_path / "work").glob("*")) == []


async def test_two_files_are_received_there_and_told_in_the_chat_in_one_message(site: Site) -> None:
    before = len(await site.desk.heard())
    status, text = await site.give(("QD-15.pdf", PDF), ("C:\\fakepath\\sàng rung.png", picture()))
    assert status == 200
    assert text.count("đã nhận</span>") == 2
    assert "Đã có 2 tệp, còn gửi được 8 tệp." in text
    (told,) = (await site.desk.heard())[before:]
    assert "Đã nhận 2 tệp: QD-15.pdf, sàng rung.png." in told
    assert [(row.state, row.kind, row.mime) for row in await site.desk.rows()] == [
        ("kept", "document", "application/pdf"),
        ("kept", "document", "image/png"),
    ]
    assert [piece["channel"] for piece in await site.desk.pieces()] == ["upload", "upload"]


async def test_the_page_shows_nothing_of_anybody_and_loads_nothing(site: Site) -> None:
    async with aiohttp.ClientSession() as browser, browser.get(site.url) as page:
        text, headers = await page.text(), page.headers
    assert "Tệp đính kèm cho sáng kiến đang viết" in text
    (initiative,) = [await site.desk.initiative()]
    told = [value for value in initiative.answers.values() if isinstance(value, str) and len(value) > 5]
    assert told
    assert [value for value in told if value in text] == []
    assert re.findall(r"(?:src|href)=\"(?!data:)", text) == []
    assert headers["Cache-Control"] == "no-store, private"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Robots-Tag"].startswith("noindex")
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; ")
    assert "unsafe" not in headers["Content-Security-Policy"]
    (page_row,) = await every(site.desk.app.database, UploadPageRow)
    assert site.token not in repr(page_row)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("macro.docx", sample("macro.docx", "macros"), "có macro"),
        ("khoa.pdf", sample("khoa.pdf", "locked"), "mật khẩu"),
        ("gia.pdf", sample("gia.pdf", "program"), "không đúng như tên"),
        ("cai-dat.exe", b"MZ", "loại tệp"),
        ("trong.pdf", b"", "trống"),
        ("to.pdf", b"%PDF-" + bytes(LARGEST), "21 MB"),
    ],
    ids=["macros", "password", "not what it says", "no kind", "empty", "large"],
)
async def test_what_cannot_be_kept_is_refused_in_the_same_words_on_the_page_and_in_the_chat(
    site: Site, name: str, content: bytes, words: str
) -> None:
    _, text = await site.give((name, content))
    said = re.search(r'<li class="refused"><b>[^<]+</b> <span>([^<]+)</span>', text)
    assert said is not None
    told = (await site.desk.heard())[-1]
    assert told.startswith(said[1].replace("&quot;", '"'))
    assert f"“{name}”" in told
    assert await site.desk.pieces() == ()
    assert site.desk.kept() <= {row.key for row in await every(site.desk.app.database, UploadRow)}


async def test_the_same_form_sent_twice_is_one_file_and_the_same_file_in_another_form_is_kept_once(site: Site) -> None:
    await site.give(("QD-15.pdf", PDF))
    _, again = await site.give(("QD-15.pdf", PDF))
    assert "đã nhận</span>" in again
    assert (await site.names(), len(await site.desk.rows())) == (["QD-15.pdf"], 1)
    _, other = await site.give(("ban-sao.pdf", PDF), sheet="another-sheet")
    assert "“ban-sao.pdf”" in other
    assert "“QD-15.pdf”" in other
    assert await site.names() == ["QD-15.pdf"]


async def test_more_files_than_fit_are_refused_one_by_one_and_then_before_they_are_sent(site: Site) -> None:
    pictures = [(f"{number}.png", picture() + bytes([number])) for number in range(MOST_FILES + 1)]
    _, text = await site.give(*pictures)
    assert text.count("đã nhận</span>") == MOST_FILES
    assert '<li class="refused"><b>10.png</b>' in text
    assert len(await site.names()) == MOST_FILES
    status, text = await site.give(("11.png", picture()))
    assert (status, "Đã đủ số tệp" in text) == (409, True)


async def test_what_says_that_it_is_too_much_is_refused_before_it_comes(site: Site) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
    length = (MOST_FILES + 1) * LARGEST
    head = f"POST /upload/{site.token} HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n"
    writer.write(f"{head}Content-Type: multipart/form-data; boundary=b\r\n\r\n".encode())
    assert b" 413 " in await reader.readline()
    assert "từng tệp một" in (await reader.readuntil(b"</html>")).decode()
    writer.close()


async def test_a_connection_that_breaks_off_loses_what_was_not_whole_and_nothing_else(site: Site) -> None:
    _, text = await site.get()
    proof = re.findall(r'name="proof" value="(\w+)"', text)[0]
    fields = "".join(
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in (("proof", proof), ("sheet", SHEET))
    )
    file = '--b\r\nContent-Disposition: form-data; name="file"; filename="{}"\r\n\r\n'
    body = (
        fields.encode()
        + file.format("1.pdf").encode()
        + PDF
        + b"\r\n"
        + file.format("2.pdf").encode()
        + PDF
        + bytes(700_000)
    )
    _, writer = await asyncio.open_connection("127.0.0.1", site.port)
    head = f"POST /upload/{site.token} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body) + 999}\r\n"
    site.answered.clear()
    writer.write(f"{head}Content-Type: multipart/form-data; boundary=b\r\n\r\n".encode() + body)
    await writer.drain()
    await site.taken.wait()
    writer.close()
    await site.answered.wait()
    assert await site.names() == ["1.pdf"]
    await site.give(("1.pdf", PDF), ("2.pdf", PDF + b"\n"))
    assert await site.names() == ["1.pdf", "2.pdf"]


@pytest.mark.parametrize(
    ("proof", "headers"),
    [
        ("f" * 32, {}),
        (None, {"Origin": "https://elsewhere.example"}),
        (None, {"Sec-Fetch-Site": "cross-site"}),
    ],
)
async def test_a_form_of_another_site_gives_nothing(site: Site, proof: str | None, headers: dict[str, str]) -> None:
    status, _ = await site.give(("QD-15.pdf", PDF), proof=proof, headers=headers)
    assert status == 403
    assert await site.desk.rows() == []


@pytest.mark.parametrize("headers", [{"Origin": "null"}, {"Origin": PUBLIC}, {"Sec-Fetch-Site": "same-origin"}])
async def test_a_form_of_ours_is_known_behind_a_proxy_too(site: Site, headers: dict[str, str]) -> None:
    assert (await site.give(("QD-15.pdf", PDF), headers=headers))[0] == 200
    assert await site.names() == ["QD-15.pdf"]


async def test_a_page_is_over_after_a_day(site: Site) -> None:
    assert isinstance(site.desk.world.clock, FrozenClock)
    site.desk.world.clock.forward(timedelta(hours=24))
    assert await site.get() == (410, (await site.give(("QD-15.pdf", PDF)))[1])
    assert "đủ 24 giờ" in (await site.get())[1]
    assert await site.desk.rows() == []


async def test_a_newer_page_closes_the_one_before(site: Site) -> None:
    old = site.token
    assert await site.ask() != old
    assert (await site.give(("QD-15.pdf", PDF)))[0] == 200
    site.token = old
    status, text = await site.give(("2.pdf", PDF))
    assert (status, "đóng từ cuộc trò chuyện" in text) == (410, True)
    assert await site.names() == ["QD-15.pdf"]


async def test_what_is_handed_in_is_said_to_be(site: Site) -> None:
    await site.desk.say("bỏ qua")
    await site.desk.say("nộp")
    status, text = await site.give(("QD-15.pdf", PDF))
    assert (status, "Sáng kiến đã nộp" in text) == (410, True)
    assert await site.desk.rows() == []


async def test_a_draft_that_is_somebody_elses_or_gone_leads_nowhere(site: Site) -> None:
    other = replace(site.desk.an, id=site.desk.an.id + 1)
    async with site.desk.app.database.transaction() as session:
        page = await uploads.find(session, site.token, START)
    assert page is not None
    token, site.token = site.token, "never-was"
    assert (await site.get())[0] == 404
    site.token = token
    async with site.desk.app.database.transaction() as session:
        await erasure.erase(session, Outbox(session, START), site.desk.an.id, channel="telegram", now=START)
    assert (await site.give(("QD-15.pdf", PDF)))[0] == 404
    assert await every(site.desk.app.database, UploadPageRow) == []
    assert other.id != page.place.person


async def test_what_was_given_is_forgotten_once_it_is_judged_and_needed_no_more(site: Site) -> None:
    await site.give(("QD-15.pdf", PDF), ("macro.docx", sample("macro.docx", "macros")))
    waiting = Objects(site.desk.app.settings.uploaded_url)
    errand = emptying(waiting, site.desk.machine)
    kept, refused = [row.key for row in await every(site.desk.app.database, UploadRow)]
    if await waiting.get(kept) != PDF:
        kept, refused = refused, kept
    site.desk.machine.forward(timedelta(hours=1))
    assert await errand.run(site.desk.app.database) == 1
    assert await waiting.get(refused) is None
    assert await waiting.get(kept) == PDF
    site.desk.machine.forward(timedelta(days=2))
    assert await errand.run(site.desk.app.database) == 1
    assert await waiting.get(kept) is None
    assert (await site.names(), len(site.desk.kept())) == (["QD-15.pdf"], 1)


async def test_the_question_gives_the_address_where_the_chat_brings_no_files(site: Site) -> None:
    site.desk.app.telegram.capabilities = replace(TELEGRAM, receives_files=False)
    await set_down(site.desk.app.database, site.desk.an, replace(Session(), doing=Filling(DRAFT)))
    await site.desk.say("gửi ở đâu?")
    told = (await site.desk.heard())[-1]
    site.token = re.findall(rf"{PUBLIC}/upload/(\S+)", told)[0]
    assert (await site.give(("QD-15.pdf", PDF)))[0] == 200
    assert "Muốn thêm tệp, anh/chị gửi tiếp ở trang vừa rồi." in (await site.desk.heard())[-1]


async def test_the_script_on_the_page_is_answered_briefly(site: Site) -> None:
    _, text = await site.get()
    proof = re.findall(r'name="proof" value="(\w+)"', text)[0]
    form = FormData({"proof": proof, "sheet": f"{SHEET}.1"})
    form.add_field("file", PDF, filename="QD-15.pdf")
    async with aiohttp.ClientSession(headers={"Accept": "application/json"}) as browser:
        async with browser.post(site.url, data=form) as answered:
            answer = await answered.json()
        assert answer == {
            "problem": "",
            "closed": False,
            "files": [{"name": "QD-15.pdf", "state": "received", "words": "đã nhận"}],
            "count": "Đã có 1 tệp, còn gửi được 9 tệp.",
        }
        site.token = "never-was"
        async with browser.post(site.url, data=FormData({"proof": proof})) as answered:
            assert (answered.status, (await answered.json())["closed"]) == (404, True)
