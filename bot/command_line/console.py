"""How commands speak: one sentence and a way out for what went wrong, a traceback only with --debug."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.clock import Clock, MovableClock, SystemClock
from bot.command_line.trouble import plain_words
from bot.settings import Settings, load

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of what goes wrong.")]


@contextmanager
def plainly(*, debug: bool) -> Iterator[None]:
    """Turn what can go wrong into a sentence and exit code 1; with --debug let the traceback through."""
    try:
        yield
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        if debug:
            raise
        err.print(_said(error), style="red", markup=False)
        sys.exit(1)


def _said(error: Exception) -> str:
    try:
        return plain_words(error)
    except Exception as trouble:  # noqa: BLE001 - saying what went wrong must not end in a traceback
        return plain_words(trouble)


def settings() -> Settings:
    """Return the settings of this process."""
    return load()


def clock_of(chosen: Settings) -> Clock:
    """Return the clock the bot lives by."""
    return MovableClock(chosen.clock) if chosen.clock else SystemClock()


@contextmanager
def progress(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """Show a bar on a terminal while long work is done; what is given tells it how many more are done."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.advance(task, done)
        bar.update(task, completed=total)


def run_until_stopped(main: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    """Run until it ends, or Ctrl-C or a stop signal asks it to; what is under way is finished."""

    async def watched() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set)
        await main(stop)

    asyncio.run(watched())
