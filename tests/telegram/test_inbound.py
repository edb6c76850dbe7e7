"""Each kind of update, read into what a person did."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import telegram

from bot.channels.telegram.inbound import read
from bot.event import Address, Event, Left
from flows.said import Attachment, Command, Contact, Edited, File, Other, Said, Tap, Text
from flows.screen import Action
from tests.telegram.words import AN, NOON, PRIVATE, message, tap

PHOTO = [
    {"file_id": "small", "file_unique_id": "s", "width": 90, "height": 60, "file_size": 900},
    {"file_id": "large", "file_unique_id": "l", "width": 1280, "height": 853, "file_size": 90_000},
    {"file_id": "middle", "file_unique_id": "m", "width": 320, "height": 213},
]
DOCUMENT = {"file_id": "doc", "file_unique_id": "d", "file_name": "QĐ-15.docx", "file_size": 7, "mime_type": "a/b"}
CONTACT = {"phone_number": "0900000001", "first_name": "An"}
PLACE = {"latitude": 12.6, "longitude": 108.0}
MEDIUM = {"file_id": "x", "file_unique_id": "x", "width": 1, "height": 1, "duration": 1}
SOURCE = "telegram:daklak:40"
STICKER = MEDIUM | {"is_animated": False, "is_video": False, "type": "regular"}


def event(raw: dict[str, Any], username: str | None = "sangkien_bot") -> Event | None:
    return read(telegram.Update.de_json(raw, None), "daklak", NOON, username=username)


def said(raw: dict[str, Any]) -> Said | Left | None:
    one = event(raw)
    if one is None:
        return None
    assert not isinstance(one.said, Left)
    return one.said


def test_a_text_carries_who_where_and_when() -> None:
    assert event(message(9, text="Cải tiến")) == Event(
        id="9",
        address=Address("telegram", "daklak", "5"),
        user="5",
        said=Text("Cải tiến", source=SOURCE),
        received_at=NOON,
        message="40",
        name="An Trần Thị",
        language="vi",
    )


@pytest.mark.parametrize(("length", "more"), [(3999, False), (4000, True), (4096, True)])
def test_a_text_as_long_as_a_message_can_be_has_probably_more_to_come(length: int, more: bool) -> None:
    assert said(message(text="a" * length)) == Text("a" * length, more_to_come=more, source=SOURCE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/start", Command("start")),
        ("/start u-DLK-BMT-017", Command("start", "u-DLK-BMT-017")),
        ("/START@SangKien_Bot u-1", Command("start", "u-1")),
        ("/nop", Command("submit")),
        ("/Submit", Command("submit")),
        ("/cuatoi", Command("mine")),
        ("/mine", Command("mine")),
        ("/huy", Command("cancel")),
        ("/huỷ", Command("cancel")),
        ("/cancel", Command("cancel")),
        ("/dulieu", Command("data")),
        ("/data", Command("data")),
        ("/hangcho", Command("queue")),
        ("/queue", Command("queue")),
        ("/chitieu  buon ho\ngd1 ", Command("quota", "buon ho\ngd1")),
        ("/quota", Command("quota")),
        ("/xephang", Command("ranking")),
        ("/ranking", Command("ranking")),
        ("/baocao", Command("report")),
        ("/report", Command("report")),
        ("/trogiup", Command("help")),
        ("/help", Command("help")),
        ("/ngonngu", Command("language")),
        ("/language", Command("language")),
        (" /Weather_2 today", Command("weather_2", "today")),
        ("/", Text("/", source=SOURCE)),
        ("/home/an", Text("/home/an", source=SOURCE)),
        ("1/2 ngày", Text("1/2 ngày", source=SOURCE)),
    ],
)
def test_commands_are_read_in_both_languages(text: str, expected: Said) -> None:
    assert said(message(text=text)) == expected


def test_a_command_for_another_bot_is_not_ours() -> None:
    assert said(message(text="/start@another_bot")) is None


def test_while_our_name_is_unknown_every_command_is_ours() -> None:
    assert event(message(text="/start@sangkien_bot"), username=None) is not None


def test_a_press_carries_its_action_and_what_to_acknowledge() -> None:
    assert event(tap(3)) == Event(
        id="3",
        address=Address("telegram", "daklak", "5"),
        user="5",
        said=Tap(Action("go", ("3",))),
        received_at=NOON,
        message="39",
        press="press-1",
        name="An Trần Thị",
        language="vi",
    )


def test_a_press_whose_message_is_unknown_is_answered_in_the_chat_of_its_person() -> None:
    raw = tap()
    del raw["callback_query"]["message"]
    pressed = event(raw)
    assert pressed is not None
    assert (pressed.message, pressed.address.chat) == (None, "5")


def test_a_press_without_data_is_nothing() -> None:
    assert said(tap(data=None)) is None


def test_a_forged_press_is_a_verb_nobody_answers_to() -> None:
    assert said(tap(data="x" * 65)) == Tap(Action("unknown"))


def test_a_photo_is_its_largest_size() -> None:
    attachment = Attachment("large", "photo-40.jpg", 90_000, "image/jpeg", "photo")
    assert said(message(photo=PHOTO, caption="máy mới")) == File(attachment, "máy mới", of_album=False)


def test_a_document_of_an_album_keeps_its_name_and_type() -> None:
    attachment = Attachment("doc", "QĐ-15.docx", 7, "a/b", "document")
    assert said(message(document=DOCUMENT, media_group_id="8")) == File(attachment, "", of_album=True)


def test_a_document_of_which_nothing_is_told_has_no_name_and_gets_a_type() -> None:
    attachment = Attachment("doc", "", None, "application/octet-stream", "document")
    assert said(message(document={"file_id": "doc", "file_unique_id": "d"})) == File(attachment)


@pytest.mark.parametrize(("owner", "own"), [({"user_id": 5}, True), ({"user_id": 6}, False), ({}, False)])
def test_a_contact_is_ones_own_only_with_ones_own_number(owner: dict[str, int], own: bool) -> None:
    assert said(message(contact=CONTACT | owner)) == Contact("0900000001", own=own)


@pytest.mark.parametrize("content", [{"text": "sửa"}, {"caption": "sửa", "photo": PHOTO}])
def test_an_edited_message_is_no_answer(content: dict[str, Any]) -> None:
    edited = event(message(kind="edited_message", edit_date=int(NOON.timestamp()) - 60, **content))
    assert edited is not None
    assert (edited.said, edited.message) == (Edited("sửa", SOURCE), "40")
    assert edited.received_at == NOON - timedelta(minutes=1)


def test_an_edited_command_is_only_edited() -> None:
    assert said(message(kind="edited_message", text="/nop")) == Edited("/nop", SOURCE)


def test_a_live_location_that_moves_on_is_nothing() -> None:
    assert said(message(kind="edited_message", location=PLACE)) is None


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ({"sticker": STICKER}, "sticker"),
        ({"voice": MEDIUM}, "voice"),
        ({"video": MEDIUM}, "video"),
        ({"video_note": MEDIUM | {"length": 1}}, "video_note"),
        ({"audio": MEDIUM}, "audio"),
        ({"animation": MEDIUM, "document": DOCUMENT}, "animation"),
        ({"location": PLACE}, "location"),
        ({"venue": {"location": PLACE, "title": "a", "address": "b"}, "location": PLACE}, "venue"),
        ({"dice": {"value": 1, "emoji": "🎲"}}, "dice"),
        ({"story": {"chat": PRIVATE, "id": 1}}, "story"),
        ({"something_of_tomorrow": {"a": 1}}, "unknown"),
    ],
)
def test_what_we_have_no_use_for_is_named(content: dict[str, Any], kind: str) -> None:
    assert said(message(**content)) == Other(kind)


def test_a_poll_is_named() -> None:
    option = {"text": "a", "voter_count": 0, "persistent_id": "1"}
    flags = dict.fromkeys(("is_closed", "is_anonymous", "allows_multiple_answers", "allows_revoting"), False)
    poll = {"id": "1", "question": "?", "options": [option], "total_voter_count": 0, "type": "regular"} | flags
    assert said(message(poll=poll | {"members_only": False})) == Other("poll")


def test_a_forwarded_message_is_what_it_contains_and_known_as_forwarded() -> None:
    origin = {"type": "hidden_user", "date": 1, "sender_user_name": "Bình"}
    assert said(message(text="Cải tiến", forward_origin=origin)) == Text("Cải tiến", source=SOURCE, forwarded=True)


def test_a_pinned_message_is_nothing() -> None:
    pinned = {"message_id": 1, "date": 1, "chat": PRIVATE, "text": "a"}
    assert said(message(pinned_message=pinned)) is None


@pytest.mark.parametrize("chat_type", ["group", "supergroup", "channel"])
def test_only_private_chats_are_ours(chat_type: str) -> None:
    chat = {"id": -9, "type": chat_type, "title": "a"}
    assert said(message(text="a", chat=chat)) is None
    assert said(tap(message={"message_id": 1, "date": 1, "chat": chat})) is None


def test_a_blocked_bot_is_noticed_only_when_sending() -> None:
    member = {"user": AN, "status": "member"}
    gone = {"user": AN, "status": "kicked", "until_date": 0}
    body = {"chat": PRIVATE, "from": AN, "date": 1, "old_chat_member": member, "new_chat_member": gone}
    assert said({"update_id": 1, "my_chat_member": body}) is None


@pytest.mark.parametrize(
    ("sent", "believed"),
    [
        (timedelta(hours=-24), True),
        (timedelta(hours=-24, seconds=-1), False),
        (timedelta(minutes=5), True),
        (timedelta(minutes=5, seconds=1), False),
        (timedelta(days=-1500), False),
    ],
)
def test_the_platforms_date_counts_unless_it_cannot_be(sent: timedelta, believed: bool) -> None:
    read_back = event(message(text="a", date=int((NOON + sent).timestamp())))
    assert read_back is not None
    assert read_back.received_at == (NOON + sent if believed else NOON)
