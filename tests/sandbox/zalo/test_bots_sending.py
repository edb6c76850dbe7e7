"""What a Zalo bot may send, and what it is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from bot.sandbox.people import Person
from bot.sandbox.state import PhoneError
from bot.sandbox.zalo.bots.state import Quotas
from bot.sandbox.zalo.bots.world import ZaloBotWorld
from tests.sandbox.conftest import PEOPLE, PNG
from tests.sandbox.zalo.bots import AN, NOON, BotApi, quiet_world, served


@pytest.fixture
def world() -> ZaloBotWorld:
    world = quiet_world()
    world.start("an")
    return world


@pytest.fixture
async def api(world: ZaloBotWorld) -> AsyncIterator[BotApi]:
    async with served(world) as address, aiohttp.ClientSession() as session:
        yield BotApi(session, address)


async def test_a_bot_is_told_who_it_is(api: BotApi) -> None:
    assert await api.ok("getMe") == {
        "id": "12345689",
        "account_name": "bot.sangkien",
        "account_type": "BASIC",
        "can_join_groups": False,
    }


async def test_a_wrong_token_is_unauthorized(api: BotApi) -> None:
    api.token = "12345689:guess"
    assert await api.refused("getMe") == (401, "Unauthorized")


@pytest.mark.parametrize("method", ["sendDocument", "editMessageText", "deleteMessage", "sendmessage", "sendFile"])
async def test_a_method_it_does_not_have_is_not_found(api: BotApi, method: str) -> None:
    assert (await api.refused(method))[0] == 404


async def test_a_message_is_shown_and_answered_with_its_id_and_its_instant(api: BotApi, world: ZaloBotWorld) -> None:
    sent = await api.ok("sendMessage", chat_id=AN, text="Chào anh/chị!")
    shown = world.last_bot_message("an")
    assert shown is not None
    assert shown.text == "Chào anh/chị!"
    assert sent == {"message_id": f"{shown.id:016x}", "date": int(NOON.timestamp() * 1000)}


@pytest.mark.parametrize(("length", "code"), [(0, 400), (1, 200), (2_000, 200), (2_001, 400)])
async def test_a_text_has_one_to_two_thousand_characters(api: BotApi, length: int, code: int) -> None:
    assert (await api.answer("sendMessage", chat_id=AN, text="ế" * length))[0] == code


@pytest.mark.parametrize(
    "parameter",
    [
        {"reply_markup": {"inline_keyboard": []}},
        {"buttons": []},
        {"keyboard": [["Nộp"]]},
        {"quick_replies": []},
        {"attachment": {"type": "template"}},
        {"message_id": "1"},
    ],
)
async def test_buttons_and_keyboards_are_refused(api: BotApi, world: ZaloBotWorld, parameter: dict[str, Any]) -> None:
    code, words = await api.refused("sendMessage", chat_id=AN, text="Nộp?", **parameter)
    assert (code, next(iter(parameter)) in words) == (400, True)
    assert world.last_bot_message("an") is None


@pytest.mark.parametrize("chat", ["8502", "8999", "", 8501, None])
async def test_only_who_has_written_can_be_written_to(api: BotApi, chat: object) -> None:
    assert (await api.refused("sendMessage", chat_id=chat, text="a"))[0] == 400


async def test_who_blocks_a_bot_is_not_written_to_until_they_write_again(api: BotApi, world: ZaloBotWorld) -> None:
    world.block("an")
    with pytest.raises(PhoneError, match="blocked"):
        world.say("an", "a")
    assert (await api.refused("sendMessage", chat_id=AN, text="a"))[0] == 403
    world.unblock("an")
    await api.ok("sendMessage", chat_id=AN, text="a")


async def test_a_body_is_a_json_object_and_a_get_has_its_parameters_in_the_address(api: BotApi) -> None:
    address = f"{api.address}/bot{api.token}/sendMessage"
    for data, kind in ((b"[]", "application/json"), (b"{", "application/json"), (b"chat_id=8501&text=a", "text/plain")):
        async with api.session.post(address, data=data, headers={"Content-Type": kind}) as response:
            assert response.status == 400
    async with api.session.get(address, params={"chat_id": AN, "text": "a"}) as response:
        assert response.status == 200


async def test_a_picture_is_fetched_from_its_address_with_words_under_it(api: BotApi, world: ZaloBotWorld) -> None:
    world.send_photo("an", PNG)
    (*_, event) = world.take()
    await api.ok("sendPhoto", chat_id=AN, photo=event["message"]["photo"], caption="Đắk Lắk")
    shown = world.last_bot_message("an")
    assert shown is not None
    assert shown.file is not None
    assert (shown.text, shown.file.content, shown.file.width) == ("Đắk Lắk", PNG, 640)


@pytest.mark.parametrize(
    "photo",
    [
        "http://example.org/a.png",
        "ftp://example.org/a.png",
        "a.png",
        "https://",
        "http://127.0.0.1:1/a.png",
        "http://[",
    ],
)
async def test_a_picture_that_cannot_be_fetched_is_refused(api: BotApi, photo: str) -> None:
    assert (await api.refused("sendPhoto", chat_id=AN, photo=photo))[0] == 400


async def test_what_is_no_picture_is_refused_as_one(api: BotApi, world: ZaloBotWorld) -> None:
    world.send_photo("an", b"%PDF-1.4")
    assert (await api.refused("sendPhoto", chat_id=AN, photo=world.take()[-1]["message"]["photo"]))[0] == 400


@pytest.mark.parametrize(("length", "code"), [(2_000, 200), (2_001, 400)])
async def test_words_under_a_picture_have_at_most_two_thousand_characters(api: BotApi, length: int, code: int) -> None:
    photo = "https://bot.example.org/a.png"
    assert (await api.answer("sendPhoto", chat_id=AN, photo=photo, caption="a" * length))[0] == code


async def test_stickers_and_the_sign_of_typing_are_sent(api: BotApi, world: ZaloBotWorld) -> None:
    await api.ok("sendChatAction", chat_id=AN, action="typing")
    assert world.chat("an").typing
    assert (await api.refused("sendChatAction", chat_id=AN, action="upload_photo"))[0] == 400
    await api.ok("sendSticker", chat_id=AN, sticker="bfe458bf64fa8da4d4eb")
    assert (await api.refused("sendSticker", chat_id=AN))[0] == 400
    shown = world.last_bot_message("an")
    assert shown is not None
    assert shown.other is not None


async def test_the_fifty_first_person_is_not_written_to() -> None:
    crowd = [Person(f"p{number}", "A", "", 1_000 + number, "+84900000099") for number in range(51)]
    world = ZaloBotWorld(quiet_world().clock, crowd)
    for person in crowd:
        world.start(person.key)
    async with served(world) as address, aiohttp.ClientSession() as session:
        api = BotApi(session, address)
        await api.ok("sendMessage", chat_id="81049", text="a")
        assert await api.refused("sendMessage", chat_id="81050", text="a") == (
            429,
            "Quota exceeded: this bot serves 50 users",
        )


async def test_a_month_has_so_many_messages_and_the_next_one_begins_anew(world: ZaloBotWorld) -> None:
    assert world.quotas == Quotas(50, 3_000)
    world.quotas = Quotas(messages_a_month=2)
    async with served(world) as address, aiohttp.ClientSession() as session:
        api = BotApi(session, address)
        await api.ok("sendMessage", chat_id=AN, text="a")
        await api.ok("sendPhoto", chat_id=AN, photo="https://bot.example.org/a.png")
        await api.ok("sendChatAction", chat_id=AN, action="typing")
        assert await api.refused("sendMessage", chat_id=AN, text="a") == (
            429,
            "Quota exceeded: this bot sends 2 messages a month",
        )
        world.move_clock(NOON + timedelta(days=11))
        await api.ok("sendMessage", chat_id=AN, text="a")


def test_a_phone_with_a_zalo_bot_has_nothing_to_press_share_or_change() -> None:
    world = ZaloBotWorld(quiet_world().clock, PEOPLE)
    message = world.start("an")
    with pytest.raises(LookupError, match="no buttons"):
        world.tap("an", message, "Nộp")
    with pytest.raises(PhoneError, match="can be typed"):
        world.share_contact("an")
    with pytest.raises(PhoneError, match="lets nobody change"):
        world.edit("an", message, "a")
    with pytest.raises(LookupError, match="no phone"):
        world.say("nobody", "a")
    with pytest.raises(PhoneError, match="never opened"):
        world.block("binh")
