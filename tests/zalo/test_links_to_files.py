"""Files that Zalo does not carry: the code for their page is had by typing, and no word of the link is kept."""

from __future__ import annotations

import json
import re

import pytest
from sqlalchemy import select
from sqlmodel import col

from bot.sandbox.script import Act
from storage.tables import OutboxRow
from tests.transcripts.house import USUAL, WAYS, House, house
from tests.transcripts.platforms import Platform, ZaloBot, ZaloOfficial

PACK = f"storage/programmes/{USUAL}"
ORDER = ("(invited as staff of DLK)", "/baocao", "[Excel sáng kiến]", "[giai đoạn 1]", "[Tất cả đã nộp]")
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def kept(home: House) -> str:
    """Return everything that is kept of what was sent."""
    async with home.app.database.transaction() as session:
        return json.dumps((await session.execute(select(col(OutboxRow.body)))).scalars().all())


@pytest.mark.parametrize("platform", [ZaloBot, ZaloOfficial])
@pytest.mark.parametrize("by_number", [True, False], ids=["its number", "its words"])
async def test_the_code_for_a_link_is_given_to_whoever_types(
    database_url: str, platform: type[Platform], by_number: bool
) -> None:
    async with house(database_url, WAYS[0], PACK, platform()) as (home, player, stage):
        for text in ORDER:
            await player.act(Act(0, "dung", text))
        link = stage.world.last_bot_message("dung")
        assert link is not None
        assert "/files/" in link.text
        typed = re.search(r"^(?P<number>[A-Z]\d)\. (?P<words>Cho tôi mã)$", link.text, re.MULTILINE)
        assert typed is not None
        await player.act(Act(0, "dung", typed["number"] if by_number else typed["words"]))
        answer = stage.world.last_bot_message("dung")
        assert answer is not None
        assert answer.text.startswith("Mã cho trang tải:")
        assert "/files/" not in await kept(home)
