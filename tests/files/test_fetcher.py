"""Fetching for real: from the Bot API of the sandbox into a folder, judged by content, and every trouble on the way."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from bot.channels.channel import LaterError, NeverError
from bot.event import Address, Event
from bot.files.fetcher import LEASE, MOST_ATTEMPTS
from bot.files.source import TooLargeError
from bot.sandbox.content import Attachment
from bot.sandbox.samples import docx, pdf
from flows.fields.evidence import LARGEST
from storage import files
from tests.files.desk import Desk, desk

HOUR = timedelta(hours=1)
MEGABYTE = 1024 * 1024


async def test_a_file_is_kept_under_the_hash_of_its_content_and_its_piece_says_so_silently(at_desk: Desk) -> None:
    content = docx("QD-15.docx")
    await at_desk.send("QD-15.docx")
    before = await at_desk.heard()
    await at_desk.fetch()
    (row,), digest = await at_desk.rows(), sha256(content).hexdigest()
    assert (row.state, row.sha256, row.size, row.scanned) == ("kept", digest, len(content), "not scanned")
    assert at_desk.kept() == {digest}
    (piece,) = await at_desk.pieces()
    assert (piece["file"], piece["sha256"], piece["size"]) == (row.id, digest, len(content))
    assert piece["mime"] == row.mime == "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    assert await at_desk.heard() == before


@pytest.mark.parametrize("name", ["../../etc/passwd.pdf", "..\\..\\passwd.pdf", "/etc/passwd.pdf", ".pdf", "a:b|c.pdf"])
async def test_no_path_is_ever_taken_from_a_name(at_desk: Desk, name: str) -> None:
    """Sample N21: stored under a generated name."""
    await at_desk.send(name)
    await at_desk.fetch()
    paths = [path.relative_to(at_desk.files) for path in at_desk.files.rglob("*") if path.is_file()]
    (row,) = await at_desk.rows()
    assert row.sha256 is not None
    assert paths == [Path(row.sha256[:2], row.sha256)]
    assert "/" not in row.name
    assert "\\" not in row.name


@pytest.mark.parametrize(
    ("name", "nature", "verdict"),
    [
        ("gia.pdf", "program", "content"),
        ("gia.jpg", "program", "content"),
        ("dut.pdf", "damaged", "damaged"),
        ("macro.docx", "macros", "macros"),
        ("macro.doc", "macros", "macros"),
        ("khoa.pdf", "locked", "password"),
        ("khoa.docx", "locked", "password"),
        ("khoa.doc", "locked", "password"),
    ],
)
async def test_what_cannot_be_kept_is_taken_out_and_told_and_the_form_stands_there(
    at_desk: Desk, name: str, nature: str, verdict: str
) -> None:
    """Demand 32: the type is decided by content, not by name."""
    await at_desk.send("QD-15.pdf")
    await at_desk.send(name, nature=nature)
    await at_desk.fetch()
    assert [(row.state, row.verdict) for row in await at_desk.rows()] == [("kept", ""), ("refused", verdict)]
    assert [piece["name"] for piece in await at_desk.pieces()] == ["QD-15.pdf"]
    told = (await at_desk.heard())[-1]
    assert told.startswith(f"“{name}”")
    assert "Đã nhận 1 tệp: QD-15.pdf." in told
    assert len(at_desk.kept()) == 1


async def test_a_content_of_another_kind_that_is_taken_is_kept_as_what_it_is(at_desk: Desk) -> None:
    await at_desk.send("anh.docx", content=pdf("anh"))
    await at_desk.fetch()
    (row,) = await at_desk.rows()
    assert (row.state, row.mime) == ("kept", "application/pdf")


async def test_what_is_larger_than_it_said_is_not_read_to_its_end(at_desk: Desk) -> None:
    await at_desk.send("lon.pdf", content=pdf("lon") + bytes(LARGEST - 200))
    assert await at_desk.rows() == [], "its size is told, so that nothing is fetched (demand 31)"
    held = at_desk.world.account().files.keep(Attachment("lon.pdf", bytes(2 * MEGABYTE)), "document")
    with pytest.raises(TooLargeError):
        await at_desk.app.telegram.fetch(Address("telegram", "main", "5"), held.file_id, MEGABYTE)


async def test_twenty_megabytes_exactly_are_fetched(at_desk: Desk) -> None:
    content = pdf("lon")
    await at_desk.send("lon.pdf", content=content + b"\n" * (LARGEST - len(content)))
    await at_desk.fetch()
    assert [(row.state, row.size) for row in await at_desk.rows()] == [("kept", LARGEST)]


async def test_a_platform_outage_is_waited_for_longer_each_time_and_blocks_no_answer(at_desk: Desk) -> None:
    """Demand 32: the submission is never blocked by an outage."""
    at_desk.trouble([LaterError("away")] * 3)
    await at_desk.send("QD-15.pdf")
    for seconds in (0, 2, 4):
        await at_desk.fetch(timedelta(seconds=seconds))
    await at_desk.fetch(timedelta(seconds=7))
    assert [row.state for row in await at_desk.rows()] == ["waiting"]
    await at_desk.say("Xong")
    assert (await at_desk.heard())[-1].startswith("Kiểm tra lại")
    await at_desk.say("Nộp")
    assert (await at_desk.initiative()).state == "pending"
    await at_desk.fetch(timedelta(seconds=1))
    (row,), (piece,) = await at_desk.rows(), await at_desk.pieces()
    assert (row.state, piece["sha256"]) == ("kept", row.sha256)


async def test_a_wait_the_platform_names_is_kept_exactly(at_desk: Desk) -> None:
    at_desk.trouble([LaterError("too many requests", after=77)])
    await at_desk.send("QD-15.pdf")
    await at_desk.fetch()
    await at_desk.fetch(timedelta(seconds=76))
    assert [row.state for row in await at_desk.rows()] == ["waiting"]
    await at_desk.fetch(timedelta(seconds=1))
    assert [row.state for row in await at_desk.rows()] == ["kept"]


async def test_a_storage_outage_is_waited_for(at_desk: Desk) -> None:
    """Demand 32: retry queue."""
    at_desk.files.write_text("a file where the folder should be", encoding="utf-8")
    await at_desk.send("QD-15.pdf")
    await at_desk.fetch()
    assert [row.state for row in await at_desk.rows()] == ["waiting"]
    at_desk.files.unlink()
    await at_desk.fetch(HOUR)
    assert [row.state for row in await at_desk.rows()] == ["kept"]
    assert len(at_desk.kept()) == 1


async def test_a_content_that_was_noted_but_not_stored_is_fetched_again(at_desk: Desk) -> None:
    await at_desk.send("QD-15.pdf")
    (row,) = await at_desk.rows()
    await files.note_content(at_desk.app.database, row.id, sha256(pdf("QD-15.pdf")).hexdigest(), 5, "application/pdf")
    await at_desk.fetch()
    assert [row.state for row in await at_desk.rows()] == ["kept"]
    assert len(at_desk.kept()) == 1


@pytest.mark.parametrize("trouble", [lambda: NeverError("wrong file_id"), TooLargeError])
async def test_a_file_the_platform_will_never_give_is_told(at_desk: Desk, trouble: Callable[[], Exception]) -> None:
    at_desk.trouble([trouble()])
    await at_desk.send("QD-15.pdf")
    await at_desk.fetch()
    (row,) = await at_desk.rows()
    assert row.state in {"gone", "refused"}
    told = (await at_desk.heard())[-1]
    assert "Chưa tải được “QD-15.pdf”" in told or "“QD-15.pdf” nặng hơn 20 MB" in told
    assert "đường dẫn Google Drive" in told
    assert await at_desk.pieces() == ()


async def test_after_days_of_trouble_it_is_given_up_and_told(at_desk: Desk) -> None:
    at_desk.trouble([LaterError("away")] * (MOST_ATTEMPTS + 5))
    await at_desk.send("QD-15.pdf")
    for _ in range(MOST_ATTEMPTS):
        await at_desk.fetch(HOUR)
    assert [row.state for row in await at_desk.rows()] == ["waiting"]
    await at_desk.fetch(HOUR)
    assert [row.state for row in await at_desk.rows()] == ["gone"]
    assert "Chưa tải được “QD-15.pdf”" in (await at_desk.heard())[-1]


async def test_a_bug_met_by_one_file_holds_back_no_other_and_bothers_nobody(at_desk: Desk) -> None:
    at_desk.trouble([ZeroDivisionError("a bug")])
    await at_desk.send("mot.pdf", "hai.pdf")
    said = len(await at_desk.heard())
    await at_desk.fetch()
    assert sorted(row.state for row in await at_desk.rows()) == ["kept", "waiting"]
    assert len(await at_desk.heard()) == said


async def test_a_turn_that_breaks_over_a_verdict_is_tried_again_and_nobody_is_bothered(
    at_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await at_desk.send("QD-15.pdf")
    said = len(await at_desk.heard())
    with monkeypatch.context() as broken:
        broken.setattr("flows.files.settle", lambda *_: 1 / 0)
        await at_desk.fetch()
    assert [row.state for row in await at_desk.rows()] == ["waiting"]
    assert len(await at_desk.heard()) == said
    await at_desk.fetch(HOUR)
    assert [row.state for row in await at_desk.rows()] == ["kept"]


async def test_a_killed_process_loses_nothing_its_lease_ends_by_itself(at_desk: Desk) -> None:
    await at_desk.send("QD-15.pdf")
    now = at_desk.machine.now()
    assert len(await files.claim(at_desk.app.database, now, LEASE, 5)) == 1
    await at_desk.fetch()
    assert [row.state for row in await at_desk.rows()] == ["waiting"]
    await at_desk.fetch(LEASE)
    assert [row.state for row in await at_desk.rows()] == ["kept"]


async def test_the_only_process_of_a_database_frees_what_it_had_under_way_when_it_starts(at_desk: Desk) -> None:
    await at_desk.send("QD-15.pdf")
    await files.claim(at_desk.app.database, at_desk.machine.now(), LEASE, 5)
    await files.release_all(at_desk.app.database)
    await at_desk.fetch()
    assert [row.state for row in await at_desk.rows()] == ["kept"]


async def test_processes_that_claim_at_once_never_get_the_same_file(at_desk: Desk) -> None:
    await at_desk.send(*(f"{number}.pdf" for number in range(9)))
    now, database = at_desk.machine.now(), at_desk.app.database
    claims = await asyncio.gather(*(files.claim(database, now, LEASE, 2) for _ in range(5)))
    claimed = [file.id for claim in claims for file in claim]
    assert len(claimed) == len(set(claimed))
    assert len(claimed) >= 8


async def test_a_verdict_taken_twice_changes_nothing_more(at_desk: Desk) -> None:
    await at_desk.send("mot.pdf")
    await at_desk.send("gia.pdf", nature="program")
    now, database, fetcher = at_desk.machine.now(), at_desk.app.database, at_desk.app.fetcher
    for file in await files.claim(database, now, LEASE, 5):
        event = fetcher._event(file, await fetcher._fetched(file))
        await at_desk.app.turns.take(event)
        await at_desk.app.turns.take(event)
    assert [piece["name"] for piece in await at_desk.pieces()] == ["mot.pdf"]
    assert sum("“gia.pdf”" in text for text in await at_desk.heard()) == 1


async def test_nothing_is_fetched_for_a_question_that_asks_for_no_file(at_desk: Desk) -> None:
    await at_desk.say("/start")
    await at_desk.send("QD-15.pdf")
    assert await at_desk.rows() == []


async def test_a_file_is_refused_after_handing_in_and_the_officer_sees_it(at_desk: Desk) -> None:
    await at_desk.send("gia.pdf", nature="program")
    await at_desk.say("Xong")
    await at_desk.say("Nộp")
    await at_desk.fetch()
    (piece,) = await at_desk.pieces()
    assert piece["refused"] == "content"
    code = (await at_desk.initiative()).code
    told = (await at_desk.heard())[-1]
    assert "“gia.pdf” không đúng như tên" in told
    assert str(code) in told


async def test_files_are_counted_by_verdict_and_by_nothing_else(at_desk: Desk) -> None:
    at_desk.trouble([LaterError("away")])
    await at_desk.send("mot.pdf")
    await at_desk.send("gia.pdf", nature="program")
    await at_desk.fetch()
    await at_desk.fetch(HOUR)
    page = at_desk.app.metrics.page().decode()
    for line in ('verdict="kept"} 1.0', 'verdict="content"} 1.0', 'verdict="put off"} 1.0'):
        assert f"sangkien_files_total{{{line}" in page


async def test_a_file_wakes_the_fetcher_and_nothing_else_does(at_desk: Desk) -> None:
    woken: list[str] = []
    at_desk.app.fetcher.wake = lambda: woken.append("woken")
    await at_desk.send("QD-15.pdf")
    await at_desk.say("Xong")
    assert woken == ["woken"]


async def test_a_running_fetcher_fetches_and_stops_when_told(database_url: str, tmp_path: Path) -> None:
    async with desk(database_url, tmp_path) as made:
        stop, taken, take = asyncio.Event(), asyncio.Event(), made.app.turns.take

        async def noted(event: Event) -> None:
            await take(event)
            taken.set()

        made.app.fetcher._take = noted
        running = asyncio.create_task(made.app.fetcher.run(stop))
        await made.send("QD-15.pdf")
        async with asyncio.timeout(20):
            await taken.wait()
        stop.set()
        await running
        assert [row.state for row in await made.rows()] == ["kept"]
