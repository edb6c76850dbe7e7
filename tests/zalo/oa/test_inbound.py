"""What Zalo's events mean."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.channels.zalo.oa.inbound import understand
from bot.event import Address, Event, Left
from flows.said import Attachment, Command, Contact, File, Opened, Other, Said, Tap, Text
from flows.screen import Action
from tests.zalo.oa.events import NOON, STAMP, event, text, with_one

FILE = {"url": "https://f.zdn.vn/1", "name": "đơn.docx", "size": "233947", "checksum": "c", "type": "docx"}
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def read(raw: object) -> Event | None:
    return understand(raw, "oa", NOON + timedelta(seconds=2))


def said(raw: object) -> Said:
    found = read(raw)
    assert found is not None
    assert not isinstance(found.said, Left)
    return found.said


def test_words_come_with_who_when_and_which_message() -> None:
    assert read(text("Trần Thị An")) == Event(
        id="n1",
        address=Address("zalo", "oa", "81"),
        user="81",
        said=Text("Trần Thị An", source="zalo:oa:n1"),
        received_at=NOON,
        message="n1",
    )


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("/nop", Command("submit")),
        ("/start i-abc", Command("start", "i-abc")),
        ("#9f:unit:12", Tap(Action("unit", ("12",)))),
        ("#:later", Tap(Action("later"))),
        ("#1a2b:put-aside", Tap(Action("put-aside"))),
    ],
)
def test_a_command_and_a_press_come_as_words(written: str, meant: Said) -> None:
    assert said(text(written)) == meant


@pytest.mark.parametrize("written", ["#sángkiến: mới", "# 1: a", "#a", "#9f:Đơn vị", "#9f:unit 12"])
def test_words_that_only_look_like_a_press_are_words(written: str) -> None:
    assert isinstance(said(text(written)), Text)


@pytest.mark.parametrize(("length", "more"), [(1899, False), (1900, True)])
def test_a_long_text_was_probably_cut(length: int, *, more: bool) -> None:
    found = said(text("a" * length))
    assert isinstance(found, Text)
    assert found.more_to_come == more


@pytest.mark.parametrize(
    ("payload", "caption", "meant"),
    [
        ({"url": "https://a.vn/1"}, None, "https://a.vn/1"),
        ({"url": "https://a.vn/1"}, "xem https://a.vn/1 nhé", "xem https://a.vn/1 nhé"),
        ({"url": "https://a.vn/1"}, "minh chứng", "minh chứng https://a.vn/1"),
    ],
)
def test_a_link_is_words(payload: dict[str, str], caption: str | None, meant: str) -> None:
    found = said(with_one("user_send_link", "link", payload, text=caption))
    assert isinstance(found, Text)
    assert found.text == meant


def test_a_photo_is_a_file_kept_by_its_address() -> None:
    raw = with_one("user_send_image", "image", {"url": "https://f.zdn.vn/1", "thumbnail": "https://f.zdn.vn/2"})
    photo = Attachment("https://f.zdn.vn/1", "photo-456789ab.jpg", None, "image/jpeg", "photo")
    assert said(raw) == File(photo, of_album=True)
    raw["message"]["text"] = "máy mới"
    assert said(raw) == File(photo, "máy mới", of_album=True)


def test_a_document_tells_its_name_and_size() -> None:
    expected = File(Attachment("https://f.zdn.vn/1", "đơn.docx", 233947, WORD, "document"), of_album=True)
    assert said(with_one("user_send_file", "file", FILE)) == expected
    beside = event("user_send_file", message={"msg_id": "n2"}, attachments=[{"type": "file", "payload": FILE}])
    assert said(beside) == expected


def test_a_document_without_a_name_is_known_by_its_kind() -> None:
    payload = {"url": "https://f.zdn.vn/1", "type": "pdf"}
    assert said(with_one("user_send_file", "file", payload)) == File(
        Attachment("https://f.zdn.vn/1", "", None, "application/pdf", "document"), of_album=True
    )


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("sticker", "sticker"),
        ("gif", "animation"),
        ("audio", "voice"),
        ("video", "video"),
        ("location", "location"),
        ("business_card", "unknown"),
        ("something_new", "unknown"),
    ],
)
def test_what_is_of_no_use_is_named(name: str, kind: str) -> None:
    assert said(with_one(f"user_send_{name}", name, {"url": "https://f.zdn.vn/1"})) == Other(kind)


def test_who_follows_is_welcomed_once() -> None:
    raw = {"event_name": "follow", "oa_id": "OA", "follower": {"id": "81"}, "timestamp": STAMP, "app_id": "4242"}
    found = read(raw)
    assert found is not None
    assert (found.said, found.user, found.address.chat) == (Command("start"), "81", "81")
    assert (found.id, found.message) == (f"follow {STAMP} 81", None)


def test_who_follows_no_more_has_left() -> None:
    found = read({"event_name": "unfollow", "oa_id": "OA", "follower": {"id": "81"}, "timestamp": STAMP})
    assert found is not None
    assert (found.said, found.user, found.id) == (Left(), "81", f"unfollow {STAMP} 81")


@pytest.mark.parametrize("phone", ["84900000001", 84900000001, "+84900000001", "0900000001"])
def test_a_form_of_zalo_claims_a_number_and_nothing_else_of_it_is_read(phone: object) -> None:
    found = read(event("user_submit_info", info={"name": "An", "phone": phone, "address": "12 Lê Duẩn"}))
    assert found is not None
    assert found.said == Contact("0900000001", own=False, claimed=True)
    assert (found.id, found.name) == (f"user_submit_info {STAMP} 81", "")


@pytest.mark.parametrize("info", [{"name": "An"}, {"phone": ""}, {"phone": None}, {"phone": " "}])
def test_a_form_of_zalo_without_a_number_is_answered_too(info: dict[str, object]) -> None:
    assert said(event("user_submit_info", info=info)) == Contact("", own=False, claimed=True)


def test_whoever_opens_the_chat_has_done_something_though_they_said_nothing() -> None:
    found = read({"event_name": "user_click_chatnow", "oa_id": "OA", "user_id": "81", "timestamp": STAMP})
    assert found is not None
    assert (found.user, found.said) == ("81", Opened())


@pytest.mark.parametrize(
    "raw",
    [
        event("oa_send_text", message={"text": "a", "msg_id": "n1"}),
        event("user_seen_message", message={"msg_ids": ["n1"]}),
        event("user_received_message", message={"msg_id": "n1"}),
        event("user_reacted_message", message={"msg_id": "n1", "react_icon": "/-heart"}),
        event("anonymous_send_text", message={"text": "a", "msg_id": "n1"}),
        event("user_withdraw"),
    ],
)
def test_what_is_not_said_to_us_is_nothing(raw: dict[str, Any]) -> None:
    with capture_logs() as logs:
        assert read(raw) is None
    assert logs == []


@pytest.mark.parametrize(
    "raw",
    [
        None,
        [],
        {},
        {"event_name": "user_send_text"},
        {**text("Trần Thị An"), "timestamp": "10" * 30},
        {**text("Trần Thị An"), "timestamp": "soon"},
        {**text("Trần Thị An"), "sender": {"id": None}},
        {**text("Trần Thị An"), "sender": "81"},
        event("user_send_text", message="Trần Thị An"),
        event("user_send_image", message={"msg_id": "n1", "attachments": [{"payload": {"url": "Trần Thị An"}}]}),
        event("user_send_file", message={"msg_id": "n1", "attachments": "Trần Thị An"}),
    ],
)
def test_what_cannot_be_read_is_logged_unseen(raw: object) -> None:
    with capture_logs() as logs:
        assert read(raw) is None
    assert [one["event"] for one in logs] == ["zalo_event_unreadable"]
    assert "Trần" not in str(logs)


def test_a_clock_that_lives_in_another_year_is_not_believed() -> None:
    later = NOON + timedelta(days=300)
    found = understand(text("a"), "oa", later)
    assert found is not None
    assert found.received_at == later
