"""What people do on Zalo, read into events."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.channels.zalo.bots.inbound import understand
from bot.event import Address, Event, Left
from bot.sandbox.zalo.bots.state import Manners
from bot.sandbox.zalo.bots.world import ZaloBotWorld
from flows.said import Attachment, Command, File, Other, Said, Tap, Text
from flows.screen import Action
from tests.sandbox.conftest import PNG
from tests.sandbox.zalo.bots import NOON


def said(world: ZaloBotWorld) -> Said:
    """What the one event that waits is read into."""
    (raw,) = world.take()
    event = understand(raw, "bot", NOON)
    assert event is not None
    assert not isinstance(event.said, Left)
    return event.said


@pytest.mark.parametrize("enveloped", [True, False])
def test_an_event_is_read_with_and_without_the_envelope(world: ZaloBotWorld, *, enveloped: bool) -> None:
    number = f"{world.say('an', 'Xin chào'):016x}"
    (raw,) = world.take()
    assert understand({"ok": True, "result": raw} if enveloped else raw, "bot", NOON + timedelta(hours=1)) == Event(
        id=number,
        address=Address("zalo-bot", "bot", "8501"),
        user="8501",
        said=Text("Xin chào", source=f"zalo-bot:bot:{number}"),
        received_at=NOON,
        message=number,
        name="Trần Thị An",
    )


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("/start u-DLK-01-017", Command("start", "u-DLK-01-017")),
        ("/nộp", Command("submit")),
        ("#4f:go:12:3", Tap(Action("go", ("12", "3")))),
        ("#:go", Tap(Action("go"))),
    ],
)
def test_commands_and_the_words_of_buttons_are_understood(world: ZaloBotWorld, text: str, means: Said) -> None:
    world.say("an", text)
    assert said(world) == means


@pytest.mark.parametrize("text", ["#", "#1: hai", "# 4f:go", "số #4f:go"])
def test_other_words_with_a_hash_are_words(world: ZaloBotWorld, text: str) -> None:
    world.say("an", text)
    found = said(world)
    assert isinstance(found, Text)
    assert found.text == text


def test_a_text_that_was_probably_cut_has_more_to_come(world: ZaloBotWorld) -> None:
    world.say("an", "ế" * 2_001)
    first, second = (understand(raw, "bot", NOON) for raw in world.take())
    assert first is not None
    assert second is not None
    assert [isinstance(one.said, Text) and one.said.more_to_come for one in (first, second)] == [True, False]


@pytest.mark.parametrize("manners", [Manners("photo"), Manners("photo_url")])
def test_a_picture_is_a_file_under_either_name(world: ZaloBotWorld, manners: Manners) -> None:
    world.address, world.manners = "http://127.0.0.1:1", manners
    number = world.send_photo("an", PNG, "Trước và sau")
    (raw,) = world.take()
    url = raw["message"][manners.photo_field]
    assert url.startswith("http://127.0.0.1:1/zalo-bot/pictures/")
    attachment = Attachment(url, f"photo-{number:08x}.jpg", None, "image/jpeg", "photo")
    event = understand(raw, "bot", NOON)
    assert event is not None
    assert event.said == File(attachment, "Trước và sau", of_album=True)


def test_a_document_is_heard_of_though_it_does_not_come(world: ZaloBotWorld) -> None:
    world.send_document("an", "QD-15.pdf", b"%PDF-1.4", "application/pdf")
    assert said(world) == Other("document")


def test_a_document_of_which_not_even_the_sender_is_told_is_logged(world: ZaloBotWorld) -> None:
    world.manners = Manners(unsupported_has_message=False)
    world.send_document("an", "QD-15.pdf", b"%PDF-1.4", "application/pdf")
    with capture_logs() as logs:
        assert [understand(raw, "bot", NOON) for raw in world.take()] == [None]
    assert [entry["event"] for entry in logs] == ["zalo_event_of_nobody"]


def test_stickers_and_voices_are_named(world: ZaloBotWorld) -> None:
    world.send_other("an", "sticker")
    assert said(world) == Other("sticker")
    world.send_other("an", "voice")
    assert said(world) == Other("voice")


@pytest.mark.parametrize("away", [timedelta(days=2), -timedelta(hours=1)])
def test_a_date_that_cannot_be_is_not_believed(world: ZaloBotWorld, away: timedelta) -> None:
    world.say("an", "a")
    event = understand(world.take()[0], "bot", NOON + away)
    assert event is not None
    assert event.received_at == NOON + away


def test_groups_and_bots_are_not_listened_to(world: ZaloBotWorld) -> None:
    for change in ({"chat": {"id": "1", "chat_type": "GROUP"}}, {"from": {"id": "1", "is_bot": True}}):
        world.say("an", "a")
        (raw,) = world.take()
        assert understand({**raw, "message": {**raw["message"], **change}}, "bot", NOON) is None


@pytest.mark.parametrize(
    "raw",
    [
        None,
        [],
        {},
        {"ok": True, "result": None},
        {"ok": True, "result": [{}]},
        {"event_name": "message.text.received"},
        {"event_name": "message.text.received", "message": "Trần Thị An"},
        {"event_name": "message.text.received", "message": {"from": {}, "chat": {}, "text": "Trần Thị An"}},
    ],
)
def test_what_cannot_be_read_is_logged_unseen(raw: object) -> None:
    with capture_logs() as logs:
        assert understand(raw, "bot", NOON) is None
    assert [entry["event"] for entry in logs] == ["zalo_event_unreadable"]
    assert "Trần" not in str(logs)


@pytest.mark.parametrize(
    "change",
    [{"date": "soon"}, {"date": 10**30}, {"message_id": None}, {"text": None, "photo": ""}, {"from": {"id": ""}}],
)
def test_an_event_with_one_broken_part_is_logged_unseen(world: ZaloBotWorld, change: dict[str, Any]) -> None:
    world.address = "http://127.0.0.1:1"
    world.send_photo("an", PNG)
    (raw,) = world.take()
    with capture_logs() as logs:
        assert understand({**raw, "message": {**raw["message"], **change}}, "bot", NOON) is None
    assert [entry["event"] for entry in logs] == ["zalo_event_unreadable"]
