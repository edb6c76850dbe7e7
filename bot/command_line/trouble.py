"""What can go wrong with a command, in plain words with a way out; never with a secret or somebody's words in it."""

from __future__ import annotations

import errno
from collections.abc import Iterable
from pathlib import Path

import asyncpg
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.settings import SettingsError
from bot.talk import NoCatalogueError, Talk
from storage.cipher import UnreadableSecretError
from storage.loading import OlderPackError
from storage.packs import PackError, Problem

DATABASE_ERRORS = (SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError)

_BY_STATE = {
    "3D000": "There is no database of that name on the server. Make it with createdb, or mend DATABASE_URL.",
    "28P01": "The database refuses the name or the password in DATABASE_URL. Mend it there.",
    "28000": "The database refuses the name or the password in DATABASE_URL. Mend it there.",
    "42501": "The user in DATABASE_URL may not do this. Let the owner of the database grant it.",
    "42P01": "The database has no tables yet. Run: sangkien db upgrade",
    "53300": "The database has no free connection. Close other programs that use it, or raise its max_connections.",
}
_BY_WORDS = {
    "unable to open database file": "The file in DATABASE_URL cannot be opened. Is its folder there, may you write it?",
    "readonly database": "The file in DATABASE_URL cannot be written. Run this as the user the bot runs as.",
    "disk is full": "The disk is full. Make room and try again.",
    "is locked": "Another program keeps the database for itself. Try again when it has finished.",
    "not a database": "The file in DATABASE_URL is no SQLite database. Name another file there, or restore a backup.",
    "no such table": "The database has no tables yet. Run: sangkien db upgrade",
}


class CommandError(Exception):
    """What went wrong, in one sentence with a way out."""


def plain_words(error: BaseException) -> str:
    """Return what an operator needs to know about an error; of one we did not foresee only its kind."""
    match error:
        case BaseExceptionGroup():
            return plain_words(error.exceptions[0])
        case CommandError() | SettingsError():
            return str(error)
        case NoCatalogueError():
            return f"The sentences of the bot are missing: {error}. Restore the folder locales/."
        case UnreadableSecretError():
            return "A stored secret opens with no key given. Put back the SECRET_KEY it was stored with."
        case OlderPackError():
            return (
                f"{error.key}: this folder has version {error.given}, the database has version {error.stored} already. "
                f"Take the newer folder, or go back on purpose: sangkien programme load FOLDER --force"
            )
        case PackError():
            return "\n".join((*in_english(error.problems), summary(len(error.problems))))
        case SQLAlchemyError() | asyncpg.PostgresError() | asyncpg.InterfaceError():
            return about_database(error)
        case OSError():
            return _about_system(error)
        case _:
            return f"Something unforeseen went wrong ({type(error).__name__}). Run it again with --debug to see where."


def about_database(error: BaseException) -> str:
    """Return why a database does not do what it is asked."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
    by_state = _BY_STATE.get(getattr(cause, "sqlstate", None) or "")
    if by_state:
        return by_state
    by_words = next((sentence for words, sentence in _BY_WORDS.items() if words in str(cause)), None)
    if by_words:
        return by_words
    if isinstance(cause, OSError):
        return f"The database cannot be reached ({_reason(cause)}). Does it run, is DATABASE_URL right?"
    return f"The database does not answer as it should ({type(cause).__name__}). Is DATABASE_URL right?"


def in_english(problems: Iterable[Problem], folder: Path | None = None) -> list[str]:
    """Return the problems of a pack as `file:line: sentence`, without a line where the whole file is meant."""
    talk = Talk.load()
    return [f"{_place(problem, folder)}: {talk.say(problem.what, 'en')}" for problem in problems]


def summary(count: int) -> str:
    """Return how many problems a pack has and what to do about them."""
    return f"{count} problem{'' if count == 1 else 's'} in all; mend {'it' if count == 1 else 'them'} and check again."


def _place(problem: Problem, folder: Path | None) -> str:
    file = str(folder / problem.file) if folder else problem.file
    return f"{file}:{problem.line}" if problem.line else file


def _about_system(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return "Another program listens there already. Choose another port: LISTEN for run, --port for demo."
    if error.filename:
        return f"{error.filename}: {error.strerror}. Is it there, may you use it?"
    return f"The system refuses: {_reason(error)}."


def _reason(error: OSError) -> str:
    return error.strerror or str(error) or type(error).__name__
