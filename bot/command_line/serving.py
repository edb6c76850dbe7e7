"""`run` and `demo`: the bot for real, and the bot on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot import demo as demonstration
from bot.app import App
from bot.command_line.console import Debug, out, plainly, run_until_stopped, settings
from bot.command_line.trouble import CommandError
from bot.logs import configure
from bot.sandbox.player import DepartureError
from bot.settings import load


def run(*, debug: Debug = False) -> None:
    """Run the bot until it is stopped.

    Example: TELEGRAM_TOKEN=123:abc sangkien run
    """
    with plainly(debug=debug):
        chosen = settings()
        configure(chosen)
        run_until_stopped(App(chosen).run)


def demo(
    *,
    port: Annotated[int, typer.Option(help="Where the page of phones is served.", min=0, max=65535)] = 8080,
    once: Annotated[bool, typer.Option("--once", help="Play the dialogue and leave.")] = False,
    folder: Annotated[Path, typer.Option(help="Where the demo keeps its data; emptied at every start.")] = Path(
        "data/demo"
    ),
    debug: Debug = False,
) -> None:
    """Play the whole product on this machine: a bot, three phones, one dialogue.

    Example: sangkien demo --port 8080
    """
    with plainly(debug=debug):
        configure(load(_env_file=None, log_level="warning"))
        played = demonstration.Demo(folder, port, once, told=lambda line: out.print(line, markup=False))
        try:
            run_until_stopped(lambda stop: demonstration.run(played, stop))
        except DepartureError as departure:
            raise CommandError(f"The dialogue went otherwise than planned.\n{departure}") from departure
