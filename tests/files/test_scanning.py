"""Virus scanning with a real clamd, one that knows a single signature: that of the test file all scanners agree on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.files.fetcher import MOST_ATTEMPTS
from bot.files.scanner import Scanner, ScannerAwayError
from bot.sandbox.samples import pdf
from tests.files.desk import Desk, desk
from tests.servers import clamd, free_port

# Put together here only, so that no scanner takes this file for what it is about.
TEST_VIRUS = b"".join((b"X5O!P%@AP[4\\PZX54(P^)7CC)7}", b"$EICAR-STANDARD-", b"ANTIVIRUS-TEST-FILE!", b"$H+H*"))
HOUR = timedelta(hours=1)


@pytest.fixture(scope="session")
def scanner_socket() -> Iterator[str]:
    with clamd(f"Test.Signature:0:*:{TEST_VIRUS.hex()}\n") as socket:
        yield str(socket)


@pytest.fixture
async def scanned(database_url: str, tmp_path: Path, scanner_socket: str) -> AsyncIterator[Desk]:
    async with desk(database_url, tmp_path, clamd=scanner_socket) as made:
        yield made


async def test_a_real_scanner_finds_the_test_virus_and_nothing_in_a_clean_file(scanner_socket: str) -> None:
    scanner = Scanner(scanner_socket)
    await scanner.ping()
    assert await scanner.finds(TEST_VIRUS)
    assert await scanner.finds(pdf("a") + TEST_VIRUS)
    assert not await scanner.finds(pdf("a"))
    assert not await scanner.finds(bytes(3 << 20))


async def test_a_file_with_a_virus_is_thrown_away_and_told(scanned: Desk) -> None:
    """Demand 32: virus found."""
    await scanned.send("sach.pdf")
    await scanned.send("virus.pdf", content=pdf("virus") + TEST_VIRUS)
    await scanned.fetch()
    clean, ill = await scanned.rows()
    assert (clean.state, clean.scanned) == ("kept", "yes")
    assert (ill.state, ill.verdict, ill.sha256) == ("refused", "virus", None)
    assert scanned.kept() == {clean.sha256}
    (piece,) = await scanned.pieces()
    assert (piece["name"], piece["scan"]) == ("sach.pdf", "clean")
    assert (await scanned.heard())[-1].startswith("“virus.pdf” có vi-rút nên đã bị bỏ đi.")


async def test_while_the_scanner_is_away_files_wait_and_submitting_does_not(
    database_url: str, tmp_path: Path, scanner_socket: str
) -> None:
    async with desk(database_url, tmp_path, clamd=f"127.0.0.1:{free_port()}") as made:
        await made.send("QD-15.pdf")
        await made.send("virus.pdf", content=pdf("virus") + TEST_VIRUS)
        await made.fetch()
        assert [(row.state, row.scanned) for row in await made.rows()] == [("waiting", "no")] * 2
        assert len(made.kept()) == 2
        await made.say("Xong")
        await made.say("Nộp")
        assert (await made.initiative()).state == "pending"
        made.app.fetcher._scanner = Scanner(scanner_socket)
        fetched = made.source.fetched
        await made.fetch(HOUR)
        assert [(row.state, row.scanned) for row in await made.rows()] == [("kept", "yes"), ("refused", "no")]
        assert made.source.fetched == fetched, "what is kept is not fetched again"
        assert [piece.get("refused") for piece in await made.pieces()] == [None, "virus"]
        assert "có vi-rút" in (await made.heard())[-1]


async def test_a_scanner_that_stays_away_for_days_leaves_the_file_marked_as_not_scanned(
    database_url: str, tmp_path: Path
) -> None:
    async with desk(database_url, tmp_path, clamd=f"127.0.0.1:{free_port()}") as made:
        await made.send("QD-15.pdf")
        for _ in range(MOST_ATTEMPTS + 1):
            await made.fetch(HOUR)
        assert [(row.state, row.scanned) for row in await made.rows()] == [("kept", "not scanned")]


async def test_a_scanner_that_says_something_else_has_given_no_verdict(tmp_path: Path) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\0")
        writer.write(b"INSTREAM size limit exceeded. ERROR\0")
        writer.close()

    server = await asyncio.start_unix_server(answer, tmp_path / "socket")
    async with server:
        with pytest.raises(ScannerAwayError):
            await Scanner(str(tmp_path / "socket")).finds(b"a")
        with pytest.raises(ScannerAwayError):
            await Scanner(str(tmp_path / "socket")).ping()


@pytest.mark.parametrize("address", ["127.0.0.1:1", "/nowhere/socket"])
async def test_no_scanner_there_is_said_so(address: str) -> None:
    with pytest.raises(ScannerAwayError):
        await Scanner(address).ping()
