"""Every transcript is played in every way, plainly on both databases; the bot says exactly what is written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.sandbox.script import parse
from tests.transcripts.house import WAYS, Way, house, programmes_of

FILES = sorted(Path(__file__).parent.glob("*.vi.txt"))
DATABASES = ("sqlite", "postgresql")


def performances() -> Iterator[object]:
    """Yield what is played: the troubled ways change databases from one transcript to the next, to save half the time.

    Over all transcripts every way is played on both.
    """
    for number, file in enumerate(FILES):
        for place, way in enumerate(WAYS):
            turned = DATABASES[(number + place) % len(DATABASES)]
            for database in DATABASES if way == WAYS[0] else (turned,):
                name = f"{database}-{file.name.removesuffix('.vi.txt')}-{way.name.replace(' ', '-')}"
                yield pytest.param(file, way, database, id=name)


@pytest.mark.parametrize(("file", "way", "database_url"), [*performances()], indirect=["database_url"])
async def test_the_bot_says_what_is_written(file: Path, way: Way, database_url: str) -> None:
    text = file.read_text(encoding="utf-8")
    async with house(database_url, way, programmes_of(text)) as (_, player, _stage):
        await player.play(parse(text))
