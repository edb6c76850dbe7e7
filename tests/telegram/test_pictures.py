"""A picture with the words under it, or before them where they are too long; one that is refused costs only itself."""

from __future__ import annotations

import pytest

from bot.channels.channel import NeverError, Picture, Post
from bot.channels.telegram.bots import NamedBot
from bot.channels.telegram.client import TelegramChannel
from bot.event import Address
from flows.screen import Screen, button, column
from tests.telegram.server import Api, markup, refused, sent
from tests.telegram.words import say

DUNG = Address("telegram", "daklak", "5")
PICTURE = Picture(b"\x89PNG", "DLK-gd1.png")
WAYS = column(button("Xem 21 đơn vị", "quota", "DLK", "gd1", "all", 0))
KEYS = {"inline_keyboard": [[{"text": "Xem 21 đơn vị", "callback_data": "quota:DLK:gd1:all:0"}]]}


@pytest.fixture
def channel(bot: NamedBot) -> TelegramChannel:
    return TelegramChannel({"daklak": bot})


async def test_short_words_stand_under_the_picture_with_the_buttons(api: Api, channel: TelegramChannel) -> None:
    api.will("sendPhoto", sent(81))
    assert await channel.deliver(DUNG, Post(Screen(("Đạt <41%>",), WAYS), PICTURE), say) == "81"
    (asked,) = api.asked("sendPhoto")
    assert (asked["caption"], asked["parse_mode"], markup(asked)) == ("Đạt &lt;41%&gt;", "HTML", KEYS)
    assert api.calls[-1].files["photo"] == ("DLK-gd1.png", b"\x89PNG")
    assert not api.asked("sendMessage")


# “𝟙” counts twice for Telegram; what its marks and entities take up does not count.
@pytest.mark.parametrize(
    ("words", "fits"), [("a" * 1024, True), ("&" * 1024, True), ("a" * 1025, False), ("𝟙" * 513, False)]
)
async def test_words_too_long_for_a_caption_come_after_the_picture(
    words: str, fits: bool, api: Api, channel: TelegramChannel
) -> None:
    api.will("sendPhoto", sent(81))
    api.will("sendMessage", sent(82))
    told = await channel.deliver(DUNG, Post(Screen((words,), WAYS), PICTURE), say)
    (picture,) = api.asked("sendPhoto")
    assert ("caption" in picture, "reply_markup" in picture) == (fits, fits)
    assert told == ("81" if fits else "82")
    assert [markup(asked) for asked in api.asked("sendMessage")] == ([] if fits else [KEYS])


async def test_where_the_picture_is_refused_the_words_are_sent_without_it(api: Api, channel: TelegramChannel) -> None:
    api.will("sendPhoto", refused(400, "Bad Request: PHOTO_INVALID_DIMENSIONS"))
    api.will("sendMessage", sent(82))
    assert await channel.deliver(DUNG, Post(Screen(("Đạt 41%",), WAYS), PICTURE), say) == "82"
    assert markup(api.asked("sendMessage")[0]) == KEYS


async def test_who_has_blocked_us_is_not_asked_twice(api: Api, channel: TelegramChannel) -> None:
    api.will("sendPhoto", refused(403, "Forbidden: bot was blocked by the user"))
    with pytest.raises(NeverError) as refusal:
        await channel.deliver(DUNG, Post(Screen(("Đạt 41%",)), PICTURE), say)
    assert refusal.value.unreachable
    assert not api.asked("sendMessage")
