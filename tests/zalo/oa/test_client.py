"""Screens delivered over real HTTP to the Official Account, and what becomes of what it refuses."""

from __future__ import annotations

import traceback
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image
from structlog.testing import capture_logs

from bot.channels.capabilities import ZALO_OA
from bot.channels.channel import (
    Erase,
    LaterError,
    NeverError,
    PassFile,
    Picture,
    Post,
    Redraw,
    SendText,
    UploadFile,
)
from bot.channels.plain import written
from bot.channels.zalo.oa.api import OpenApi
from bot.channels.zalo.oa.client import Choices
from bot.clock import FrozenClock
from flows.screen import Screen, button, column
from tests.telegram.words import say
from tests.zalo.oa.conftest import AN, APP, Process
from tests.zalo.oa.server import Answer, Zalo, refused

CS = "/v3.0/oa/message/cs"
ASKED = Post(Screen(("Đơn vị?",), column(button("Công an", "unit", 12), button("Y tế", "unit", 13))), nonce="9f")
SAID = Post(Screen(("Đã nhận.",)))
BUTTONS = {
    "type": "template",
    "payload": {
        "buttons": [
            {"title": "Công an", "type": "oa.query.hide", "payload": "#9f:unit:12"},
            {"title": "Y tế", "type": "oa.query.hide", "payload": "#9f:unit:13"},
        ]
    },
}
PNG = b"\x89PNG\r\n\x1a\n picture"
PDF = b"%PDF-1.7 a paper"
PROOF = "6c2a760f318e2f60ebdb777edad753e041feab5628fa7e1dd140c4fb57745016"  # of a1, under the application's secret

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_a_screen_is_a_text_with_its_buttons(process: Process, zalo: Zalo) -> None:
    assert await process.channel().deliver(AN, ASKED, say) == "m1"
    (call,) = zalo.calls
    assert (call.path, call.token, call.body["recipient"]) == (CS, "a1", {"user_id": "81"})
    assert "1. Công an\n2. Y tế" in call.body["message"]["text"]
    assert call.body["message"]["attachment"] == BUTTONS
    assert "appsecret_proof" not in call.headers


async def test_the_secret_of_the_application_is_proved_where_that_is_wished(process: Process, zalo: Zalo) -> None:
    await process.speak_through(OpenApi(zalo.url, process.tokens, proof=APP.secret))
    await process.channel().deliver(AN, SAID, say)
    assert zalo.calls[0].headers["appsecret_proof"] == PROOF


async def test_a_text_without_choices_has_no_attachment(process: Process, zalo: Zalo) -> None:
    await process.channel().deliver(AN, SAID, say)
    assert zalo.sent() == [{"text": "Đã nhận."}]


async def test_accents_are_composed_before_zalo_counts_them(process: Process, zalo: Zalo) -> None:
    await process.channel().deliver(AN, SendText("t", "Đa\u0303 nhâ\u0323n"), say)
    assert zalo.sent() == [{"text": "Đã nhận"}]


async def test_buttons_can_be_switched_off(process: Process, zalo: Zalo) -> None:
    channel = process.channel(Choices(buttons=False))
    await channel.deliver(AN, ASKED, say)
    assert "attachment" not in zalo.sent()[0]
    assert not channel.capabilities.buttons


@pytest.mark.parametrize("code", [-201, -233, -224])
async def test_where_buttons_are_refused_the_same_goes_without_them_once(
    process: Process, zalo: Zalo, code: int
) -> None:
    zalo.will(CS, refused(code))
    assert await process.channel().deliver(AN, ASKED, say) == "m1"
    first, second = zalo.sent()
    assert second == {"text": first["text"]}


@pytest.mark.parametrize(("code", "tried"), [(-224, False), (-201, True), (-233, True)])
async def test_a_package_too_low_for_buttons_is_remembered(
    process: Process, zalo: Zalo, code: int, *, tried: bool
) -> None:
    zalo.will(CS, refused(code))
    channel = process.channel()
    await channel.deliver(AN, ASKED, say)
    await channel.deliver(AN, ASKED, say)
    assert ("attachment" in zalo.sent()[2]) == tried
    assert channel.capabilities.buttons == tried


async def test_what_is_refused_without_buttons_too_is_not_tried_again(process: Process, zalo: Zalo) -> None:
    zalo.will(CS, refused(-201), refused(-201))
    with pytest.raises(NeverError, match="-201"):
        await process.channel().deliver(AN, ASKED, say)
    assert len(zalo.sent()) == 2


@pytest.mark.parametrize("answer", [refused(-216), refused(-220), Answer({"error": -216}, 401), Answer(b"", 401)])
async def test_a_refused_token_is_renewed_once_and_the_message_sent(
    process: Process, zalo: Zalo, answer: Answer
) -> None:
    zalo.will(CS, answer)
    assert await process.channel().deliver(AN, SAID, say) == "m1"
    assert [call.token for call in zalo.calls] == ["a1", "a2"]


async def test_two_refused_tokens_are_for_an_administrator(process: Process, zalo: Zalo) -> None:
    zalo.will(CS, refused(-216), refused(-216))
    with capture_logs() as logs, pytest.raises(LaterError, match="-216"):
        await process.channel().deliver(AN, SAID, say)
    assert "zalo_needs_mending" in [one["event"] for one in logs]
    assert len(zalo.calls) == 2


async def test_too_many_requests_wait(process: Process, zalo: Zalo) -> None:
    zalo.will(CS, refused(-32))
    with pytest.raises(LaterError) as caught:
        await process.channel().deliver(AN, SAID, say)
    assert caught.value.after == 5


async def test_when_the_allowance_of_the_minute_is_used_up_nobody_asks_for_a_while(
    process: Process, zalo: Zalo
) -> None:
    zalo.will(CS, Answer({"error": 0, "data": {"message_id": "m9"}}, headers={"X-RateLimit-Remain": "0"}))
    channel = process.channel()
    assert await channel.deliver(AN, SAID, say) == "m9"
    with pytest.raises(LaterError) as caught:
        await channel.deliver(AN, SAID, say)
    assert caught.value.after
    assert 0 < caught.value.after <= 10
    assert len(zalo.calls) == 1


@pytest.mark.parametrize("code", [-213, -219, -227, -230, -232])
async def test_who_cannot_be_written_to_is_unreachable(process: Process, zalo: Zalo, code: int) -> None:
    zalo.will(CS, refused(code))
    with pytest.raises(NeverError) as caught:
        await process.channel().deliver(AN, ASKED, say)
    assert caught.value.unreachable
    assert "Zalo's words" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("answer", [Answer(b"<html>", 502), Answer(b"no JSON"), Answer([], 200)])
async def test_a_question_whose_answer_was_lost_is_not_asked_twice(
    process: Process, zalo: Zalo, answer: Answer
) -> None:
    zalo.will(CS, answer)
    with capture_logs() as logs:
        assert await process.channel().deliver(AN, ASKED, say) is None
    assert "zalo_answer_lost" in [one["event"] for one in logs]


async def test_news_whose_answer_was_lost_is_sent_again(process: Process, zalo: Zalo) -> None:
    zalo.will(CS, Answer(b"", 500))
    with pytest.raises(LaterError, match="does not answer"):
        await process.channel().deliver(AN, SAID, say)


async def test_a_question_that_never_reached_zalo_is_asked_again(process: Process) -> None:
    await process.tokens.access()
    await process.speak_through(OpenApi("http://127.0.0.1:9", process.tokens))
    with pytest.raises(LaterError, match="does not answer"):
        await process.channel().deliver(AN, ASKED, say)


async def test_a_document_comes_as_messages_in_order_and_whole(process: Process, zalo: Zalo) -> None:
    lines = [f"Dòng {number} " + "a" * 90 for number in range(60)]
    await process.channel().deliver(AN, SendText("du-lieu.txt", "\n".join(lines)), say)
    texts = [message["text"] for message in zalo.sent()]
    assert len(texts) > 2
    assert max(map(len, texts)) <= 1900
    assert "\n".join(texts).split("\n") == lines


async def test_a_picture_carries_its_words(process: Process, zalo: Zalo) -> None:
    post = Post(Screen(("Tiến độ",)), Picture(PNG, "tien-do.png"))
    assert await process.channel().deliver(AN, post, say) == "m1"
    upload, message = zalo.calls
    assert (upload.path, upload.body) == ("/v2.0/oa/upload/image", ("tien-do.png", PNG))
    media = {"template_type": "media", "elements": [{"media_type": "image", "attachment_id": "at1"}]}
    assert message.body["message"] == {"text": "Tiến độ", "attachment": {"type": "template", "payload": media}}


async def test_a_picture_takes_words_along_whose_choices_are_typed(process: Process, zalo: Zalo) -> None:
    post = Post(ASKED.screen, Picture(PNG, "tien-do.png"), nonce="9f")
    assert await process.channel().deliver(AN, post, say) == "m1"
    (message,) = zalo.sent()
    assert message["text"] == written(post, ZALO_OA, say)[0].text
    assert message["attachment"]["payload"]["template_type"] == "media"


async def test_a_picture_that_asks_is_not_sent_again_where_the_answer_was_lost(process: Process, zalo: Zalo) -> None:
    zalo.will(CS, Answer(b"<html>", 502))
    assert await process.channel().deliver(AN, Post(ASKED.screen, Picture(PNG, "tien-do.png")), say) is None
    assert len(zalo.sent()) == 1


async def test_words_go_without_a_picture_that_is_refused(process: Process, zalo: Zalo) -> None:
    zalo.will("/v2.0/oa/upload/image", refused(-210))
    assert await process.channel().deliver(AN, Post(SAID.screen, Picture(PNG, "a.png")), say) == "m1"
    assert zalo.sent() == [{"text": "Đã nhận."}]


@pytest.mark.parametrize(
    ("content", "name", "uploaded"),
    [
        (PDF, "don.pdf", ("file", "don.pdf")),
        (PDF, "don", ("file", "don.pdf")),
        (b"PK\x03\x04 word", "don.docx", ("file", "don.docx")),
        (b"\xd0\xcf\x11\xe0 word", "don.doc", ("file", "don.doc")),
        (b"\xff\xd8\xff photo", "IMG_1.JPEG", ("image", "IMG_1.JPEG")),
        (b"\xff\xd8\xff photo", "", ("image", "tep.jpg")),
        (PNG, "a.jpg", ("image", "a.png")),
        (b"GIF89a", "a.gif", ("gif", "a.gif")),
    ],
)
async def test_a_file_is_uploaded_under_a_name_with_the_right_ending(
    process: Process, zalo: Zalo, content: bytes, name: str, uploaded: tuple[str, str]
) -> None:
    kind, sent_as = uploaded
    assert await process.channel().deliver(AN, UploadFile(content, name, "document"), say) == "m1"
    assert (zalo.calls[0].path, zalo.calls[0].body) == (f"/v2.0/oa/upload/{kind}", (sent_as, content))
    attachment = zalo.sent()[0]["attachment"]
    assert (attachment == {"type": "file", "payload": {"token": "ft1"}}) == (kind == "file")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"PK\x03\x04", "a.xlsx"),
        (b"text", "a.txt"),
        (PDF + b" " * (5 << 20), "a.pdf"),
        (PNG + b" " * (1 << 20), "a.png"),
    ],
)
async def test_of_what_zalo_does_not_carry_the_person_is_told(
    process: Process, zalo: Zalo, content: bytes, name: str
) -> None:
    assert await process.channel().deliver(AN, UploadFile(content, name, "document"), say) == "m1"
    (message,) = zalo.sent()
    assert message["text"].startswith(f"Zalo does not carry “{name}”")
    assert len(zalo.calls) == 1


@pytest.mark.parametrize(("kind", "turned"), [("JPEG", True), ("WEBP", False), ("PNG", False)])
async def test_a_photo_that_is_too_large_is_made_smaller_and_stands_upright(
    process: Process, zalo: Zalo, kind: str, *, turned: bool
) -> None:
    photo, file = Image.effect_noise((1600, 1200), 120), BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6 if turned else 1
    photo.save(file, kind, quality=100, exif=exif)
    await process.channel().deliver(AN, UploadFile(file.getvalue(), "IMG_1", "photo"), say)
    name, content = zalo.calls[0].body
    assert name == "IMG_1.jpg"
    assert len(content) <= 1_000_000 < len(file.getvalue())
    made = Image.open(BytesIO(content))
    assert (made.format, made.height > made.width, len(made.getexif())) == ("JPEG", turned, 0)


async def test_an_upload_that_has_expired_is_made_once_more(process: Process, zalo: Zalo) -> None:
    zalo.will(CS, refused(-100))
    assert await process.channel().deliver(AN, UploadFile(PDF, "a.pdf", "document"), say) == "m1"
    assert [call.path for call in zalo.calls].count("/v2.0/oa/upload/file") == 2


async def test_an_upload_that_always_expires_is_given_up(process: Process, zalo: Zalo) -> None:
    zalo.will(CS, refused(-100), refused(-100))
    with pytest.raises(NeverError, match="-100"):
        await process.channel().deliver(AN, UploadFile(PDF, "a.pdf", "document"), say)


async def test_a_reference_is_refused_so_that_the_content_is_sent(process: Process, zalo: Zalo) -> None:
    with pytest.raises(NeverError) as caught:
        await process.channel().deliver(AN, PassFile("https://f.zdn.vn/1", "a.pdf", "document"), say)
    assert not caught.value.unreachable
    assert zalo.calls == []


@pytest.mark.parametrize("outgoing", [Redraw("m1", SAID.screen), Erase("m1")])
async def test_what_was_said_stays_said(process: Process, zalo: Zalo, outgoing: Redraw | Erase) -> None:
    assert await process.channel().deliver(AN, outgoing, say) is None
    assert zalo.calls == []


@pytest.mark.parametrize(
    ("silent", "paid", "goes"),
    [
        (timedelta(hours=48), False, True),
        (timedelta(hours=48, seconds=1), False, False),
        (timedelta(hours=48, seconds=1), True, True),
        (timedelta(days=7), True, True),
        (timedelta(days=7, seconds=1), True, False),
    ],
)
async def test_zalo_is_asked_only_within_the_window_and_only_where_it_costs_what_was_allowed(
    process: Process, zalo: Zalo, clock: FrozenClock, silent: timedelta, *, paid: bool, goes: bool
) -> None:
    process.seen = {"81": clock.now() - silent}
    channel = process.channel(Choices(paid=paid))
    if goes:
        assert await channel.deliver(AN, SAID, say) == "m1"
        return
    with pytest.raises(NeverError) as caught:
        await channel.deliver(AN, SAID, say)
    assert caught.value.unreachable
    assert zalo.calls == []
    assert zalo.grants == []
