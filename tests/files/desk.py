"""An in the middle of her form at the question for files: the real bot, a real sandbox, real places to keep things."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import cast

from sqlalchemy import select
from sqlmodel import col

from bot.app import App
from bot.channels.telegram.updates import understand
from bot.clock import FrozenClock
from bot.event import Address
from bot.files.source import FileSource
from bot.sandbox import server
from bot.sandbox.cast import AN, BINH, BOT
from bot.sandbox.samples import sample
from bot.sandbox.world import World
from bot.settings import load
from flows.draft import Initiative
from flows.facts import Fresh
from flows.person import Person
from flows.pieces import Pieces, pieces_of
from flows.session import Filling, Session
from storage import people
from storage.database import Database
from storage.people import Account
from storage.tables import FileRow
from tests.conftest import START
from tests.storage.given import COMPLETE, draft, found, put, set_down

DRAFT = 1
UNANSWERED = {key: value for key, value in COMPLETE.items() if key not in {"evidence", "identity"}}


@dataclass
class Troubled:
    """A channel whose files meet troubles, one after the other, before all is well."""

    channel: FileSource
    troubles: deque[Exception] = field(default_factory=deque)
    fetched: int = 0

    async def fetch(self, address: Address, reference: str, limit: int) -> bytes:
        if self.troubles:
            raise self.troubles.popleft()
        self.fetched += 1
        return await self.channel.fetch(address, reference, limit)


@dataclass
class Desk:
    """What a test does and looks at."""

    app: App
    world: World
    machine: FrozenClock
    an: Person
    files: Path
    source: Troubled
    _offset: int | None = None

    async def send(self, *names: str, nature: str = "", content: bytes | None = None) -> None:
        """Let An send documents, and the bot take them; nothing is fetched yet."""
        for name in names:
            told = sample(name, nature) if content is None else content
            self.world.send_document("an", name, told, "application/octet-stream")
        await self.take()

    async def say(self, text: str) -> None:
        self.world.say("an", text)
        await self.take()

    async def take(self) -> None:
        bot = self.app.bots["main"]
        for raw in await bot.raw_updates(self._offset, 0):
            event = understand(raw, bot, "main", self.world.clock.now())
            if event:
                await self.app.turns.take(event)
            self._offset = cast("dict[str, int]", raw)["update_id"] + 1

    async def fetch(self, after: timedelta = timedelta()) -> None:
        """Let some time pass, then fetch everything that is due."""
        self.machine.forward(after)
        await self.app.fetcher.drain()

    async def heard(self, who: str = "an") -> list[str]:
        """Return what the bot has said to somebody, oldest first."""
        self.machine.forward(timedelta(seconds=2))
        await self.app.sender.drain()
        return [one.text for one in self.world.chat(who).messages if one.from_bot]

    async def rows(self) -> list[FileRow]:
        async with self.app.database.transaction() as session:
            return list((await session.execute(select(FileRow).order_by(col(FileRow.id)))).scalars())

    async def initiative(self) -> Initiative:
        kept = await found(self.app.database, DRAFT)
        assert kept is not None
        return kept

    async def pieces(self) -> Pieces:
        initiative = await self.initiative()
        return pieces_of(initiative.partials.get("evidence", initiative.answers.get("evidence")))

    def kept(self) -> set[str]:
        """Return the names of the objects that are kept."""
        return {path.name for path in self.files.rglob("*") if path.is_file()}

    def trouble(self, troubles: Iterable[Exception]) -> None:
        self.source.troubles.extend(troubles)


@asynccontextmanager
async def desk(database_url: str, folder: Path, clamd: str | None = None) -> AsyncIterator[Desk]:
    """Put everything up, with An at the question for files."""
    world, machine = World(FrozenClock(START), (AN, BINH), (BOT,), rates=None), FrozenClock(START)
    runner, port = await server.serve(server.build(world))
    settings = load(
        _env_file=None,
        database_url=database_url,
        files_url=f"file:{folder}/files",
        clamd=clamd,
        secret_key="a secret of tests",
        telegram_token=BOT.token,
        telegram_api_url=f"http://127.0.0.1:{port}",
        clock=START,
        listen="127.0.0.1:0",
    )
    app = App(settings, world.clock, machine)
    await app.telegram.open()
    source, numbers = Troubled(app.telegram), count(1000)
    app.turns._fresh = lambda: Fresh(next(numbers), f"7F3K{next(numbers)}")
    app.fetcher._sources = {**app.fetcher._sources, "telegram": source}
    try:
        an = await _seated(app.database)
        world.start("an", "")
        made = Desk(app, world, machine, an, folder / "files", source)
        made._offset = cast("dict[str, int]", (await app.bots["main"].raw_updates(None, 0))[-1])["update_id"] + 1
        yield made
    finally:
        await app.telegram.close()
        await app.database.close()
        await runner.cleanup()


async def _seated(database: Database) -> Person:
    number = str(AN.user_id)
    async with database.transaction() as session:
        an = await people.recognise(session, Account("telegram", "main", number, number), "An", "vi", START)
    await put(database, draft(an, DRAFT, UNANSWERED | {"identity": COMPLETE["identity"]}))
    await set_down(database, an, replace(Session(), doing=Filling(DRAFT)))
    return an
