"""Messages: what Zalo takes reaches the phone, everything else is refused with Zalo's code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.sandbox.state import PhoneError
from tests.sandbox.zalo.conftest import AN, Oa, button, buttons, template

if TYPE_CHECKING:
    from bot.sandbox.zalo.oa.world import OaWorld

SHARE = {"title": "Anh/chị là ai?", "subtitle": "Bấm để gửi tên và số.", "image_url": "https://bot.example/a.jpg"}
IMAGE = {"media_type": "image", "url": "https://bot.example/a.jpg"}


async def test_a_text_reaches_the_phone_and_is_answered_as_zalo_does(open_client: Oa, oa: OaWorld) -> None:
    answer = await open_client.send({"text": "Xin chào"})
    shown = oa.last_bot_message("an")
    assert shown is not None
    assert shown.text == "Xin chào"
    assert answer == {
        "error": 0,
        "message": "Success",
        "data": {
            "message_id": oa.msg_id(shown.id),
            "user_id": AN,
            "sent_time": answer["data"]["sent_time"],
            "quota": {"quota_type": "reply"},
        },
    }
    assert isinstance(answer["data"]["sent_time"], str)


async def test_the_account_hears_its_own_message_as_an_echo(open_client: Oa, oa: OaWorld) -> None:
    await open_client.send({"text": "Xin chào"})
    (echo,) = oa.take()
    assert echo["event_name"] == "oa_send_text"
    assert (echo["sender"]["id"], echo["recipient"]["id"]) == (oa.account.oa_id, AN)


async def test_five_buttons_stand_in_a_row_each(open_client: Oa, oa: OaWorld) -> None:
    rows = [button(f"{number}. Mục", f"#n:{number}") for number in range(4)]
    rows.append(button("Trang", {"url": "https://bot.example/u"}, "oa.open.url"))
    assert await open_client.code(buttons(*rows)) == 0
    shown = oa.last_bot_message("an")
    assert shown is not None
    assert [len(row) for row in shown.keyboard] == [1] * 5
    assert [row[0].data for row in shown.keyboard] == ["#n:0", "#n:1", "#n:2", "#n:3", None]
    assert shown.keyboard[4][0].url == "https://bot.example/u"


async def test_two_thousand_characters_pass_and_one_more_is_refused(open_client: Oa, oa: OaWorld) -> None:
    assert await open_client.code({"text": "ă" * 2000}) == 0
    assert await open_client.code({"text": "ă" * 2001}) == -210
    assert await open_client.code({"text": "😀" * 1001}) == -210, "counted the longest way there is"
    assert await open_client.code(buttons(button(), text="ă" * 2001)) == -210
    assert oa.tally.sent == 1


@pytest.mark.parametrize(
    "keys",
    [
        [button(payload=f"#n:{number}") for number in range(6)],
        [],
        [button(title="")],
        [button(title="x" * 101)],
        [button(payload="")],
        [button(payload="x" * 1001)],
        [button(payload="ă" * 501)],
        [button(payload={"data": "x"})],
        [button(kind="oa.query")],
        [button(kind="postback")],
        [button(payload="https://a.example", kind="oa.open.url")],
        [button(payload={"url": "javascript:1"}, kind="oa.open.url")],
        [button(payload="0900000001", kind="oa.open.phone")],
        [button(payload={"phone_code": "0900000001"}, kind="oa.open.phone")],
        [button(payload={"phone_code": "84900000001"}, kind="oa.open.sms")],
        [button() | {"image": "x"}],
        ["Nộp"],
    ],
)
async def test_wrong_buttons_are_refused(open_client: Oa, oa: OaWorld, keys: list[Any]) -> None:
    assert await open_client.code(buttons(*keys)) == -201
    assert oa.last_bot_message("an") is None


async def test_six_buttons_are_refused_for_their_number(open_client: Oa) -> None:
    answer = await open_client.send(buttons(*(button(payload=f"#n:{number}") for number in range(6))))
    assert answer == {"error": -201, "message": "Parameter is invalid: more than 5 buttons"}


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({}, -201),
        ({"text": ""}, -201),
        ({"text": "  "}, -201),
        ({"text": 5}, -201),
        ({"text": "x", "buttons": []}, -201),
        ("x", -201),
        ({"text": "x", "quote_message_id": "5a000000009999"}, -201),
        (buttons(button(), template_type="button"), -201),
        (buttons(button(), text=""), -201),
        (template("list", {"title": "x"}), -233),
        (template("button", {"title": "x"}), -201),
        ({"attachment": {"type": "template", "payload": {}}}, -201),
        ({"attachment": {"type": "image", "payload": {"url": "https://bot.example/a.jpg"}}}, -201),
        (template("request_user_info"), -201),
        (template("request_user_info", SHARE, SHARE), -201),
        (template("request_user_info", SHARE | {"image_url": "http://bot.example/a.jpg"}), -201),
        (template("request_user_info", SHARE | {"image_url": ""}), -201),
        (template("request_user_info", SHARE | {"image_url": "https://localhost/a.jpg"}), -201),
        (template("request_user_info", SHARE | {"title": "x" * 101}), -201),
        (template("request_user_info", SHARE | {"subtitle": "x" * 501}), -201),
        (template("request_user_info", SHARE | {"subtitle": ""}), -201),
        (template("request_user_info", {"title": "x", "subtitle": "x"}), -201),
        ({"text": "x"} | template("request_user_info", SHARE), -201),
        (template("media", IMAGE, IMAGE), -201),
        (template("media", IMAGE | {"attachment_id": "x"}), -201),
        (template("media", {"media_type": "image", "attachment_id": "never-uploaded"}), -201),
        (template("media", {"media_type": "gif", "attachment_id": "x"}), -201),
        (template("media", {"media_type": "video", "url": "https://bot.example/a.mp4"}), -201),
        ({"attachment": {"type": "file", "payload": {"attachment_id": "x"}}}, -201),
        ({"attachment": {"type": "file", "payload": {"token": "never-uploaded"}}}, -201),
    ],
)
async def test_wrong_messages_are_refused(open_client: Oa, oa: OaWorld, message: object, code: int) -> None:
    assert await open_client.code(message) == code
    assert oa.last_bot_message("an") is None
    assert oa.tally.refused == {code: 1}


@pytest.mark.parametrize("user", [8501, "", None, {"id": AN}])
async def test_a_recipient_is_named_by_text(open_client: Oa, user: object) -> None:
    assert await open_client.code({"text": "x"}, user) == -201


async def test_a_recipient_nobody_knows_is_refused(open_client: Oa) -> None:
    assert await open_client.code({"text": "x"}, "12345") == -217


async def test_a_body_that_is_not_json_is_refused(open_client: Oa) -> None:
    headers = {"access_token": open_client.access}
    answer = await open_client.call("POST", "/v3.0/oa/message/cs", data="{", headers=headers)
    assert answer["error"] == -201


async def test_an_own_message_can_be_quoted(open_client: Oa, oa: OaWorld) -> None:
    sent = await open_client.send({"text": "một"})
    assert await open_client.code({"text": "hai", "quote_message_id": sent["data"]["message_id"]}) == 0
    shown = oa.last_bot_message("an")
    assert shown is not None
    assert shown.reply_to == oa.number_of(sent["data"]["message_id"])


async def test_a_form_is_filled_in_with_the_persons_own_name_and_number(open_client: Oa, oa: OaWorld) -> None:
    with pytest.raises(PhoneError, match="not asked"):
        oa.share_contact("an")
    assert await open_client.code(template("request_user_info", SHARE)) == 0
    shown = oa.last_bot_message("an")
    assert shown is not None
    oa.take()
    oa.tap("an", shown.id, shown.labels[0])
    (event,) = oa.take()
    assert event["event_name"] == "user_submit_info"
    assert (event["info"]["name"], event["info"]["phone"]) == ("Trần Thị An", "84900000001")


async def test_an_old_form_can_be_filled_in_again_with_any_number(open_client: Oa, oa: OaWorld) -> None:
    assert await open_client.code(template("request_user_info", SHARE)) == 0
    form = oa.last_bot_message("an")
    assert form is not None
    assert await open_client.code({"text": "Câu khác"}) == 0
    oa.take()
    oa.tap("an", form.id, form.labels[0])
    oa.share_contact("an", of_other="+84900000099")
    assert [one["info"]["phone"] for one in oa.take()] == ["84900000001", "84900000099"]


async def test_the_second_version_is_shut_but_for_reactions(open_client: Oa, oa: OaWorld) -> None:
    old = {"recipient": {"user_id": AN}, "message": {"text": "x"}}
    assert (await open_client.call("POST", "/v2.0/oa/message", json=old))["error"] == -240
    reaction = {"react_icon": "/-strong", "react_message_id": oa.msg_id(1)}
    new = {"recipient": {"user_id": AN}, "sender_action": reaction}
    assert (await open_client.call("POST", "/v2.0/oa/message", json=new))["error"] == 0


@pytest.mark.parametrize(
    ("path", "code"),
    [("message/transaction", -235), ("message/promotion", -235), ("message", -212), ("message/template", -212)],
)
async def test_what_is_discontinued_or_unknown_is_refused(open_client: Oa, path: str, code: int) -> None:
    body = {"recipient": {"user_id": AN}, "message": {"text": "x"}}
    assert (await open_client.call("POST", f"/v3.0/oa/{path}", json=body))["error"] == code


async def test_questions_about_the_account_and_a_person(open_client: Oa) -> None:
    account = (await open_client.call("GET", "/v2.0/oa/getoa"))["data"]
    assert (account["is_verified"], account["oa_type"], account["package_name"]) == (True, 4, "Nâng cao")
    asked = {"data": f'{{"user_id":"{AN}"}}'}
    person = (await open_client.call("GET", "/v3.0/oa/user/detail", params=asked))["data"]
    assert (person["display_name"], person["user_is_follower"]) == ("Trần Thị An", False)
    assert person["user_last_interaction_date"] == "21/03/2026"
    assert (await open_client.call("GET", "/v3.0/oa/user/detail"))["error"] == -201
