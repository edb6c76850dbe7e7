"""Addresses of files over real HTTP: kept by nobody on the way, opened by one code each, ended at their own time."""

from __future__ import annotations

import os
from datetime import timedelta
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot.handouts import FILE_LASTS, PICTURE_LASTS, Lent
from bot.sandbox.samples import sample
from bot.tidy import Errand
from storage.database import Database
from storage.objects import ObjectsAwayError
from tests.sandbox.conftest import PNG
from tests.sandbox.zalo.bots import NOON
from tests.zalo.bots.test_client import Server, server

__all__ = ["server"]
PDF = sample("QD-15.pdf", "")
MOMENT = timedelta(seconds=1)
KEPT_BY_NOBODY = {
    "Cache-Control": "no-store, private",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; frame-ancestors 'none'; "
        "base-uri 'none'"
    ),
}


async def lent(server: Server, content: bytes = PDF) -> Lent:
    await server.keep(content)
    return server.handouts.lend(content)


def browser() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))


def path_of(address: str) -> str:
    return "/handouts/" + address.rpartition("/")[2]


async def test_no_answer_is_kept_on_the_way_found_by_a_search_or_taken_for_something_else(server: Server) -> None:
    given, wrong = await lent(server), {"code": "AAAAAAAA"}
    async with browser() as own:
        for asked in (
            own.get(given.address),
            own.post(given.address, data=wrong),
            own.post(given.address, data={"code": given.code}, allow_redirects=False),
            own.get(given.address),
            own.get(f"{given.address}0"),
            own.get(server.handouts.photo(PNG)),
        ):
            async with asked as answer:
                assert {name: answer.headers.get(name) for name in KEPT_BY_NOBODY} == KEPT_BY_NOBODY


async def test_the_pass_of_a_file_is_shown_to_that_file_alone_for_an_hour_and_to_no_script(server: Server) -> None:
    given = await lent(server)
    async with browser() as own:
        form, behind = {"code": given.code}, {"X-Forwarded-Proto": "https"}
        async with own.post(given.address, data=form, headers=behind, allow_redirects=False) as answer:
            assert (answer.status, answer.headers["Location"]) == (HTTPStatus.SEE_OTHER, path_of(given.address))
            (cookie,) = answer.cookies.values()
    assert (cookie["path"], cookie["max-age"]) == (path_of(given.address), "3600")
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "Strict", True)


async def test_the_code_of_one_file_opens_no_other(server: Server) -> None:
    given, other = await lent(server), await lent(server, sample("anh.pdf", ""))
    assert given.code != other.code
    async with browser() as own, own.post(other.address, data={"code": given.code}) as answer:
        assert (answer.status, b"%PDF" in await answer.read()) == (HTTPStatus.FORBIDDEN, False)


@pytest.mark.parametrize("typed", ["", "mã số của tôi", None], ids=["nothing", "accents", "a part"])
async def test_whatever_else_is_typed_opens_nothing_and_is_asked_for_again(server: Server, typed: str | None) -> None:
    given = await lent(server)
    form = {"code": given.code[:-1] if typed is None else typed}
    async with browser() as own, own.post(given.address, data=form) as answer:
        assert (answer.status, b"<form" in await answer.read()) == (HTTPStatus.FORBIDDEN, True)


async def test_a_code_is_taken_in_small_letters_and_with_spaces(server: Server) -> None:
    given = await lent(server)
    typed = f" {given.code[:4].lower()} {given.code[4:].lower()} "
    async with browser() as own, own.post(given.address, data={"code": typed}) as answer:
        assert await answer.read() == PDF


async def test_each_address_is_good_until_its_time_and_a_file_until_the_time_that_is_told(server: Server) -> None:
    given, photo, drawn = await lent(server), server.handouts.photo(PNG), await server.handouts.drawn(PNG)
    await server.keep(PNG)
    assert given.until == NOON + FILE_LASTS
    for lasts, addresses in ((PICTURE_LASTS, (photo, drawn)), (FILE_LASTS, (given.address,))):
        for address in addresses:
            server.clock.move_to(NOON + lasts - MOMENT)
            async with browser() as own, own.get(address) as answer:
                assert answer.status == HTTPStatus.OK
            server.clock.move_to(NOON + lasts)
            async with browser() as own, own.get(address) as answer:
                assert answer.status == HTTPStatus.NOT_FOUND
            server.clock.move_to(NOON)


async def test_a_picture_asks_for_no_code_and_takes_none(server: Server) -> None:
    await server.keep(PNG)
    address = server.handouts.photo(PNG)
    async with browser() as own, own.post(address, data={"code": "AAAAAAAA"}) as answer:
        assert (answer.status, b"<form" in await answer.read()) == (HTTPStatus.NOT_FOUND, False)


async def test_what_people_sent_is_shown_by_no_address_of_a_drawn_picture_and_the_other_way_round(
    server: Server,
) -> None:
    await server.keep(PNG)
    drawn = await server.handouts.drawn(PNG)
    await server.objects.delete(sha256(PNG).hexdigest())
    async with browser() as own:
        async with own.get(drawn) as answer:
            assert await answer.read() == PNG
        async with own.get(server.handouts.photo(PNG)) as answer:
            assert answer.status == HTTPStatus.NOT_FOUND


async def test_while_the_store_is_away_a_page_says_so_in_place_of_an_error(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = server.handouts.photo(PNG)

    async def away(_: str) -> bytes:
        raise ObjectsAwayError

    monkeypatch.setattr(server.objects, "get", away)
    async with browser() as own, own.get(address) as answer:
        assert (answer.status, answer.content_type) == (HTTPStatus.NOT_FOUND, "text/html")


@pytest.mark.parametrize(("content", "kind"), [(PDF, "application/pdf"), (b"<html>", "application/octet-stream")])
async def test_a_file_is_downloaded_as_what_it_is_and_never_shown_as_a_page(
    server: Server, content: bytes, kind: str
) -> None:
    given = await lent(server, content)
    async with browser() as own, own.post(given.address, data={"code": given.code}) as answer:
        assert (answer.content_type, await answer.read()) == (kind, content)
        assert answer.headers["Content-Disposition"].startswith("attachment; ")


async def test_neither_an_address_nor_a_code_is_in_the_log(server: Server) -> None:
    given = await lent(server)
    with capture_logs() as logs:
        async with browser() as own:
            for code in ("AAAAAAAA", given.code):
                await own.post(given.address, data={"code": code})
    assert [entry["event"] for entry in logs] == ["wrong_code_for_handout", "handout_fetched"]
    secrets = (given.code, given.address.rpartition("/")[2], "AAAAAAAA", sha256(PDF).hexdigest())
    assert not [one for one in secrets if one in str(logs)]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_tidying_forgets_drawn_pictures_whose_addresses_have_ended_and_nothing_that_was_sent(
    server: Server, database: Database, tmp_path: Path
) -> None:
    await server.keep(PNG)
    await server.handouts.drawn(PNG)
    for file in tmp_path.rglob("*"):
        os.utime(file, (NOON.timestamp(), NOON.timestamp()))
    digest, errand = sha256(PNG).hexdigest(), Errand("drawn pictures", server.handouts.tidy)
    for after, forgotten in ((2 * PICTURE_LASTS, 0), (2 * PICTURE_LASTS + MOMENT, 1)):
        server.clock.move_to(NOON + after)
        assert await errand.run(database) == forgotten
        assert (await server.drawn.get(digest) is None) == bool(forgotten)
    assert await server.objects.get(digest) == PNG
