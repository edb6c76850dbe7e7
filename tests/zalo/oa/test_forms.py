"""A question for a phone number as Zalo's own form: when it is one, what goes instead, and the picture on it."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from PIL import Image
from structlog.testing import capture_logs

from bot.channels.capabilities import PLAIN, ZALO_OA
from bot.channels.channel import Capabilities, LaterError, NeverError, Post
from bot.channels.plain import Form, written
from bot.channels.zalo.oa import card
from bot.channels.zalo.oa.client import Choices
from bot.official_account import picture_of
from bot.sandbox.zalo.oa import limits
from bot.sandbox.zalo.oa.messages import read
from bot.settings import Settings, SettingsError, load
from flows.screen import Action, Button, Msg, Screen, button
from tests.telegram.words import say
from tests.zalo.oa.conftest import AN, Process
from tests.zalo.oa.server import Answer, Zalo, refused

CS = "/v3.0/oa/message/cs"
PICTURE = "https://bot.example.org/zalo/oa/phone.png"
FORMS = Choices(picture=PICTURE)
SHARE = Button("Gửi số", Action("answer", ("1", "contact", "")), shares_contact=True)
NAVIGATION = (button("‹ Quay lại", "back", 1), button("Để sau", "later", 1))
QUESTION = Screen(
    ("Gõ số, ví dụ: 0912 345 678",), ((SHARE,), NAVIGATION), title=Msg("2/9 · Số điện thoại"), takes="words"
)
ASKED = Post(QUESTION, nonce="9f")
ELEMENT = {
    "title": "2/9 · Số điện thoại",
    "subtitle": ("Gõ số, ví dụ: 0912 345 678\nOr press this card to share your number.\n\n1. Để sau\n0. Quay lại"),
    "image_url": PICTURE,
}
AS_FORM = {"attachment": {"type": "template", "payload": {"template_type": "request_user_info", "elements": [ELEMENT]}}}

here = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def form(post: Post, can: Capabilities = ZALO_OA) -> Form | None:
    (words,) = written(post, can, say)
    return words.form


def test_a_form_says_all_that_the_words_say_and_the_ways_back_are_typed() -> None:
    assert form(ASKED) == Form(ELEMENT["title"], ELEMENT["subtitle"])
    (words,) = written(ASKED, ZALO_OA, say)
    assert words.text == "2/9 · Số điện thoại\nGõ số, ví dụ: 0912 345 678\n\n1. Để sau\n0. Quay lại"
    assert [key.title for key in words.keys] == ["Để sau", "Quay lại"]


@pytest.mark.parametrize(
    "changed",
    [
        {"problem": "Anh/chị gõ 5 chữ số."},
        {"title": None},
        {"rows": (NAVIGATION,)},
        {"title": Msg("Số điện thoại " * 8)},
        {"lines": ("Cán bộ viết: " + "sai số " * 80,)},
        {"lines": ("😀" * 230,)},
    ],
    ids=[
        "a problem stands first",
        "no heading",
        "nobody's own",
        "a long heading",
        "long words",
        "counted the long way",
    ],
)
def test_what_does_not_fit_into_a_form_is_words_with_buttons(changed: dict[str, Any]) -> None:
    (words,) = written(replace(ASKED, screen=replace(QUESTION, **changed)), ZALO_OA, say)
    assert words.form is None
    assert "1. Để sau" in words.text
    assert words.keys


def test_a_channel_without_forms_has_none() -> None:
    assert form(ASKED, PLAIN) is None


def test_the_longest_form_that_is_made_is_one_that_zalo_takes() -> None:
    lines = ("x" * 425,)
    longest = form(Post(replace(QUESTION, title=Msg("x" * 100), lines=lines)))
    assert longest is not None
    assert len(longest.words) > limits.SUBTITLE - 50
    element = {"title": longest.title, "subtitle": longest.words, "image_url": PICTURE}
    payload = {"template_type": "request_user_info", "elements": [element]}
    body = {"recipient": {"user_id": "81"}, "message": {"attachment": {"type": "template", "payload": payload}}}
    assert read(body).form is not None


@here
async def test_the_question_goes_out_as_one_message(process: Process, zalo: Zalo) -> None:
    assert await process.channel(FORMS).deliver(AN, ASKED, say) == "m1"
    assert zalo.sent() == [AS_FORM]


@here
async def test_without_a_picture_zalo_can_fetch_it_goes_as_words(process: Process, zalo: Zalo) -> None:
    channel = process.channel()
    await channel.deliver(AN, ASKED, say)
    assert [list(message) for message in zalo.sent()] == [["text", "attachment"]]
    assert channel.capabilities.asks_contact is None


@here
@pytest.mark.parametrize("code", [-201, -233, -224])
async def test_where_the_form_is_refused_the_words_go_once(process: Process, zalo: Zalo, code: int) -> None:
    zalo.will(CS, refused(code))
    with capture_logs() as logs:
        assert await process.channel(FORMS).deliver(AN, ASKED, say) == "m1"
    first, second = zalo.sent()
    assert first == AS_FORM
    assert second["text"] == written(ASKED, ZALO_OA, say)[0].text
    assert [one.get("code") for one in logs if one["event"] == "zalo_form_refused"] == [code]
    assert "zalo_buttons_refused" not in [one["event"] for one in logs]


@here
@pytest.mark.parametrize(("code", "tried"), [(-224, False), (-201, True), (-233, True)])
async def test_a_package_too_low_for_forms_is_remembered_and_buttons_stay(
    process: Process, zalo: Zalo, code: int, *, tried: bool
) -> None:
    zalo.will(CS, refused(code))
    channel = process.channel(FORMS)
    await channel.deliver(AN, ASKED, say)
    await channel.deliver(AN, ASKED, say)
    assert (zalo.sent()[2] == AS_FORM) == tried
    assert (channel.capabilities.asks_contact is not None, channel.capabilities.buttons) == (tried, True)


@here
async def test_what_is_refused_in_every_way_is_not_tried_again(process: Process, zalo: Zalo) -> None:
    zalo.will(CS, refused(-201), refused(-201), refused(-201))
    with pytest.raises(NeverError, match="-201"):
        await process.channel(FORMS).deliver(AN, ASKED, say)
    assert len(zalo.sent()) == 3


@here
async def test_what_words_cannot_mend_is_not_said_in_words(process: Process, zalo: Zalo) -> None:
    zalo.will(CS, refused(-32))
    with pytest.raises(LaterError):
        await process.channel(FORMS).deliver(AN, ASKED, say)
    assert zalo.sent() == [AS_FORM]


@here
async def test_a_form_whose_answer_was_lost_is_not_sent_twice(process: Process, zalo: Zalo) -> None:
    zalo.will(CS, Answer(b"<html>", 502))
    assert await process.channel(FORMS).deliver(AN, ASKED, say) is None
    assert zalo.sent() == [AS_FORM]


async def test_the_picture_is_served_small_and_the_same_every_time() -> None:
    app = web.Application()
    app.add_routes(card.routes())
    async with TestClient(TestServer(app)) as client:
        answers = [await client.get(card.PATH) for _ in range(2)]
        contents = [await one.read() for one in answers]
    assert [one.status for one in answers] == [200, 200]
    assert answers[0].content_type == "image/png"
    assert "public" in answers[0].headers["Cache-Control"]
    assert contents[0] == contents[1]
    assert len(contents[0]) < 20_000
    with Image.open(BytesIO(contents[0])) as picture:
        assert (picture.format, picture.width > picture.height > 200) == ("PNG", True)


def settings(**given: object) -> Settings:
    return load(_env_file=None, secret_key="a secret of tests", **given)


@pytest.mark.parametrize(
    ("given", "picture"),
    [
        ({"webhook_url": "https://bot.example.org"}, PICTURE),
        ({"webhook_url": "https://bot.example.org/deep/"}, "https://bot.example.org/deep/zalo/oa/phone.png"),
        ({"webhook_url": "https://bot.example.org", "zalo_oa_form": False}, ""),
        ({"zalo_oa_form_picture": "https://cdn.example.org/a.jpg"}, "https://cdn.example.org/a.jpg"),
        ({"webhook_url": "http://bot.example.org"}, ""),
        ({"webhook_url": "https://localhost"}, ""),
        ({"webhook_url": "https://127.0.0.1:8443"}, ""),
        ({"webhook_url": "https://192.168.1.5"}, ""),
        ({"webhook_url": "https://bot"}, ""),
        ({}, ""),
    ],
)
def test_there_are_forms_where_zalo_can_fetch_their_picture(given: dict[str, object], picture: str) -> None:
    assert picture_of(settings(**given)) == picture


@pytest.mark.parametrize("url", ["http://a.example.org/a.png", "https://localhost/a.png", "a.png", "https://10.0.0.1/"])
def test_a_picture_that_zalo_cannot_fetch_is_refused_when_the_bot_starts(url: str) -> None:
    with pytest.raises(SettingsError, match="ZALO_OA_FORM_PICTURE"):
        settings(zalo_oa_form_picture=url)
