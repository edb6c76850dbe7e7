"""Every transcript is played in every way, plainly on both databases; the bot says exactly what is written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.sandbox.script import parse
from tests.transcripts.house import WAYS, Way, house, programmes_of

FILES = sorted(Path(__file__).parent.glob("*.vi.txt"))
DATABASES = ("sqlite", "postgresql")
_TROUBLED_WAYS = 1


def performances() -> Iterator[object]:
    """Yield what is played: plainly on both databases, and in one of the troubled ways, the next for every transcript.

    To play all of them in all ways would take longer than anybody waits; over all transcripts every way is played on
    both databases many times.
    """
    plainly, *troubled = WAYS
    for number, file in enumerate(FILES):
        yield from (_performance(file, plainly, database) for database in DATABASES)
        for place in range(number, number + _TROUBLED_WAYS):
            database = DATABASES[number // len(troubled) % len(DATABASES)]
            yield _performance(file, troubled[place % len(troubled)], database)


def _performance(file: Path, way: Way, database: str) -> object:
    name = f"{database}-{file.name.removesuffix('.vi.txt')}-{way.name.replace(' ', '-')}"
    return pytest.param(file, way, database, id=name)


def test_every_way_is_played_on_both_databases() -> None:
    played = {(way.name, database) for _, way, database in (one.values for one in performances())}  # type: ignore[attr-defined]
    assert played == {(way.name, database) for way in WAYS for database in DATABASES}


@pytest.mark.parametrize(("file", "way", "database_url"), [*performances()], indirect=["database_url"])
async def test_the_bot_says_what_is_written(file: Path, way: Way, database_url: str) -> None:
    text = file.read_text(encoding="utf-8")
    async with house(database_url, way, programmes_of(text)) as (_, player, _stage):
        await player.play(parse(text))
