"""A screen with a chart waits as a value; the sender draws it for a channel that shows pictures, and only there."""

from __future__ import annotations

from dataclasses import replace

from bot.channels.channel import Post
from bot.clock import FrozenClock
from flows.screen import N_, Bar, Chart, Screen, Share
from storage.database import Database
from tests.conftest import START
from tests.storage.posting import chat, opened
from tests.storage.speaking import Recorder, sender_on

LABEL = N_("{verified}/{target} · {share}", verified=22, target=70, share=Share(22, 70))
CHART = Chart("DLK-02-gd1", N_("Target (100%)"), N_("Target (100%)"), N_("Target (100%)"), Bar("LĐLĐ", LABEL, 22, 70))
SCREEN = Screen(("Đã xác nhận 22/70 (31%)",), chart=CHART)


async def delivered(database: Database, *, pictures: bool) -> Post:
    channel = Recorder()
    channel.capabilities = replace(channel.capabilities, pictures=pictures)
    an = await chat(database, "an")
    async with opened(database) as box:
        await box.post(an, SCREEN)
    await sender_on(database, FrozenClock(START), telegram=channel).drain()
    ((_, post),) = channel.delivered
    assert isinstance(post, Post)
    return post


async def test_the_picture_is_drawn_when_it_is_sent(database: Database) -> None:
    post = await delivered(database, pictures=True)
    assert post.screen == SCREEN
    assert post.picture
    assert post.picture.name == "DLK-02-gd1.png"
    assert post.picture.content.startswith(b"\x89PNG")


async def test_a_channel_without_pictures_has_all_the_words(database: Database) -> None:
    assert await delivered(database, pictures=False) == Post(SCREEN)
