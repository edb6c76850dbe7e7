"""The whole product with Zalo's Bot Platform alone."""

from __future__ import annotations

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.app import App
from bot.clock import FrozenClock
from bot.sandbox.zalo.bots.state import TOKEN
from bot.sandbox.zalo.bots.world import ZaloBotWorld
from bot.settings import SettingsError, load
from tests.sandbox.conftest import PNG
from tests.sandbox.zalo.bots import quiet_world, served
from tests.talk import talk


def settings_in(folder: Path, url: str, **more: object) -> dict[str, object]:
    return {
        "_env_file": None,
        "database_url": f"sqlite+aiosqlite:///{folder}/sangkien.db",
        "files_url": f"file:{folder}/files",
        "secret_key_path": folder / "secret.key",
        "zalo_bot_token": TOKEN,
        "zalo_bot_api_url": url,
        "listen": "127.0.0.1:0",
        **more,
    }


@asynccontextmanager
async def running(app: App, world: ZaloBotWorld) -> AsyncIterator[None]:
    """Run the app; at the end somebody writes, so that a poll that is under way does not wait for its time."""
    stop = asyncio.Event()
    run = asyncio.create_task(app.run(stop))
    try:
        yield
    finally:
        stop.set()
        world.say("binh", "xin chào")
        await run


async def answered(world: ZaloBotWorld, count: int) -> str:
    """Wait until An has so many answers and return the newest."""
    await world.wait(lambda: sum(one.from_bot for one in world.chat("an").messages) >= count, 20)
    message = world.last_bot_message("an")
    assert message is not None
    return message.text


@pytest.fixture
def folder(tmp_path: Path, sqlite_template: Path) -> Path:
    shutil.copy(sqlite_template, tmp_path / "sangkien.db")
    return tmp_path


def _free_port() -> int:
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return int(place.getsockname()[1])


@pytest.mark.parametrize("how", ["polling", "webhook"])
async def test_a_worker_is_answered_where_there_is_zalo_alone(folder: Path, how: str) -> None:
    world, port = quiet_world(), _free_port()
    public = {"webhook_url": f"http://127.0.0.1:{port}", "listen": f"127.0.0.1:{port}"} if how == "webhook" else {}
    async with served(world) as url:
        app = App(load(**settings_in(folder, url, **public)), world.clock, talk=talk())
        async with running(app, world):
            if how == "webhook":
                await world.wait(lambda: world.webhook is not None, 20)
            world.say("an", "xin chào")
            assert "1. Nộp sáng kiến" in await answered(world, 1)
            world.send_document("an", "QD-15.pdf", b"%PDF-1.4", "application/pdf")
            assert "ở đây Zalo chỉ chuyển chữ và ảnh" in await answered(world, 2)
            world.say("an", "1")
            assert "1. Nộp sáng kiến" not in await answered(world, 3)
            world.send_photo("an", PNG)
            await answered(world, 4)
        assert world.undelivered == []


async def test_without_any_channel_nothing_is_run(folder: Path) -> None:
    app = App(
        load(**settings_in(folder, "http://127.0.0.1:1", zalo_bot_token=None)), FrozenClock(quiet_world().clock.now())
    )
    with pytest.raises(SettingsError, match="ZALO_BOT_TOKEN"):
        await app.run(asyncio.Event())
    await app.database.close()
