"""Screens delivered over real HTTP, and what every refusal of Telegram means for the sender."""

from __future__ import annotations

import json
import traceback
from collections.abc import AsyncIterator

import pytest
from structlog.testing import capture_logs

from bot.channels.channel import Erase, LaterError, NeverError, Outgoing, PassFile, Post, Redraw, SendText, UploadFile
from bot.channels.telegram.bots import NamedBot, make_bot
from bot.channels.telegram.client import TelegramChannel
from bot.event import Address
from bot.files.source import TooLargeError
from flows.screen import Action, Button, Screen, button, column
from tests.telegram.server import TOKEN, Answer, Api, markup, ok, refused, sent
from tests.telegram.words import say

AN = Address("telegram", "daklak", "5")
POST = Post(Screen(("Chào <An>",), column(button("Nộp", "submit"))))
REDRAW = Redraw("39", Screen(("Đã xác nhận",)))


@pytest.fixture
def channel(bot: NamedBot) -> TelegramChannel:
    return TelegramChannel({"daklak": bot})


async def test_a_screen_is_sent_as_html_without_previews_of_links(api: Api, channel: TelegramChannel) -> None:
    api.will("sendMessage", sent(81))
    assert await channel.deliver(AN, POST, say) == "81"
    (asked,) = api.asked("sendMessage")
    assert (asked["chat_id"], asked["text"], asked["parse_mode"]) == ("5", "Chào &lt;An&gt;", "HTML")
    assert json.loads(asked["link_preview_options"]) == {"is_disabled": True}
    assert markup(asked) == {"inline_keyboard": [[{"text": "Nộp", "callback_data": "submit"}]]}


async def test_old_keys_are_removed_with_the_next_screen(api: Api, channel: TelegramChannel) -> None:
    api.will("sendMessage", sent())
    await channel.deliver(AN, Post(Screen(("Đơn vị?",))), say)
    assert markup(api.asked("sendMessage")[0]) == {"remove_keyboard": True}


async def test_each_bot_speaks_with_its_own_voice(api: Api, channel: TelegramChannel) -> None:
    second = make_bot("gialai", "99:other", api.url)
    both = TelegramChannel({"gialai": second})
    await both.open()
    api.will("sendMessage", sent())
    assert await both.deliver(Address("telegram", "gialai", "5"), POST, say) == "77"
    await both.close()


async def test_a_message_is_redrawn_in_place_without_its_buttons(api: Api, channel: TelegramChannel) -> None:
    api.will("editMessageText", sent(39))
    assert await channel.deliver(AN, REDRAW, say) == "39"
    (asked,) = api.asked("editMessageText")
    assert (asked["chat_id"], asked["message_id"], asked["text"]) == ("5", "39", "Đã xác nhận")
    assert "reply_markup" not in asked


async def test_a_redrawn_message_is_never_given_keys_that_telegram_refuses_there(
    api: Api, channel: TelegramChannel
) -> None:
    api.will("editMessageText", sent(39))
    share = Button("Gửi số", Action("phone"), shares_contact=True)
    await channel.deliver(AN, Redraw("39", Screen(("Số?",), ((share, button("Về", "back")),))), say)
    assert markup(api.asked("editMessageText")[0]) == {"inline_keyboard": [[{"text": "Về", "callback_data": "back"}]]}


@pytest.mark.parametrize(
    ("description", "level"),
    [
        ("Bad Request: message is not modified: specified new message content and reply markup are the same", None),
        ("Bad Request: message to edit not found", None),
        ("Bad Request: message can't be edited", None),
        ("Bad Request: MESSAGE_ID_INVALID", "warning"),
    ],
)
async def test_a_message_that_cannot_be_redrawn_is_no_error(
    api: Api, channel: TelegramChannel, description: str, level: str | None
) -> None:
    api.will("editMessageText", refused(400, description))
    with capture_logs() as logs:
        assert await channel.deliver(AN, REDRAW, say) == "39"
    assert [entry["log_level"] for entry in logs] == ([level] if level else [])


async def test_a_message_is_erased(api: Api, channel: TelegramChannel) -> None:
    api.will("deleteMessage", ok(True))
    assert await channel.deliver(AN, Erase("40"), say) is None
    assert api.asked("deleteMessage") == [{"chat_id": "5", "message_id": "40"}]


@pytest.mark.parametrize("description", ["Bad Request: message to delete not found", "Bad Request: anything"])
async def test_a_message_that_cannot_be_erased_is_no_error(
    api: Api, channel: TelegramChannel, description: str
) -> None:
    api.will("deleteMessage", refused(400, description))
    assert await channel.deliver(AN, Erase("40"), say) is None


@pytest.mark.parametrize(("kind", "method"), [("photo", "sendPhoto"), ("document", "sendDocument")])
async def test_a_file_is_passed_on_by_its_reference(api: Api, channel: TelegramChannel, kind: str, method: str) -> None:
    api.will(method, sent(82))
    assert await channel.deliver(AN, PassFile("file-1", "a.pdf", kind), say) == "82"
    assert api.asked(method) == [{"chat_id": "5", kind: "file-1"}]


@pytest.mark.parametrize(("kind", "method"), [("photo", "sendPhoto"), ("document", "sendDocument")])
async def test_a_file_kept_here_is_uploaded_under_its_name(
    api: Api, channel: TelegramChannel, kind: str, method: str
) -> None:
    api.will(method, sent(83))
    assert await channel.deliver(AN, UploadFile(b"content", "QĐ 15.pdf", kind), say) == "83"
    (call,) = [call for call in api.calls if call.method == method]
    assert list(call.files.values()) == [("QĐ 15.pdf", b"content")]


async def test_a_file_is_fetched_through_its_bot(api: Api, channel: TelegramChannel) -> None:
    api.will("getFile", ok({"file_id": "f", "file_unique_id": "u", "file_size": 7, "file_path": "documents/1.pdf"}))
    api.ordinary["documents/1.pdf"] = Answer(200, b"content")
    assert await channel.fetch(AN, "f", 7) == b"content"
    assert api.asked("getFile") == [{"file_id": "f"}]


async def test_a_file_is_not_downloaded_when_its_size_is_told_to_be_too_large(
    api: Api, channel: TelegramChannel
) -> None:
    api.will("getFile", ok({"file_id": "f", "file_unique_id": "u", "file_size": 8, "file_path": "documents/1.pdf"}))
    with pytest.raises(TooLargeError):
        await channel.fetch(AN, "f", 7)


async def test_a_file_larger_than_told_is_not_read_to_its_end(api: Api, channel: TelegramChannel) -> None:
    api.will("getFile", ok({"file_id": "f", "file_unique_id": "u", "file_size": 7, "file_path": "documents/1.pdf"}))
    api.ordinary["documents/1.pdf"] = Answer(200, b"contents")
    with pytest.raises(TooLargeError):
        await channel.fetch(AN, "f", 7)


FETCHING = {
    "too big for the Bot API": (refused(400, "Bad Request: file is too big"), TooLargeError),
    "unknown": (refused(400, "Bad Request: invalid file_id"), NeverError),
    "too many requests": (refused(429, "Too Many Requests: retry after 7", retry_after=7), LaterError),
    "trouble there": (refused(500, "Internal Server Error"), LaterError),
    "no answer of the Bot API": (Answer(200, b"<html>"), LaterError),
    "gone meanwhile": (
        ok({"file_id": "f", "file_unique_id": "u", "file_size": 7, "file_path": "documents/gone.pdf"}),
        LaterError,
    ),
}


@pytest.mark.parametrize(("answer", "error"), FETCHING.values(), ids=FETCHING)
async def test_what_a_refusal_means_for_a_file_to_fetch(
    api: Api, channel: TelegramChannel, answer: Answer, error: type[Exception]
) -> None:
    api.will("getFile", answer)
    api.ordinary["documents/gone.pdf"] = refused(404, "Not Found")
    with pytest.raises(error) as raised:
        await channel.fetch(AN, "f", 7)
    assert "the-secret-part" not in "".join(traceback.format_exception(raised.value))


async def test_a_file_of_a_bot_that_is_not_there_waits(channel: TelegramChannel) -> None:
    with pytest.raises(LaterError):
        await channel.fetch(Address("telegram", "gone", "5"), "f", 7)


async def test_a_reference_is_never_read_as_a_file_of_this_machine(api: Api, channel: TelegramChannel) -> None:
    api.will("sendDocument", sent())
    await channel.deliver(AN, PassFile(__file__, "a.pdf", "document"), say)
    assert api.asked("sendDocument")[0]["document"] == __file__


@pytest.mark.parametrize(
    ("answer", "after"),
    [
        (refused(429, "Too Many Requests: retry after 7", retry_after=7), 7),
        (refused(429, "Too Many Requests"), None),
        (refused(401, "Unauthorized"), 60),
        (refused(404, "Not Found"), 60),
        (refused(409, "Conflict: terminated by other getUpdates request"), None),
        (refused(500, "Internal Server Error"), None),
        (refused(502, "Bad Gateway"), None),
        (Answer(503, b"<html>down</html>"), None),
        (Answer(403, b"<html>a proxy's word is not Telegram's</html>"), None),
        (Answer(200, {"ok": False, "error_code": 400, "description": "Bad Request"}), None),
        (Answer(200, {"ok": True, "result": {"strange": 1}}), None),
    ],
)
@pytest.mark.parametrize("outgoing", [POST, REDRAW])
async def test_what_may_pass_is_tried_later(
    api: Api, channel: TelegramChannel, answer: Answer, after: float | None, outgoing: Outgoing
) -> None:
    api.will("sendMessage", answer)
    api.will("editMessageText", answer)
    with pytest.raises(LaterError) as caught:
        await channel.deliver(AN, outgoing, say)
    assert caught.value.after == after
    assert TOKEN not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    ("answer", "unreachable", "moved_to"),
    [
        (refused(403, "Forbidden: bot was blocked by the user"), True, None),
        (refused(403, "Forbidden: user is deactivated"), True, None),
        (refused(400, "Bad Request: chat not found"), True, None),
        (refused(400, "Bad Request: message is too long"), False, None),
        (refused(400, "Bad Request: upgraded to a supergroup chat", migrate_to_chat_id=-100), False, "-100"),
    ],
)
async def test_what_cannot_pass_is_given_up(
    api: Api, channel: TelegramChannel, answer: Answer, unreachable: bool, moved_to: str | None
) -> None:
    api.will("sendMessage", answer)
    with pytest.raises(NeverError) as caught:
        await channel.deliver(AN, POST, say)
    assert (caught.value.unreachable, caught.value.moved_to) == (unreachable, moved_to)


@pytest.mark.parametrize("outgoing", [REDRAW, Erase("40")])
async def test_who_blocked_us_is_noticed_when_redrawing_and_erasing_too(
    api: Api, channel: TelegramChannel, outgoing: Outgoing
) -> None:
    api.will("editMessageText", refused(403, "Forbidden: bot was blocked by the user"))
    api.will("deleteMessage", refused(403, "Forbidden: bot was blocked by the user"))
    with pytest.raises(NeverError) as caught:
        await channel.deliver(AN, outgoing, say)
    assert caught.value.unreachable


async def test_a_refused_token_calls_for_the_operator_without_naming_it(api: Api, channel: TelegramChannel) -> None:
    api.will("sendMessage", refused(401, "Unauthorized"))
    with capture_logs() as logs, pytest.raises(LaterError):
        await channel.deliver(AN, POST, say)
    assert logs == [{"event": "telegram_token_refused", "bot": "daklak", "log_level": "error"}]


async def test_a_bot_that_is_not_set_up_keeps_its_messages_waiting(channel: TelegramChannel) -> None:
    with pytest.raises(LaterError) as caught:
        await channel.deliver(Address("telegram", "gone", "5"), POST, say)
    assert caught.value.after == 60


async def test_a_press_is_acknowledged_in_at_most_two_hundred_characters(api: Api, channel: TelegramChannel) -> None:
    api.will("answerCallbackQuery", ok(True), ok(True))
    await channel.acknowledge(AN, "press-1", "ă" * 201)
    await channel.acknowledge(AN, "press-2", None)
    assert api.asked("answerCallbackQuery") == [
        {"callback_query_id": "press-1", "text": "ă" * 200},
        {"callback_query_id": "press-2"},
    ]


async def test_a_word_in_confidence_stands_over_the_chat(api: Api, channel: TelegramChannel) -> None:
    api.will("answerCallbackQuery", ok(True))
    await channel.acknowledge(AN, "press-1", "066199001234", stays=True)
    assert api.asked("answerCallbackQuery") == [
        {"callback_query_id": "press-1", "text": "066199001234", "show_alert": "true"}
    ]


async def test_a_text_made_for_somebody_is_sent_as_a_file_of_that_name(api: Api, channel: TelegramChannel) -> None:
    api.will("sendDocument", sent(83))
    assert await channel.deliver(AN, SendText("du-lieu-cua-toi.txt", "Trần Thị An"), say) == "83"
    (call,) = [one for one in api.calls if one.method == "sendDocument"]
    assert "du-lieu-cua-toi.txt" in str(call.files)
    assert call.params["chat_id"] == "5"


@pytest.mark.parametrize(
    "answer",
    [refused(400, "Bad Request: query is too old"), refused(401, "Unauthorized"), Answer(200, {"ok": False})],
)
async def test_an_acknowledgement_that_fails_is_nobodys_loss(
    api: Api, channel: TelegramChannel, answer: Answer
) -> None:
    api.will("answerCallbackQuery", answer)
    await channel.acknowledge(AN, "press-1", "Đã nhận")
    await channel.acknowledge(Address("telegram", "gone", "5"), "press-1", None)


@pytest.fixture
async def fresh(api: Api) -> AsyncIterator[TelegramChannel]:
    channel = TelegramChannel({"daklak": make_bot("daklak", TOKEN, api.url)})
    yield channel
    await channel.close()


@pytest.mark.parametrize("answer", [refused(401, "Unauthorized"), refused(502, "Bad Gateway"), Answer(200, {})])
async def test_we_start_although_telegram_does_not_know_us_now(
    api: Api, fresh: TelegramChannel, answer: Answer
) -> None:
    api.will("getMe", answer)
    api.will("sendMessage", sent())
    with capture_logs() as logs:
        await fresh.open()
    assert [entry["bot"] for entry in logs] == ["daklak"]
    assert TOKEN not in str(logs)
    assert await fresh.deliver(AN, POST, say) == "77"
