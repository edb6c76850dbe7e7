"""Every transcript is played in every way on both databases; the bot says exactly what is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.sandbox.script import parse
from tests.transcripts.house import WAYS, Way, house, programmes_of

FILES = sorted(Path(__file__).parent.glob("*.vi.txt"))


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name.replace(" ", "-"))
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name.removesuffix(".vi.txt"))
async def test_the_bot_says_what_is_written(file: Path, way: Way, database_url: str) -> None:
    text = file.read_text(encoding="utf-8")
    async with house(database_url, way, programmes_of(text)) as (_, player, _stage):
        await player.play(parse(text))
