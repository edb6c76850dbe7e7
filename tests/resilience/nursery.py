"""Forks a running bot for every line on standard input, after everything has been imported once.

Prints the process id of each bot, and its exit status when it has ended. Arguments change what the bots do:
`without-inbox` lets them take a repeated event as new, `lease=SECONDS` sets how long a message counts as under way.
"""

from __future__ import annotations

import os
import sys
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot import __main__ as command_line
from bot import sender
from storage import inbox


async def always_first(session: AsyncSession, channel: str, bot: str, event: str, now: datetime) -> bool:
    """Know no event that came before."""
    return True


def change(wish: str) -> None:
    name, _, value = wish.partition("=")
    match name:
        case "without-inbox":
            inbox.first_time = always_first
        case "lease":
            sender.LEASE = timedelta(seconds=float(value))
        case _:
            raise ValueError(f"nobody knows how to change {wish!r}")


def be_a_bot() -> None:
    """Become what `python -m bot run` is; standard output stays the mother's."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    sys.argv = ["sangkien", "run"]
    command_line.main()


def main() -> None:
    for wish in sys.argv[1:]:
        change(wish)
    while sys.stdin.readline():
        child = os.fork()
        if child == 0:
            be_a_bot()
            return
        print(child, flush=True)  # noqa: T201 - the line the test reads
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201 - as above


if __name__ == "__main__":
    main()
