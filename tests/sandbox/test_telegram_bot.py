"""The production library against the sandbox: sending, editing, files, and every kind of update."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from telegram import Bot as TelegramBot
from telegram import (
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    KeyboardButton,
    MenuButtonCommands,
    ReplyKeyboardMarkup,
    ReplyParameters,
    Update,
)
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, RetryAfter
from telegram.request import HTTPXRequest

from bot.sandbox.content import Attachment
from bot.sandbox.telegram.rates import RateLimits, Rates
from tests.sandbox.conftest import PNG, TOKEN, Ticks

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.sandbox.world import World


def direct() -> HTTPXRequest:
    return HTTPXRequest(httpx_kwargs={"trust_env": False})


def library_bot(address: str, token: str = TOKEN) -> TelegramBot:
    return TelegramBot(
        token,
        base_url=f"{address}/bot",
        base_file_url=f"{address}/file/bot",
        request=direct(),
        get_updates_request=direct(),
    )


@pytest.fixture
async def bot(address: str) -> AsyncIterator[TelegramBot]:
    async with library_bot(address) as bot:
        yield bot


async def test_it_knows_itself_and_refuses_a_wrong_token(bot: TelegramBot, address: str) -> None:
    assert (bot.username, bot.id, bot.first_name) == ("sangkien_bot", 7000000001, "Sáng kiến")
    wrong = library_bot(address, "1:x")
    with pytest.raises(InvalidToken):
        await wrong.initialize()
    for request in wrong._request:
        await request.shutdown()


async def test_a_text_with_buttons_is_sent_edited_answered_and_deleted(bot: TelegramBot, world: World) -> None:
    world.start("an")
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Nộp", callback_data="submit")]])
    sent = await bot.send_message(
        501, "<b>Họ tên</b>?", parse_mode="HTML", reply_markup=keyboard, reply_parameters=ReplyParameters(1)
    )
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.text == "/start"
    world.tap("an", sent.message_id, "Nộp")
    query = (await bot.get_updates(offset=-1))[0].callback_query
    assert query is not None
    assert query.message is not None
    assert (query.data, query.message.is_accessible) == ("submit", True)
    assert await query.answer("Đã nhận", show_alert=True)
    edited = await bot.edit_message_text("Xong", 501, sent.message_id)
    assert not isinstance(edited, bool)
    assert edited.edit_date is not None
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_text("Xong", 501, sent.message_id)
    assert await bot.delete_messages(501, [1, sent.message_id])
    assert all(message.deleted for message in world.chat("an").messages)


async def test_files_go_both_ways(bot: TelegramBot, world: World) -> None:
    world.start("an")
    document = await bot.send_document(501, b"content", filename="Quyết định.pdf", caption="bản <i>gốc</i>",
                                       parse_mode="HTML")  # fmt: skip
    assert document.document is not None
    assert document.document.file_name == "Quyết định.pdf"
    assert document.document.mime_type == "application/pdf"
    again = await bot.send_document(501, document.document.file_id)
    assert again.document is not None
    assert again.document.file_unique_id == document.document.file_unique_id
    photo = await bot.send_photo(501, PNG, caption="ảnh")
    assert (photo.photo[-1].width, photo.photo[-1].height) == (640, 480)
    edited = await bot.edit_message_caption(501, photo.message_id, caption="ảnh mới")
    assert not isinstance(edited, bool)
    assert edited.caption == "ảnh mới"
    with pytest.raises(BadRequest, match="Can't use file of type document as photo"):
        await bot.send_photo(501, document.document.file_id)

    world.send_document("an", "QD-15.pdf", b"%PDF-1.7", "application/pdf", "văn bản")
    message = (await bot.get_updates(offset=-1))[0].message
    assert message is not None
    assert message.document is not None
    assert (message.document.file_name, message.caption) == ("QD-15.pdf", "văn bản")
    file = await message.document.get_file()
    assert bytes(await file.download_as_bytearray()) == b"%PDF-1.7"


async def test_albums_go_both_ways(bot: TelegramBot, world: World) -> None:
    world.start("an")
    pictures = [InputMediaPhoto(PNG, caption="ảnh"), InputMediaPhoto(PNG)]
    sent = await bot.send_media_group(501, pictures)
    assert sent[0].media_group_id == sent[1].media_group_id is not None
    assert (sent[0].caption, sent[1].caption) == ("ảnh", None)
    sent = await bot.send_media_group(501, [InputMediaDocument(b"a", filename=f"{n}.txt") for n in range(3)])
    assert [message.document.file_name for message in sent if message.document] == ["0.txt", "1.txt", "2.txt"]
    world.send_album("an", [Attachment("a.jpg", PNG, "image/jpeg")] * 2, "hai ảnh")
    first, second = (update.message for update in await bot.get_updates(offset=-2))
    assert first is not None
    assert second is not None
    assert first.media_group_id == second.media_group_id is not None
    assert (first.caption, second.caption) == ("hai ảnh", None)


async def test_a_file_over_twenty_megabytes_cannot_be_fetched(bot: TelegramBot, world: World) -> None:
    world.start("an")
    world.send_document("an", "big.zip", bytes((20 << 20) + 1), "application/zip")
    message = (await bot.get_updates(offset=-1))[0].message
    assert message is not None
    assert message.document is not None
    with pytest.raises(BadRequest, match="File is too big"):
        await message.document.get_file()


async def test_every_kind_of_update_is_one_the_library_understands(bot: TelegramBot, world: World) -> None:
    world.start("an", "u-1")
    sent = await bot.send_message(
        501, "x", reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton("a", callback_data="a")]])
    )
    mine = world.say("an", "xem https://example.com/x", reply_to=sent.message_id)
    world.edit("an", mine, "khác")
    world.tap("an", sent.message_id, "a")
    await bot.delete_message(501, sent.message_id)
    world.tap_data("an", sent.message_id, "a")
    world.share_contact("an")
    world.share_contact("an", of_other="+84900000099")
    world.send_photo("an", PNG)
    world.send_document("an", "a.pdf", b"a", "application/pdf")
    kinds = ("sticker", "voice", "audio", "video", "video_note", "animation", "location", "dice", "poll")
    for kind in kinds:
        world.send_other("an", kind)
    world.block("an")
    world.unblock("an")
    bodies = [update.body() for update in world.account().updates.alive()]
    updates = [Update.de_json(body, bot) for body in bodies]
    assert len(updates) == 20
    assert [update.update_id for update in updates] == sorted(update.update_id for update in updates)
    assert not any(update.api_kwargs for update in updates)
    messages = [update.effective_message for update in updates if update.effective_message]
    assert not any(message.api_kwargs for message in messages)
    assert all(getattr(message, kind) for message, kind in zip(messages[-len(kinds) :], kinds, strict=True))
    inaccessible = updates[4].callback_query
    assert inaccessible is not None
    assert inaccessible.message is not None
    assert not inaccessible.message.is_accessible
    blocked = updates[-2].my_chat_member
    assert blocked is not None
    assert (blocked.old_chat_member.status, blocked.new_chat_member.status) == ("member", "kicked")


async def test_reply_keyboards_and_commands_reach_the_phone(bot: TelegramBot, world: World) -> None:
    world.start("an")
    keyboard = ReplyKeyboardMarkup([[KeyboardButton("Gửi số", request_contact=True)]], input_field_placeholder="0912")
    await bot.send_message(501, "Số?", reply_markup=keyboard)
    view = world.chat("an")
    assert view.keyboard is not None
    assert view.keyboard.rows[0][0].request == "request_contact"
    assert view.keyboard.placeholder == "0912"
    await bot.set_my_commands([BotCommand("nop", "Nộp sáng kiến")])
    await bot.set_my_commands([BotCommand("submit", "Hand in")], language_code="en")
    await bot.set_my_commands([BotCommand("hangcho", "Hàng chờ")], scope=BotCommandScopeChat(501))
    menus = [world.chat(key).commands for key in ("an", "binh", "stranger")]
    assert [menu[0][0] for menu in menus] == ["hangcho", "nop", "submit"]
    assert [command.command for command in await bot.get_my_commands()] == ["nop"]
    await bot.delete_my_commands(scope=BotCommandScopeChat(501))
    assert world.chat("an").commands[0][0] == "nop"
    await bot.set_my_name("Sáng kiến Đắk Lắk")
    await bot.set_my_description("Nơi nộp sáng kiến")
    await bot.set_my_short_description("Nộp sáng kiến")
    await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
    assert (await bot.get_chat(501)).first_name == "Trần Thị An"


async def test_refusals_become_the_librarys_errors(
    bot: TelegramBot, world: World, ticks: Ticks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    with pytest.raises(Forbidden, match="can't initiate conversation"):
        await bot.send_message(502, "x")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(999, "x")
    world.start("an")
    world.account().rates = Rates(RateLimits(chat_burst=1), ticks)
    await bot.send_chat_action(501, "typing")
    assert world.chat("an").typing
    await bot.send_message(501, "x")
    assert not world.chat("an").typing
    with pytest.raises(RetryAfter) as refusal:
        await bot.send_message(501, "x")
    assert refusal.value.retry_after == timedelta(seconds=1)
    await bot.set_webhook("http://127.0.0.1:1/", secret_token="x")
    with pytest.raises(Conflict):
        await bot.get_updates()
    assert (await bot.get_webhook_info()).url == "http://127.0.0.1:1/"
