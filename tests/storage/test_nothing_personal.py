"""A whole dialogue at the loudest log level (demand 87): nothing of a person in logs and figures, no number on disk."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass, field

import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.channels.capabilities import TELEGRAM
from bot.channels.channel import LaterError, NeverError, SendText
from bot.clock import FrozenClock
from bot.logs import configure
from bot.metrics import Metrics
from bot.sender import Sender
from bot.settings import load
from flows.said import Command, Contact, Said, Tap, Text
from flows.screen import Action
from storage.database import Database
from storage.packs import Pack
from storage.tables import AuditRow, InitiativeRow, OutboxRow
from tests.conftest import START
from tests.storage.given import CIPHER, UNIT, appoint, every, meet
from tests.storage.speaking import Recorder, event, releaser_on, turns_on
from tests.storage.test_secrets import kept
from tests.talk import talk

REST = (
    *("2/1/2022", "Quyết định số 15/QĐ-CT ngày 20/2/2022 của Giám đốc Công ty X", "120 triệu", "Chỉ mình tôi"),
    "Tôi cam đoan đúng như vậy",
)
IDENTITY, PHONE, NAME = "066199001234", "0900000001", "Trần Thị An"
TITLE, TEXT = "Sàng rung tự chế ba tầng", "Trước đây nhặt hạt bằng tay; nay dùng sàng rung ba tầng, nhanh gấp bốn."
PERSONAL = (IDENTITY, PHONE, "900000001", NAME, TITLE, TEXT, "chat-of-an", "Lê Văn Bình", "066 199 001 234")


@dataclass
class Dialogue:
    """Says one thing after the other; every event is delivered twice."""

    database: Database
    pack: Pack
    channel: Recorder = field(default_factory=lambda: Recorder(TELEGRAM))
    events: int = 0

    def __post_init__(self) -> None:
        self.turns = turns_on(self.database, self.pack, self.channel)

    async def say(self, who: str, *several: Said | str) -> None:
        for one in several:
            self.events += 1
            said = Text(one) if isinstance(one, str) else one
            for _ in range(2):
                await self.turns.take(event(self.events, who, said))

    async def newest(self) -> InitiativeRow:
        return max(await every(self.database, InitiativeRow), key=lambda one: one.id)


async def lived(database: Database, pack: Pack) -> Dialogue:
    """Hand in with mistakes on the way, be looked at, returned and verified, ask for the data, meet every trouble."""
    binh = await meet(database, "binh", "Lê Văn Bình")
    await appoint(database, binh, "verifier", UNIT)
    talk = Dialogue(database, pack)
    await talk.say("chat-of-an", Command("start", f"u-{UNIT}"), "Nộp sáng kiến", "Tôi đồng ý", NAME)
    await talk.say("chat-of-an", "066 199 001 234", Contact("84900000001", own=True))
    await talk.say("chat-of-an", "000199001234", "066 199 001 234", "Đúng", "Doanh nghiệp", "2", "1")
    await talk.say("chat-of-an", TITLE, TEXT, *REST, "Bỏ qua", IDENTITY, "Nộp")
    initiative = await talk.newest()
    assert initiative.state == "pending", "the dialogue no longer arrives at the end"
    here = str(initiative.id)
    await talk.say("binh", Tap(Action("identity", (here,))), Tap(Action("return", (here, "1"))))
    await talk.say("binh", Tap(Action("mark", (here, "1", "title"))), Tap(Action("marked", (here, "1"))))
    await talk.say("binh", f"Hỏi lại {NAME} nhé")
    assert (await talk.newest()).state == "returned", "the officer's dialogue no longer arrives at the end"
    await releaser_on(database, pack).drain()
    await talk.say("chat-of-an", Command("data"), Tap(Action("data", ("see", "1"))))
    await talk.say("chat-of-an", Tap(Action("data", ("take",))), Tap(Action("data", ("take", "full"))))
    await talk.say("chi", Tap(Action("identity", (here,))), Tap(Action("verify", (here, "2"))), initiative.code or "")
    return talk


@contextmanager
def listening() -> Iterator[io.StringIO]:
    """Hear everything the bot writes to its log at its loudest, of ours and of any library."""
    heard, root = io.StringIO(), logging.getLogger()
    handlers, level = root.handlers[:], root.level
    root.handlers = []
    try:
        with redirect_stderr(heard):
            configure(load(_env_file=None, log_level="debug", log_format="json"))
            yield heard
    finally:
        root.handlers = handlers
        root.setLevel(level)
        structlog.reset_defaults()


def traces(said: str) -> list[str]:
    return [one for one in PERSONAL if one in said or json.dumps(one)[1:-1] in said]


async def test_nothing_of_a_person_is_logged_or_counted(database: Database, pack: Pack) -> None:
    with listening() as heard:
        dialogue = await lived(database, pack)
        troubles = [LaterError("busy", 1), RuntimeError(NAME), NeverError("blocked", unreachable=True)]
        channel, clock, metrics = Recorder(TELEGRAM, {"binh": troubles}), FrozenClock(START), Metrics()
        sender = Sender(database, {"telegram": channel}, talk(), clock, metrics, cipher=CIPHER)
        for _ in range(5):
            await sender.drain()
            clock.move_to(clock.now().replace(hour=clock.now().hour + 1))
        figures = metrics.page().decode() + dialogue.turns._metrics.page().decode()
    logged = heard.getvalue()
    assert '"event": "refused"' in logged
    assert "message_given_up" in logged
    assert "message_failed" in logged
    assert traces(figures) == []
    assert traces(logged) == []


async def test_an_error_of_the_database_does_not_name_what_was_to_be_stored(database: Database) -> None:
    with pytest.raises(DBAPIError) as refused:
        async with database.engine.begin() as connection:
            await connection.execute(text("INSERT INTO nowhere VALUES (:name)"), {"name": NAME})
    assert NAME not in str(refused.value)


async def test_the_identity_number_is_nowhere_on_disk_in_plain_text(database: Database, pack: Pack) -> None:
    """Not in drafts, partials, sessions, inbox, outbox (with a file that waits with all of it), or audit."""
    await lived(database, pack)
    waiting = [row.kind for row in await every(database, OutboxRow) if row.state == "waiting"]
    assert waiting.count("document") == 4
    everything = await kept(database)
    digits = everything.replace(b" ", b"").replace(b".", b"")
    assert NAME.encode() in everything
    assert [one for one in (b"066199001234", b"000199001234", b"6199001234") if one in digits] == []


async def test_the_files_are_delivered_whole(database: Database, pack: Pack) -> None:
    await lived(database, pack)
    channel = Recorder(TELEGRAM)
    sender = Sender(database, {"telegram": channel}, talk(), FrozenClock(START), Metrics(), cipher=CIPHER)
    await sender.drain()
    files = [one for chat, one in channel.delivered if chat == "chat-of-an" and isinstance(one, SendText)]
    assert [IDENTITY in one.text for one in files] == [False, False, True, True]
    assert {one.name for one in files} == {"du-lieu-cua-toi.txt", "du-lieu-cua-toi.json"}
    assert json.loads(files[-1].text)["initiatives"][0]["answers"]["identity"] == IDENTITY


async def test_taking_the_data_away_is_audited_and_says_whether_in_full(database: Database, pack: Pack) -> None:
    await lived(database, pack)
    lines = [row.new for row in await every(database, AuditRow) if row.action == "take data away"]
    assert lines == ["", "with the identity number"]
