"""Workers for whom somebody entered an initiative: persons without an account, until they confirm it."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from sqlalchemy import delete, exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.effects import Confirm
from storage.audit import about
from storage.database import ConflictError, changed
from storage.tables import AccountRow, AuditRow, ConsentRow, FileRow, InitiativeRow, PersonRow
from storage.upkeep import upkeep

_FAILED, _REOPENED = "confirmation failed", "confirmation reopened"


async def add_worker(session: AsyncSession, now: datetime) -> int:
    """Make the person an officer speaks of."""
    made = insert(PersonRow).values(language="vi", name="", created_at=now).returning(col(PersonRow.id))
    return cast("int", (await session.execute(made)).scalar_one())


async def confirm(session: AsyncSession, claim: Confirm, person: int, now: datetime) -> None:
    """Put a person in the place of the worker nobody knew, with everything that names one.

    Raises ConflictError where that was done before.
    """
    confirmed = await changed(
        session,
        update(InitiativeRow)
        .where(
            col(InitiativeRow.id) == claim.initiative,
            col(InitiativeRow.author) == claim.instead_of,
            col(InitiativeRow.entered_by).is_not(None),
            col(InitiativeRow.confirmed_at).is_(None),
        )
        .values(author=person, confirmed_at=now, **upkeep()),
    )
    if confirmed != 1:
        raise ConflictError("the initiative was confirmed by somebody else first")
    worker, moved = claim.instead_of, {"person_id": person}
    await session.execute(update(ConsentRow).where(col(ConsentRow.person_id) == worker).values(moved))
    await session.execute(
        update(FileRow)
        .where(col(FileRow.initiative) == claim.initiative, col(FileRow.state) != "waiting")
        .values(moved)
    )
    await forget_worker(session, claim.instead_of)


async def forget_worker(session: AsyncSession, worker: int) -> None:
    """Delete a person without an account of whom no initiative is left."""
    unknown = (
        ~exists().where(col(AccountRow.person_id) == worker),
        ~exists().where(col(InitiativeRow.author) == worker),
    )
    await session.execute(delete(ConsentRow).where(col(ConsentRow.person_id) == worker, *unknown))
    await session.execute(delete(PersonRow).where(col(PersonRow.id) == worker, *unknown))


async def failed_confirmations(session: AsyncSession, initiative: int) -> int:
    """Return how often a confirmation failed since it was last reopened."""
    here = col(AuditRow.subject) == about(initiative)
    reopened = select(func.coalesce(func.max(col(AuditRow.id)), 0)).where(here, col(AuditRow.action) == _REOPENED)
    failed = select(func.count()).where(
        here, col(AuditRow.action) == _FAILED, col(AuditRow.id) > reopened.scalar_subquery()
    )
    return (await session.execute(failed)).scalar_one()
