"""Write into transcripts what the bot says now: `python -m tests.transcripts.rewrite FILE …`; review the difference."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from bot.app import prepare, read_packs
from bot.clock import FrozenClock
from bot.sandbox.player import spoken
from bot.sandbox.script import Act, Expect, MoveClock, parse
from bot.settings import load
from storage.database import Database
from tests.conftest import START
from tests.transcripts.house import WAYS, house, programmes_of
from tests.transcripts.passages import told_on
from tests.transcripts.platforms import Telegram


async def rewritten(text: str, database_url: str) -> str:
    """Return a transcript with the bot's present answers on Telegram.

    What people say, comments, and passages that are told on other channels alone stay.
    """
    lines, here = text.splitlines(), told_on(text, Telegram.name)
    told: list[str] = []
    starts = {step.line: step for step in parse(here)}
    async with house(database_url, WAYS[0], programmes_of(text)) as (_, player, _stage):
        acting: Act | None = None
        keeping = True
        for number, (line, played) in enumerate(zip([*lines, ""], [*here.splitlines(), ""], strict=True), 1):
            step = starts.get(number)
            if acting and not played.startswith((" ", "\t")):
                try:
                    await player.act(acting)
                except LookupError as error:
                    sys.stderr.write(f"line {acting.line}: {error}\n")
                    return "\n".join([*told, *lines[number - 1 :]]) + "\n"
                told += [spoken(player.header(who, style), said) for who, style, said in player.news()]
                acting = None
            if isinstance(step, MoveClock):
                await player.move_clock(step)
                told.append(line)
                told += [spoken(player.header(who, style), said) for who, style, said in player.news()]
                keeping, acting = False, None
                continue
            if step is not None:
                keeping = not isinstance(step, Expect)
                acting = step if isinstance(step, Act) else None
            elif played.startswith("#") or (not line.strip() and not _goes_on(lines, number)):
                keeping = True
            if keeping:
                told.append(line)
    return "\n".join(told).rstrip() + "\n"


def _goes_on(lines: list[str], number: int) -> bool:
    """Tell whether a blank line stands within what somebody says."""
    return number < len(lines) and lines[number].startswith((" ", "\t"))


async def main(files: list[str]) -> None:
    """Rewrite each file."""
    for name in files:
        with tempfile.TemporaryDirectory() as folder:
            url = f"sqlite+aiosqlite:///{folder}/rewrite.db"
            database = Database(url)
            await prepare(database, read_packs(load(_env_file=None)), FrozenClock(START))
            await database.close()
            file = Path(name)
            file.write_text(await rewritten(file.read_text(encoding="utf-8"), url), encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
