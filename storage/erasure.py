"""Erasing a person: everything that is held of them, in one transaction, and what that would touch."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import cast

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.audit import AuditLine
from storage.looks import subject
from storage.outbox import Outbox
from storage.person_tables.erased import Erasing, names, note
from storage.person_tables.held import HELD
from storage.tables import InitiativeRow, PersonRow


async def erase(session: AsyncSession, outbox: Outbox, person: int, *, channel: str, now: datetime) -> None:
    """Erase a person at once; raises ConflictError where an initiative is decided meanwhile, to be tried again."""
    formers = await _formers(session, person)
    erasing = Erasing(session, outbox, person, await _initiatives(session, person), channel, now, formers)
    for held in HELD:
        await held.erase(erasing)
    await note(erasing, AuditLine("erase", subject(person)))


async def foreseen(session: AsyncSession, person: int) -> Mapping[str, int]:
    """Return how many rows of each table an erasure would touch."""
    mine, persons = await _initiatives(session, person), (person, *await _formers(session, person))
    counts: dict[str, int] = {}
    for held in HELD:
        named = or_(*(names(held.table, column, one, mine) for column in held.theirs for one in persons))
        counts[held.name] = (
            await session.execute(select(func.count()).select_from(held.table).where(named))
        ).scalar_one()
    return counts


async def _initiatives(session: AsyncSession, person: int) -> tuple[int, ...]:
    mine = select(col(InitiativeRow.id)).where(col(InitiativeRow.author) == person)
    return tuple((await session.execute(mine)).scalars())


async def _formers(session: AsyncSession, person: int) -> tuple[int, ...]:
    formers = select(col(PersonRow.id)).where(col(PersonRow.merged_into) == person)
    return tuple(cast("int", one) for one in (await session.execute(formers)).scalars())
