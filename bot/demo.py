"""`make demo`: the production bot against a sandbox on this machine, with one dialogue played before your eyes."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

from bot import identifiers
from bot.app import App, prepare
from bot.clock import MovableClock
from bot.sandbox import server
from bot.sandbox.cast import AN, BINH, BOT, DUNG, OA
from bot.sandbox.people import Person
from bot.sandbox.player import Director, Player
from bot.sandbox.script import parse
from bot.sandbox.stage import Stage
from bot.sandbox.telegram.rates import RateLimits
from bot.sandbox.town import Town
from bot.sandbox.world import World
from bot.sandbox.zalo.oa.api import routes
from bot.sandbox.zalo.oa.courier import Courier
from bot.sandbox.zalo.oa.world import OaWorld
from bot.settings import load
from flows.person import RoleName
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


@dataclass(frozen=True, slots=True)
class SandboxedBot:
    """The production bot and the sandbox it talks to; `running` ends only when the bot does."""

    app: App
    town: Town
    address: str
    running: asyncio.Task[None]

    async def invite(self, role: str, unit: str, name: str) -> str:
        """Make the token of an officer's link."""
        token = identifiers.token()
        async with self.app.database.transaction() as session:
            await people.invite(
                session,
                token,
                role=cast("RoleName", role),
                unit=unit,
                name=name,
                now=self.app.clock.now(),
                lasts=_INVITATION,
            )
        return token

    async def play(self, dialogue: str, told: Callable[[str], None]) -> None:
        """Play a written dialogue; raises DepartureError if it went otherwise."""
        director = Director(invite=self.invite, settle=_at_once, labels=LABELS, patience=30, strict=False)
        await Player(Stage(self.town), director, told).play(parse(dialogue))


async def run(demo: Demo, stop: asyncio.Event) -> None:
    """Start everything, play the dialogue, stay up until told to stop; raises DepartureError if it went otherwise.

    The sandbox keeps Telegram's pace, one message a second in a chat, unless the dialogue is played once at full speed.
    """
    shutil.rmtree(demo.folder, ignore_errors=True)
    demo.folder.mkdir(parents=True)
    async with sandboxed_bot(demo.folder, demo.port, rates=None if demo.once else RateLimits()) as sandboxed:
        playing = asyncio.create_task(sandboxed.play(DIALOGUE.read_text(encoding="utf-8"), demo.told))
        stopped = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({sandboxed.running, playing, stopped}, return_when=asyncio.FIRST_COMPLETED)
            if playing.done():
                playing.result()
                if not demo.once:
                    demo.told(f"\nThe phones are at {sandboxed.address}/ – leave with Ctrl-C.")
                    await asyncio.wait({sandboxed.running, stopped}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            playing.cancel()
            stopped.cancel()
            await asyncio.gather(playing, stopped, return_exceptions=True)


@asynccontextmanager
async def sandboxed_bot(
    folder: Path, port: int = 0, rates: RateLimits | None = None, *, on_telegram: Sequence[Person] = (BINH, DUNG)
) -> AsyncIterator[SandboxedBot]:
    """Run the production bot against a sandbox on loopback, with everything it keeps in a folder (port 0 chooses one).

    An uses Zalo; whoever is `on_telegram` uses that, An perhaps both.

    Raises OSError for a port that is taken, and on leaving whatever ended the bot.
    """
    clock = MovableClock(START)
    telegram = World(clock, on_telegram, (BOT,), rates=rates)
    zalo = OaWorld(clock, (AN,), changes=telegram.changes)
    application = server.build(telegram, others=routes(zalo), worlds=[zalo], carriers=[Courier(zalo)])
    runner, port = await server.serve(application, "127.0.0.1", port)
    zalo.address = f"http://127.0.0.1:{port}"
    try:
        async with _bot(folder, Town((zalo, telegram)), clock, zalo.address) as sandboxed:
            serving = asyncio.create_task(sandboxed.app.serving.wait())
            await asyncio.wait({serving, sandboxed.running}, return_when=asyncio.FIRST_COMPLETED)
            serving.cancel()
            if sandboxed.app.port:
                zalo.set_webhook(f"http://127.0.0.1:{sandboxed.app.port}{sandboxed.app.settings.zalo_hook}")
            yield sandboxed
    finally:
        await runner.cleanup()


@asynccontextmanager
async def _bot(folder: Path, town: Town, clock: MovableClock, address: str) -> AsyncIterator[SandboxedBot]:
    settings = load(
        _env_file=None,
        database_url=f"sqlite+aiosqlite:///{folder}/sangkien.db",
        files_url=f"file:{folder}/files",
        secret_key_path=folder / "secret.key",
        telegram_token=BOT.token,
        telegram_api_url=address,
        zalo_oa_app_id=OA.app_id,
        zalo_oa_app_secret=OA.app_secret,
        zalo_oa_secret_key=OA.secret_key,
        zalo_oa_refresh_token=OA.first_refresh_token,
        zalo_openapi_url=address,
        zalo_oauth_url=address,
        zalo_oa_form_picture="https://bot.example.org/phone.png",
        zalo_bot_token=None,
        zalo_bot_api_url=address,
        clock=START,
        listen="127.0.0.1:0",
        log_level="warning",
        webhook_url=None,
    )
    app, done = App(settings, clock), asyncio.Event()
    await prepare(app.database, app.packs, clock)
    running = asyncio.create_task(app.run(done))
    try:
        yield SandboxedBot(app, town, address, running)
    finally:
        done.set()
        await running


async def _at_once() -> None:
    """Let the bot answer in its own time; what is expected is waited for."""
