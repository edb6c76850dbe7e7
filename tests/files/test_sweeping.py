"""What nothing claims any more is forgotten after a day; what anything still needs is not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.sandbox.samples import pdf
from storage.objects import ObjectsAwayError
from storage.sweep import sweep
from storage.tables import FileRow
from tests.files.desk import Desk

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


async def swept(at_desk: Desk, after: timedelta) -> int:
    """Let time pass, then sweep."""
    at_desk.machine.forward(after)
    return await sweep(at_desk.app.database, at_desk.app.objects, at_desk.machine.now())


async def test_a_piece_taken_out_is_forgotten_after_a_day(at_desk: Desk) -> None:
    await at_desk.send("mot.pdf", "hai.pdf")
    await at_desk.fetch()
    await at_desk.say("Bỏ tệp cuối")
    assert await swept(at_desk, DAY - MINUTE) == 0
    assert len(at_desk.kept()) == 2
    assert await swept(at_desk, MINUTE) == 1
    (row,) = await at_desk.rows()
    assert (row.name, at_desk.kept()) == ("mot.pdf", {row.sha256})


async def test_a_deleted_draft_takes_its_files_with_it(at_desk: Desk) -> None:
    await at_desk.send("mot.pdf", "hai.pdf")
    await at_desk.fetch()
    await at_desk.say("/huy")
    await at_desk.say("Xoá bản nháp")
    assert await swept(at_desk, DAY) == 2
    assert (await at_desk.rows(), at_desk.kept()) == ([], set())


async def test_a_draft_and_what_was_handed_in_keep_their_files_for_good(at_desk: Desk) -> None:
    await at_desk.send("mot.pdf")
    await at_desk.fetch()
    for _ in range(3):
        assert await swept(at_desk, DAY) == 0
    await at_desk.say("Xong")
    await at_desk.say("Nộp")
    for _ in range(3):
        assert await swept(at_desk, 31 * DAY) == 0
    assert len(at_desk.kept()) == 1


async def test_a_draft_that_lost_its_claim_later_is_noticed_the_day_after(at_desk: Desk) -> None:
    await at_desk.send("mot.pdf")
    await at_desk.fetch()
    assert await swept(at_desk, DAY) == 0
    await at_desk.say("Bỏ tệp cuối")
    assert await swept(at_desk, MINUTE) == 0
    assert await swept(at_desk, DAY) == 1


async def test_a_content_that_another_file_has_too_stays_until_that_goes(at_desk: Desk) -> None:
    await at_desk.send("mot.pdf")
    await at_desk.fetch()
    (row,) = await at_desk.rows()
    other = {"id": 5, "initiative": 404, "due_at": at_desk.machine.now() + 2 * DAY}
    await _put(at_desk, row, **other)
    await at_desk.say("Bỏ tệp cuối")
    assert await swept(at_desk, DAY) == 1
    assert at_desk.kept() == {row.sha256}
    assert await swept(at_desk, DAY) == 1
    assert at_desk.kept() == set()


async def test_refused_files_leave_nothing_behind(at_desk: Desk) -> None:
    await at_desk.send("gia.pdf", nature="program")
    await at_desk.fetch()
    assert await swept(at_desk, DAY) == 1
    assert await at_desk.rows() == []


async def test_what_was_refused_after_handing_in_leaves_only_its_mark(at_desk: Desk) -> None:
    await at_desk.send("gia.pdf", nature="program")
    await at_desk.say("Xong")
    await at_desk.say("Nộp")
    await at_desk.fetch()
    assert await swept(at_desk, DAY) == 1
    assert [piece["refused"] for piece in await at_desk.pieces()] == ["content"]


async def test_what_is_still_to_be_fetched_is_left_alone(at_desk: Desk) -> None:
    await at_desk.send("mot.pdf")
    assert await swept(at_desk, 9 * DAY) == 0
    assert [row.state for row in await at_desk.rows()] == ["waiting"]


async def test_while_contents_cannot_be_reached_no_row_is_forgotten(at_desk: Desk) -> None:
    await at_desk.send("mot.pdf")
    await at_desk.fetch()
    await at_desk.say("Bỏ tệp cuối")
    (row,) = await at_desk.rows()
    real = at_desk.app.objects._opened
    (at_desk.files.parent / "broken").write_text("no folder", encoding="utf-8")
    at_desk.app.objects._url, at_desk.app.objects._opened = f"file:{at_desk.files.parent}/broken", None
    with pytest.raises(ObjectsAwayError):
        await swept(at_desk, DAY)
    assert [one.id for one in await at_desk.rows()] == [row.id]
    at_desk.app.objects._opened = real
    assert await swept(at_desk, MINUTE) == 1
    assert at_desk.kept() == set()


async def test_a_file_that_gets_the_same_content_while_it_is_swept_is_fetched_once_more(
    at_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await at_desk.send("mot.pdf")
    await at_desk.fetch()
    await at_desk.say("Bỏ tệp cuối")
    (row,) = await at_desk.rows()
    forget = at_desk.app.objects.delete

    async def overtaken(sha256: str) -> None:
        await _put(at_desk, row, id=5, state="kept")
        await forget(sha256)

    monkeypatch.setattr(at_desk.app.objects, "delete", overtaken)
    await swept(at_desk, DAY)
    (later,) = await at_desk.rows()
    assert (later.id, later.state, later.sha256) == (5, "waiting", None)
    await at_desk.fetch()
    assert len(at_desk.kept()) == 1


async def test_more_files_than_fit_one_batch_are_all_swept(at_desk: Desk) -> None:
    await at_desk.send("mot.pdf")
    await at_desk.fetch()
    (row,) = await at_desk.rows()
    for number in range(2, 205):
        await _put(at_desk, row, id=number, initiative=404, sha256=f"{number:064x}", due_at=at_desk.machine.now())
    assert await swept(at_desk, MINUTE) == 203
    assert [one.id for one in await at_desk.rows()] == [row.id]


async def test_the_same_content_sent_again_after_it_was_forgotten_is_kept_again(at_desk: Desk) -> None:
    await at_desk.send("mot.pdf", content=pdf("mot"))
    await at_desk.fetch()
    await at_desk.say("Bỏ tệp cuối")
    await swept(at_desk, DAY)
    await at_desk.send("mot.pdf", content=pdf("mot"))
    await at_desk.fetch()
    assert len(at_desk.kept()) == 1


async def _put(at_desk: Desk, row: FileRow, **changes: object) -> None:
    values = {name: getattr(row, name) for name in FileRow.model_fields}
    async with at_desk.app.database.transaction() as session:
        await session.execute(FileRow.__table__.insert().values(**values | changes))  # type: ignore[attr-defined]
