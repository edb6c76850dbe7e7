"""The page of phones with Telegram and Zalo side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.sandbox.zalo.conftest import Oa, button, buttons, template

if TYPE_CHECKING:
    from bot.sandbox.world import World
    from bot.sandbox.zalo.oa.world import OaWorld

PHONE = "/sandbox/phones/an@zalo"
SHARE = {"title": "Ai?", "subtitle": "Bấm để gửi.", "image_url": "https://bot.example/a.jpg"}


async def test_the_phones_of_one_person_on_two_platforms_stand_side_by_side(open_client: Oa) -> None:
    await open_client.send(template("request_user_info", SHARE))
    async with open_client.session.get(f"{open_client.address}/sandbox/state") as response:
        state = await response.json()
    keys = ["an", "an@zalo", "binh", "binh@zalo", "stranger", "stranger@zalo"]
    assert [phone["key"] for phone in state["phones"]] == keys
    assert {phone["platform"] for phone in state["phones"][1::2]} == {"zalo"}
    assert state["platforms"]["zalo"]["label"] == "Zalo · OA"
    assert state["platforms"]["zalo"]["edits"] is False
    form = state["phones"][1]["messages"][-1]
    assert form["buttons"] == [[{"text": "Chia sẻ thông tin", "data": None, "url": None, "shares": True}]]


async def test_gestures_reach_the_platform_that_the_key_names(open_client: Oa, oa: OaWorld, telegram: World) -> None:
    await open_client.send(buttons(button("Nộp", "#a1b2:submit")))
    oa.take()
    gestures = [
        ("text", {"text": "chào"}),
        ("tap", {"message": 2, "data": "#a1b2:submit"}),
        ("block", {"blocked": True}),
    ]
    for gesture, body in gestures:
        async with open_client.session.post(f"{open_client.address}{PHONE}/{gesture}", json=body) as response:
            assert response.status == 200, gesture
    assert [one["event_name"] for one in oa.take()] == ["user_send_text", "user_send_text", "unfollow"]
    assert telegram.chat("an").messages == ()


async def test_a_key_of_no_platform_is_not_there(open_client: Oa) -> None:
    address = f"{open_client.address}/sandbox/phones/an@viber/text"
    async with open_client.session.post(address, json={"text": "x"}) as response:
        assert response.status == 404
