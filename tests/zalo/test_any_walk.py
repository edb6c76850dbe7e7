"""Whatever people do on Zalo: they are answered, briefly, and what is offered means what it says; nothing breaks."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col
from structlog.testing import capture_logs

from bot.event import Address
from bot.meaning import meant
from flows.said import Said, Tap
from flows.screen import Screen
from storage.letters import shown_before
from storage.outbox import Place
from storage.sessions import Conversation
from storage.tables import OutboxRow
from tests.effort import THOROUGH
from tests.transcripts.house import USUAL, WAYS, House, house
from tests.transcripts.platforms import Platform, ZaloBot, ZaloOfficial, ZaloOfficialWords
from tests.zalo.wandering import Deed, Wanderers

PACK = f"storage/programmes/{USUAL}"
STEPS = 400 if THOROUGH else 40
WALKS = range(3) if THOROUGH else range(1)
OFFICERS = {"binh": ("verifier", "DLK-01-017"), "dung": ("staff", "DLK")}
MOST_SAID = 3  # a word, the message it belongs to, and a file
MOST_CHARACTERS, MOST_BUTTONS = 2000, 5
PERSONAL = ("Trần Thị An", "900000001", "0900 000 001", "066199001234", "sàng rung")
TROUBLE = {"message_given_up", "message_failed", "message_put_off", "zalo_buttons_refused"}

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class Understanding:
    """Listens to what the bot takes somebody's words for; `meant` are the labels of the button they stand for."""

    def __init__(self, home: House, patch: pytest.MonkeyPatch) -> None:
        self.meant: set[str] = set()
        self._home = home
        patch.setattr("bot.turn.meant", self._listen)

    async def _listen(
        self, session: AsyncSession, said: Said, address: Address, conversation: Conversation, account: int, **more: Any
    ) -> Said:
        taken = await meant(session, said, address, conversation, account, **more)
        shown = await shown_before(session, Place(0, address.channel, address.bot, address.chat))
        self.meant = {
            label for screen in (conversation.screen, *shown) if screen for label in self._labels(screen, taken)
        }
        return taken

    def _labels(self, screen: Screen, said: Said) -> list[str]:
        say = self._home.app.talk.say
        tapped = [one for one in screen.buttons() if isinstance(said, Tap) and one.action == said.action]
        return [plain(say(one.label, language)) for one in tapped for language in ("vi", "en")]


def plain(label: str) -> str:
    """Return the words of a label, without its arrow or number."""
    return re.sub(r"^\d{1,2}\. ", "", label.strip("‹› "))


def wrong_in_logs(logs: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return lines of the log that tell of trouble, or something personal."""
    return [
        str(line)
        for line in logs
        if line["log_level"] == "error" or line["event"] in TROUBLE or any(one in str(line) for one in PERSONAL)
    ]


@pytest.mark.parametrize("platform", [ZaloBot, ZaloOfficial, ZaloOfficialWords][: 3 if THOROUGH else 2])
@pytest.mark.parametrize("walk", WALKS)
async def test_no_walk_on_zalo_breaks_or_leaves_anybody_without_an_answer(
    database_url: str, platform: type[Platform], walk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with house(database_url, WAYS[0], PACK, platform()) as (home, _, stage):
        people = Wanderers(home, stage, random.Random(f"{platform.name} {walk}"))
        for person, (role, unit) in OFFICERS.items():
            stage.world.start(person, f"i-{await home.invite(role, unit, stage.world.people[person].name)}")
            await home.settle()
        understanding = Understanding(home, monkeypatch)
        done: list[Deed] = []
        for _ in range(STEPS):
            before = {key: len(people.said_to(key)) for key in stage.world.people}
            if (deed := await people.does_something()) is None:
                continue
            done.append(deed)
            with capture_logs() as logs:
                await home.settle()
            assert wrong_in_logs(logs) == [], done[-3:]
            assert 1 <= len(people.said_to(deed.person)) - before[deed.person] <= MOST_SAID, done[-3:]
            assert not deed.chose or plain(deed.chose) in understanding.meant, done[-3:]
            for key, count in before.items():
                for said in people.said_to(key)[count:]:
                    assert len(said.text) <= MOST_CHARACTERS
                    assert len(said.labels) <= MOST_BUTTONS
        assert len(done) > STEPS // 2
        async with home.app.database.transaction() as session:
            states = set((await session.execute(select(col(OutboxRow.state)))).scalars())
        assert states <= {"sent", "dropped"}
