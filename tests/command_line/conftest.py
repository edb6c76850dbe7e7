"""An operator on a fresh machine, one with a database in use, and a Telegram for both."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.sandbox import server
from bot.sandbox.cast import AN, BOT
from bot.sandbox.people import BotIdentity
from bot.sandbox.world import World
from tests.command_line.operator import PACK, Operator

SECOND = BotIdentity("900000001:second-sandbox-token-of-no-value", "sangkien_gialai_bot", "Sáng kiến Gia Lai")


@dataclass(frozen=True, slots=True)
class Telegram:
    """A sandbox that stands in for Telegram, and where it is."""

    world: World
    url: str

    @property
    def settings(self) -> dict[str, str]:
        return {"TELEGRAM_TOKEN": BOT.token, "TELEGRAM_API_URL": self.url}


@pytest.fixture
def newcomer(tmp_path: Path) -> Operator:
    """An operator who has done nothing yet."""
    return Operator(tmp_path)


@pytest.fixture
def operator(newcomer: Operator, sqlite_template: Path) -> Operator:
    """An operator whose database has all tables and the shipped pack."""
    newcomer.file.parent.mkdir()
    shutil.copy(sqlite_template, newcomer.file)
    return newcomer


@pytest.fixture
async def telegram() -> AsyncIterator[Telegram]:
    world = World(SystemClock(), (AN,), (BOT, SECOND), rates=None)
    runner, port = await server.serve(server.build(world))
    yield Telegram(world, f"http://127.0.0.1:{port}")
    await runner.cleanup()


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the shipped pack that a test may change."""
    return Path(shutil.copytree(PACK, tmp_path / "pack"))
