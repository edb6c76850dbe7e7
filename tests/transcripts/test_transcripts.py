"""Every transcript is played on every channel and in every way, plainly on both databases, and is what the bot says.

On Zalo the Telegram adapter is switched off. Where a channel lacks a gesture, a transcript has a passage: passages.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle, product
from pathlib import Path

import pytest

from bot.sandbox.script import Act, parse
from tests.effort import THOROUGH
from tests.transcripts.house import WAYS, Way, house, programmes_of
from tests.transcripts.passages import told_on
from tests.transcripts.platforms import PLATFORMS, Platform

FILES = sorted(Path(__file__).parent.glob("*.vi.txt"))
DATABASES = ("sqlite", "postgresql")
# Transcripts with evidence, returns, two officers, on-behalf entries and undo: what trouble could double or lose.
ON_SQLITE = ("05-", "11-", "63-", "90-", "95-")
# Written under the title of a transcript that takes so many steps that trouble around each would take minutes.
_LONG = "# Long."
TELEGRAM, *ZALO = PLATFORMS
_A_THIRD = 3


def performances(*, thorough: bool) -> Iterator[object]:
    """Yield what is played: plainly on SQLite, and on PostgreSQL in a troubled way, the next for every transcript.

    To play all of them in all ways would take longer than anybody waits; over all transcripts every way is played on
    PostgreSQL many times, and once on SQLite. Where time is short every third is played on PostgreSQL, the others on
    Zalo.
    """
    plainly, *troubled = WAYS
    for number, file in enumerate(FILES):
        yield _performance(file, plainly, "sqlite")
        long = _LONG in file.read_text(encoding="utf-8")
        if thorough:
            yield _performance(file, plainly if long else troubled[number % len(troubled)], "postgresql")
        elif number % _A_THIRD == 0:
            yield _performance(file, plainly if long else WAYS[number // _A_THIRD % len(WAYS)], "postgresql")
    for way, name in zip(troubled, ON_SQLITE, strict=True):
        yield _performance(next(file for file in FILES if file.name.startswith(name)), way, "sqlite")


def _performance(file: Path, way: Way, database: str) -> object:
    name = f"{database}-{file.name.removesuffix('.vi.txt')}-{way.name.replace(' ', '-')}"
    return pytest.param(file, way, database, id=name)


def on_zalo(*, thorough: bool) -> Iterator[tuple[Path, type[Platform]]]:
    """Yield every transcript on each of Zalo's ways; two of three on one of them in turn where time is short."""
    if thorough:
        yield from product(FILES, ZALO)
    else:
        some = (file for number, file in enumerate(FILES) if number % _A_THIRD)
        yield from zip(some, cycle(ZALO), strict=False)


def _there(file: Path, platform: type[Platform]) -> object:
    name = f"{platform.name}-{file.name.removesuffix('.vi.txt')}".replace(" ", "-")
    return pytest.param(file, platform, "sqlite", id=name)


def test_every_way_is_played_on_both_databases() -> None:
    played = {(way.name, database) for _, way, database in (one.values for one in performances(thorough=THOROUGH))}  # type: ignore[attr-defined]
    assert played == {(way.name, database) for way in WAYS for database in DATABASES}


@pytest.mark.parametrize(("file", "way", "database_url"), [*performances(thorough=THOROUGH)], indirect=["database_url"])
async def test_the_bot_says_what_is_written(file: Path, way: Way, database_url: str) -> None:
    text = file.read_text(encoding="utf-8")
    async with house(database_url, way, programmes_of(text)) as (_, player, _stage):
        await player.play(parse(told_on(text, TELEGRAM.name)))


@pytest.mark.parametrize(
    ("file", "platform", "database_url"),
    [_there(file, platform) for file, platform in on_zalo(thorough=THOROUGH)],
    indirect=["database_url"],
)
async def test_the_bot_says_the_same_on_zalo(file: Path, platform: type[Platform], database_url: str) -> None:
    text, there = file.read_text(encoding="utf-8"), platform()
    async with house(database_url, WAYS[0], programmes_of(text), there) as (_, player, _stage):
        await player.play(parse(told_on(text, platform.name)))
    assert not there.breaches()


def test_every_transcript_is_played_on_every_channel() -> None:
    assert {*on_zalo(thorough=True)} == {*product(FILES, ZALO)}


def test_where_time_is_short_every_transcript_is_played_twice_and_every_channel_has_many() -> None:
    """Once plainly, and once in trouble or on Zalo."""
    short = [*on_zalo(thorough=False)]
    played = [file for file, *_ in (one.values for one in performances(thorough=False))]  # type: ignore[attr-defined]
    assert all(played.count(file) + [one for one, _ in short].count(file) >= 2 for file in FILES)
    assert all([there for _, there in short].count(platform) > len(FILES) // 6 for platform in ZALO)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_most_of_a_transcript_is_the_same_everywhere(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    done = [frozenset(_done(text, platform)) for platform in PLATFORMS]
    assert 2 * len(frozenset.intersection(*done)) >= max(map(len, done))


def _done(text: str, platform: type[Platform]) -> Iterator[Act]:
    """Yield what people do on a platform."""
    return (step for step in parse(told_on(text, platform.name)) if isinstance(step, Act))
