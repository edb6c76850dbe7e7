"""Every refusal, word for word, through real HTTP."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from tests.sandbox.conftest import PNG, Api, Ticks, button, inline

if TYPE_CHECKING:
    from bot.clock import FrozenClock
    from bot.sandbox.world import World

AN, BINH, NOBODY = 501, 502, 999
TO_AN = {"chat_id": AN, "text": "x"}


def html(text: str) -> dict[str, Any]:
    return {"chat_id": AN, "text": text, "parse_mode": "HTML"}


def markdown(text: str) -> dict[str, Any]:
    return {"chat_id": AN, "text": text, "parse_mode": "MarkdownV2"}


def with_markup(markup: Any) -> dict[str, Any]:
    return {**TO_AN, "reply_markup": markup if isinstance(markup, str) else json.dumps(markup)}


def command(**fields: Any) -> dict[str, Any]:
    return {"commands": [{"command": "nop", "description": "Nộp sáng kiến"} | fields]}


NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
NO_EQUAL_SIGN = (
    'can\'t parse entities: Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0'
)
NO_SPOILER = 'can\'t parse entities: Tag "span" must have class "tg-spoiler" at byte offset 0'
ROWS = [[button()]]

# message 1: An's /start; 2: a text with a button; 3: a document; 4: a text with a reply keyboard
REFUSALS: list[tuple[str, dict[str, Any], str]] = [
    ("sendMessage", {"chat_id": AN}, "message text is empty"),
    ("sendMessage", {"chat_id": AN, "text": ""}, "message text is empty"),
    ("sendMessage", {"chat_id": AN, "text": " \n\u200b "}, "text must be non-empty"),
    ("sendMessage", html("<b> </b>"), "text must be non-empty"),
    ("sendMessage", {"chat_id": AN, "text": "ă" * 4097}, "message is too long"),
    ("sendMessage", {"chat_id": AN, "text": "ă" * 16385}, "text is too long"),
    ("sendMessage", {"text": "x"}, "chat_id is empty"),
    ("sendMessage", {"chat_id": NOBODY, "text": "x"}, "chat not found"),
    ("sendMessage", {"chat_id": "@an_ca_phe", "text": "x"}, "chat not found"),
    ("sendMessage", {**TO_AN, "parse_mode": "BBCode"}, "unsupported parse_mode"),
    ("sendMessage", html("<x>a</x>"), 'can\'t parse entities: Unsupported start tag "x" at byte offset 0'),
    ("sendMessage", html("ă<p>"), 'can\'t parse entities: Unsupported start tag "p" at byte offset 2'),
    ("sendMessage", html("a < b"), 'can\'t parse entities: Unsupported start tag "" at byte offset 2'),
    ("sendMessage", html("a <"), "can't parse entities: Unclosed start tag at byte offset 2"),
    ("sendMessage", html("<b>a"), 'can\'t parse entities: Can\'t find end tag corresponding to start tag "b"'),
    ("sendMessage", html("a</b>"), "can't parse entities: Unexpected end tag at byte offset 1"),
    (
        "sendMessage",
        html("<b>ă</i>"),
        'can\'t parse entities: Unmatched end tag at byte offset 5, expected "</b>", found "</i>"',
    ),
    ("sendMessage", html("<a href>x</a>"), NO_EQUAL_SIGN),
    ("sendMessage", html("<span>x</span>"), NO_SPOILER),
    (
        "sendMessage",
        markdown("Xong."),
        "can't parse entities: Character '.' is reserved and must be escaped with the preceding '\\'",
    ),
    ("sendMessage", markdown("Đã *nộp"), "can't parse entities: Can't find end of Bold entity at byte offset 5"),
    ("sendMessage", markdown("[a](b"), "can't parse entities: Can't find end of a URL at byte offset 4"),
    ("sendMessage", {**TO_AN, "reply_parameters": {"message_id": 77}}, "message to be replied not found"),
    ("sendMessage", with_markup("{"), "can't parse reply keyboard markup JSON object"),
    ("sendMessage", with_markup("[]"), "object expected as reply markup"),
    (
        "sendMessage",
        with_markup({"inline_keyboard": [button()]}),
        'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
    ),
    (
        "sendMessage",
        with_markup({"keyboard": "Có"}),
        'field "keyboard" of the ReplyKeyboardMarkup must be an Array of Arrays',
    ),
    (
        "sendMessage",
        with_markup(inline([{"text": "Nộp"}])),
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    ("sendMessage", with_markup(inline([button(text=" ")])), "inline keyboard button text must be non-empty"),
    ("sendMessage", with_markup(inline([button(data="ă" * 33)])), "BUTTON_DATA_INVALID"),
    ("sendMessage", with_markup(inline([button(data="")])), "BUTTON_DATA_INVALID"),
    (
        "sendMessage",
        with_markup(inline([{"text": "Mở", "url": "ftp://example.com"}])),
        "inline keyboard button URL 'ftp://example.com' is invalid: Unsupported URL protocol",
    ),
    ("sendMessage", with_markup(inline(*[[button(data=str(n))] for n in range(101)])), "reply markup is too long"),
    ("sendMessage", with_markup(inline(*[[button(text="x" * 200)]] * 60)), "reply markup is too long"),
    ("sendChatAction", {"chat_id": AN, "action": "dancing"}, "wrong parameter action in request"),
    ("editMessageText", {"chat_id": AN, "text": "x"}, "message identifier is not specified"),
    ("editMessageText", {"chat_id": AN, "message_id": 77, "text": "x"}, "message to edit not found"),
    ("editMessageText", {"chat_id": AN, "message_id": 1, "text": "x"}, "message can't be edited"),
    ("editMessageText", {"chat_id": AN, "message_id": 4, "text": "x"}, "message can't be edited"),
    ("editMessageText", {"chat_id": AN, "message_id": 3, "text": "x"}, "there is no text in the message to edit"),
    ("editMessageText", {"chat_id": AN, "message_id": 2, "text": "Câu hỏi", "reply_markup": inline(*ROWS)},
     NOT_MODIFIED),
    ("editMessageText", {"chat_id": AN, "message_id": 2, "text": "x", "reply_markup": {"remove_keyboard": True}},
     "inline keyboard expected"),
    ("editMessageReplyMarkup", {"chat_id": AN, "message_id": 2, "reply_markup": inline(*ROWS)}, NOT_MODIFIED),
    ("editMessageCaption", {"chat_id": AN, "message_id": 2, "caption": "x"},
     "there is no caption in the message to edit"),
    ("editMessageCaption", {"chat_id": AN, "message_id": 3, "caption": "x" * 1025}, "message caption is too long"),
    ("deleteMessage", {"chat_id": AN, "message_id": 77}, "message to delete not found"),
    ("deleteMessages", {"chat_id": AN, "message_ids": []}, "message identifiers are not specified"),
    ("deleteMessages", {"chat_id": AN, "message_ids": list(range(1, 102))}, "too many message identifiers specified"),
    ("answerCallbackQuery", {"callback_query_id": "1"},
     "query is too old and response timeout expired or query ID is invalid"),
    ("answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 201}, "MESSAGE_TOO_LONG"),
    ("sendDocument", {"chat_id": AN}, "there is no document in the request"),
    ("sendDocument", {"chat_id": AN, "document": "attach://none"}, "there is no document in the request"),
    ("sendDocument", {"chat_id": AN, "document": "x"}, "wrong file identifier/HTTP URL specified"),
    ("sendPhoto", {"chat_id": AN, "photo": "https://example.com/a.jpg"}, "failed to get HTTP URL content"),
    ("sendMediaGroup", {"chat_id": AN, "media": "["}, "can't parse media JSON object"),
    ("sendMediaGroup", {"chat_id": AN, "media": []}, "there are no messages to send"),
    ("sendMediaGroup", {"chat_id": AN, "media": [{"type": "photo", "media": "x"}] * 11},
     "too many messages to send as an album"),
    ("sendMediaGroup", {"chat_id": AN, "media": [{"type": "photo"}, {"type": "document"}]},
     "document can't be mixed with other media types"),
    ("getFile", {}, "file_id not specified"),
    ("getFile", {"file_id": "x"}, "invalid file_id"),
    ("getFile", {"file_id": "BQACAgUAAx-gone"}, "wrong file_id or the file is temporarily unavailable"),
    ("getChat", {"chat_id": BINH}, "chat not found"),
    ("setMyCommands", {"commands": "{"}, "can't parse commands JSON object"),
    ("setMyCommands", command(command="/"), "command must be non-empty"),
    ("setMyCommands", command(command="x" * 33), "command length must not exceed 32"),
    ("setMyCommands", command(command="Nop"), "BOT_COMMAND_INVALID"),
    ("setMyCommands", command(description=" "), "command description must be non-empty"),
    ("setMyCommands", command(description="x" * 257), "command description length must not exceed 256"),
    ("setMyCommands", {"commands": ["nop"]}, "can't parse BotCommand: expected an Object"),
    ("setMyCommands", command() | {"language_code": "vie"}, "invalid language code specified"),
    ("setMyName", {"name": "x" * 65}, "bot name is too long"),
    ("setWebhook", {"url": "ftp://127.0.0.1/"}, "invalid webhook URL specified"),
    ("setWebhook", {"url": "http://example.com/"},
     "bad webhook: An HTTPS URL must be provided for webhook"),
    ("setWebhook", {"url": "https://example.com:8080/"},
     "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"),
    ("setWebhook", {"url": "https://example.com/"},
     "bad webhook: Failed to resolve host: Name or service not known"),
    ("setWebhook", {"url": "http://127.0.0.1:1/", "secret_token": "x" * 257}, "secret token is too long"),
    ("setWebhook", {"url": "http://127.0.0.1:1/", "secret_token": "ă"},
     "secret token contains unallowed characters"),
]  # fmt: skip


@pytest.fixture
async def chat(api: Api, world: World) -> None:
    world.start("an")
    await api.ok("sendMessage", chat_id=AN, text="Câu hỏi", reply_markup=inline(*ROWS))
    form = aiohttp.FormData({"chat_id": str(AN)})
    form.add_field("document", b"content", filename="a.pdf")
    async with api.session.post(f"{api.address}/bot{api.token}/sendDocument", data=form) as response:
        assert response.status == 200
    await api.ok("sendMessage", chat_id=AN, text="Chọn", reply_markup=json.dumps({"keyboard": [["Có"]]}))


@pytest.mark.usefixtures("chat")
@pytest.mark.parametrize(("method", "parameters", "description"), REFUSALS)
async def test_a_call_is_refused_in_telegrams_words(
    api: Api, method: str, parameters: dict[str, Any], description: str
) -> None:
    assert await api.refused(method, **parameters) == (400, f"Bad Request: {description}")


async def test_a_person_who_never_started_is_out_of_reach(api: Api) -> None:
    words = "Forbidden: bot can't initiate conversation with a user"
    assert await api.refused("sendMessage", chat_id=BINH, text="x") == (403, words)


async def test_a_person_who_blocked_the_bot_is_out_of_reach_until_they_unblock(api: Api, world: World) -> None:
    world.start("an")
    world.block("an")
    assert await api.refused("sendMessage", **TO_AN) == (403, "Forbidden: bot was blocked by the user")
    assert (await api.refused("sendChatAction", chat_id=AN, action="typing"))[0] == 403
    world.unblock("an")
    assert await api.ok("sendMessage", **TO_AN)


async def test_a_bot_cannot_write_to_a_bot(api: Api) -> None:
    words = "Forbidden: the bot can't send messages to the bot"
    assert await api.refused("sendMessage", chat_id=7000000002, text="x") == (403, words)


@pytest.mark.parametrize(
    ("path", "status", "description"),
    [
        ("bot1/getMe", 401, "Unauthorized: invalid token specified"),
        ("bot1:x/getMe", 401, "Unauthorized"),
        ("bot7000000001:AAF-sandbox/fly", 404, "Not Found: method not found"),
        ("bot7000000001:AAF-sandbox", 404, "Not Found"),
        ("bot7000000001:AAF-sandbox/getMe/x", 404, "Not Found"),
        ("file/bot7000000001:AAF-sandbox/documents/file_1.pdf", 404, "Not Found"),
        ("file/bot1:x/documents/file_1.pdf", 401, "Unauthorized"),
    ],
)
async def test_a_wrong_address_is_refused(api: Api, path: str, status: int, description: str) -> None:
    async with api.session.get(f"{api.address}/{path}") as response:
        assert response.status == status
        assert await response.json() == {"ok": False, "error_code": status, "description": description}


async def test_an_old_message_can_no_longer_be_deleted(api: Api, world: World, clock: FrozenClock) -> None:
    old = world.start("an")
    clock.forward(timedelta(hours=47))
    young = world.say("an", "x")
    clock.forward(timedelta(hours=1))
    words = (400, "Bad Request: message can't be deleted for everyone")
    assert await api.refused("deleteMessage", chat_id=AN, message_id=old) == words
    assert await api.refused("deleteMessages", chat_id=AN, message_ids=[young, old]) == words
    assert await api.ok("deleteMessages", chat_id=AN, message_ids=[young, 77])
    assert await api.refused("deleteMessage", chat_id=AN, message_id=young) == (
        400,
        "Bad Request: message to delete not found",
    )


async def test_a_tap_is_answered_once_and_within_half_a_minute(api: Api, world: World, ticks: Ticks) -> None:
    world.start("an")
    message = await api.ok("sendMessage", **with_markup(inline(*ROWS)))
    first, late = (world.tap("an", message["message_id"], "Nộp") for _ in range(2))
    ticks.now += 30
    assert await api.ok("answerCallbackQuery", callback_query_id=first)
    words = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    assert await api.refused("answerCallbackQuery", callback_query_id=first) == (400, words)
    ticks.now += 1
    assert await api.refused("answerCallbackQuery", callback_query_id=late) == (400, words)


async def test_a_body_over_fifty_megabytes_is_refused(api: Api, world: World) -> None:
    world.start("an")
    form = aiohttp.FormData({"chat_id": str(AN)})
    form.add_field("document", io.BytesIO(bytes(51 << 20)), filename="a.zip")
    async with api.session.post(f"{api.address}/bot{api.token}/sendDocument", data=form) as response:
        assert response.status == 413
        assert (await response.json())["description"] == "Request Entity Too Large"


@pytest.mark.parametrize(
    ("content", "description"),
    [
        (b"", "file must be non-empty"),
        (b"text", "IMAGE_PROCESS_FAILED"),
        (PNG[:16] + b"\x00\x00\x20\x00\x00\x00\x20\x00", "PHOTO_INVALID_DIMENSIONS"),
        (PNG[:16] + b"\x00\x00\x00\x15\x00\x00\x00\x01", "PHOTO_INVALID_DIMENSIONS"),
        (
            PNG + bytes(10 << 20),
            "file of size 10485789 bytes is too big for a photo; the maximum size is 10485760 bytes",
        ),
    ],
)
async def test_what_is_no_photo_is_refused(api: Api, world: World, content: bytes, description: str) -> None:
    world.start("an")
    form = aiohttp.FormData({"chat_id": str(AN)})
    form.add_field("photo", io.BytesIO(content), filename="a.png")
    async with api.session.post(f"{api.address}/bot{api.token}/sendPhoto", data=form) as response:
        assert (await response.json())["description"] == f"Bad Request: {description}"


async def test_what_is_exactly_as_long_as_allowed_is_taken(api: Api, world: World) -> None:
    world.start("an")
    sent = await api.ok(
        "sendMessage",
        chat_id=AN,
        text=f"<b>{'😀' * 4096}</b>",
        parse_mode="HTML",
        reply_markup=inline(*[[button(data="x" * 64)]] * 90),
    )
    assert len(sent["text"]) == 4096
    assert sent["entities"] == [{"type": "bold", "offset": 0, "length": 8192}]
    assert await api.ok("setMyCommands", **command(command="x" * 32, description="x" * 256))
