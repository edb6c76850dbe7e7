"""The sender when a platform or a person makes trouble: what cannot be sent stops nothing else."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels.channel import Erase, LaterError, NeverError, PassFile, Post, Redraw, UploadFile
from bot.clock import FrozenClock
from flows.effects import SendFile
from flows.screen import Screen
from storage.database import Database
from storage.objects import Objects
from storage.outbox import CARD, Place
from storage.tables import AccountRow, OutboxRow
from tests.conftest import START
from tests.storage.given import every
from tests.storage.posting import SECOND, chat, opened, post, states
from tests.storage.speaking import Recorder, sender_on


async def test_everything_that_is_due_is_sent_in_order(database: Database) -> None:
    an, chi = await chat(database, "an"), await chat(database, "chi")
    await post(database, an, "card", lane=CARD)
    await post(database, an, "a", "b")
    await post(database, chi, "c")
    channel = Recorder()
    await sender_on(database, FrozenClock(START), telegram=channel).drain()
    assert channel.shown_in("an") == ["a", "b", "card"]
    assert channel.shown_in("chi") == ["c"]
    assert {row.state for row in await every(database, OutboxRow)} == {"sent"}
    assert all(row.message for row in await every(database, OutboxRow))


async def test_each_kind_of_row_becomes_its_own_kind_of_message(database: Database) -> None:
    an = await chat(database, "an")
    async with opened(database) as box:
        await box.post(an, Screen(("a",)))
        await box.redraw(an, "m5", Screen(("b",)))
        await box.erase(an, "m6")
        await box.file(an, SendFile("REF", "QD.pdf", "document", "telegram"))
    channel = Recorder()
    await sender_on(database, FrozenClock(START), telegram=channel).drain()
    assert channel.delivered == [
        ("an", Post(Screen(("a",)))),
        ("an", Redraw("m5", Screen(("b",)))),
        ("an", Erase("m6")),
        ("an", PassFile("REF", "QD.pdf", "document")),
    ]


async def test_a_file_whose_reference_is_not_known_any_more_is_sent_with_its_content(
    database: Database, tmp_path: Path
) -> None:
    an, objects = await chat(database, "an"), Objects(f"file:{tmp_path}/files")
    await objects.put("ab12", b"%PDF-1.7")
    async with opened(database) as box:
        await box.file(an, SendFile("OLD", "QD.pdf", "document", "telegram", "ab12"))
    channel = Recorder(troubles={"an": [NeverError("wrong file_id")]})
    await sender_on(database, FrozenClock(START), objects, telegram=channel).drain()
    assert channel.delivered == [("an", UploadFile(b"%PDF-1.7", "QD.pdf", "document"))]


async def test_a_file_of_another_channel_is_sent_with_its_content_at_once(database: Database, tmp_path: Path) -> None:
    an, objects = await chat(database, "an"), Objects(f"file:{tmp_path}/files")
    await objects.put("ab12", b"%PDF-1.7")
    async with opened(database) as box:
        await box.file(an, SendFile("ZALO", "QD.pdf", "document", "zalo", "ab12"))
    channel = Recorder()
    await sender_on(database, FrozenClock(START), objects, telegram=channel).drain()
    assert channel.tried == [("an", UploadFile(b"%PDF-1.7", "QD.pdf", "document"))]


async def test_a_file_that_is_nowhere_any_more_is_given_up_and_holds_nobody_back(
    database: Database, tmp_path: Path
) -> None:
    an = await chat(database, "an")
    async with opened(database) as box:
        await box.file(an, SendFile("OLD", "QD.pdf", "document", "telegram", "ab12"))
        await box.post(an, Screen(("after",)))
    channel = Recorder(troubles={"an": [NeverError("wrong file_id")]})
    await sender_on(database, FrozenClock(START), Objects(f"file:{tmp_path}/files"), telegram=channel).drain()
    assert [row.state for row in await every(database, OutboxRow)] == ["dead", "sent"]


async def test_while_contents_cannot_be_reached_a_file_waits(database: Database, tmp_path: Path) -> None:
    an = await chat(database, "an")
    (tmp_path / "files").write_text("no folder", encoding="utf-8")
    async with opened(database) as box:
        await box.file(an, SendFile("ZALO", "QD.pdf", "document", "zalo", "ab12"))
    await sender_on(database, FrozenClock(START), Objects(f"file:{tmp_path}/files"), telegram=Recorder()).drain()
    assert [(row.state, row.attempts) for row in await every(database, OutboxRow)] == [("waiting", 1)]


async def test_a_person_who_is_gone_is_not_sent_the_content_either(database: Database, tmp_path: Path) -> None:
    an, objects = await chat(database, "an"), Objects(f"file:{tmp_path}/files")
    await objects.put("ab12", b"%PDF-1.7")
    async with opened(database) as box:
        await box.file(an, SendFile("REF", "QD.pdf", "document", "telegram", "ab12"))
    channel = Recorder(troubles={"an": [NeverError("blocked", unreachable=True)]})
    await sender_on(database, FrozenClock(START), objects, telegram=channel).drain()
    assert len(channel.tried) == 1


async def test_a_platform_that_names_a_wait_is_tried_again_after_exactly_that(database: Database) -> None:
    an, chi = await chat(database, "an"), await chat(database, "chi")
    await post(database, an, "a", "b")
    await post(database, chi, "c")
    channel = Recorder(troubles={"an": [LaterError("too many requests", after=7)]})
    clock = FrozenClock(START)
    sender = sender_on(database, clock, telegram=channel)
    await sender.drain()
    assert (channel.shown_in("an"), channel.shown_in("chi")) == ([], ["c"])
    clock.forward(7 * SECOND - timedelta(milliseconds=1))
    await sender.drain()
    assert len(channel.tried) == 2
    clock.forward(timedelta(milliseconds=1))
    await sender.drain()
    assert channel.shown_in("an") == ["a", "b"]


async def test_without_a_named_wait_each_wait_is_longer_up_to_five_minutes(database: Database) -> None:
    an = await chat(database, "an")
    await post(database, an, "a")
    channel = Recorder(troubles={"an": [LaterError("bad gateway")] * 10})
    clock = FrozenClock(START)
    sender = sender_on(database, clock, telegram=channel)
    waits = []
    for _ in range(10):
        await sender.drain()
        (row,) = await every(database, OutboxRow)
        waits.append((row.due_at - clock.now()).total_seconds())
        clock.move_to(row.due_at)
    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 300, 300]
    await sender.drain()
    assert channel.shown_in("an") == ["a"]


async def test_a_message_the_platform_never_takes_is_given_up_alone(database: Database) -> None:
    an = await chat(database, "an")
    await post(database, an, "a", "b")
    channel = Recorder(troubles={"an": [NeverError("message is too long")]})
    await sender_on(database, FrozenClock(START), telegram=channel).drain()
    assert channel.shown_in("an") == ["b"]
    assert await states(database) == {"a": "dead", "b": "sent"}
    assert [row.last_error for row in await every(database, OutboxRow)] == ["message is too long", ""]


async def test_somebody_who_blocked_the_bot_is_tried_once_and_the_others_get_theirs(database: Database) -> None:
    an, chi = await chat(database, "an"), await chat(database, "chi")
    await post(database, an, "a", "b")
    await post(database, chi, "c")
    channel = Recorder(troubles={"an": [NeverError("blocked", unreachable=True)] * 2})
    await sender_on(database, FrozenClock(START), telegram=channel).drain()
    assert [where for where, _ in channel.tried].count("an") == 1
    assert await states(database) == {"a": "dead", "b": "dead", "c": "sent"}
    assert {row.user_id: row.reachable for row in await every(database, AccountRow)} == {"an": False, "chi": True}


@pytest.mark.parametrize("trouble", [ValueError("nobody expected this"), OSError("unplugged"), KeyError("x")])
async def test_an_error_nobody_expected_is_tried_again_later_and_stops_nobody_else(
    database: Database, trouble: Exception
) -> None:
    an, chi = await chat(database, "an"), await chat(database, "chi")
    await post(database, an, "a", "b")
    await post(database, chi, "c", "d")
    channel, clock = Recorder(troubles={"an": [trouble]}), FrozenClock(START)
    sender = sender_on(database, clock, telegram=channel)
    await sender.drain()
    assert (channel.shown_in("an"), channel.shown_in("chi")) == ([], ["c", "d"])
    first, _, _, _ = await every(database, OutboxRow)
    assert first.last_error == type(trouble).__name__
    clock.forward(2 * SECOND)
    await sender.drain()
    assert channel.shown_in("an") == ["a", "b"]


async def test_the_words_of_a_message_are_not_in_the_error_that_is_kept(database: Database) -> None:
    an = await chat(database, "an")
    await post(database, an, "số của tôi 066188001234")
    channel = Recorder(troubles={"an": [ValueError("cannot send: số của tôi 066188001234")]})
    await sender_on(database, FrozenClock(START), telegram=channel).drain()
    assert [row.last_error for row in await every(database, OutboxRow)] == ["ValueError"]


async def test_a_channel_that_is_switched_off_keeps_its_messages_and_stops_no_other(database: Database) -> None:
    an = await chat(database, "an")
    elsewhere = Place(an.person, "zalo", "main", "an")
    await post(database, elsewhere, "z")
    await post(database, an, "a")
    telegram, zalo, clock = Recorder(), Recorder(), FrozenClock(START)
    await sender_on(database, clock, telegram=telegram).drain()
    assert await states(database) == {"z": "waiting", "a": "sent"}
    clock.forward(timedelta(minutes=5))
    await sender_on(database, clock, telegram=telegram, zalo=zalo).drain()
    assert zalo.shown_in("an") == ["z"]
