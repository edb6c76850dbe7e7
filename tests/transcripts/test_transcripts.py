"""Every transcript is played on every channel and in every way, plainly on both databases, and is what the bot says.

On Zalo the Telegram adapter is switched off. What only Telegram can do, a transcript names: “# Needs: edits”.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.sandbox.script import parse
from tests.effort import THOROUGH
from tests.transcripts.house import WAYS, Way, house, programmes_of
from tests.transcripts.platforms import Platform, ZaloBot, ZaloOfficial, ZaloOfficialWords

FILES = sorted(Path(__file__).parent.glob("*.vi.txt"))
DATABASES = ("sqlite", "postgresql")
# Transcripts with evidence, returns, two officers, on-behalf entries and undo: what trouble could double or lose.
ON_SQLITE = ("05-", "11-", "63-", "90-", "95-")
# Written under the title of a transcript that takes so many steps that trouble around each would take minutes.
_LONG = "# Long."
_NEEDS = re.compile(r"^# Needs: (.+)\.$", re.MULTILINE)
ZALO = (ZaloOfficial, ZaloOfficialWords, ZaloBot)
# What Telegram has and Zalo has not; none may be needed by more than a few transcripts.
ONLY_TELEGRAM = frozenset({"contact", "edits", "links", "pop-ups"})


def performances() -> Iterator[object]:
    """Yield what is played: plainly on SQLite, and on PostgreSQL in a troubled way, the next for every transcript.

    To play all of them in all ways would take longer than anybody waits; over all transcripts every way is played on
    PostgreSQL many times, and once on SQLite.
    """
    plainly, *troubled = WAYS
    for number, file in enumerate(FILES):
        yield _performance(file, plainly, "sqlite")
        long = _LONG in file.read_text(encoding="utf-8")
        yield _performance(file, plainly if long else troubled[number % len(troubled)], "postgresql")
    for way, name in zip(troubled, ON_SQLITE, strict=True):
        yield _performance(next(file for file in FILES if file.name.startswith(name)), way, "sqlite")


def _performance(file: Path, way: Way, database: str) -> object:
    name = f"{database}-{file.name.removesuffix('.vi.txt')}-{way.name.replace(' ', '-')}"
    return pytest.param(file, way, database, id=name)


def needs(text: str) -> frozenset[str]:
    """Return what a transcript needs that not every channel has."""
    return frozenset(need.strip() for line in _NEEDS.findall(text) for need in line.split(","))


def on_zalo() -> Iterator[object]:
    """Yield every transcript on each of Zalo's ways that has what it needs; one of them in turn where time is short."""
    for number, file in enumerate(FILES):
        text = file.read_text(encoding="utf-8")
        able = [one for one in ZALO if needs(text) <= one.can]
        for platform in able if THOROUGH else able[number % max(1, len(able)) :][:1]:
            name = f"{platform.name}-{file.name.removesuffix('.vi.txt')}".replace(" ", "-")
            yield pytest.param(file, platform, "sqlite", id=name)


def test_every_way_is_played_on_both_databases() -> None:
    played = {(way.name, database) for _, way, database in (one.values for one in performances())}  # type: ignore[attr-defined]
    assert played == {(way.name, database) for way in WAYS for database in DATABASES}


@pytest.mark.parametrize(("file", "way", "database_url"), [*performances()], indirect=["database_url"])
async def test_the_bot_says_what_is_written(file: Path, way: Way, database_url: str) -> None:
    text = file.read_text(encoding="utf-8")
    async with house(database_url, way, programmes_of(text)) as (_, player, _stage):
        await player.play(parse(text))


@pytest.mark.parametrize(("file", "platform", "database_url"), [*on_zalo()], indirect=["database_url"])
async def test_the_bot_says_the_same_on_zalo(file: Path, platform: type[Platform], database_url: str) -> None:
    text, there = file.read_text(encoding="utf-8"), platform()
    async with house(database_url, WAYS[0], programmes_of(text), there) as (_, player, _stage):
        await player.play(parse(text))
    assert not there.breaches()


def test_every_transcript_but_a_few_is_played_on_zalo_and_those_name_why() -> None:
    told = [needs(file.read_text(encoding="utf-8")) for file in FILES]
    somewhere = frozenset().union(*(platform.can for platform in ZALO))
    assert frozenset().union(*told) - somewhere == ONLY_TELEGRAM
    assert sum(bool(one & ONLY_TELEGRAM) for one in told) <= len(FILES) // 10
