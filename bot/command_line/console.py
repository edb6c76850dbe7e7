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
from sqlalchemy.exc import SQLAlchemyError

from bot.settings import Settings, SettingsError, load
from bot.talk import NoCatalogueError, Talk
from storage.cipher import UnreadableSecretError
from storage.packs import PackError

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of what goes wrong.")]


class CommandError(Exception):
    """What went wrong, in one sentence with a way out."""


@contextmanager
def plainly(*, debug: bool) -> Iterator[None]:
    """Turn what can go wrong into a sentence and exit code 1; with --debug let the traceback through."""
    try:
        yield
    except KeyboardInterrupt:
        sys.exit(130)
    except (CommandError, SettingsError, NoCatalogueError, UnreadableSecretError) as error:
        _fail(str(error), debug=debug)
    except PackError as error:
        talk = Talk.load()
        for problem in error.problems:
            err.print(f"{problem.file}:{problem.line}: {talk.say(problem.what, 'en')}", markup=False)
        _fail(f"The pack has {len(error.problems)} problem(s); mend them and check again.", debug=debug)
    except SQLAlchemyError as error:
        _fail(
            f"The database does not answer as it should ({type(error).__name__}). Is DATABASE_URL right?", debug=debug
        )
    except OSError as error:
        _fail(f"{error.strerror or error}: {error.filename or 'address'}.", debug=debug)


def _fail(sentence: str, *, debug: bool) -> None:
    if debug:
        raise  # noqa: PLE0704 - called while an exception is being handled
    err.print(sentence, style="red", markup=False)
    sys.exit(1)


def settings() -> Settings:
    """Return the settings of this process."""
    return load()


def run_until_stopped(main: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    """Run until it ends, or Ctrl-C or a stop signal asks it to; what is under way is finished."""

    async def watched() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set)
        await main(stop)

    asyncio.run(watched())
