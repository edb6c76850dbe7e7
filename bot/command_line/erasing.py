"""`erase`: erases a person whose request came on paper, as the chat does it for those who ask there."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

import typer
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.clock import SystemClock
from bot.command_line.console import Debug, clock_of, out, plainly, settings
from bot.command_line.database import opened, require_tables
from bot.command_line.trouble import CommandError
from bot.settings import Settings
from flows.mine import read_code
from storage import erasure
from storage.database import ConflictError
from storage.outbox import Outbox
from storage.person_tables.held import HELD
from storage.tables import InitiativeRow, PersonRow

_CHANNEL = "command line"


@dataclass(frozen=True, slots=True)
class _Foreseen:
    """Whom an erasure is about, and how many rows of each table it touches."""

    person: int
    rows: Mapping[str, int]


def erase(
    code: Annotated[str, typer.Argument(help="Code of any initiative of the person.", show_default=False)] = "",
    *,
    person: Annotated[int | None, typer.Option(help="The person’s id, where there is no code.", min=1)] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be erased, and erase nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before erasing.")] = False,
    debug: Debug = False,
) -> None:
    """Erase everything kept about the author of an initiative, but for what counts; it cannot be undone.

    Example: sangkien erase SK-22-7F3K9Q --dry-run
    """
    if bool(code) == (person is not None):
        raise typer.BadParameter("name either the code of an initiative or a --person")
    with plainly(debug=debug):
        chosen = settings()
        foreseen = asyncio.run(_foresee(chosen, code, person))
        out.print(f"Person {foreseen.person}:")
        for held in HELD:
            out.print(f"  {foreseen.rows[held.name]:>6}  {held.name}: {held.fate}")
        if dry_run:
            out.print("Nothing was erased. Run it without --dry-run to erase.")
        elif yes or typer.confirm("Erase for good?"):
            asyncio.run(_erase(chosen, foreseen.person))
            out.print("Erased. The bot blanks what officers still see of it.")
        else:
            out.print("Nothing was erased.")


async def _foresee(chosen: Settings, code: str, person: int | None) -> _Foreseen:
    async with opened(chosen.database_url) as database:
        await require_tables(database)
        async with database.transaction() as session:
            found = await _existing(session, person) if person is not None else await _author(session, code)
            return _Foreseen(found, await erasure.foreseen(session, found))


async def _erase(chosen: Settings, person: int) -> None:
    now = clock_of(chosen).now()
    async with opened(chosen.database_url) as database:
        for last in (False, False, True):
            try:
                async with database.transaction() as session:
                    outbox = Outbox(session, SystemClock().now())
                    await erasure.erase(session, outbox, person, channel=_CHANNEL, now=now)
                break
            except ConflictError:
                if last:
                    raise CommandError("Officers decide on these initiatives right now. Try again.") from None
        await database.forget_log()


async def _author(session: AsyncSession, code: str) -> int:
    read = read_code(code)
    found = await session.execute(select(col(InitiativeRow.author)).where(col(InitiativeRow.code) == read))
    author = found.scalar_one_or_none()
    if author is None:
        raise CommandError(f"No initiative has the code {code}. Look at the receipt: a code looks like SK-22-7F3K9Q.")
    return await _existing(session, author)


async def _existing(session: AsyncSession, person: int) -> int:
    row = await session.get(PersonRow, person)
    if row is None:
        raise CommandError(f"There is no person {person}. Name the code of one of their initiatives instead.")
    if row.erased_at is not None:
        raise CommandError(f"Person {person} was erased already; nothing is left to erase.")
    return person
