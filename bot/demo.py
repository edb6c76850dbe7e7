"""`make demo`: the production bot against a sandbox on this machine, with one dialogue played before your eyes."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

from bot import identifiers
from bot.app import App, prepare
from bot.clock import MovableClock
from bot.sandbox import server
from bot.sandbox.cast import AN, BINH, BOT, DUNG
from bot.sandbox.player import Director, Player
from bot.sandbox.script import parse
from bot.sandbox.stage import Stage
from bot.sandbox.telegram.rates import RateLimits
from bot.sandbox.world import World
from bot.settings import load
from flows.facts import RoleName
from flows.programme import VIETNAM
from storage import people

START = datetime(2022, 3, 21, 14, 0, tzinfo=VIETNAM)
LABELS = {"an": "AN", "binh": "BÌNH", "chi": "CHI", "dung": "DUNG", "stranger": "STRANGER"}
DIALOGUE = Path(__file__).parent / "sandbox" / "dialogues" / "demo.vi.txt"
_INVITATION = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Demo:
    """Where a demo runs, whether it stays up, and who reads along."""

    folder: Path
    port: int
    once: bool
    told: Callable[[str], None]


async def run(demo: Demo, stop: asyncio.Event) -> None:
    """Start everything, play the dialogue, stay up until told to stop; raises DepartureError if it went otherwise.

    The sandbox keeps Telegram's pace, one message a second in a chat, unless the dialogue is played once at full speed.
    """
    shutil.rmtree(demo.folder, ignore_errors=True)
    demo.folder.mkdir(parents=True)
    clock = MovableClock(START)
    limits = None if demo.once else RateLimits()
    world = World(clock, (AN, BINH, DUNG), (BOT,), rates=limits)
    runner, port = await server.serve(server.build(world), "127.0.0.1", demo.port)
    try:
        await _with_bot(demo, world, clock, f"http://127.0.0.1:{port}", stop)
    finally:
        await runner.cleanup()


async def _with_bot(demo: Demo, world: World, clock: MovableClock, address: str, stop: asyncio.Event) -> None:
    settings = load(
        _env_file=None,
        database_url=f"sqlite+aiosqlite:///{demo.folder}/sangkien.db",
        secret_key_path=demo.folder / "secret.key",
        telegram_token=BOT.token,
        telegram_api_url=address,
        clock=START,
        listen="127.0.0.1:0",
        log_level="warning",
        webhook_url=None,
    )
    app = App(settings, clock)
    await prepare(app.database, app.packs, clock)
    done = asyncio.Event()
    running = asyncio.create_task(app.run(done))
    playing = asyncio.create_task(_play(demo, app, world))
    try:
        await asyncio.wait({running, playing}, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            running.result()
        playing.result()
        if not demo.once:
            demo.told(f"\nThe phones are at {address}/ – leave with Ctrl-C.")
            await stop.wait()
    finally:
        playing.cancel()
        done.set()
        await asyncio.gather(running, playing, return_exceptions=True)


async def _play(demo: Demo, app: App, world: World) -> None:
    async def invite(role: str, unit: str, name: str) -> str:
        token = identifiers.token()
        async with app.database.transaction() as session:
            await people.invite(
                session,
                token,
                role=cast("RoleName", role),
                unit=unit,
                name=name,
                now=app.clock.now(),
                lasts=_INVITATION,
            )
        return token

    async def at_once() -> None:
        """Let the bot answer in its own time; what is expected is waited for."""

    director = Director(invite=invite, settle=at_once, labels=LABELS, patience=30, strict=False)
    player = Player(Stage(world), director, demo.told)
    await player.play(parse(DIALOGUE.read_text(encoding="utf-8")))
