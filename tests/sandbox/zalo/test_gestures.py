"""What people do on a phone with Zalo, and how the account hears of it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from bot.sandbox.cast import OA
from bot.sandbox.content import Attachment
from bot.sandbox.script import Act
from bot.sandbox.stage import Stage
from bot.sandbox.state import PhoneError
from tests.sandbox.zalo.conftest import AN, Oa, button, buttons, later

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.sandbox.zalo.oa.world import OaWorld


def test_a_text_arrives_as_zalo_writes_it(oa: OaWorld) -> None:
    number = oa.say("an", "Xin chào")
    (event,) = oa.take()
    assert event == {
        "app_id": OA.app_id,
        "user_id_by_app": "4501",
        "event_name": "user_send_text",
        "timestamp": "1774058400000",
        "sender": {"id": AN},
        "recipient": {"id": OA.oa_id},
        "message": {"msg_id": oa.msg_id(number), "text": "Xin chào"},
    }
    assert oa.take() == []


def test_opening_the_chat_is_following(oa: OaWorld) -> None:
    oa.start("an")
    (event,) = oa.take()
    assert (event["event_name"], event["follower"], event["oa_id"]) == ("follow", {"id": AN}, OA.oa_id)
    assert oa.chat("an").started
    oa.start("an")
    assert [one["message"]["text"] for one in oa.take()] == ["/start"], "who follows already types it"


def test_a_link_with_a_payload_opens_the_chat_and_sends_what_it_brought(oa: OaWorld) -> None:
    oa.start("an", "u-DLK-01")
    assert [one["message"]["text"] for one in oa.take()] == ["/start u-DLK-01"]


def test_who_follows_no_more_is_not_heard_of_until_they_come_back(oa: OaWorld) -> None:
    oa.start("an")
    oa.block("an")
    with pytest.raises(PhoneError):
        oa.say("an", "x")
    oa.unblock("an")
    oa.say("an", "x")
    events = oa.take()
    assert [one["event_name"] for one in events] == ["follow", "unfollow", "follow", "user_send_text"]
    assert len({one["timestamp"] for one in events}) == 4, "no two at the same instant, even where time stands still"


async def test_a_tap_is_a_text_nobody_sees(open_client: Oa, oa: OaWorld) -> None:
    await open_client.send(buttons(button("Nộp", "#a1b2:submit")))
    oa.take()
    message = oa.last_bot_message("an")
    assert message is not None
    before = oa.chat("an").messages
    msg_id = oa.tap("an", message.id, "Nộp")
    (event,) = oa.take()
    assert event["event_name"] == "user_send_text"
    assert event["message"] == {"msg_id": msg_id, "text": "#a1b2:submit"}
    assert oa.chat("an").messages == before


async def test_old_buttons_stay_for_ever_and_a_payload_can_be_forged(open_client: Oa, oa: OaWorld) -> None:
    await open_client.send(buttons(button("Nộp", "#a1b2:submit")))
    await open_client.send(buttons(button("Khác", "#c3d4:other")))
    later(oa, days=30)
    oa.take()
    oa.tap("an", 2, "Nộp")
    oa.tap_data("an", 3, "#0000:verify")
    oa.say("an", "#a1b2:submit")
    assert [one["message"]["text"] for one in oa.take()] == ["#a1b2:submit", "#0000:verify", "#a1b2:submit"]


async def test_a_button_may_show_its_payload_as_the_persons_own_words(open_client: Oa, oa: OaWorld) -> None:
    await open_client.send(buttons(button("Giúp", "#help", "oa.query.show")))
    oa.tap("an", 2, "Giúp")
    assert oa.chat("an").messages[-1].text == "#help"


async def test_a_link_button_sends_nothing(open_client: Oa, oa: OaWorld) -> None:
    await open_client.send(buttons(button("Trang", {"url": "https://bot.example/u"}, "oa.open.url")))
    oa.take()
    with pytest.raises(PhoneError):
        oa.tap("an", 2, "Trang")
    assert oa.take() == []


async def test_a_document_is_offered_under_an_address_that_dies(client: Oa, oa: OaWorld) -> None:
    oa.send_document("an", "đơn.pdf", b"%PDF-1.7", "application/pdf", "Đơn của tôi")
    words, event = oa.take()
    assert words["message"]["text"] == "Đơn của tôi", "a file has no words of its own"
    (attached,) = event["message"]["attachments"]
    payload = attached["payload"]
    assert (event["event_name"], attached["type"]) == ("user_send_file", "file")
    assert {**payload, "url": ""} == {
        "url": "",
        "name": "đơn.pdf",
        "size": "8",
        "checksum": hashlib.sha256(b"%PDF-1.7").hexdigest(),
        "type": "pdf",
    }
    async with client.session.get(payload["url"]) as response:
        assert (response.status, await response.read()) == (200, b"%PDF-1.7")
    later(oa, hours=1)
    async with client.session.get(payload["url"]) as response:
        assert response.status == 404


async def test_pictures_picked_together_come_one_by_one(client: Oa, oa: OaWorld) -> None:
    picked = [Attachment(name, b"\xff\xd8\xff" + name.encode(), "image/jpeg") for name in ("a.jpg", "b.jpg")]
    oa.send_album("an", picked, "Trước và sau")
    first, second = oa.take()
    assert (first["event_name"], first["message"]["text"]) == ("user_send_image", "Trước và sau")
    assert "text" not in second["message"]
    async with client.session.get(second["message"]["attachments"][0]["payload"]["url"]) as response:
        assert await response.read() == b"\xff\xd8\xffb.jpg"


@pytest.mark.parametrize(
    ("kind", "name"),
    [("sticker", "user_send_sticker"), ("voice", "user_send_audio"), ("location", "user_send_location")],
)
def test_other_kinds_have_events_of_their_own(oa: OaWorld, kind: str, name: str) -> None:
    oa.send_other("an", kind)
    (event,) = oa.take()
    assert event["event_name"] == name
    assert event["message"]["msg_id"]


@pytest.mark.parametrize(
    ("gesture", "error"),
    [
        (lambda oa: oa.edit("an", 1, "y"), PhoneError),
        (lambda oa: oa.share_contact("an"), PhoneError),
        (lambda oa: oa.say("an", " "), PhoneError),
        (lambda oa: oa.send_album("an", []), PhoneError),
        (lambda oa: oa.block("binh"), PhoneError),
        (lambda oa: oa.press("an", "Gửi số"), LookupError),
        (lambda oa: oa.say("nobody", "x"), LookupError),
        (lambda oa: oa.tap("an", 1, "Nộp"), LookupError),
        (lambda oa: oa.say("an", "x", reply_to=9), LookupError),
        (lambda oa: oa.send_other("an", "poll"), LookupError),
    ],
)
def test_what_a_phone_does_not_allow(oa: OaWorld, gesture: Callable[[OaWorld], object], error: type[Exception]) -> None:
    oa.say("an", "x")
    oa.take()
    with pytest.raises(error):
        gesture(oa)
    assert oa.take() == []


async def test_a_written_dialogue_is_played_on_it(open_client: Oa, oa: OaWorld) -> None:
    stage = Stage(oa)
    await open_client.send(buttons(button("Nộp", "#a1b2:submit")))
    oa.take()
    shown = stage.unread("an")[0]
    assert stage.lines("an", shown) == ("Chọn:", "[Nộp]")
    acts = ("/start", "[Nộp]", "(again)", "(forges #x:y)", "(document don.pdf)", "(sticker)")
    for number, act in enumerate(acts):
        stage.act(Act(number, "an", act))
    names = [(one["event_name"], one.get("message", {}).get("text")) for one in oa.take()]
    assert names == [
        ("follow", None),
        ("user_send_text", "#a1b2:submit"),
        ("user_send_text", "#a1b2:submit"),
        ("user_send_text", "#x:y"),
        ("user_send_file", None),
        ("user_send_sticker", None),
    ]
