"""What phones let people do, and what their chats show of it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.sandbox import views
from bot.sandbox.content import Attachment
from bot.sandbox.state import PhoneError
from tests.sandbox.conftest import PNG, Api, button, inline

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.sandbox.world import World

CONTACT_KEYS = {
    "keyboard": [[{"text": "Gửi số", "request_contact": True}, "Bỏ qua"]],
    "one_time_keyboard": True,
    "input_field_placeholder": "0912 345 678",
}


async def pending(world: World) -> list[dict[str, object]]:
    return [dict(update.content) for update in world.account().updates.alive()]


@pytest.mark.parametrize(
    "gesture",
    [
        lambda world: world.say("an", "x"),
        lambda world: world.press("an", "x"),
        lambda world: world.send_other("an", "voice"),
        lambda world: world.edit("an", 1, "x"),
        lambda world: world.share_contact("an"),
    ],
)
def test_nothing_can_be_done_before_start(world: World, gesture: Callable[[World], object]) -> None:
    with pytest.raises(PhoneError, match="Start button"):
        gesture(world)


def test_start_carries_its_payload_and_unblocks(world: World) -> None:
    world.start("an", "u-DLK-BMT-017")
    world.block("an")
    with pytest.raises(PhoneError, match="blocked"):
        world.say("an", "x")
    world.start("an")
    kinds = [next(iter(update.content)) for update in world.account().updates.alive()]
    assert kinds == ["message", "my_chat_member", "my_chat_member", "message"]
    view = world.chat("an")
    assert [message.text for message in view.messages] == ["/start u-DLK-BMT-017", "/start"]
    assert (view.started, view.blocked) == (True, False)
    with pytest.raises(PhoneError):
        world.start("an", "x" * 65)


def test_a_long_text_is_cut_as_clients_do(world: World) -> None:
    world.start("an")
    last = world.say("an", "a" * 4096 + "b" * 10)
    first, second = world.chat("an").messages[1:]
    assert (len(first.text), second.text, second.id) == (4096, "b" * 10, last)
    assert first.id == second.id - 1
    with pytest.raises(PhoneError):
        world.say("an", "  ")


async def test_a_button_is_found_by_label_or_data_and_only_while_it_is_there(api: Api, world: World) -> None:
    world.start("an")
    link = {"text": "Mở", "url": "example.com"}
    sent = await api.ok("sendMessage", chat_id=501, text="x", reply_markup=inline([button(), link]))
    message_id = sent["message_id"]
    assert world.tap("an", message_id, "Nộp") != world.tap("an", message_id, "submit")
    with pytest.raises(LookupError, match="Nộp, Mở"):
        world.tap("an", message_id, "Gửi")
    with pytest.raises(PhoneError):
        world.tap("an", message_id, "Mở")
    await api.ok("editMessageReplyMarkup", chat_id=501, message_id=message_id)
    with pytest.raises(LookupError, match="no buttons"):
        world.tap("an", message_id, "Nộp")
    await api.ok("deleteMessage", chat_id=501, message_id=message_id)
    world.tap_data("an", message_id, "forged")
    query = world.account().updates.alive()[-1].content["callback_query"]
    assert query["data"] == "forged"
    assert query["message"] == {"chat": query["message"]["chat"], "message_id": message_id, "date": 0}


async def test_the_latest_reply_keyboard_wins_and_a_one_time_one_hides_after_use(api: Api, world: World) -> None:
    world.start("an")
    await api.ok("sendMessage", chat_id=501, text="1", reply_markup=json.dumps({"keyboard": [["Cũ"]]}))
    await api.ok("sendMessage", chat_id=501, text="2", reply_markup=json.dumps(CONTACT_KEYS))
    await api.ok("sendMessage", chat_id=501, text="3")
    with pytest.raises(LookupError, match="Gửi số, Bỏ qua"):
        world.press("an", "Cũ")
    world.press("an", "Gửi số")
    view = world.chat("an")
    assert view.keyboard is None
    contact = view.messages[-1].contact
    assert contact is not None
    assert (contact.user_id, contact.phone) == (501, "84900000001")


async def test_a_reply_keyboard_goes_when_removed_or_when_its_message_is_deleted(api: Api, world: World) -> None:
    world.start("an")
    markup = json.dumps({"keyboard": [["Có"]]})
    await api.ok("sendMessage", chat_id=501, text="1", reply_markup=markup)
    world.press("an", "Có")
    assert world.chat("an").keyboard is not None
    await api.ok("sendMessage", chat_id=501, text="2", reply_markup=json.dumps({"remove_keyboard": True}))
    assert world.chat("an").keyboard is None
    third = await api.ok("sendMessage", chat_id=501, text="3", reply_markup=markup)
    await api.ok("deleteMessage", chat_id=501, message_id=third["message_id"])
    assert world.chat("an").keyboard is None
    assert [message.text for message in world.chat("an").messages if message.deleted] == ["3"]


def test_contacts_of_others_come_with_another_user_or_none(world: World) -> None:
    world.start("an")
    world.share_contact("an", of_other="binh")
    world.share_contact("an", of_other="+84900000099")
    known, unknown = (message.contact for message in world.chat("an").messages[1:])
    assert known is not None
    assert unknown is not None
    assert (known.user_id, unknown.user_id) == (502, None)


def test_photos_and_documents_picked_together_go_as_two_albums(world: World) -> None:
    world.start("an")
    picture = Attachment("IMG_1.png", PNG, "image/png")
    document = Attachment("QD-15.docx", b"x", "application/vnd.ms-word")
    sent = world.send_album("an", [picture, picture, document, replace(picture, as_document=True)], "ảnh")
    messages = [message for message in world.chat("an").messages if message.id in sent]
    kinds = [message.file.kind for message in messages if message.file]
    assert kinds == ["photo", "photo", "document", "document"]
    groups = [message.media_group for message in messages]
    assert groups[0] == groups[1] != groups[2] == groups[3]
    assert [message.text for message in messages] == ["ảnh", "", "", ""]
    first = messages[0].file
    assert first is not None
    assert (first.width, first.height) == (640, 480)
    assert world.send_photo("an", PNG) == sent[-1] + 1
    assert world.chat("an").messages[-1].media_group is None


async def test_only_a_real_change_of_an_own_message_is_an_edit(world: World) -> None:
    world.start("an")
    mine = world.say("an", "một")
    world.edit("an", mine, "một ")
    world.edit("an", mine, "hai")
    assert [next(iter(update)) for update in await pending(world)] == ["message", "message", "edited_message"]
    message = world.chat("an").messages[-1]
    assert (message.text, message.edited) == ("hai", True)
    with pytest.raises(PhoneError):
        world.edit("an", world.share_contact("an"), "x")
    with pytest.raises(LookupError):
        world.edit("an", 77, "x")


async def test_editing_buttons_leaves_no_mark_but_editing_words_does(api: Api, world: World) -> None:
    world.start("an")
    sent = await api.ok("sendMessage", chat_id=501, text="x", reply_markup=inline([button()]))
    message_id = sent["message_id"]
    await api.ok("editMessageReplyMarkup", chat_id=501, message_id=message_id, reply_markup=inline([button("Khác")]))
    assert world.chat("an").messages[-1].edited is False
    answer = await api.ok("editMessageText", chat_id=501, message_id=message_id, text="y")
    assert world.chat("an").messages[-1].edited is True
    assert answer["edit_date"] == answer["date"]
    assert "reply_markup" not in answer, "an edit without buttons takes them away"


async def test_wait_is_woken_by_a_change_and_gives_up_in_time(api: Api, world: World) -> None:
    world.start("an")
    await api.ok("sendMessage", chat_id=501, text="x")
    await world.wait(lambda: world.last_bot_message("an") is not None, 0)
    with pytest.raises(TimeoutError):
        await world.wait(lambda: False, 0.01)


def test_a_wrong_key_names_the_phones_there_are(world: World) -> None:
    with pytest.raises(LookupError, match="an, binh, stranger"):
        world.say("chi", "x")


async def test_a_deleted_message_is_no_longer_the_last_one(api: Api, world: World) -> None:
    world.start("an")
    await api.ok("sendMessage", chat_id=501, text="một")
    second = await api.ok("sendMessage", chat_id=501, text="hai")
    await api.ok("deleteMessage", chat_id=501, message_id=second["message_id"])
    last = world.last_bot_message("an")
    assert last is not None
    assert last.text == "một"
    shown = views.phone(views.Place(world, ""), world.chat("an"))["messages"]
    assert [message["text"] for message in shown] == ["/start", "một"]


def test_the_same_content_has_the_same_unique_id_but_another_file_id(world: World) -> None:
    world.start("an")
    for name in ("a.pdf", "b.pdf"):
        world.send_document("an", name, b"same", "application/pdf")
    first, second = (message.file for message in world.chat("an").messages[1:])
    assert first is not None
    assert second is not None
    assert first.unique_id == second.unique_id
    assert first.file_id != second.file_id
