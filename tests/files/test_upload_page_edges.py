"""Pages for files at their edges: odd names and forms, too much at once, what is still looked at, what is refused."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import update

from bot.sandbox.samples import sample
from bot.uploads.pages import proof
from flows.fields.evidence import LARGEST
from storage.tables import InitiativeRow, UploadPageRow, UploadRow
from tests.files.test_upload_page import PDF, SHEET, Site, site
from tests.storage.given import every

__all__ = ["site"]
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def send(site: Site, *parts: str) -> tuple[int, str]:
    """Send a form as it is written, after the fields that every form of the page has."""
    fields = [
        f'form-data; name="{name}"\r\n\r\n{text}' for name, text in (("proof", proof(site.token)), ("sheet", SHEET))
    ]
    body = "".join(f"--b\r\nContent-Disposition: {part}\r\n" for part in (*fields, *parts)) + "--b--\r\n"
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    async with aiohttp.ClientSession() as browser, browser.post(site.url, data=body.encode(), headers=headers) as page:
        return page.status, await page.text()


def a_file(name: str, content: str = "%PDF-1.4") -> str:
    return f'form-data; name="file"; filename="{name}"\r\nContent-Type: application/pdf\r\n\r\n{content}'


async def set_aside(site: Site, count: int) -> None:
    """Let so many files of the initiative be there already."""
    pieces = [{"file": number, "reference": f"F{number}", "name": f"{number}.pdf"} for number in range(count)]
    async with site.desk.app.database.transaction() as session:
        await session.execute(update(InitiativeRow).values(partials={"evidence": pieces}))


async def test_a_name_is_shown_as_words_and_never_as_a_part_of_the_page(site: Site) -> None:
    _, text = await send(site, a_file("<img src=x onerror=alert(1)>.exe"))
    assert "<b>&lt;img src=x onerror=alert(1)&gt;.exe</b>" in text
    assert "<img" not in text


async def test_of_a_very_long_name_the_end_is_kept_which_says_what_it_is(site: Site) -> None:
    await site.give((f"{'quyet-dinh-' * 20}.pdf", PDF))
    (name,) = await site.names()
    assert str(name).endswith("quyet-dinh-.pdf")
    assert len(str(name)) == 120


async def test_two_forms_of_one_page_arrive_at_once_and_a_third_waits_its_turn(site: Site) -> None:
    under_way = site.desk.app.uploads._under_way
    under_way[site.token] = 2
    status, text = await site.give(("QD-15.pdf", PDF))
    assert (status, "đợi một phút" in text) == (HTTPStatus.TOO_MANY_REQUESTS, True)
    under_way.clear()
    under_way["another page"] = 2
    assert (await site.give(("QD-15.pdf", PDF)))[0] == HTTPStatus.OK
    under_way["many other pages"] = 10
    assert (await site.give(("2.pdf", PDF + b"\n")))[0] == HTTPStatus.TOO_MANY_REQUESTS
    under_way.clear()
    assert (await site.give(("cai-dat.exe", b"MZ"), proof="f" * 32))[0] == HTTPStatus.FORBIDDEN
    assert under_way.total() == 0
    assert await site.names() == ["QD-15.pdf"]


async def test_a_form_that_this_page_did_not_show_gives_nothing(site: Site) -> None:
    sent = [await site.give(("QD-15.pdf", PDF), proof=proof("another page"))]
    sent += [await site.give(("QD-15.pdf", PDF), sheet=sheet) for sheet in ("x", "two words here", "x" * 65)]
    assert [status for status, _ in sent] == [HTTPStatus.FORBIDDEN] * 4
    assert await site.desk.rows() == []


async def test_a_page_on_which_very_many_files_were_given_asks_for_a_new_one(site: Site) -> None:
    async with site.desk.app.database.transaction() as session:
        await session.execute(update(UploadPageRow).values(arrivals=60))
    status, text = await site.give(("QD-15.pdf", PDF))
    assert (status, "“trang mới”" in text, await site.desk.rows()) == (HTTPStatus.TOO_MANY_REQUESTS, True, [])


async def test_whoever_chose_no_file_is_told_so(site: Site) -> None:
    nothing = 'form-data; name="file"; filename=""\r\n\r\n'
    told = [await send(site, one) for one in (nothing, 'form-data; name="else"\r\n\r\nx')]
    async with aiohttp.ClientSession() as browser, browser.post(site.url, data={"file": "QD-15.pdf"}) as page:
        told.append((page.status, await page.text()))
    assert [(status, "Chưa chọn tệp nào" in text) for status, text in told] == [(HTTPStatus.BAD_REQUEST, True)] * 3


async def test_a_form_with_much_else_in_it_is_read_no_further(site: Site) -> None:
    long_words, field = 'form-data; name="else"\r\n\r\n' + "x" * 201, 'form-data; name="else"\r\n\r\nx'
    told = [await send(site, *before, a_file("QD-15.pdf")) for before in ([long_words], [field] * 59)]
    assert [status for status, _ in told] == [HTTPStatus.BAD_REQUEST] * 2
    assert await site.desk.rows() == []


async def test_no_more_is_let_in_than_fits_beside_what_is_there(site: Site) -> None:
    await set_aside(site, 9)
    reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
    head = f"POST /upload/{site.token} HTTP/1.1\r\nHost: x\r\nContent-Length: {2 * LARGEST}\r\n"
    writer.write(f"{head}Content-Type: multipart/form-data; boundary=b\r\n\r\n".encode())
    assert b" 413 " in await reader.readline()
    writer.close()


async def test_one_file_more_than_fits_is_said_to_be(site: Site) -> None:
    await set_aside(site, 9)
    _, text = await site.give(("10.pdf", PDF), ("11.pdf", PDF + b"\n"))
    assert text.count('<li class="received">') == 1
    assert '<li class="refused"><b>11.pdf</b> <span>Đã đủ 10 tệp, không nhận thêm được.' in text


async def test_two_photos_of_one_name_are_two_files_and_one_file_of_two_names_is_one(site: Site) -> None:
    same = PDF + b"\n"
    _, text = await site.give(("image.pdf", PDF), ("image.pdf", same), ("ban-sao.pdf", same))
    assert [row.state for row in await site.desk.rows()] == ["kept", "kept", "refused"]
    assert '<li class="refused"><b>ban-sao.pdf</b>' in text


async def test_what_was_removed_in_the_chat_is_taken_again_from_another_form(site: Site) -> None:
    await site.give(("QD-15.pdf", PDF))
    await site.desk.say("bỏ tệp cuối")
    assert await site.names() == []
    await site.give(("QD-15.pdf", PDF), sheet="another-sheet")
    assert await site.names() == ["QD-15.pdf"]


async def test_what_is_refused_by_its_name_is_kept_nowhere(site: Site) -> None:
    await site.give(("cai-dat.exe", b"MZ"), ("trong.pdf", b""))
    assert await every(site.desk.app.database, UploadRow) == []
    folder = Path(str(site.desk.app.settings.uploaded_url).removeprefix("file:"))
    assert [one for one in folder.rglob("*") if one.is_file()] == []


async def test_what_is_still_looked_at_is_said_to_be_and_the_chat_says_what_came_of_it(site: Site) -> None:
    pages = site.desk.app.uploads
    pages._take, pages._patience = site.desk.app.turns.take, 0.0
    _, text = await site.give(("macro.docx", sample("macro.docx", "macros")))
    assert '<li class="checking"><b>macro.docx</b>' in text
    await site.desk.fetch()
    assert "có macro" in (await site.desk.heard())[-1]
    assert await site.desk.pieces() == ()


class Suspicious:
    """A scanner that finds something in everything."""

    async def finds(self, _: bytes) -> bool:
        return True


async def test_a_virus_is_found_in_what_is_given_there_too(site: Site) -> None:
    site.desk.app.fetcher._scanner = Suspicious()  # type: ignore[assignment]
    _, text = await site.give(("QD-15.pdf", PDF))
    assert '<li class="refused"><b>QD-15.pdf</b>' in text
    assert await site.desk.pieces() == ()
    assert site.desk.kept() <= {row.key for row in await every(site.desk.app.database, UploadRow)}
    assert [row.state for row in await site.desk.rows()] == ["refused"]
