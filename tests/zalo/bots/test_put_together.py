"""The bot at the Bot Platform as the settings put it together: its webhook, and what is tidied up."""

from __future__ import annotations

import asyncio
from collections import deque
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.channels.zalo.bots.api import BotApi, RefusedError, SilentError
from bot.clock import FrozenClock
from bot.event import Event
from bot.sandbox.zalo.bots.state import TOKEN
from bot.settings import load
from bot.zalo_bot import ZaloBot
from storage.cipher import Cipher
from storage.objects import Objects
from tests.sandbox.zalo.bots import NOON
from tests.talk import talk


def put_together(folder: Path, address: str | None) -> ZaloBot:
    settings = load(
        _env_file=None,
        files_url=f"file:{folder}/files",
        secret_key="a secret of tests",
        zalo_bot_token=TOKEN,
        webhook_url=address,
    )
    clock, cipher = FrozenClock(NOON), Cipher(("a key for tests",), lambda count: b"n" * count)
    return ZaloBot(settings, TOKEN, cipher, Objects(settings.files_url), talk(), clock=clock, machine=clock)


async def take(_: Event) -> None:
    raise AssertionError("nothing came")


async def test_a_webhook_that_cannot_be_registered_is_registered_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    troubles, waits, stop = deque([RefusedError(500, "…"), SilentError("away")]), list[float](), asyncio.Event()
    registered: list[str] = []

    async def register(_: BotApi, url: str, secret: str) -> None:
        if troubles:
            raise troubles.popleft()
        assert secret
        registered.append(url)
        stop.set()

    async def pause(_: asyncio.Event, seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr("bot.channels.zalo.bots.webhook.register", register)
    monkeypatch.setattr("bot.zalo_bot.pause", pause)
    with capture_logs() as logs:
        async with asyncio.timeout(5):
            await put_together(tmp_path, "https://bot.example.org").receive(take, stop)
    assert (registered, waits) == (["https://bot.example.org/zalo/bot"], [30, 30])
    assert [entry["event"] for entry in logs] == ["zalo_webhook_not_registered"] * 2


def test_drawn_pictures_are_tidied_up_where_there_are_any(tmp_path: Path) -> None:
    assert [one.name for one in put_together(tmp_path, "https://bot.example.org").errands()] == ["drawn pictures"]
    assert put_together(tmp_path, None).errands() == ()


def test_without_a_public_address_nothing_is_served(tmp_path: Path) -> None:
    assert put_together(tmp_path, None).routes(take) == []
