"""The composition root: settings become a running bot."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path

import structlog
from aiohttp import web
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot import identifiers, server
from bot.channels.channel import Channel
from bot.clock import Clock, MovableClock, SystemClock
from bot.counting import Counting
from bot.desks import Desks
from bot.digests import Digests
from bot.downloads import Downloads
from bot.files.fetcher import Fetcher
from bot.files.scanner import Scanner
from bot.files.source import FileSource
from bot.files.uploaded import Uploaded
from bot.look_pages import LookPages
from bot.making.awards import making as awards
from bot.making.handing_over import HandingOver
from bot.making.posters.making import EntranceMakers
from bot.making.registry import INITIATIVES, Making
from bot.making.storeroom import Place
from bot.making.word import closing, summary, targets
from bot.making.workshop import Workshop
from bot.metrics import Metrics
from bot.notices import Notices
from bot.official_account import OfficialAccount, application_of
from bot.pushing import Pushes
from bot.releasing import Releaser
from bot.sealing import Sealing
from bot.sender import Sender
from bot.settings import Settings, SettingsError
from bot.talk import Talk
from bot.telegram_bots import TelegramBots
from bot.tidy import Errand, Job, Tidy, emptying, jobs, sweeping
from bot.turn import Turns
from bot.uploads.pages import UploadPages
from bot.weekly import WeeklyDigests
from bot.zalo_bot import zalo_bot_of
from flows.said import UPLOAD
from flows.submission import LIBRARY
from storage import files, leases, loading, schema
from storage import jobs as stored_jobs
from storage.cipher import Cipher
from storage.database import ConflictError, Database
from storage.objects import Objects
from storage.packs import Pack, read_pack

log = structlog.get_logger(__name__)
_HERE = Path(__file__).resolve().parent.parent
# What can be ordered in the chat; flows/making.py says what each is called and what is asked before.
DOCUMENTS: Mapping[str, Making] = {
    "initiatives": INITIATIVES,
    "targets": Making(targets.make),
    "summary": Making(summary.make),
    "closing": Making(closing.make),
    "awards": Making(awards.make),
}


def read_packs(settings: Settings) -> tuple[Pack, ...]:
    """Read the packs of the settings; raises PackError for one that is wrong, SettingsError for one not there."""
    packs = []
    for folder in settings.packs:
        found = folder if folder.exists() else _HERE / folder
        if not found.is_dir():
            raise SettingsError(f"PROGRAMMES: there is no folder {folder}. Name the folder of a programme pack.")
        packs.append(read_pack(found, LIBRARY))
    if not packs:
        raise SettingsError("PROGRAMMES: name at least one programme pack.")
    return tuple(packs)


async def prepare(database: Database, packs: Sequence[Pack], clock: Clock) -> None:
    """Bring the tables up to date and load the packs; of processes that start together, one loads them."""
    await schema.upgrade(database)
    for pack in packs:
        for last in (False, False, True):
            try:
                async with database.transaction() as session:
                    await loading.store(session, pack, clock.now())
                break
            except ConflictError:
                if last:
                    raise


class App:
    """The whole bot of one process."""

    def __init__(
        self, settings: Settings, clock: Clock | None = None, machine: Clock | None = None, talk: Talk | None = None
    ) -> None:
        """Put everything together; nothing is opened yet.

        `clock` tells when somebody did something and overrules the settings'; `machine` paces the sending; `talk` are
        catalogues that were read already.
        """
        machine = machine or SystemClock()
        self.settings = settings
        self.clock = clock or (MovableClock(settings.clock) if settings.clock else machine)
        self.database = Database(settings.database_url)
        self.packs = read_packs(settings)
        self.talk = talk or Talk.load()
        self.metrics = Metrics()
        self.telegram_bots = TelegramBots(settings, self.talk, self.clock)
        self.bots, self.telegram = self.telegram_bots.bots, self.telegram_bots.channel
        self.objects = Objects(settings.files_url)
        made, uploaded = Objects(settings.made_url), Objects(settings.uploaded_url)
        cipher = Cipher(settings.keys(), os.urandom)
        self.official = self._official_account(cipher, machine)
        self.zalo_bot = zalo_bot_of(settings, cipher, self.objects, self.talk, clock=self.clock, machine=machine)
        channels: dict[str, Channel] = {"telegram": self.telegram} if self.bots else {}
        sources: dict[str, FileSource] = {"telegram": self.telegram, UPLOAD: Uploaded(uploaded)}
        if self.official:
            channels["zalo"] = sources["zalo"] = self.official.channel
        if self.zalo_bot:
            channels["zalo-bot"] = sources["zalo-bot"] = self.zalo_bot.channel
        self.sender = Sender(
            self.database,
            channels,
            self.talk,
            machine,
            self.metrics,
            cipher=cipher,
            objects=self.objects,
            made=made,
        )
        self.turns = Turns(
            database=self.database,
            cipher=cipher,
            talk=self.talk,
            programmes=[pack.programme for pack in self.packs],
            channels=channels,
            clock=machine,
            fresh=lambda: identifiers.fresh(machine),
            wake=self.sender.wake,
            metrics=self.metrics,
            wake_fetcher=self._wake_fetcher,
            entrance=self.telegram.entrance,
            uploads=settings.uploads,
            looks=settings.looks,
            wake_workshop=self._wake_workshop,
            others=self.telegram_bots.others,
        )
        self.fetcher = Fetcher(
            database=self.database,
            sources=sources,
            objects=self.objects,
            scanner=Scanner(settings.clamd) if settings.clamd else None,
            take=self.turns.take,
            clock=self.clock,
            machine=machine,
            metrics=self.metrics,
        )
        kept = timedelta(hours=settings.made_kept_hours)
        entrances = EntranceMakers(self.telegram_bots.username)
        self.workshop = Workshop(
            database=self.database,
            cipher=cipher,
            talk=self.talk,
            shared=self.turns.shared,
            place=Place(settings.work_folder, self.objects, made, kept),
            makers={**DOCUMENTS, "poster": Making(entrances.make_poster), "qr": Making(entrances.make_code)},
            handing_over=HandingOver(channels, settings.webhook_url, identifiers.token),
            clock=self.clock,
            machine=machine,
            wake=self.sender.wake,
        )
        self.uploads = UploadPages(
            database=self.database,
            waiting=uploaded,
            take=self.turns.take,
            talk=self.talk,
            clock=self.clock,
            machine=machine,
            folder=settings.work_folder,
            public=settings.uploads,
        )
        self.looks = LookPages(self.database, cipher, self.turns.taken, self.talk, self.clock)
        self.downloads = Downloads(self.database, made, self.talk, self.clock)
        self.notices = Notices(cipher, self.turns.shared, self.clock, machine=machine)
        self.digests = Digests(self.database, cipher, self.turns.shared, self.clock, machine=machine)
        self.pushes = Pushes(self.database, self.turns.shared, self.clock, self.metrics, machine=machine)
        self.weekly = WeeklyDigests(self.database, self.turns.shared, self.clock, machine=machine)
        self.releaser = Releaser(self.database, self.turns.take, self.clock)
        self.desks = Desks(cipher, self.turns.shared, self.clock, machine=machine)
        programmes = [pack.programme for pack in self.packs]
        messages_kept = timedelta(days=settings.messages_kept_days)
        tidied: tuple[Job | Errand, ...] = (
            *jobs(programmes, self.clock, machine, messages_kept),
            sweeping(self.objects, machine),
            emptying(uploaded, machine),
            Errand("notices", self.notices.send),
            Errand("desks", self.desks.keep),
            Errand("made", self.workshop.tidy),
            *(self.zalo_bot.errands() if self.zalo_bot else ()),
        )
        self.tidy = Tidy(self.database, tidied, self.sender.wake)
        self.sealing = Sealing(self.database, cipher)
        self.counting = Counting(self.database, self.turns.shared, self.clock, machine=machine)
        self.port = 0
        self.serving = asyncio.Event()

    def _official_account(self, cipher: Cipher, machine: Clock) -> OfficialAccount | None:
        """Return Zalo's Official Account, None where none is set up."""
        app = application_of(self.settings)
        if app is None:
            return None
        return OfficialAccount(self.settings, app, self.database, cipher, clock=self.clock, machine=machine)

    def _wake_fetcher(self) -> None:
        self.fetcher.wake()

    def _wake_workshop(self) -> None:
        self.workshop.wake()

    async def run(self, stop: asyncio.Event) -> None:
        """Run until told to stop; what was taken is finished and nothing is lost."""
        if not self.bots and not self.official and not self.zalo_bot:
            raise SettingsError(
                "TELEGRAM_TOKEN: no channel is set up. Put the token that @BotFather gave you there, "
                "or set up Zalo (ZALO_OA_APP_ID and what belongs to it, or ZALO_BOT_TOKEN)."
            )
        await prepare(self.database, self.packs, self.clock)
        if self.database.is_sqlite:
            await leases.release_all(self.database)
            await files.release_all(self.database)
            await stored_jobs.release_all(self.database)
        await self.telegram.open()
        if self.official:
            await self.official.open()
        if self.zalo_bot:
            await self.zalo_bot.channel.open()
        runner, self.port = await server.serve(self._application(), *self.settings.address)
        self.serving.set()
        log.info(
            "started",
            bots=list(self.bots),
            zalo=bool(self.official),
            zalo_bot=bool(self.zalo_bot),
            webhook=bool(self.settings.webhook_url),
            port=self.port,
        )
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self.sender.run(stop))
                tasks.create_task(self.fetcher.run(stop))
                tasks.create_task(self.workshop.run(stop))
                tasks.create_task(self.tidy.run(stop))
                tasks.create_task(self.digests.run(stop, self.sender.wake))
                tasks.create_task(self.pushes.run(stop, self.sender.wake))
                tasks.create_task(self.weekly.run(stop, self.sender.wake))
                tasks.create_task(self.releaser.run(stop))
                tasks.create_task(self.sealing.run(stop))
                tasks.create_task(self.counting.run(stop))
                if self.official:
                    tasks.create_task(self.official.tokens.run(stop))
                if self.zalo_bot:
                    tasks.create_task(self.zalo_bot.receive(self.turns.take, stop))
                for bot in self.bots.values():
                    tasks.create_task(self.telegram_bots.receive(bot, self.turns.take, stop))
                    tasks.create_task(self.telegram_bots.publish(bot, stop))
            await self.sealing.last()
        finally:
            await runner.cleanup()
            await self.telegram.close()
            if self.official:
                await self.official.close()
            if self.zalo_bot:
                await self.zalo_bot.channel.close()
            await self.database.close()
            log.info("stopped")

    def _application(self) -> web.Application:
        take = self.turns.take
        routes = [*(self.official.routes(take) if self.official else ())]
        routes += self.zalo_bot.routes(take) if self.zalo_bot else ()
        routes += [*self.uploads.routes(), *self.looks.routes()]
        return server.build(self.telegram_bots.hooks(take), self._ready, self.metrics, self.downloads, routes)

    async def _ready(self) -> bool:
        try:
            async with self.database.transaction() as session:
                await session.execute(text("SELECT 1"))
        except (SQLAlchemyError, OSError):
            return False
        return True
